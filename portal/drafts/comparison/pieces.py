"""One clause that became several: found where their texts together are the text of the one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from portal.drafts.comparison.candidates import Candidates
from portal.drafts.comparison.links import Links
from portal.drafts.comparison.versions import Compared, Version
from portal.drafts.comparison.words import (
    Pairs,
    common_weight,
    joined,
    similarity,
    weight,
    without,
)

_SHORTEST = 8
_EXPLAINED, _EXPLAINED_BESIDE, _EXPLAINED_AGAINST_A_LINK = 0.55, 0.45, 0.7
_AMBIGUOUS = 0.85
_MAIN_EXPLAINED = 0.4
_WEAK = 0.45
_WHOLE = 0.5
_BETTER = 0.04


@dataclass(frozen=True)
class Division:
    """The clauses that one clause was divided into, and how alike they are together."""

    parts: tuple[int, ...]
    similarity: float


class Dividing:
    """Looks in one direction: from a version to the next finds splits, back finds mergers."""

    def __init__(
        self, one: Version, several: Version, links: Links, weights: Mapping[str, float]
    ) -> None:
        self._one, self._several = one.clauses, several.clauses
        self._links, self._weights = links, weights
        self._back = {to: at for at, to in links.items()}
        self._candidates = Candidates(one, weights)

    def divisions(self) -> dict[int, Division]:
        """For each divided clause its parts, in order."""
        claims: defaultdict[int, list[tuple[float, int]]] = defaultdict(list)
        for clause in self._several:
            claim = self._claim(clause) if self._is_free(clause) else None
            if claim:
                claims[claim[1]].append((claim[0], clause.index))
        found = {at: self._division(at, sorted(parts)) for at, parts in claims.items()}
        return {at: division for at, division in found.items() if division}

    def _is_free(self, part: Compared) -> bool:
        """Whether a clause is linked to none, or so weakly that it may be a part of another."""
        if part.size < _SHORTEST:
            return False
        at = self._back.get(part.index)
        return at is None or self._alike(self._one[at].pairs, part.pairs) < _WEAK

    def _claim(self, part: Compared) -> tuple[float, int] | None:
        """The clause that explains most of a part; what several explain is a common phrase."""
        found = sorted(
            (-self._explained(self._left(at, part), part), at)
            for at in self._candidates.alike(part)
            if self._one[at].family == part.family and self._back.get(part.index) != at
        )
        if not found or -found[0][0] < self._needed(found[0][1], part):
            return None
        is_common = len(found) > 1 and found[1][0] <= found[0][0] * _AMBIGUOUS
        return None if is_common else found[0]

    def _needed(self, at: int, part: Compared) -> float:
        """Less is asked of a part that stands beside the clause the divided one is linked to."""
        if part.index in self._back:
            return _EXPLAINED_AGAINST_A_LINK
        main = self._links.get(at)
        is_beside = main is not None and abs(self._several[main].rank - part.rank) == 1
        return _EXPLAINED_BESIDE if is_beside else _EXPLAINED

    def _left(self, at: int, part: Compared) -> Pairs:
        """What of a clause does not already stand in the clause it is linked to."""
        to = self._links.get(at)
        whole = self._one[at].pairs
        return whole if to is None else without(whole, self._several[to].pairs)

    def _division(self, at: int, claims: list[tuple[float, int]]) -> Division | None:
        """The main part and every claimed part that explains something of its own."""
        main, whole = self._links.get(at), self._one[at]
        if main is not None and self._explained(whole.pairs, self._several[main]) < _MAIN_EXPLAINED:
            return None
        parts = [] if main is None else [main]
        left = whole.pairs if main is None else without(whole.pairs, self._several[main].pairs)
        for _explained, index in claims:
            part = self._several[index]
            if self._explained(left, part) >= self._needed(at, part):
                parts.append(index)
                left = without(left, part.pairs)
        return self._judged(whole, parts) if len(parts) > 1 else None

    def _judged(self, whole: Compared, parts: list[int]) -> Division | None:
        pairs = [self._several[index].pairs for index in parts]
        together = self._alike(whole.pairs, joined(pairs))
        alone = max(self._alike(whole.pairs, one) for one in pairs)
        if together < _WHOLE or together < alone + _BETTER:
            return None
        return Division(tuple(sorted(parts)), similarity(whole.pairs, joined(pairs)))

    def _alike(self, one: Pairs, other: Pairs) -> float:
        return similarity(one, other, self._weights)

    def _explained(self, source: Pairs, part: Compared) -> float:
        return common_weight(source, part.pairs, self._weights) / (
            weight(part.pairs, self._weights) or 1.0
        )
