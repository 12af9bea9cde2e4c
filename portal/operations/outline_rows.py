"""The tree as rows: read whole, written back where it differs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, bindparam, delete, insert, inspect, literal, select, update
from sqlalchemy.orm import Session

from portal import secrets
from portal.models.drafts import Clause, DraftVersion
from portal.operations.outline_tree import Tree, TreeClause, parents

_TABLE: Table = Clause.metadata.tables["clauses"]
_KEPT = ("identity", "depth", "level", "number", "heading", "text", "line", "is_commentable",
         "units", "path")  # fmt: skip
_ASIDE = "\x1f"
"""Begins the path of a row on its way to another place: no number can hold it."""


@dataclass(frozen=True, slots=True)
class StoredTree:
    """The tree of a version with the ids of its rows by identity."""

    tree: Tree
    ids: dict[str, int]


def load_tree(session: Session, draft_version_id: int) -> StoredTree:
    """The clauses of a version in reading order."""
    columns = [_TABLE.c[name] for name in _KEPT]
    rows = session.execute(
        select(_TABLE.c.id, *columns)
        .where(_TABLE.c.draft_version_id == draft_version_id)
        .order_by(_TABLE.c.position)
    ).all()
    tree = [TreeClause(**dict(zip(_KEPT, row[1:], strict=True))) for row in rows]
    return StoredTree(
        tree, {clause.identity: row[0] for clause, row in zip(tree, rows, strict=True)}
    )


def tree_of(clauses: Sequence[Clause]) -> Tree:
    """The tree of clauses that are loaded already, in reading order."""
    return [TreeClause(**{name: getattr(clause, name) for name in _KEPT}) for clause in clauses]


def save_tree(session: Session, draft_version_id: int, stored: StoredTree, after: Tree) -> None:
    """The rows of the version are `after`; a clause that is in both keeps its row."""
    old, new = _values(stored.tree), _values(after)
    ids = dict(stored.ids)
    touched = [key for key in new if key in old and new[key] != old[key]]
    removed = [key for key in old if key not in new]
    _set_aside(session, [ids[key] for key in (*touched, *removed)])
    for key in new:
        if key not in old:
            row = _row(new[key], ids) | {"draft_version_id": draft_version_id}
            ids[key] = session.execute(insert(_TABLE).returning(_TABLE.c.id), row).scalar_one()
    if touched:
        session.execute(
            update(_TABLE).where(_TABLE.c.id == bindparam("row_id")),
            [_row(new[key], ids) | {"row_id": ids[key]} for key in touched],
        )
    gone = {ids[key] for key in removed}
    if gone:
        session.execute(delete(_TABLE).where(_TABLE.c.id.in_(gone)))
    _forget(session, gone)


def _values(tree: Tree) -> dict[str, tuple[int, str | None, TreeClause]]:
    """Position, parent and content by identity."""
    places = enumerate(zip(tree, parents(tree), strict=True), start=1)
    return {clause.identity: (position, parent, clause) for position, (clause, parent) in places}


def _set_aside(session: Session, ids: list[int]) -> None:
    """The places and paths of these rows are free, whatever order they are then written in."""
    if ids:
        session.execute(
            update(_TABLE)
            .where(_TABLE.c.id == bindparam("row_id"))
            .values(position=-_TABLE.c.id, path=literal(_ASIDE) + _TABLE.c.identity),
            [{"row_id": row_id} for row_id in ids],
        )


def _row(value: tuple[int, str | None, TreeClause], ids: dict[str, int]) -> dict[str, Any]:
    position, parent, clause = value
    quote = "\n".join(part for part in (clause.heading, clause.text) if part)
    return {
        **{name: getattr(clause, name) for name in _KEPT},
        "position": position,
        "parent_id": ids[parent] if parent else None,
        "text_hash": secrets.text_hash(quote),
    }


def _forget(session: Session, removed: Collection[int]) -> None:
    """What the session holds of clauses is read anew when next asked for; the removed are gone."""
    for held in list(session.identity_map.values()):
        if isinstance(held, Clause):
            (row_id,) = inspect(held).identity or (None,)
            if row_id in removed:
                session.expunge(held)
            else:
                session.expire(held)
        elif isinstance(held, DraftVersion):
            session.expire(held, ["clauses"])
