"""Lines inside a quotation that spans lines, as amendments quote the articles they change."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from portal.drafts.grammar import Kind, Marker
from portal.drafts.lines import Line

_OPENS = re.compile(r"[:为][“\"]")
_QUOTES = re.compile(r"[“”\"]")
_LONGEST_QUOTE = 300
_MOST_FAILURES = 50


def quoted_lines(lines: Sequence[Line], markers: Mapping[int, Marker]) -> frozenset[int]:
    """Indexes of the lines that belong to a quotation begun on an earlier line.

    A quotation counts only when it follows 修改为： or the like, on its line or on the one above,
    and is closed again; each of its paragraphs may open with a quotation mark of its own. Straight
    marks, which do not say whether they open, count by turns. Texts with many open quotations are
    given up, so that time stays in proportion to length.
    """
    inside: set[int] = set()
    index = failures = 0
    holder: Marker | None = None
    while index < len(lines) and failures < _MOST_FAILURES:
        marker = markers.get(index)
        holder = marker if marker and marker.kind in (Kind.ARTICLE, Kind.CHINESE) else holder
        opened = _opens(lines, index) and _depth(lines[index].key, 0) > 0
        end = _closing(lines, index, markers, holder) if opened else index
        failures += opened and end == index
        inside.update(range(index + 1, end + 1))
        index = end + 1
    return frozenset(inside)


def _opens(lines: Sequence[Line], index: int) -> bool:
    key = lines[index].key
    if key[:1] in ("“", '"') and index and lines[index - 1].key.endswith((":", "为")):
        return True
    return bool(_OPENS.search(key))


def _closing(
    lines: Sequence[Line], start: int, markers: Mapping[int, Marker], holder: Marker | None
) -> int:
    """The line that closes the quotation opened on `start`; `start` itself when none does.

    The next item or article after the one that quotes ends a quotation nobody closed.
    """
    depth = _depth(lines[start].key, 0)
    for index in range(start + 1, min(start + _LONGEST_QUOTE, len(lines))):
        key = lines[index].key
        marker = markers.get(index)
        if holder and marker and (marker.kind, marker.value) == (holder.kind, holder.value + 1):
            return index - 1
        depth = _depth(key[1:] if key[:1] in ("“", '"') and key[1:] else key, depth)
        if depth <= 0:
            return index
    return start


def _depth(key: str, depth: int) -> int:
    """How many quotations are open after the line."""
    for mark in _QUOTES.findall(key):
        if mark == '"':
            depth += -1 if depth > 0 else 1
        else:
            depth += 1 if mark == "“" else -1
    return depth
