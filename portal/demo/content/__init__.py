"""The fictional texts of `portal demo` are read from this package as plain data."""

from __future__ import annotations

import json
import tomllib
from importlib import resources
from typing import Any

DRAFTS = ("open", "upcoming", "closed")


def load(name: str) -> str:
    """The text of one content file, such as `open_draft.txt`, is returned as written.

    Raises: FileNotFoundError when no content file has that name.
    """
    return resources.files(__name__).joinpath(name).read_text(encoding="utf-8")


def comments(name: str) -> list[dict[str, Any]]:
    """The submissions of one consultation are returned, one object per line of its file.

    Shape: {"commenter": {...}, "day_offset": int, "opinions": [{...}, ...], "campaign"?: str}.
    Unit: `day_offset` counts civil days since the opening day, 0 being that day.
    Raises: FileNotFoundError when the consultation has no comments file.
    """
    lines = load(f"{name}_comments.jsonl").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def notice(name: str) -> dict[str, Any]:
    """The fields of one consultation's notice are returned."""
    return tomllib.loads(load(f"{name}_notice.toml"))


def report(name: str) -> dict[str, str]:
    """The paragraphs of one published report are returned, placeholders unfilled."""
    paragraphs: dict[str, str] = json.loads(load(f"{name}_report.json"))
    return paragraphs
