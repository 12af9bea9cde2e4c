"""A version of a draft made ready to be compared."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log

from portal.drafts.comparison.words import Pairs, pairs_of, plain
from portal.drafts.tree import ClauseNode

FRAME, ARTICLE, INNER, POLICY = range(4)
_FAMILIES = dict.fromkeys(("编", "分编", "章", "节"), FRAME)
_FAMILIES |= {"条": ARTICLE} | dict.fromkeys(("款", "项", "目"), INNER)


@dataclass(frozen=True)
class Compared:
    """One clause as it is compared: a 条 whole, every other clause by its own heading and text.

    Shape: `index` counts all clauses, `rank` those of its family; `home` is the index of the
    clause above it. A 款 is nobody's home: items keep theirs when an article gains a paragraph.
    """

    node: ClauseNode
    index: int
    rank: int
    family: int
    home: int | None
    number: str
    heading: Pairs
    words: str
    pairs: Pairs

    @property
    def size(self) -> int:
        return len(self.words)


class Version:
    """The clauses of one version with their homes and their order."""

    def __init__(self, clauses: Sequence[ClauseNode]) -> None:
        at = {clause.id: index for index, clause in enumerate(clauses)}
        self._nodes = clauses
        self._parents = [at.get(clause.parent or "") for clause in clauses]
        self.families: defaultdict[int, list[int]] = defaultdict(list)
        self.children: defaultdict[int | None, list[int]] = defaultdict(list)
        self.clauses = [self._compared(*item) for item in enumerate(self._bodies())]

    def above(self, index: int) -> Iterator[int]:
        """The clauses above a clause, nearest first."""
        parent = self._parents[index]
        while parent is not None:
            yield parent
            parent = self._parents[parent]

    def inner_sizes(self) -> list[int]:
        """The length of all that stands below each clause."""
        total = [0] * len(self.clauses)
        for clause in self.clauses:
            for upper in self.above(clause.index):
                total[upper] += clause.size + 1
        return total

    def _bodies(self) -> list[str]:
        bodies = [node.heading + node.text for node in self._nodes]
        for at, node in enumerate(self._nodes):
            for upper in self.above(at):
                if self._nodes[upper].level == "条":
                    bodies[upper] += node.printed()
        return bodies

    def _compared(self, index: int, body: str) -> Compared:
        node, words = self._nodes[index], plain(body)
        family = _FAMILIES.get(node.level, POLICY)
        homes = (upper for upper in self.above(index) if self._nodes[upper].level != "款")
        home = next(homes, None)
        rank = len(self.families[family])
        self.families[family].append(index)
        self.children[home].append(index)
        number, heading = plain(node.number).rstrip("、.,:"), pairs_of(plain(node.heading))
        pairs = pairs_of(words)
        return Compared(node, index, rank, family, home, number, heading, words, pairs)


def weights_of(*versions: Version) -> dict[str, float]:
    """How telling each pair of characters is: rare ones weigh more."""
    seen: Counter[str] = Counter()
    for version in versions:
        for clause in version.clauses:
            seen.update(clause.pairs.keys())
            seen.update(clause.heading.keys())
    total = sum(len(version.clauses) for version in versions)
    return {pair: log(1 + total / count) for pair, count in seen.items()}
