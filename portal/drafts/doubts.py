"""第三条规定… may open a clause or only mention one: the other numbers of the text decide."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from portal.drafts.grammar import Kind, Marker


def settle(found: Mapping[int, Marker]) -> dict[int, Marker]:
    """The markers without those that only mention a number.

    A doubtful one is kept where the text parts no number from its words by a blank, and where the
    series of its kind would have a hole without it.
    """
    by_kind: dict[Kind, list[int]] = defaultdict(list)
    for index, marker in found.items():
        by_kind[marker.kind].append(index)
    dropped: set[int] = set()
    for indexes in by_kind.values():
        dropped |= _mentions(indexes, found)
    return {index: marker for index, marker in found.items() if index not in dropped}


def runs_on(markers: Mapping[int, Marker], kind: Kind) -> bool:
    """The text writes numbers of this kind and their words without a blank between."""
    sure = [one.spaced for one in markers.values() if one.kind is kind and not one.doubtful]
    return sum(sure) * 2 < len(sure)


def _mentions(indexes: list[int], found: Mapping[int, Marker]) -> set[int]:
    doubtful = [index for index in indexes if found[index].doubtful]
    if not doubtful:
        return set()
    if found[indexes[0]].kind is Kind.ARABIC:
        return _amounts(indexes, found)
    mine = {index: found[index] for index in indexes}
    if not runs_on(mine, found[indexes[0]].kind):
        return set(doubtful)
    following = _next_sure(indexes, found)
    last: Marker | None = None
    dropped: set[int] = set()
    for index in indexes:
        marker = found[index]
        if marker.doubtful and not _fills_hole(last, marker, following[index]):
            dropped.add(index)
        elif marker.doubtful or not last or marker.value > last.value or marker.value == 1:
            last = marker
    return dropped


def _amounts(indexes: list[int], found: Mapping[int, Marker]) -> set[int]:
    """2.5万元 at the start of a line is an item only right after item 1, or before item 2."""
    dropped: set[int] = set()
    last = 0
    for index, later in zip(indexes, [*indexes[1:], None], strict=True):
        marker = found[index]
        opens = marker.value == 1 and later is not None and found[later].value == 2
        if marker.doubtful and not opens and marker.value != last + 1:
            dropped.add(index)
        else:
            last = marker.value
    return dropped


def _next_sure(indexes: list[int], found: Mapping[int, Marker]) -> dict[int, Marker | None]:
    following: dict[int, Marker | None] = {}
    later: Marker | None = None
    for index in reversed(indexes):
        following[index] = later
        if not found[index].doubtful:
            later = found[index]
    return following


def _fills_hole(last: Marker | None, marker: Marker, following: Marker | None) -> bool:
    value = last.value if last else 0
    if marker.sub:
        return bool(last) and marker.value == value
    return marker.value == value + 1 and (following is None or following.value != marker.value)
