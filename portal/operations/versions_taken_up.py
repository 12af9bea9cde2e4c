"""A change of a further version names the comments it took up."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from portal.errors import ConflictError, InvalidInputError, NotFoundError
from portal.models.accounts import User
from portal.models.drafts import Clause, DraftVersion
from portal.models.submissions import Comment
from portal.models.versions import Change, ClauseMapping, TakenUpComment
from portal.operations.audit import record_event
from portal.operations.versions_mapping import require_not_published
from portal.queries.letter_parts import is_whole
from portal.queries.versions import predecessor

LIMIT = 500
"""Comments one change may name."""
_UNCHANGED = (Change.KEPT, Change.RENUMBERED)


def name_comments(
    session: Session,
    version: DraftVersion,
    clause: Clause,
    comment_ids: Collection[int],
    *,
    actor: User,
    now: datetime,
) -> None:
    """The change of the clause names exactly these comments.

    Raises: ConflictError once published, or where nothing changed; NotFoundError for a clause of
    another version; InvalidInputError for a comment of another consultation, or too many.
    """
    require_not_published(version)
    before = predecessor(session, version)
    if before is None or clause.draft_version_id not in (version.id, before.id):
        raise NotFoundError(subject="clause")
    chosen = sorted(set(comment_ids))
    if chosen and not is_changed(session, version.id, clause.id):
        raise ConflictError(rule="nothing_changed")
    _require_own(session, version, chosen)
    mine = TakenUpComment.draft_version_id == version.id, TakenUpComment.clause_id == clause.id
    session.execute(delete(TakenUpComment).where(*mine))
    if chosen:
        row = {"draft_version_id": version.id, "clause_id": clause.id}
        by = {"named_by_id": actor.id, "named_at": now}
        session.execute(insert(TakenUpComment), [{**row, **by, "comment_id": at} for at in chosen])
    record_event(
        session,
        "comments_named",
        at=now,
        subject="draft_version",
        subject_id=version.id,
        consultation_id=version.consultation_id,
        actor=actor,
        facts={"clause_id": clause.id, "comment_ids": chosen},
    )


def _require_own(session: Session, version: DraftVersion, comment_ids: Collection[int]) -> None:
    if len(comment_ids) > LIMIT:
        raise InvalidInputError(field="others", rule="too_many_comments")
    known = session.scalar(
        select(func.count()).where(
            Comment.id.in_(comment_ids),
            Comment.consultation_id == version.consultation_id,
            is_whole(Comment.id),
        )
    )
    if known != len(comment_ids):
        raise InvalidInputError(field="others", rule="foreign_comment")


def is_changed(session: Session, version_id: int, clause_id: int) -> bool:
    """True when the mapping shows a change of the clause, whichever side it stands on."""
    query = select(ClauseMapping.change).where(
        ClauseMapping.draft_version_id == version_id,
        (ClauseMapping.new_clause_id == clause_id) | (ClauseMapping.old_clause_id == clause_id),
    )
    return any(change not in _UNCHANGED for change in session.scalars(query))


def require_changes_shown(session: Session, version: DraftVersion) -> None:
    """Raises: ConflictError when a clause that names comments shows no change (any longer)."""
    query = select(TakenUpComment.clause_id).where(TakenUpComment.draft_version_id == version.id)
    for clause_id in session.scalars(query.distinct()):
        if not is_changed(session, version.id, clause_id):
            raise ConflictError(rule="named_without_change")
