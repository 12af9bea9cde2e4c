"""What is said about an uploaded file that is not taken."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from flask_babel import gettext

from portal.errors import InvalidInputError
from portal.web.words import INPUT_RULES

_NAMED = {
    "file_kind": {".pdf": "PDF", ".jpg": "JPG", ".jpeg": "JPG", ".png": "PNG"},
    "attachment_kind": {
        ".pdf": "PDF", ".jpg": "JPG", ".jpeg": "JPG", ".png": "PNG", ".docx": "Word", ".xlsx": "Excel",
    },
    "notice_file_kind": {
        ".pdf": "PDF", ".jpg": "JPG", ".jpeg": "JPG", ".png": "PNG", ".docx": "Word", ".xlsx": "Excel", ".ofd": "OFD",
    },
}  # fmt: skip
"""By the rule that refused a file: what names promise that would have been taken."""


def file_refusal(error: InvalidInputError, name: str) -> Any:
    """The sentence of the rule; where only the name says that it is kept, that the content is another."""
    rule = str(error.details["rule"])
    kind = _NAMED.get(rule, {}).get(PurePath(name).suffix.lower())
    if kind is None:
        return INPUT_RULES[rule]
    return gettext(
        "文件名说是 %(kind)s，内容却不是，可能已损坏，或者只是改了名称。%(rule)s",
        kind=kind,
        rule=INPUT_RULES[rule],
    )
