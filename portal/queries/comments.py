"""Comments as officers read them: by clause, by topic, by keyset pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session, aliased, selectinload

from portal.errors import NotFoundError
from portal.models.analyses import AnalysisResult, Judgement, LearnedJudgement, TopicMember
from portal.models.drafts import Clause
from portal.models.responses import Response
from portal.models.submissions import ClauseTally, Comment, Submission
from portal.models.submissions_later import Dispute, Withdrawal
from portal.queries.clause_places import place, stands_now
from portal.queries.figures import with_judgements
from portal.queries.submissions_later import still_counts

PAGE = 50


def clause_tallies(session: Session, consultation_id: int) -> dict[str, ClauseTally]:
    """The kept counts by clause key; a clause without comments has no entry."""
    rows = session.scalars(
        select(ClauseTally).where(ClauseTally.consultation_id == consultation_id)
    )
    return {row.clause_key: row for row in rows}


def _cards() -> Select[Any]:
    """One row a comment, with finding, judgement and response.

    Shape: Comment, Submission.commenter_kind, .seal, .number as submission_number, .is_flagged,
    .withdrawn_at, .disputed_at, AnalysisResult|None, LearnedJudgement|None, Judgement|None,
    Response|None.
    """
    query = select(
        Comment,
        Submission.commenter_kind,
        Submission.seal,
        Submission.is_flagged,
        Submission.number.label("submission_number"),
        Withdrawal.withdrawn_at,
        Dispute.disputed_at,
        AnalysisResult,
        LearnedJudgement,
        Judgement,
        Response,
    ).join(Submission, Submission.id == Comment.submission_id)
    query = query.outerjoin(Withdrawal, Withdrawal.submission_id == Comment.submission_id)
    query = query.outerjoin(Dispute, Dispute.submission_id == Comment.submission_id)
    query = query.options(selectinload(Comment.supplements))
    cards: Select[Any] = with_judgements(query)
    return cards


def comments_of_clause(
    session: Session, consultation_id: int, clause_key: str, after: int = 0
) -> Sequence[Any]:
    """Up to PAGE comment cards of a clause with id > `after`, oldest first, and one more.

    The one more tells that a next page exists.
    """
    return session.execute(
        _cards()
        .where(
            Comment.consultation_id == consultation_id,
            Comment.clause_key == clause_key,
            Comment.id > after,
        )
        .order_by(Comment.id)
        .limit(PAGE + 1)
    ).all()


def comments_of_topic(
    session: Session, consultation_id: int, topic_id: int, after: int = 0
) -> Sequence[Any]:
    """Up to PAGE comment cards of a topic group with id > `after`, oldest first, and one more."""
    return session.execute(
        _cards()
        .join(TopicMember, TopicMember.comment_id == Comment.id)
        .where(
            TopicMember.topic_id == topic_id,
            TopicMember.comment_id > after,
            Comment.consultation_id == consultation_id,
        )
        .order_by(TopicMember.comment_id)
        .limit(PAGE + 1)
    ).all()


def comments_of_consultation(
    session: Session, consultation_id: int, after: int = 0
) -> Sequence[Any]:
    """Up to PAGE comment cards with id > `after`, oldest first, and one more."""
    return session.execute(
        _cards()
        .where(Comment.consultation_id == consultation_id, Comment.id > after)
        .order_by(Comment.id)
        .limit(PAGE + 1)
    ).all()


def get_card(session: Session, consultation_id: int, comment_id: int) -> Any:
    """The card of one comment of the consultation. Raises: NotFoundError."""
    row = session.execute(
        _cards().where(Comment.consultation_id == consultation_id, Comment.id == comment_id)
    ).one_or_none()
    if row is None:
        raise NotFoundError(subject="comment")
    return row


def decided_comments(session: Session, consultation_id: int) -> Sequence[Any]:
    """Every decided comment that counts in clause order, the whole draft first, then by arrival.

    Comments on clauses that the present version no longer has come last, in their own order.
    """
    own = aliased(Clause)
    last = case((Clause.id.is_(None), func.coalesce(own.position, 0)), else_=0)
    return session.execute(
        select(
            Comment.id.label("comment_id"),
            Comment.submission_id,
            Comment.clause_label,
            Comment.body,
            Submission.channel,
            Submission.allows_publication,
            Response.outcome,
            Response.reason,
            Response.changed_text,
            Response.duplicate_of_id,
        )
        .join(Submission, Submission.id == Comment.submission_id)
        .join(Response, Response.comment_id == Comment.id)
        .outerjoin(Clause, stands_now(Comment.clause_key, consultation_id))
        .outerjoin(own, own.id == Comment.clause_id)
        .where(
            Comment.consultation_id == consultation_id, still_counts(Comment.submission_id)
        )
        .order_by(place(Comment.clause_key), last, Comment.id)
    ).all()


def no_comment_submissions(session: Session, consultation_id: int) -> Sequence[Submission]:
    """The submissions of organisations that answered 无意见, the latest first."""
    query = select(Submission).where(
        Submission.consultation_id == consultation_id,
        Submission.comment_count == 0,
        still_counts(Submission.id),
    )
    return session.scalars(query.order_by(Submission.id.desc())).all()
