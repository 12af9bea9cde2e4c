"""Some papers number the other way round: 1. outside and （一） inside. Their numbers tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from portal.drafts.grammar import Kind, Marker

_PAIRS = (
    (Kind.CHINESE, Kind.BRACKETED),
    (Kind.CHINESE, Kind.ARABIC),
    (Kind.BRACKETED, Kind.ARABIC),
    (Kind.BRACKETED, Kind.ARABIC_BRACKETED),
    (Kind.ARABIC, Kind.ARABIC_BRACKETED),
    (Kind.ARABIC_BRACKETED, Kind.CIRCLED),
)


def with_ranks(found: Mapping[int, Marker]) -> dict[int, Marker]:
    """The markers, each kind just outside the one it encloses in this text.

    Statutes are left alone: the law fixes what stands in what there.
    """
    if any(marker.kind is Kind.ARTICLE for marker in found.values()):
        return dict(found)
    ranks: dict[Kind, float] = {}
    for outer, inner in _PAIRS:
        if outer not in ranks and inner not in ranks and _is_inverted(found, outer, inner):
            ranks[inner] = outer - 0.5
    if not ranks:
        return dict(found)
    return {at: replace(one, shift=ranks.get(one.kind, one.kind) - one.kind)
            for at, one in found.items()}  # fmt: skip


def _is_inverted(found: Mapping[int, Marker], outer: Kind, inner: Kind) -> bool:
    """Lists of the kind that is the outer one by custom stand inside items of the other.

    Seen where the inner kind goes on counting over whole lists of the outer one, and never the
    other way round.
    """
    numbers = [
        (one.kind, one.value) for one in found.values() if one.kind <= outer or one.kind is inner
    ]
    return _enclosed(numbers, inner, outer) > 0 and _enclosed(numbers, outer, inner) == 0


def _enclosed(numbers: list[tuple[Kind, int]], outer: Kind, inner: Kind) -> int:
    """How often a list of `inner` beginning with 1 lies between n and n + 1 of `outer`."""
    count = 0
    last = 0
    begun = False
    for kind, value in numbers:
        if kind is outer:
            count += begun and value == last + 1
            last, begun = value, False
        elif kind is inner:
            begun = begun or (value == 1 and last > 0)
        else:
            last, begun = 0, False
    return count
