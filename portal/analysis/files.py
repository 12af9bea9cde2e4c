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
from portal.analysis.types import Analysis, Opinion
from portal.analysis.version import ANALYSER_VERSION

_OPTIONAL = ("clause", "clause_text", "target")


def analyse_file(
    source: Path, out: Path, topics: int | None = None, summary: Path | None = None
) -> int:
    """The findings stand in `out` in the order of the lines; the number of comments is returned.

    Raises: AnalysisInputError with the line's number, and then no file is written or changed.
    """
    analysis = analyse(read_opinions(source), topics)
    _write(out, (json.dumps(asdict(one), ensure_ascii=False) for one in analysis.findings))
    if summary is not None:
        _write(summary, [json.dumps(_summary(analysis), ensure_ascii=False, indent=2)])
    return len(analysis.findings)


def read_opinions(source: Path) -> list[Opinion]:
    """Every line as an opinion; empty lines are passed over.

    Raises: AnalysisInputError
    """
    opinions: list[Opinion] = []
    seen: set[str] = set()
    for number, line in enumerate(source.read_bytes().split(b"\n"), start=1):
        if not line.strip():
            continue
        opinion = _opinion(number, line)
        if opinion.id in seen:
            raise AnalysisInputError(line=number, message=f"编号“{opinion.id[:60]}”重复")
        seen.add(opinion.id)
        opinions.append(opinion)
    return opinions


def _opinion(number: int, line: bytes) -> Opinion:
    try:
        found: Any = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise AnalysisInputError(line=number, message="不是 UTF-8 文本") from None
    except (ValueError, RecursionError):
        raise AnalysisInputError(
            line=number, message=f"第 {number} 行不是合法的 JSON / line {number} is not JSON"
        ) from None
    if not isinstance(found, dict):
        raise AnalysisInputError(
            line=number,
            message=f"第 {number} 行须是一个 JSON 对象 / line {number} must be a JSON object",
        )
    name = found.get("id")
    if not isinstance(name, str | int) or isinstance(name, bool) or name == "":
        raise AnalysisInputError(line=number, message="缺少编号 id,或编号不是文字、整数")
    if not isinstance(found.get("text"), str):
        raise AnalysisInputError(line=number, message="缺少正文 text,或正文不是文字")
    extra = {key: _text_or_none(number, key, found.get(key)) for key in _OPTIONAL}
    return Opinion(id=str(name), text=found["text"], **extra)


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
