"""Finds for each old clause the one new clause it became, if any."""

from __future__ import annotations

from portal.drafts.comparison.assignment import best_pairs
from portal.drafts.comparison.candidates import Candidates
from portal.drafts.comparison.links import Context, Links, anchors, common_start
from portal.drafts.comparison.versions import (
    FRAME,
    INNER,
    POLICY,
    Compared,
    Version,
    weights_of,
)
from portal.drafts.comparison.words import common_weight, similarity, weight

_HOME, _NUMBER, _CLOSE, _BETWEEN = 0.12, 0.05, 0.13, 0.12
_ENOUGH = 0.45
_NOTHING_ALIKE = 0.14
_SAME, _SAME_SHORT = 0.5, 0.2
_OTHER_LEVEL = 0.08
_CERTAIN = 3.5
_ROUNDS = 2


class Matcher:
    """Weighs words, headings, numbers, homes and neighbours of two versions together."""

    def __init__(self, old: Version, new: Version) -> None:
        self.old, self.new = old, new
        self.weights = weights_of(old, new)
        self._candidates = Candidates(new, self.weights)
        self._alike = [self._candidates.alike(clause) for clause in old.clauses]
        self._certain = common_start(old, new)
        self._words: dict[tuple[int, int], float] = {}
        self._heavy = [[weight(c.pairs, self.weights) for c in v.clauses] for v in (old, new)]

    def links(self) -> Links:
        """The pairs that are the most probable taken all together.

        What is certain from equal words places the chapters, these place the rest, and the
        rest is then weighed once more beside its neighbours.
        """
        links = {**anchors(self.old, self.new), **self._certain}
        upper = self._assigned(Context(self.old, self.new, links), only_upper=True)
        links = {**links, **upper}
        for _round in range(_ROUNDS):
            links = self._assigned(Context(self.old, self.new, links))
        return _uncrossed(self.old, self.new, links)

    def words(self, at: int, to: int) -> float:
        """How alike the words of two clauses are, 0 to 1; an equal heading counts for half."""
        if (at, to) not in self._words:
            self._words[at, to] = self._compare(self.old.clauses[at], self.new.clauses[to])
        return self._words[at, to]

    def _compare(self, one: Compared, other: Compared) -> float:
        if one.words == other.words:
            return 1.0
        total = self._heavy[0][one.index] + self._heavy[1][other.index]
        whole = 2 * common_weight(one.pairs, other.pairs, self.weights) / total if total else 0.0
        if not one.heading or not other.heading:
            return whole
        return max(whole, (whole + similarity(one.heading, other.heading, self.weights)) / 2)

    def _assigned(self, context: Context, only_upper: bool = False) -> Links:
        gains: list[dict[int, float]] = [{} for _clause in self.old.clauses]
        for at, to in context.nested_pairs():
            gains[at][to] = self._gain(at, to, context)
        for clause in self.old.clauses:
            if clause.index in self._certain:
                gains[clause.index] = {self._certain[clause.index]: _CERTAIN}
            elif not only_upper or self.old.children.get(clause.index):
                for to in {*self._alike[clause.index], *self._candidates.near(clause, context)}:
                    gains[clause.index][to] = self._gain(clause.index, to, context)
        return best_pairs(gains)

    def _gain(self, at: int, to: int, context: Context) -> float:
        one, other = self.old.clauses[at], self.new.clauses[to]
        words, home = self.words(at, to), context.home(at, to)
        nesting = context.nesting(at, to)
        likeness = words if nesting is None else (words + nesting) / 2
        if likeness < _NOTHING_ALIKE or not _comparable(one, other, words, home):
            return 0.0
        level = _OTHER_LEVEL * (one.node.level != other.node.level)
        same = (_SAME if one.size >= 8 else _SAME_SHORT) if one.words == other.words else 0.0
        return likeness + same + self._beside(one, other, context) - level - _ENOUGH

    def _beside(self, one: Compared, other: Compared, context: Context) -> float:
        """What number, home and neighbours say."""
        home = context.home(one.index, other.index)
        number = _NUMBER * (one.number == other.number)
        between = _BETWEEN * (home == 1 and context.is_between(one.index, other.index))
        close = _CLOSE * context.closeness(one.index, other.index)
        return _HOME * home + number + between + close


def _comparable(one: Compared, other: Compared, words: float, home: float) -> bool:
    """Levels of one family; inner clauses leave their article only with most of their words."""
    families = {one.family, other.family}
    if one.family == INNER and home < 0.5 and (words < 0.75 or one.size < 8):
        return False
    return len(families) == 1 or (POLICY in families and FRAME not in families)


def _uncrossed(old: Version, new: Version, links: Links) -> Links:
    """Clauses with equal words under the same homes keep their order."""
    groups: dict[tuple[str, int | None, int | None], list[int]] = {}
    for at, to in links.items():
        one, other = old.clauses[at], new.clauses[to]
        if one.words == other.words:
            groups.setdefault((one.words, one.home, other.home), []).append(at)
    straight = dict(links)
    for group in groups.values():
        straight.update(zip(sorted(group), sorted(links[at] for at in group), strict=True))
    return straight
