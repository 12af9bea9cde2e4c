"""The table of contents is found, so that it can be left out of the tree."""

from __future__ import annotations

import re
from collections.abc import Sequence

from portal.drafts.grammar import Kind, Marker, classify
from portal.drafts.lines import Line, unblank

_TITLE = re.compile(r"目 *录|目 *次")
_LEADER = re.compile(r"[.·…\-—]{2,}[ .·…\-—]*\(?\d{0,4}\)?$| +\d{1,4}$")
_LOOSE = frozenset({"序言", "前言", "附则", "附录", "附件", "附表", "总则"})
_LONGEST_ENTRY = 60


def contents_range(lines: Sequence[Line]) -> tuple[int, int]:
    """The half-open range of indexes that the table of contents fills; empty when there is none.

    It ends where its first heading comes again, and holds nothing but headings.
    """
    titled = next((at for at, line in enumerate(lines) if _TITLE.fullmatch(line.key)), None)
    start = _first_entry(lines, 0 if titled is None else titled + 1)
    if start is None:
        return 0, 0
    end = _repeated(lines, start, titled is not None)
    if end is None:
        return (0, 0) if titled is None else (titled, titled + 1)
    return (start if titled is None else titled), end


def entry_name(line: Line) -> str:
    """The heading of an entry without blanks, leaders and page number."""
    key = line.key
    if len(key) <= _LONGEST_ENTRY * 3:
        key = _LEADER.sub("", key)
    return unblank(key)


def _first_entry(lines: Sequence[Line], start: int) -> int | None:
    for at in range(start, len(lines)):
        marker = classify(lines[at])
        if marker or entry_name(lines[at]) in _LOOSE:
            chaptered = marker is None or marker.kind < Kind.ARTICLE or start > 0
            return at if chaptered else None
    return None


def _repeated(lines: Sequence[Line], start: int, titled: bool) -> int | None:
    name, first = entry_name(lines[start]), classify(lines[start])
    for at in range(start + 1, len(lines)):
        if entry_name(lines[at]) == name or (first and _same_number(first, lines[at])):
            return at
        if not _is_entry(lines[at], titled):
            return None
    return None


def _same_number(first: Marker, line: Line) -> bool:
    """The outermost kind of a table of contents never has one number twice."""
    marker = classify(line)
    return marker is not None and (marker.kind, marker.value) == (first.kind, first.value)


def _is_entry(line: Line, titled: bool) -> bool:
    if len(line.key) > _LONGEST_ENTRY or "。" in line.key:
        return False
    marker = classify(line)
    if marker:
        return titled or marker.kind < Kind.ARTICLE
    return titled or entry_name(line) in _LOOSE
