"""What officers still have to decide."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from portal.models.responses import Response
from portal.models.submissions import Comment


def next_undecided(session: Session, consultation_id: int, after: Comment | None) -> int | None:
    """The id of an undecided comment: of the same clause after `after` first, then the oldest one."""
    if after is not None:
        same_clause = _undecided(
            session, consultation_id, Comment.clause_key == after.clause_key, Comment.id > after.id
        )
        if same_clause is not None:
            return same_clause
        return _undecided(session, consultation_id, Comment.id != after.id)
    return _undecided(session, consultation_id)


def _undecided(session: Session, consultation_id: int, *conditions: ColumnElement[bool]) -> int | None:
    decided = select(Response.comment_id).where(Response.comment_id == Comment.id).exists()
    query = select(Comment.id).where(
        Comment.consultation_id == consultation_id, ~decided, *conditions
    )
    return session.scalar(query.order_by(Comment.id).limit(1))
