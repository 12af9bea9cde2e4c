"""Which kind of change a pair of clauses shows, once officers have said what belongs together."""

from __future__ import annotations

from collections.abc import Sequence

from portal.drafts.comparison.mapping import BELOW_EQUAL
from portal.drafts.comparison.versions import INNER, Compared, Version
from portal.drafts.comparison.words import joined, similarity
from portal.drafts.tree import ClauseNode
from portal.errors import InvalidInputError
from portal.models.versions import Change

Pair = tuple[int | None, int | None]
"""The ids of an old and of a new clause; the missing one of a deleted or a new clause is None."""

_OF_EQUAL_TEXTS = {Change.KEPT, Change.RENUMBERED, Change.MOVED, Change.SPLIT, Change.MERGED}
_OF_OTHER_TEXTS = {Change.CHANGED, Change.MOVED, Change.SPLIT, Change.MERGED}


class Kinds:
    """Two versions, ready to say what a pair of their clauses shows."""

    def __init__(self, old: Sequence[ClauseNode], new: Sequence[ClauseNode]) -> None:
        self._versions = Version(old), Version(new)
        self._old, self._new = (
            {int(one.node.id): one for one in version.clauses} for version in self._versions
        )

    def of(self, pair: Pair, pairs: set[Pair], *, was_moved: bool = False) -> tuple[Change, float]:
        """The kind of change and how alike the two are, 0 to 1.

        `was_moved` keeps the judgement that an unchanged text stands elsewhere among its siblings.
        """
        old, new = pair
        if old is None or new is None:
            return (Change.NEW if old is None else Change.DELETED), 0.0
        parts = [to for at, to in pairs if at == old and self._is_of_one_kind((at, to))]
        wholes = [at for at, to in pairs if to == new and self._is_of_one_kind((at, to))]
        one, other = self._old[old], self._new[new]
        if len(parts) > 1:
            together = joined(self._new[to].pairs for to in parts if to is not None)
            return Change.SPLIT, similarity(one.pairs, together)
        if len(wholes) > 1:
            together = joined(self._old[at].pairs for at in wholes if at is not None)
            return Change.MERGED, similarity(together, other.pairs)
        if one.words != other.words:
            return Change.CHANGED, self.likeness(old, new)
        if was_moved or self._is_elsewhere(one, other, pairs):
            return Change.MOVED, 1.0
        return (Change.KEPT if one.number == other.number else Change.RENUMBERED), 1.0

    def likeness(self, old: int, new: int) -> float:
        """How alike two clauses are, 0 to 1; 1 for equal texts only."""
        one, other = self._old[old], self._new[new]
        if one.words == other.words:
            return 1.0
        return min(similarity(one.pairs, other.pairs), BELOW_EQUAL)

    def require_possible(self, pair: Pair, change: str) -> None:
        """Raises: InvalidInputError when the texts contradict the kind an officer chose, if any."""
        if change and not self.is_possible(pair, change):
            raise InvalidInputError(field="change", rule="contradicts_texts")

    def is_possible(self, pair: Pair, change: str) -> bool:
        """Whether the texts of the two allow this kind of change."""
        old, new = pair
        if old is None or new is None:
            return change == (Change.NEW if old is None else Change.DELETED)
        is_equal = self._old[old].words == self._new[new].words
        return change in (_OF_EQUAL_TEXTS if is_equal else _OF_OTHER_TEXTS)

    def beside(self, touched: set[Pair], pairs: set[Pair]) -> list[Pair]:
        """The pairs that share a clause with a touched one."""
        old = {at for at, _to in touched} - {None}
        new = {to for _at, to in touched} - {None}
        return [pair for pair in pairs if pair[0] in old or pair[1] in new]

    def heirs(self, pairs: Sequence[Pair]) -> dict[int, int]:
        """For each new clause that continues an old one, the old clause whose identity it takes.

        Of a split it is the most similar part, of a merger the first; an article's identity goes
        to an article before it goes to a paragraph.
        """
        linked = [(at, to) for at, to in pairs if at is not None and to is not None]
        best = dict.fromkeys((to for _at, to in linked), 0.0)
        for at, to in linked:
            if self._is_of_one_kind((at, to)):
                best[to] = max(best[to], self.likeness(at, to))

        def claim(pair: tuple[int, int]) -> tuple[bool, float, int, int]:
            at, to = pair
            places = self._old[at].index, self._new[to].index
            return not self._is_of_one_kind(pair), -best[to], *places

        heirs: dict[int, int] = {}
        taken: set[int] = set()
        for at, to in sorted(linked, key=claim):
            if at not in taken and to not in heirs:
                heirs[to] = at
                taken.add(at)
        return heirs

    def _is_of_one_kind(self, pair: Pair) -> bool:
        """Whether both are paragraphs or items of an article, or neither is."""
        old, new = pair
        if old is None or new is None:
            return False
        return (self._old[old].family == INNER) == (self._new[new].family == INNER)

    def _is_elsewhere(self, one: Compared, other: Compared, pairs: set[Pair]) -> bool:
        """Whether the clause above it lives on, but not above it."""
        if one.home is None or other.home is None:
            return False
        home = int(self._versions[0].clauses[one.home].node.id)
        heirs = {to for at, to in pairs if at == home and to is not None}
        return bool(heirs) and int(self._versions[1].clauses[other.home].node.id) not in heirs
