"""No file names a place that only one machine has."""

from __future__ import annotations

import re

from tests.architecture.sources import place, tracked

# Written in pieces, so that this file does not name what it looks for.
_HOMES = re.compile(
    r"(?<![\w.:/-])/(?:" + "|".join(["wo" + "rk", "ro" + "ot", "ho" + "me", "Us" + "ers"]) + r")/\w"
)
_INDEX = re.compile(r"--(?:extra-)?index" + r"-url|--trusted" + r"-host|^Index-Url", re.MULTILINE)
TEXT = {".py", ".toml", ".md", ".html", ".css", ".mjs", ".txt", ".lock", ".cfg", ".json", ".jsonl",
        ".po", ".sh", ".svg", ".mako", ".yml", ".yaml", ".ini", ".service", ".conf", ""}  # fmt: skip


def test_every_kind_of_file_is_known_as_text_or_not() -> None:
    binary = {".gz", ".png", ".jpg", ".woff2", ".ico", ".pdf", ".docx", ".odt", ".xlsx"}
    assert {path.suffix for path in tracked()} - TEXT - binary == set()


def test_no_text_names_a_folder_of_one_machine_or_a_package_index() -> None:
    found = []
    for path in tracked():
        if path.suffix not in TEXT:
            continue
        text = path.read_text("utf-8")
        found += [f"{place(path)}: {hit.group()}" for hit in _HOMES.finditer(text)]
        found += [f"{place(path)}: {hit.group()}" for hit in _INDEX.finditer(text)]
    assert found == []


def test_nothing_made_by_running_is_tracked() -> None:
    made = re.compile(r"\.(?:pyc|mo|db|db-wal|db-shm|log)$|__pycache__|keys\.json$")
    found = [place(path) for path in tracked() if made.search(place(path))]
    locks = {"requirements.lock", "requirements-test.lock"}
    found += [p.name for p in tracked() if p.suffix == ".lock" and p.name not in locks]
    assert found == []
