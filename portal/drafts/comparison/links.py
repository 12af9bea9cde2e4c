"""What is already known of which clause is which, and what follows from it for the others."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from itertools import takewhile

from portal.drafts.comparison.versions import Compared, Version

Links = dict[int, int]
"""Index of an old clause to the index of the new clause it became."""

_TELLING_LENGTH = 4
_NARROW = 4


def anchors(old: Version, new: Version) -> Links:
    """The clauses whose words occur exactly once in either version, in the same family."""
    there = _unique(new)
    return {index: there[key] for key, index in _unique(old).items() if key in there}


def common_start(old: Version, new: Version) -> Links:
    """The clauses before the first that differs in level, number, words or home: all are kept."""
    pairs = takewhile(
        lambda pair: _identity(pair[0]) == _identity(pair[1]),
        zip(old.clauses, new.clauses, strict=False),
    )
    return {one.index: other.index for one, other in pairs}


def _identity(clause: Compared) -> tuple[str, str, str, int | None]:
    return clause.node.level, clause.number, clause.words, clause.home


def _unique(version: Version) -> dict[tuple[int, str], int]:
    found: dict[tuple[int, str], list[int]] = defaultdict(list)
    for clause in version.clauses:
        if clause.size >= _TELLING_LENGTH:
            found[clause.family, clause.words].append(clause.index)
    return {key: indexes[0] for key, indexes in found.items() if len(indexes) == 1}


class Context:
    """What a set of links says about two clauses besides their words."""

    def __init__(self, old: Version, new: Version, links: Links) -> None:
        self.links = links
        self._old, self._new = old, new
        self._linked = set(links.values())
        self._inner = old.inner_sizes(), new.inner_sizes()
        self._shared = self._shared_sizes()
        self._open = {one for one, _other in self._shared}, {other for _one, other in self._shared}
        self._ranks = self._linked_ranks()

    def nesting(self, at: int, to: int) -> float | None:
        """How much below both is linked, 0 to 1; None when nothing below either is linked."""
        if at not in self._open[0] and to not in self._open[1]:
            return None
        return self._shared.get((at, to), 0.0) / (self._inner[0][at] + self._inner[1][to])

    def nested_pairs(self) -> list[tuple[int, int]]:
        """The clauses that have linked clauses below them."""
        return list(self._shared)

    def home(self, at: int, to: int) -> float:
        """How far the homes of two clauses are the same, 0 to 1."""
        one, other = self._old.clauses[at].home, self._new.clauses[to].home
        if one is None or other is None:
            return 1.0 if one is other else 0.5
        if one in self.links or other in self._linked:
            return float(self.links.get(one) == other)
        return self.nesting(one, other) or 0.0

    def closeness(self, at: int, to: int) -> float:
        """How near a new clause is to where the linked neighbours of the old one went, 0 to 1."""
        place = self._new.clauses[to].rank
        return sum(1 / (1 + abs(place - rank)) for rank in self.expected(at)) / 2

    def expected(self, at: int) -> tuple[int, int]:
        """The ranks of a clause if it went with the linked clause before, and after, it."""
        rank = self._old.clauses[at].rank
        before, after = self._neighbours(self._old.clauses[at])
        return before[1] + rank - before[0], after[1] + rank - after[0]

    def is_between(self, at: int, to: int) -> bool:
        """Whether both stand in the same narrow gap between linked neighbours."""
        before, after = self._neighbours(self._old.clauses[at])
        is_narrow = min(after[0] - before[0], after[1] - before[1]) <= _NARROW + 1
        return is_narrow and before[1] < self._new.clauses[to].rank < after[1]

    def _neighbours(self, clause: Compared) -> tuple[tuple[int, int], tuple[int, int]]:
        """Old and new rank of the linked clauses before and after; the ends are linked too."""
        ranks, gone = self._ranks[clause.family]
        before, after = bisect_left(ranks, clause.rank) - 1, bisect_right(ranks, clause.rank)
        ends = (len(version.families[clause.family]) for version in (self._old, self._new))
        start = (ranks[before], gone[before]) if before >= 0 else (-1, -1)
        old_end, new_end = (ranks[after], gone[after]) if after < len(ranks) else ends
        return start, (old_end, new_end)

    def _linked_ranks(self) -> dict[int, tuple[list[int], list[int]]]:
        found: dict[int, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        for at in sorted(self.links):
            one, other = self._old.clauses[at], self._new.clauses[self.links[at]]
            if one.family == other.family:
                found[one.family][0].append(one.rank)
                found[one.family][1].append(other.rank)
        return found

    def _shared_sizes(self) -> dict[tuple[int, int], float]:
        total: dict[tuple[int, int], float] = defaultdict(float)
        for at, to in self.links.items():
            size = self._old.clauses[at].size + self._new.clauses[to].size + 2
            above = list(self._new.above(to))
            for one in self._old.above(at):
                for other in above:
                    total[one, other] += size
        return dict(total)
