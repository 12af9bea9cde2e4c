"""A submission as its author sees it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal import secrets
from portal.models.responses import Report, Response
from portal.models.submissions import Comment, Submission
from portal.queries.letter_parts import as_received


def find_by_query_code(session: Session, typed: str) -> Submission | None:
    """The submission of a query code as typed; None for unknown and malformed alike."""
    code = secrets.normalise_query_code(typed)
    if len(code) != secrets.QUERY_CODE_LENGTH:
        return None
    return session.scalar(
        select(Submission).where(Submission.query_code_hash == secrets.token_hash(code))
    )


def find_by_number(session: Session, number: str) -> Submission | None:
    """The submission of a receipt number."""
    return session.scalar(select(Submission).where(Submission.number == number))


def answered_comments(session: Session, submission_id: int) -> Sequence[Any]:
    """The comments of a submission as they came, with their responses once the report is public.

    Shape: Comment, Response|None in order of position.
    """
    return session.execute(
        select(Comment, Response)
        .outerjoin(Report, Report.consultation_id == Comment.consultation_id)
        .outerjoin(Response, (Response.comment_id == Comment.id) & (Report.id.is_not(None)))
        .where(Comment.submission_id == submission_id, as_received(Comment.id))
        .options(selectinload(Comment.supplements))
        .order_by(Comment.position)
    ).all()
