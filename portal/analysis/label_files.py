"""`LABELS.jsonl`: what people decided about comments, one line each."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from portal.analysis.corrections import Correction
from portal.analysis.errors import AnalysisInputError
from portal.analysis.labels import KINDS, STANCES
from portal.analysis.rows import rows


def read_corrections(source: Path) -> dict[str, Correction]:
    """The corrections of every line by the id of its comment; an id nobody knows does no harm.

    Raises: AnalysisInputError
    """
    return {name: _correction(number, found) for number, name, found in rows(source)}


def _correction(number: int, found: dict[str, Any]) -> Correction:
    topic = found.get("topic")
    if topic is not None and (not isinstance(topic, int) or isinstance(topic, bool)):
        raise AnalysisInputError(line=number, message="主题 topic 须是整数,即结果中的主题序号")
    return Correction(
        stance=_one_of(number, found, "stance", STANCES),
        kind=_one_of(number, found, "kind", KINDS),
        topic=topic,
    )


def _one_of(number: int, found: dict[str, Any], key: str, known: Sequence[str]) -> Any:
    value = found.get(key)
    if value is None or (isinstance(value, str) and value in known):
        return value
    raise AnalysisInputError(line=number, message=f"{key} 须是 {'、'.join(known)} 之一")
