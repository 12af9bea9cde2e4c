"""`portal analyse`: a file of comments becomes a file of findings, or nothing at all."""

import json
import os
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from portal.analysis.engine import analyse
from portal.analysis.errors import AnalysisInputError
from portal.analysis.label_files import read_corrections
from portal.analysis.rows import rows
from portal.analysis.types import Analysis, Opinion
from portal.analysis.version import ANALYSER_VERSION

_OPTIONAL = ("clause", "clause_text", "target")


def analyse_file(
    source: Path,
    out: Path,
    topics: int | None = None,
    summary: Path | None = None,
    labels: Path | None = None,
) -> int:
    """The findings stand in `out` in the order of the lines; the number of comments is returned.

    Raises: AnalysisInputError with the line's number, and then no file is written or changed.
    """
    corrections = None if labels is None else read_corrections(labels)
    analysis = analyse(read_opinions(source), topics, corrections)
    _write(out, (json.dumps(asdict(one), ensure_ascii=False) for one in analysis.findings))
    if summary is not None:
        _write(summary, [json.dumps(_summary(analysis), ensure_ascii=False, indent=2)])
    return len(analysis.findings)


def read_opinions(source: Path) -> list[Opinion]:
    """Every line as an opinion; empty lines are passed over.

    Raises: AnalysisInputError
    """
    return [_opinion(number, id_, found) for number, id_, found in rows(source)]


def _opinion(number: int, name: str, found: dict[str, Any]) -> Opinion:
    if not isinstance(found.get("text"), str):
        raise AnalysisInputError(line=number, message="缺少正文 text,或正文不是文字")
    extra = {key: _text_or_none(number, key, found.get(key)) for key in _OPTIONAL}
    return Opinion(id=name, text=found["text"], **extra)


def _text_or_none(number: int, key: str, value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    raise AnalysisInputError(line=number, message=f"字段 {key} 须是文字")


def _summary(analysis: Analysis) -> dict[str, Any]:
    topics = [asdict(topic) | {"size": len(topic.member_ids)} for topic in analysis.topics]
    return {
        "analyser_version": ANALYSER_VERSION,
        "topics": topics,
        "campaigns": [asdict(campaign) for campaign in analysis.campaigns],
        "figures": analysis.figures,
    }


def _write(target: Path, lines: Iterator[str] | list[str]) -> None:
    """The file is there whole or not at all, whatever happens half-way."""
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as stream:
            stream.writelines(f"{line}\n" for line in lines)
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
