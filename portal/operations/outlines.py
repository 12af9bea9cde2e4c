"""Mending an imported tree before publication: promote, demote, merge, split, rewrite, mark."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from portal.drafts.tree import Unit
from portal.drafts.units import DEFAULT_ROLE
from portal.errors import InvalidInputError
from portal.models.accounts import User
from portal.models.drafts import DraftVersion
from portal.models.outline_edits import EditKind
from portal.operations import outline_acts as acts
from portal.operations.outline_acts import Wording
from portal.operations.outline_keeping import edit_clause, keep_edit, require_editable
from portal.operations.outline_rows import load_tree
from portal.operations.outline_splitting import (
    HEADING_LIMIT,
    NUMBER_LIMIT,
    Cut,
    part_of,
    units_as_json,
)
from portal.operations.outline_tree import Tree
from portal.sanitize import LINE_LIMIT, NOTE_LIMIT, clean_line, clean_text

ROLES = ("牵头单位", "责任单位", "配合单位", "参与单位", "完成时限", DEFAULT_ROLE)
"""In which units answer for a clause. Source: portal.drafts.units."""


def promote_clause(
    session: Session, version: DraftVersion, identity: str, *, actor: User, now: datetime
) -> str:
    """The clause stands one step further out; see acts.promote. Raises: ConflictError."""
    return edit_clause(session, version, EditKind.PROMOTED, identity, acts.promote, actor, now)


def demote_clause(
    session: Session, version: DraftVersion, identity: str, *, actor: User, now: datetime
) -> str:
    """The clause stands one step further in; see acts.demote. Raises: ConflictError."""
    return edit_clause(session, version, EditKind.DEMOTED, identity, acts.demote, actor, now)


def merge_clause(
    session: Session, version: DraftVersion, identity: str, *, actor: User, now: datetime
) -> str:
    """The clause is part of the one before it; see acts.merge. Raises: ConflictError."""
    return edit_clause(session, version, EditKind.MERGED, identity, acts.merge, actor, now)


def delete_clause(
    session: Session, version: DraftVersion, identity: str, *, actor: User, now: datetime
) -> str:
    """The empty clause is gone. Raises: ConflictError."""
    return edit_clause(session, version, EditKind.DELETED, identity, acts.delete, actor, now)


def rewrite_clause(
    session: Session,
    version: DraftVersion,
    identity: str,
    wording: Wording,
    *,
    actor: User,
    now: datetime,
) -> str:
    """The clause has these words. Raises: InvalidInputError, ConflictError."""
    clean = Wording(
        clean_line(wording.number, field="number", limit=NUMBER_LIMIT),
        clean_line(wording.heading, field="heading", limit=HEADING_LIMIT, required=False),
        clean_text(wording.text, field="text", limit=NOTE_LIMIT, required=False),
    )
    act = partial(acts.rewrite, wording=clean)
    return edit_clause(session, version, EditKind.REWRITTEN, identity, act, actor, now)


def split_clause(
    session: Session, version: DraftVersion, identity: str, cut: Cut, *, actor: User, now: datetime
) -> str:
    """The clause is two from the piece on. Raises: InvalidInputError, ConflictError."""

    def act(tree: Tree, at: int) -> Tree:
        return acts.split(tree, at, part_of(version.source_text, tree, at, cut))

    return edit_clause(session, version, EditKind.SPLIT, identity, act, actor, now)


def mark_clause(
    session: Session,
    version: DraftVersion,
    identity: str,
    is_commentable: bool,
    *,
    actor: User,
    now: datetime,
) -> str:
    """People can, or cannot, comment on the clause. Raises: ConflictError."""

    def act(tree: Tree, at: int) -> Tree:
        chosen = {clause.identity for clause in tree if clause.is_commentable} - {identity}
        return acts.mark(tree, chosen | ({identity} if is_commentable else set()))

    return edit_clause(session, version, EditKind.MARKED, identity, act, actor, now)


def mark_clauses(
    session: Session,
    version: DraftVersion,
    identities: Collection[str],
    *,
    actor: User,
    now: datetime,
) -> None:
    """People can comment on exactly these clauses. Raises: InvalidInputError, ConflictError."""
    require_editable(version)
    chosen = set(identities)
    if not chosen:
        raise InvalidInputError(field="commentable", rule="required")
    stored = load_tree(session, version.id)
    if not chosen <= set(stored.ids):
        raise InvalidInputError(field="commentable", rule="unknown")
    after = acts.mark(stored.tree, chosen)
    changed = [new for old, new in zip(stored.tree, after, strict=True) if old != new]
    if changed:
        keep_edit(session, version, EditKind.MARKED, changed[0], stored, after, actor, now)


def set_units(
    session: Session,
    version: DraftVersion,
    identity: str,
    units: Sequence[Unit],
    *,
    actor: User,
    now: datetime,
) -> str:
    """These units answer for the clause. Raises: InvalidInputError, ConflictError."""
    if any(unit.role not in ROLES for unit in units):
        raise InvalidInputError(field="role", rule="unknown")
    named = [
        Unit(unit.role, [clean_line(name, field="names", limit=LINE_LIMIT) for name in unit.names])
        for unit in units
    ]
    act = partial(acts.set_units, units=units_as_json([unit for unit in named if unit.names]))
    return edit_clause(session, version, EditKind.UNITS_SET, identity, act, actor, now)
