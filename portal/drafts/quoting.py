"""Lines inside a quotation that spans lines, as amendments quote the articles they change."""

from __future__ import annotations

import re
from collections.abc import Sequence

from portal.drafts.lines import Line

_OPENS = re.compile(r"[:为]“")
_LONGEST_QUOTE = 300
_MOST_FAILURES = 50


def quoted_lines(lines: Sequence[Line]) -> frozenset[int]:
    """Indexes of the lines that belong to a quotation begun on an earlier line.

    A quotation counts only when it follows 修改为： or the like and is closed again; each of its
    paragraphs may open with a quotation mark of its own. Texts with many open quotations are
    given up, so that time stays in proportion to length.
    """
    inside: set[int] = set()
    index = failures = 0
    while index < len(lines) and failures < _MOST_FAILURES:
        opened = _leaves_open(lines[index].key)
        end = _closing(lines, index) if opened else index
        failures += opened and end == index
        inside.update(range(index + 1, end + 1))
        index = end + 1
    return frozenset(inside)


def _leaves_open(key: str) -> bool:
    return bool(_OPENS.search(key)) and key.count("“") > key.count("”")


def _closing(lines: Sequence[Line], start: int) -> int:
    """The line that closes the quotation opened on `start`; `start` itself when none does."""
    depth = lines[start].key.count("“") - lines[start].key.count("”")
    for index in range(start + 1, min(start + _LONGEST_QUOTE, len(lines))):
        key = lines[index].key.removeprefix("“")
        depth += key.count("“") - key.count("”")
        if depth <= 0:
            return index
    return start
