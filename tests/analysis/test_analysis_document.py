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


def _names(told: Any) -> set[str]:
    """The names of all fields, however deep; steps and the named topics are data."""
    if isinstance(told, list):
        return set().union(*map(_names, told))
    if not isinstance(told, dict):
        return set()
    return set(told).union(
        *(_names(told[key]) for key in told if key not in ("seconds", "topic_names", "voices"))
    )


def test_the_fields_within_the_summary_were_left_to_be_guessed(tmp_path: Path) -> None:
    places = ["（十）", "（二）", "附件", "", "（二）"]
    rows = [
        {"id": str(n), "text": f"建议第{n}号泊位夜间包月价格降到一百元，方便居民。", "clause": place}
        for n, place in enumerate(places * 3)
    ]
    summaries = []
    for count in (len(places), len(rows)):
        files = [tmp_path / name for name in ("in", "out", "summary")]
        files[0].write_text("\n".join(map(json.dumps, rows[:count])), encoding="utf-8")
        analyse_file(files[0], files[1], summary=files[2])
        summaries.append(json.loads(files[2].read_text(encoding="utf-8")))
    few, many = summaries
    kinds = {f"kind_{kind}_count" for kind in KINDS}
    named = set(re.findall(r"`(\w+)`", _SUMMARY)) | kinds
    assert _names(few) | _names(many) <= named
    assert few["campaigns"]
    assert many["topics"]
    assert few["reading_ids"] == ["1", "4", "0", "2", "3"]


def test_the_counts_by_stance_hold_only_sure_ones_as_the_document_says(
    tmp_path: Path,
) -> None:
    texts = ["坚决反对", "今天天气", "同意", "建议降价", "哈哈"]
    rows = [{"id": str(n), "text": text} for n, text in enumerate(texts)]
    files = [tmp_path / name for name in ("in2", "out2", "summary2")]
    files[0].write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    analyse_file(files[0], files[1], summary=files[2])
    findings = [json.loads(line) for line in files[1].read_text(encoding="utf-8").splitlines()]
    counts = json.loads(files[2].read_text(encoding="utf-8"))["figures"]
    sure = [finding for finding in findings if finding["stance_confident"]]
    assert 0 < len(sure) < len(findings)
    for stance in {finding["stance"] for finding in findings}:
        assert counts[f"stance_{stance}_count"] == sum(one["stance"] == stance for one in sure)
    by_stance = [counts.get(f"stance_{stance}_count", 0) for stance in (*STANCES, "unclear")]
    moods = [counts[f"mood_{mood}_count"] for mood in ("positive", "negative", "unclear")]
    assert sum(by_stance) == sum(moods) == counts["comment_count"] == len(texts)


def test_every_word_of_the_closed_lists_is_named() -> None:
    for word in (*STANCES, *KINDS, *PERSONAL_KINDS, *TOPIC_WARNINGS):
        assert f"`{word}`" in _TEXT


def test_the_help_of_analyse_shows_a_line_of_each_file(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["analyse", "--help"])
    shown = capsys.readouterr().out
    assert _example(_LABELS) in shown
    assert all(word in shown for word in (*STANCES, *KINDS, '"text"', "docs/analysis-files.md"))
