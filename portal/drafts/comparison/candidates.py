"""Which new clauses an old clause may have become: few enough to look at each."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from portal.drafts.comparison.links import Context
from portal.drafts.comparison.versions import Compared, Version

_TELLING_PAIRS = 24
_MOST_POSTINGS = 60
_MOST_ALIKE = 8


class Candidates:
    """Finds by rare pairs of characters, equal words, number and place."""

    def __init__(self, new: Version, weights: Mapping[str, float]) -> None:
        self._new, self._weights = new, weights
        self._postings: defaultdict[str, list[int]] = defaultdict(list)
        self._same: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
        self._numbered: defaultdict[tuple[int | None, str], list[int]] = defaultdict(list)
        for clause in new.clauses:
            self._same[clause.family, clause.words].append(clause.index)
            self._numbered[clause.home, clause.number].append(clause.index)
            for pair in clause.pairs:
                self._postings[pair].append(clause.index)

    def alike(self, clause: Compared) -> list[int]:
        """The clauses that share most of the telling pairs, best first."""
        found: defaultdict[int, float] = defaultdict(float)
        telling = sorted(clause.pairs, key=lambda pair: (-self._weights[pair], pair))
        for pair in telling[:_TELLING_PAIRS]:
            postings = self._postings.get(pair, ())
            if len(postings) <= _MOST_POSTINGS:
                for index in postings:
                    found[index] += self._weights[pair]
        return sorted(found, key=lambda index: (-found[index], index))[:_MOST_ALIKE]

    def near(self, clause: Compared, context: Context) -> Iterator[int]:
        """The clauses that equal words, number or place speak for."""
        family = self._new.families.get(clause.family, [])
        equal = self._same.get((clause.family, clause.words), [])
        for rank in context.expected(clause.index):
            index = family[min(max(rank, 0), len(family) - 1)] if family else 0
            yield from around(equal, index, _MOST_ALIKE)
            yield from around(family, index, 3)
        home = context.links.get(clause.home) if clause.home is not None else None
        if home is not None or clause.home is None:
            yield from self._numbered.get((home, clause.number), ())[:_MOST_ALIKE]
            yield from around(_among(equal, self._new.children.get(home, ())), 0, _MOST_ALIKE)


def around(indexes: list[int], index: int, count: int) -> list[int]:
    """At most `count` of the sorted indexes, those around one of them."""
    start = max(0, bisect_left(indexes, index) - count // 2)
    return indexes[start : start + count]


def _among(indexes: list[int], wanted: Iterable[int]) -> list[int]:
    kept = set(wanted)
    return [index for index in indexes if index in kept]
