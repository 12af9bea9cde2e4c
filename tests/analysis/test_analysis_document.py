"""docs/analysis-files.md is what `portal analyse` reads and writes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from portal import cli
from portal.analysis.files import analyse_file
from portal.analysis.labels import KINDS, PERSONAL_KINDS, STANCES, TOPIC_WARNINGS

_TEXT = (Path(__file__).parents[2] / "docs" / "analysis-files.md").read_text(encoding="utf-8")
_COMMENTS, _FINDINGS, _LABELS, _SUMMARY = re.split(r"^## ", _TEXT, flags=re.M)[1:]


def _example(part: str) -> str:
    return next(line.strip() for line in part.splitlines() if line.startswith("    {"))


def _fields(part: str) -> set[str]:
    """What the first column of the table names."""
    columns = [line.split("|")[1] for line in part.splitlines() if line.startswith("| `")]
    return {name for column in columns for name in re.findall(r"`(\w+)`", column)}


@pytest.fixture
def written(tmp_path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """The finding and the summary of the document's own example."""
    files = [tmp_path / name for name in ("in", "labels", "out", "summary")]
    files[0].write_text(_example(_COMMENTS), encoding="utf-8")
    files[1].write_text(_example(_LABELS), encoding="utf-8")
    assert analyse_file(files[0], files[2], labels=files[1], summary=files[3]) == 1
    finding, told = (json.loads(file.read_text(encoding="utf-8")) for file in files[2:])
    return finding, told


def test_the_fields_of_every_file_are_named(written: tuple[dict[str, Any], dict[str, Any]]) -> None:
    finding, told = written
    assert _fields(_FINDINGS) == set(finding) - {"id"}
    assert list(json.loads(_example(_FINDINGS))) == list(finding)
    assert _fields(_SUMMARY) == set(told)
    assert finding["stance"] == json.loads(_example(_LABELS))["stance"]


def test_every_word_of_the_closed_lists_is_named() -> None:
    for word in (*STANCES, *KINDS, *PERSONAL_KINDS, *TOPIC_WARNINGS):
        assert f"`{word}`" in _TEXT


def test_the_help_of_analyse_shows_a_line_of_each_file(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["analyse", "--help"])
    shown = capsys.readouterr().out
    assert _example(_LABELS) in shown
    assert all(word in shown for word in (*STANCES, *KINDS, '"text"', "docs/analysis-files.md"))
