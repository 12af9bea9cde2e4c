"""`LABELS.jsonl`: what people decided about comments, one line each."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from portal.analysis.corrections import Correction
from portal.analysis.errors import AnalysisInputError
from portal.analysis.labels import KINDS, STANCES
from portal.analysis.rows import rows

LONGEST_NAME = 200
LARGEST_NUMBER = 2**31 - 1
"""What the arrays of topic keys can hold."""


@dataclass(frozen=True, slots=True)
class Labels:
    """What people decided, by the id of the comment; `names` are those of topics that were given as text."""

    corrections: dict[str, Correction] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)


def read_labels(source: Path) -> Labels:
    """The decisions of every line; an id nobody knows does no harm.

    A topic may be a number or a name: each different name is a topic, numbered in the order of the file
    with the numbers nobody used.

    Raises: AnalysisInputError
    """
    lines = [(number, name, found, _topic(number, found)) for number, name, found in rows(source)]
    taken = {topic for *_, topic in lines if isinstance(topic, int)}
    texts = list(dict.fromkeys(topic for *_, topic in lines if isinstance(topic, str)))
    free = (number for number in range(len(taken) + len(texts)) if number not in taken)
    number_of = dict(zip(texts, free, strict=False))
    return Labels(
        {
            name: Correction(
                stance=_one_of(number, found, "stance", STANCES),
                kind=_one_of(number, found, "kind", KINDS),
                topic=number_of[topic] if isinstance(topic, str) else topic,
            )
            for number, name, found, topic in lines
        },
        {number: text for text, number in number_of.items()},
    )


def _topic(number: int, found: dict[str, Any]) -> int | str | None:
    """The topic as a number or as a name without blanks around it."""
    topic = found.get("topic")
    if isinstance(topic, str) and 0 < len(topic.strip()) <= LONGEST_NAME:
        return topic.strip()
    is_number = isinstance(topic, int) and not isinstance(topic, bool)
    if topic is None or (is_number and abs(topic) <= LARGEST_NUMBER):
        return topic
    raise AnalysisInputError(
        line=number,
        message=f"主题 topic 须是整数(结果中的主题序号)或主题名称(不超过 {LONGEST_NAME} 字) "
        "/ topic must be a whole number or a name",
    )


def _one_of(number: int, found: dict[str, Any], key: str, known: Sequence[str]) -> Any:
    value = found.get(key)
    if value is None or (isinstance(value, str) and value in known):
        return value
    raise AnalysisInputError(line=number, message=f"{key} 须是 {'、'.join(known)} 之一")
