"""What became of submissions after they were accepted: supplements, withdrawals, disputes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session, aliased

from portal.models.consultations import Consultation
from portal.models.letter_parts import LetterPart
from portal.models.responses import Response
from portal.models.submissions import Comment, Submission
from portal.models.submissions_later import Dispute, Supplement, Withdrawal

_CHUNK = 500


def still_counts(submission_id: Any) -> ColumnElement[bool]:
    """The SQL condition that the submission of the column was not withdrawn."""
    later = aliased(Withdrawal)
    return ~exists().where(later.submission_id == submission_id)


@dataclass(frozen=True, slots=True)
class Later:
    """What became of one submission."""

    withdrawn_at: datetime | None
    disputed_at: datetime | None


def later_of(session: Session, submission_id: int) -> Later:
    """What became of the submission."""
    withdrawal, dispute = (
        select(column).where(table == submission_id).scalar_subquery()
        for column, table in (
            (Withdrawal.withdrawn_at, Withdrawal.submission_id),
            (Dispute.disputed_at, Dispute.submission_id),
        )
    )
    return Later(*session.execute(select(withdrawal, dispute)).one())


def supplements_of(session: Session, comment_ids: Collection[int]) -> dict[int, list[Supplement]]:
    """The supplements of many comments, oldest first."""
    wanted = sorted(set(comment_ids))
    found: dict[int, list[Supplement]] = {}
    for start in range(0, len(wanted), _CHUNK):
        part = wanted[start : start + _CHUNK]
        query = select(Supplement).where(Supplement.comment_id.in_(part)).order_by(Supplement.id)
        for row in session.scalars(query):
            found.setdefault(row.comment_id, []).append(row)
    return found


def is_overtaken(session: Session, consultation_id: int) -> bool:
    """True when an opinion that counts, or the letter it was cut from, was supplemented after it was decided."""
    query = (
        select(Supplement.id)
        .join(Response, Response.comment_id == Supplement.comment_id)
        .where(
            Response.consultation_id == consultation_id,
            Supplement.received_at >= Response.decided_at,
            still_counts(Supplement.submission_id),
        )
    )
    of_letter = (
        select(Supplement.id)
        .join(LetterPart, LetterPart.letter_id == Supplement.comment_id)
        .join(Response, Response.comment_id == LetterPart.comment_id)
        .where(
            Response.consultation_id == consultation_id,
            LetterPart.merged_at.is_(None),
            Supplement.received_at >= Response.decided_at,
            still_counts(Supplement.submission_id),
        )
    )
    return bool(session.scalar(select(query.exists() | of_letter.exists())))


def points_at_withdrawn(session: Session, consultation_id: int) -> bool:
    """True when an opinion that counts is called a duplicate of a withdrawn one."""
    query = (
        select(Response.comment_id)
        .join(Comment, Comment.id == Response.comment_id)
        .where(
            Response.consultation_id == consultation_id,
            Response.duplicate_of_id.in_(
                select(Comment.id)
                .join(Withdrawal, Withdrawal.submission_id == Comment.submission_id)
                .where(Withdrawal.consultation_id == consultation_id)
            ),
            still_counts(Comment.submission_id),
        )
    )
    return session.scalar(query.limit(1)) is not None


def recent_disputes(session: Session, limit: int = 20) -> Sequence[Any]:
    """The newest disputes. Shape: rows (number, disputed_at, reference, title)."""
    return session.execute(
        select(
            Submission.number, Dispute.disputed_at, Consultation.reference, Consultation.title
        )
        .join(Submission, Submission.id == Dispute.submission_id)
        .join(Consultation, Consultation.id == Dispute.consultation_id)
        .order_by(Dispute.disputed_at.desc(), Dispute.submission_id.desc())
        .limit(limit)
    ).all()


def last_act_at(session: Session, consultation_id: int) -> datetime | None:
    """The latest instant at which the public wrote something that was accepted."""
    instants = session.execute(
        select(
            select(func.max(Submission.received_at))
            .where(Submission.consultation_id == consultation_id)
            .scalar_subquery(),
            select(func.max(Supplement.received_at))
            .join(Submission, Submission.id == Supplement.submission_id)
            .where(Submission.consultation_id == consultation_id)
            .scalar_subquery(),
            select(func.max(Withdrawal.withdrawn_at))
            .where(Withdrawal.consultation_id == consultation_id)
            .scalar_subquery(),
        )
    ).one()
    return max((instant for instant in instants if instant is not None), default=None)
