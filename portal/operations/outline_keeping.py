"""What every edit of a tree leaves behind, and how the newest one is taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.errors import ConflictError, StaleError
from portal.models.accounts import User
from portal.models.drafts import DraftVersion
from portal.models.outline_edits import EditKind, OutlineEdit
from portal.operations.audit import record_event
from portal.operations.outline_acts import Act
from portal.operations.outline_history import difference, restored
from portal.operations.outline_rows import StoredTree, load_tree, save_tree
from portal.operations.outline_tree import Tree, TreeClause, index_of, settled
from portal.operations.versions_edits import hand_on, links_of, take_back
from portal.operations.versions_named import hand_on_names, names_of, take_back_names


def require_editable(version: DraftVersion) -> None:
    """Raises: ConflictError once the version is public."""
    if version.published_at is not None:
        raise ConflictError(rule="already_published")


def newest_edits(session: Session, version: DraftVersion, limit: int) -> Sequence[OutlineEdit]:
    """The edits that can be taken back, newest first."""
    return session.scalars(
        select(OutlineEdit)
        .where(OutlineEdit.draft_version_id == version.id)
        .order_by(OutlineEdit.sequence.desc())
        .limit(limit)
    ).all()


def edition(version: DraftVersion, newest: OutlineEdit | None) -> str:
    """Names a state of the tree: another import, edit or undo gives another name."""
    instants = [version.imported_at, newest.made_at if newest else version.imported_at]
    marks = [int(at.timestamp() * 1_000_000) for at in instants]
    return "-".join(map(str, [version.id, newest.sequence if newest else 0, *marks]))


def require_edition(session: Session, version: DraftVersion, seen: str) -> None:
    """Raises: StaleError when the tree is not the one the officer saw (a double click, too)."""
    newest = newest_edits(session, version, 1)
    if seen != edition(version, newest[0] if newest else None):
        raise StaleError(rule="outline_changed")


def undo_edit(session: Session, version: DraftVersion, *, actor: User, now: datetime) -> str:
    """The tree is as before its newest edit. Raises: ConflictError when there is none.

    Returns the identity of the clause it was made on.
    """
    require_editable(version)
    newest = newest_edits(session, version, 1)
    if not newest:
        raise ConflictError(rule="nothing_to_undo")
    edit = newest[0]
    stored = load_tree(session, version.id)
    _save(session, version, stored, restored(stored.tree, edit.before))
    for part, back in (("links", take_back), ("names", take_back_names)):
        kept = edit.before.get(part, {"lost": [], "made": []})
        back(session, version, kept["lost"], kept["made"])
    session.delete(edit)
    _uncheck(version)
    facts = {"kind": edit.kind, "sequence": edit.sequence, "clause": edit.identity}
    _record(session, "outline_edit_undone", version, facts, actor, now)
    session.flush()
    return edit.identity


def check_outline(session: Session, version: DraftVersion, *, actor: User, now: datetime) -> None:
    """The officer has looked through the tree and says it is right. Raises: ConflictError."""
    require_editable(version)
    version.checked_at = now
    version.checked_by_id = actor.id
    _record(
        session, "outline_checked", version, {"warning_count": len(version.warnings)}, actor, now
    )
    session.flush()


def edit_clause(
    session: Session,
    version: DraftVersion,
    kind: EditKind,
    identity: str,
    act: Act,
    actor: User,
    now: datetime,
) -> str:
    """The act is done and kept; returns the identity of the clause to look at next.

    Raises: NotFoundError, ConflictError.
    """
    require_editable(version)
    stored = load_tree(session, version.id)
    at = index_of(stored.tree, identity)
    after = settled(act(stored.tree, at))
    if after != stored.tree:
        keep_edit(session, version, kind, stored.tree[at], stored, after, actor, now)
    left = {clause.identity for clause in after}
    above = (clause.identity for clause in reversed(stored.tree[: at + 1]))
    return next((key for key in above if key in left), after[0].identity)


def keep_edit(
    session: Session,
    version: DraftVersion,
    kind: EditKind,
    clause: TreeClause,
    stored: StoredTree,
    after: Tree,
    actor: User,
    now: datetime,
) -> None:
    newest = newest_edits(session, version, 1)
    edit = OutlineEdit(
        draft_version_id=version.id,
        sequence=newest[0].sequence + 1 if newest else 1,
        kind=kind,
        identity=clause.identity,
        clause_label=clause.label,
        before=difference(stored.tree, after),
        made_at=now,
        made_by_id=actor.id,
    )
    edit.before |= _save(session, version, stored, after, keeps_words=kind != EditKind.DELETED)
    session.add(edit)
    _uncheck(version)
    facts = {"kind": str(kind), "sequence": edit.sequence, "clause": clause.identity}
    _record(session, "outline_edited", version, facts, actor, now)
    session.flush()


def _save(
    session: Session,
    version: DraftVersion,
    stored: StoredTree,
    after: Tree,
    *,
    keeps_words: bool = True,
) -> dict[str, Any]:
    """The tree is `after`; what was said of gone clauses is said of those that have their words.

    Shape: of the result: `links` and `names`, each `lost` and `made`; none where none was lost.
    """
    left = {clause.identity for clause in after}
    heirs: dict[str, str | None] = {}
    above: str | None = None
    for clause in stored.tree:
        if clause.identity in left:
            above = clause.identity
        else:
            heirs[clause.identity] = above if keeps_words else None
    gone = {key: stored.ids[key] for key in heirs}
    links, names = (of(session, version.id, gone) for of in (links_of, names_of))
    save_tree(session, version.id, stored, after)
    kept: dict[str, Any] = {}
    if links:
        kept["links"] = {"lost": links, "made": hand_on(session, version, links, heirs)}
    if names:
        kept["names"] = {"lost": names, "made": hand_on_names(session, version, names, heirs)}
    return kept


def _uncheck(version: DraftVersion) -> None:
    version.checked_at = None
    version.checked_by_id = None


def _record(
    session: Session,
    action: str,
    version: DraftVersion,
    facts: dict[str, Any],
    actor: User,
    now: datetime,
) -> None:
    record_event(
        session,
        action,
        at=now,
        subject="draft_version",
        subject_id=version.id,
        consultation_id=version.consultation_id,
        actor=actor,
        facts=facts,
    )
