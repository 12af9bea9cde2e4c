"""Page numbers and the attribute tables of document collections are taken out first."""

from __future__ import annotations

import re
from collections.abc import Sequence

from portal.drafts import patterns
from portal.drafts.lines import Line
from portal.drafts.tree import SetAside

_ATTRIBUTE = re.compile(r"【[^】]{1,12}】?|[^【】]{1,4}】")
_LONGEST_TABLE = 60


def split_furniture(lines: Sequence[Line]) -> tuple[list[Line], list[SetAside]]:
    """Lines to read, and the furniture among them."""
    table = _attribute_table(lines)
    kept: list[Line] = []
    aside: list[SetAside] = []
    for at, line in enumerate(lines):
        kind = "page" if patterns.is_page_number(line) else ""
        kind = "attribute" if at in table else kind
        if kind:
            aside.append(SetAside(kind, line.number, line.content))
        else:
            kept.append(line)
    return kept, aside


def _attribute_table(lines: Sequence[Line]) -> range:
    """Indexes from 文章属性 to 正文, when the lines between look like a table of attributes."""
    for at, line in enumerate(lines[:_LONGEST_TABLE]):
        if line.key == "文章属性":
            return range(at, _table_end(lines, at))
    return range(0)


def _table_end(lines: Sequence[Line], start: int) -> int:
    for at in range(start + 1, min(start + _LONGEST_TABLE, len(lines))):
        if lines[at].key == "正文":
            return at + 1
        if not _ATTRIBUTE.match(lines[at].key):
            return at
    return start + 1
