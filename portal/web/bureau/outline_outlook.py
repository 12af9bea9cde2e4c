"""What an act would make of a clause, said before it is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from portal.errors import ConflictError
from portal.models.drafts import Clause
from portal.operations import outline_acts as acts
from portal.operations.outline_rows import tree_of
from portal.operations.outline_tree import Tree, parent_of
from portal.web.words import sentence


@dataclass(frozen=True, slots=True)
class Outlook:
    """The level and the parent the clause would have; or the sentence why it cannot be done."""

    level: str = ""
    parent: str = ""
    refusal: Any = None


def outlooks(clauses: Sequence[Clause], at: int) -> dict[str, Outlook]:
    """By act, for the clause at that place."""
    tree = tree_of(clauses)
    return {
        "promote": _outlook(tree, at, acts.promote),
        "demote": _outlook(tree, at, acts.demote),
        "merge": _outlook(tree, at, acts.merge),
        "delete": _outlook(tree, at, acts.delete),
    }


def _outlook(tree: Tree, at: int, act: acts.Act) -> Outlook:
    try:
        after = act(tree, at)
    except ConflictError as error:
        return Outlook(refusal=sentence(error))
    if len(after) < len(tree):
        return Outlook()
    up = parent_of(after, at)
    return Outlook(after[at].level, "" if up is None else after[up].label)


def ancestors(clauses: Sequence[Clause], at: int) -> list[Clause]:
    """What the clause stands under, outermost first."""
    tree, found = tree_of(clauses), []
    up = parent_of(tree, at)
    while up is not None:
        found.append(clauses[up])
        up = parent_of(tree, up)
    return found[::-1]
