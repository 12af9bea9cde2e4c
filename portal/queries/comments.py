"""Comments as officers read them: by clause, by topic, by keyset pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session, aliased, selectinload

from portal.errors import NotFoundError
from portal.models.analyses import AnalysisResult, Judgement, LearnedJudgement, TopicMember
from portal.models.drafts import Clause
from portal.models.letter_parts import LetterPart
from portal.models.responses import Response
from portal.models.submissions import ClauseTally, Comment, Submission
from portal.models.submissions_later import Dispute, Withdrawal
from portal.queries.clause_places import place, stands_now
from portal.queries.figures import with_judgements
from portal.queries.letter_parts import as_received, is_whole, opinion_counts, part_count
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
    Response|None, .letter_id and .merged_at of a part, .part_count of a split letter.
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
        LetterPart.letter_id,
        LetterPart.merged_at,
        part_count(),
    ).join(Submission, Submission.id == Comment.submission_id)
    query = query.outerjoin(Withdrawal, Withdrawal.submission_id == Comment.submission_id)
    query = query.outerjoin(Dispute, Dispute.submission_id == Comment.submission_id)
    query = query.outerjoin(LetterPart, LetterPart.comment_id == Comment.id)
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
            is_whole(Comment.id),
        )
        .order_by(Comment.id)
        .limit(PAGE + 1)
    ).all()


def start_of_page_before(session: Session, ids: Select[Any], after: int) -> int:
    """The `after` of the page that ends with the last id <= `after` of a list; 0 for its first page."""
    (column,) = ids.selected_columns
    earlier = ids.where(column <= after).order_by(column.desc())
    return session.scalar(earlier.offset(PAGE).limit(1)) or 0


def ids_of_clause(consultation_id: int, clause_key: str) -> Select[Any]:
    """What `comments_of_clause` shows, page after page."""
    return select(Comment.id).where(
        Comment.consultation_id == consultation_id,
        Comment.clause_key == clause_key,
        is_whole(Comment.id),
    )


def ids_of_topic(topic_id: int) -> Select[Any]:
    """What `comments_of_topic` shows, page after page."""
    return select(TopicMember.comment_id).where(TopicMember.topic_id == topic_id)


def ids_answerable(topic_id: int) -> Select[Any]:
    """What `answerable_of_topic` shows, page after page."""
    members = ids_of_topic(topic_id).join(Comment, Comment.id == TopicMember.comment_id)
    return members.where(opinion_counts())


def ids_flagged(consultation_id: int) -> Select[Any]:
    """What `flagged_comments` shows, page after page."""
    return (
        select(Comment.id)
        .join(Submission, Submission.id == Comment.submission_id)
        .where(Comment.consultation_id == consultation_id, Submission.is_flagged)
    )


def comments_of_topic(
    session: Session, consultation_id: int, topic_id: int, after: int = 0
) -> Sequence[Any]:
    """Up to PAGE comment cards of a topic group with id > `after`, oldest first, and one more."""
    return session.execute(_cards_of_topic(consultation_id, topic_id, after)).all()


def answerable_of_topic(
    session: Session, consultation_id: int, topic_id: int, after: int = 0
) -> Sequence[Any]:
    """As `comments_of_topic`, of those that count."""
    query = _cards_of_topic(consultation_id, topic_id, after)
    return session.execute(query.where(opinion_counts())).all()


def _cards_of_topic(consultation_id: int, topic_id: int, after: int) -> Select[Any]:
    return (
        _cards()
        .join(TopicMember, TopicMember.comment_id == Comment.id)
        .where(
            TopicMember.topic_id == topic_id,
            TopicMember.comment_id > after,
            Comment.consultation_id == consultation_id,
        )
        .order_by(TopicMember.comment_id)
        .limit(PAGE + 1)
    )


def comments_of_consultation(
    session: Session, consultation_id: int, after: int = 0
) -> Sequence[Any]:
    """Up to PAGE comment cards with id > `after`, oldest first, and one more."""
    return session.execute(
        _cards()
        .where(Comment.consultation_id == consultation_id, Comment.id > after, is_whole(Comment.id))
        .order_by(Comment.id)
        .limit(PAGE + 1)
    ).all()


def flagged_comments(session: Session, consultation_id: int, after: int = 0) -> Sequence[Any]:
    """Up to PAGE cards of comments that came conspicuously, with id > `after`, and one more."""
    return session.execute(
        _cards()
        .where(
            Comment.consultation_id == consultation_id,
            Submission.is_flagged,
            Comment.id > after,
        )
        .order_by(Comment.id)
        .limit(PAGE + 1)
    ).all()


def flagged_count(session: Session, consultation_id: int) -> int:
    """How many comments came conspicuously: very many from one address, or the trap was filled."""
    query = select(func.sum(Submission.comment_count)).where(
        Submission.consultation_id == consultation_id, Submission.is_flagged
    )
    return session.scalar(query) or 0


def get_card(session: Session, consultation_id: int, comment_id: int) -> Any:
    """The card of one comment of the consultation. Raises: NotFoundError."""
    row = session.execute(
        _cards().where(Comment.consultation_id == consultation_id, Comment.id == comment_id)
    ).one_or_none()
    if row is None:
        raise NotFoundError(subject="comment")
    return row


def comments_of_submission(session: Session, submission_id: int) -> Sequence[Comment]:
    """The opinions of one submission as its sender wrote them: a split letter is one."""
    query = select(Comment).where(Comment.submission_id == submission_id, as_received(Comment.id))
    return session.scalars(query.order_by(Comment.position)).all()


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
            LetterPart.letter_id,
            LetterPart.cut_start,
        )
        .join(Submission, Submission.id == Comment.submission_id)
        .join(Response, Response.comment_id == Comment.id)
        .outerjoin(LetterPart, LetterPart.comment_id == Comment.id)
        .outerjoin(Clause, stands_now(Comment.clause_key, consultation_id))
        .outerjoin(own, own.id == Comment.clause_id)
        .where(Comment.consultation_id == consultation_id, opinion_counts())
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
