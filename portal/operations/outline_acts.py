"""What an officer can do to a tree, each act a function from one tree to the next."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from portal.errors import ConflictError
from portal.operations import outline_levels as levels
from portal.operations.outline_tree import Tree, TreeClause, elder_of, end_of, parent_of

Act = Callable[[Tree, int], Tree]
"""From a tree and the place of a clause to the next tree. Raises: ConflictError."""

_STOPS = "。！？；：.!?;:…”’）)》】"


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a clause as an officer writes them."""

    number: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """The second part of a split: `first_text` stays behind, the rest is the new clause."""

    identity: str
    first_text: str
    wording: Wording
    line: int
    first_units: list[dict[str, Any]]
    units: list[dict[str, Any]]


def promote(tree: Tree, at: int) -> Tree:
    """The clause stands beside its former parent, with all that stood under it.

    Siblings below it now stand under it, as their place in the text says.
    """
    up = parent_of(tree, at)
    if up is None:
        raise ConflictError(rule="outermost")
    return _moved(tree, at, -1, tree[up].level)


def demote(tree: Tree, at: int) -> Tree:
    """The clause stands under the sibling before it, with all that stood under it."""
    elder = elder_of(tree, at)
    if elder is None:
        raise ConflictError(rule="no_sibling_above")
    above = tree[elder]
    inner = [c.level for c in tree[elder + 1 : at] if c.depth == above.depth + 1]
    level = inner[-1] if inner else levels.level_below(above.level)
    if level is None:
        raise ConflictError(rule="innermost")
    return _moved(tree, at, 1, level)


def _moved(tree: Tree, at: int, steps: int, level: str) -> Tree:
    """What stands under the clause keeps its level where that is still an inner one."""
    end = end_of(tree, at)
    above = [replace(tree[at], depth=tree[at].depth + steps, level=level)]
    moved = list(above)
    for clause in tree[at + 1 : end]:
        clause = replace(clause, depth=clause.depth + steps)
        while above[-1].depth >= clause.depth:
            above.pop()
        if levels.rank(clause.level) <= levels.rank(above[-1].level):
            inner = levels.level_below(above[-1].level)
            clause = replace(clause, level=inner or above[-1].level)
        above.append(clause)
        moved.append(clause)
    return [*tree[:at], *moved, *tree[end:]]


def merge(tree: Tree, at: int) -> Tree:
    """The clause before it ends with its words; what stood under it stays where it stands."""
    if at == 0:
        raise ConflictError(rule="no_clause_above")
    first, second, end = tree[at - 1], tree[at], end_of(tree, at)
    merged = replace(
        first,
        text=_joined(first.text, printed(second)),
        is_commentable=first.is_commentable or second.is_commentable,
        units=[*first.units, *(unit for unit in second.units if unit not in first.units)],
    )
    under = _shifted(tree[at + 1 : end], min(0, first.depth - second.depth))
    return [*tree[: at - 1], merged, *under, *tree[end:]]


def printed(clause: TreeClause) -> str:
    """The words of the clause as running text; a counted 款 has no number to print."""
    opening = clause.heading if clause.is_counted else clause.label
    if clause.heading and clause.text:
        return f"{opening}\n{clause.text}"
    return opening + clause.text


def _joined(first: str, second: str) -> str:
    """A text that ends with a stop is followed by a paragraph, another one goes on."""
    if not first or not second:
        return first or second
    return f"{first}\n{second}" if first[-1] in _STOPS else first + second


def _shifted(tree: Sequence[TreeClause], steps: int) -> Tree:
    return [replace(clause, depth=clause.depth + steps) for clause in tree]


def split(tree: Tree, at: int, part: Part) -> Tree:
    """The clause keeps its identity and its first words; the rest is a clause after it.

    The number says how far in the new clause stands; what follows it and is further in stands
    under it, as its place in the text says.
    """
    old, end = tree[at], end_of(tree, at)
    level = levels.level_of_number(part.wording.number, old.level)
    depth = _depth_for(tree, at, level)
    is_leaf = depth > old.depth or end == at + 1
    new = TreeClause(
        part.identity,
        depth,
        level,
        part.wording.number,
        part.wording.heading,
        part.wording.text,
        part.line,
        old.is_commentable if level == old.level else levels.is_commentable(level, is_leaf),
        part.units,
    )
    kept = replace(old, text=part.first_text, units=part.first_units)
    stop = next((i for i in range(at + 1, len(tree)) if tree[i].depth <= depth), len(tree))
    return [*tree[:at], kept, new, *_nested(tree[at + 1 : stop], depth), *tree[stop:]]


def _nested(tree: Sequence[TreeClause], depth: int) -> Tree:
    """What now follows a clause of this depth stands under it; siblings stay siblings."""
    above = [(depth, depth)]
    made: Tree = []
    for clause in tree:
        while above[-1][0] >= clause.depth:
            above.pop()
        made.append(replace(clause, depth=above[-1][1] + 1))
        above.append((clause.depth, made[-1].depth))
    return made


def _depth_for(tree: Tree, at: int, level: str) -> int:
    """Under the nearest clause above that is of an outer level."""
    up: int | None = at
    while up is not None and levels.rank(tree[up].level) >= levels.rank(level):
        up = parent_of(tree, up)
    return 0 if up is None else tree[up].depth + 1


def rewrite(tree: Tree, at: int, wording: Wording) -> Tree:
    """The clause has these words."""
    return _with(tree, at, number=wording.number, heading=wording.heading, text=wording.text)


def mark(tree: Tree, chosen: Collection[str]) -> Tree:
    """People can comment on exactly the chosen clauses."""
    return [replace(clause, is_commentable=clause.identity in chosen) for clause in tree]


def set_units(tree: Tree, at: int, units: list[dict[str, Any]]) -> Tree:
    """These units answer for the clause."""
    return _with(tree, at, units=units)


def delete(tree: Tree, at: int) -> Tree:
    """The clause, which held nothing, is gone."""
    if tree[at].text or tree[at].heading or end_of(tree, at) > at + 1:
        raise ConflictError(rule="not_empty")
    if len(tree) == 1:
        raise ConflictError(rule="only_clause")
    return [*tree[:at], *tree[at + 1 :]]


def _with(tree: Tree, at: int, **changes: Any) -> Tree:
    return [*tree[:at], replace(tree[at], **changes), *tree[at + 1 :]]
