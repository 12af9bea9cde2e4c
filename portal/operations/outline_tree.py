"""The clause tree in memory: a list in reading order whose depths say who stands under whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from portal.drafts.entries import path_part
from portal.drafts.grammar import Kind
from portal.drafts.lines import fold, unblank
from portal.errors import InvalidInputError, NotFoundError

PATH_LIMIT = 200
"""Characters of a path; the column holds no more."""


@dataclass(frozen=True, slots=True)
class TreeClause:
    """One clause. Its parent is the nearest clause above it with a smaller depth."""

    identity: str
    depth: int
    level: str
    number: str
    heading: str
    text: str
    line: int
    is_commentable: bool
    units: list[dict[str, Any]] = field(default_factory=list)
    path: str = ""

    @property
    def label(self) -> str:
        """Number and heading as people cite the clause."""
        return f"{self.number}{self.heading}"

    @property
    def is_counted(self) -> bool:
        """A 款 bears no printed number: its place among its siblings is its number."""
        return self.level == "款" and self.number.isdecimal()


Tree = list[TreeClause]


def index_of(tree: Sequence[TreeClause], identity: str) -> int:
    """The place of the clause. Raises: NotFoundError."""
    for at, clause in enumerate(tree):
        if clause.identity == identity:
            return at
    raise NotFoundError(subject="clause")


def end_of(tree: Sequence[TreeClause], at: int) -> int:
    """The place after the clause and all that stands under it."""
    end = at + 1
    while end < len(tree) and tree[end].depth > tree[at].depth:
        end += 1
    return end


def parent_of(tree: Sequence[TreeClause], at: int) -> int | None:
    """The place of the clause's parent; None for an outermost one."""
    return next((up for up in range(at - 1, -1, -1) if tree[up].depth < tree[at].depth), None)


def elder_of(tree: Sequence[TreeClause], at: int) -> int | None:
    """The place of the sibling before it; None for a first child."""
    for up in range(at - 1, -1, -1):
        if tree[up].depth <= tree[at].depth:
            return up if tree[up].depth == tree[at].depth else None
    return None


def parents(tree: Sequence[TreeClause]) -> list[str | None]:
    """The identity of each clause's parent."""
    above: list[str] = []
    found: list[str | None] = []
    for clause in tree:
        del above[clause.depth :]
        found.append(above[-1] if above else None)
        above.append(clause.identity)
    return found


def settled(tree: Sequence[TreeClause]) -> Tree:
    """The tree with its 款 counted and its paths derived from its numbers, unique.

    Raises: InvalidInputError when a path becomes longer than the database holds.
    """
    made: Tree = []
    counts: list[int] = []
    paths: list[str] = []
    seen: Counter[str] = Counter()
    for clause in tree:
        del counts[clause.depth + 1 :], paths[clause.depth :]
        counts += [0] * (clause.depth + 1 - len(counts))
        if clause.level == "款":
            counts[clause.depth] += 1
        if clause.is_counted:
            clause = replace(clause, number=str(counts[clause.depth]))
        path = _free("/".join([*paths[-1:], _path_part(clause)]), seen)
        if len(path) > PATH_LIMIT:
            raise InvalidInputError(field="number", rule="too_long")
        paths.append(path)
        made.append(clause if clause.path == path else replace(clause, path=path))
    return made


def _path_part(clause: TreeClause) -> str:
    """As the importer makes it: the number in one spelling, or the heading of an unnumbered one."""
    is_bracketed = fold(clause.number).rstrip().endswith(")")
    part = path_part(Kind.BRACKETED if is_bracketed else Kind.ARTICLE, clause.number)
    return part or unblank(clause.heading)


def _free(path: str, seen: Counter[str]) -> str:
    seen[path] += 1
    made = path if seen[path] == 1 else f"{path}~{seen[path]}"
    while made != path and seen[made]:
        seen[path] += 1
        made = f"{path}~{seen[path]}"
    if made != path:
        seen[made] += 1
    return made
