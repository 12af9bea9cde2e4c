"""Which clauses kept their order, and which were carried past others."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Hashable, Sequence
from itertools import pairwise
from zlib import crc32

from portal.drafts.comparison.links import Links
from portal.drafts.comparison.versions import Version


def carried(old: Version, new: Version, links: Links) -> set[int]:
    """The old clauses that now stand under another clause, or elsewhere among their siblings."""
    back = {to: at for at, to in links.items()}
    groups: defaultdict[Hashable, list[int]] = defaultdict(list)
    found: set[int] = set()
    for at, to in links.items():
        one, other = old.clauses[at].home, new.clauses[to].home
        if _parted(one, other, links, back):
            found.add(at)
        else:
            is_same = one is not None and other is not None and links.get(one) == other
            groups[one if is_same else None, old.clauses[at].family].append(at)
    for group in groups.values():
        found.update(_out_of_order(old, links, sorted(group)))
    return found


def _parted(one: int | None, other: int | None, links: Links, back: dict[int, int]) -> bool:
    """Whether a home lives on elsewhere; being given a new home is not being carried there."""
    if one is None or other is None:
        return False
    return links.get(one, other) != other or back.get(other, one) != one


def _out_of_order(old: Version, links: Links, group: Sequence[int]) -> set[int]:
    targets = [links[at] for at in group]
    if all(first < second for first, second in pairwise(targets)):
        return set()
    heavy = [_weight(old.clauses[at].words) for at in group]
    kept = heaviest_rise(targets, heavy)
    return {at for position, at in enumerate(group) if position not in kept}


def _weight(words: str) -> float:
    """The longer text stays; the checksum makes the choice the same seen from either version."""
    return len(words) + 1 + crc32(words.encode()) / 2**33


def heaviest_rise(values: Sequence[int], weights: Sequence[float]) -> set[int]:
    """The positions of the rising subsequence of distinct values with the largest weight."""
    ends: list[int] = []
    sums: list[float] = []
    positions: list[int] = []
    before: list[int] = []
    for position, (value, weight) in enumerate(zip(values, weights, strict=True)):
        at = bisect_left(ends, value)
        before.append(positions[at - 1] if at else -1)
        total = weight + (sums[at - 1] if at else 0.0)
        past = at
        while past < len(ends) and sums[past] <= total:
            past += 1
        ends[at:past], sums[at:past], positions[at:past] = [value], [total], [position]
    kept: set[int] = set()
    last = positions[-1] if positions else -1
    while last >= 0:
        kept.add(last)
        last = before[last]
    return kept
