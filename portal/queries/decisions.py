"""What officers still have to decide."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from portal.models.drafts import Clause
from portal.models.responses import Response
from portal.models.submissions import ClauseTally, Comment
from portal.queries.clause_places import place, stands_now
from portal.queries.letter_parts import opinion_counts


def next_undecided(session: Session, consultation_id: int, after: Comment) -> int | None:
    """The id of the undecided comment to read after `after`, or None when all others are decided.

    The rest of the same clause comes first, then the clauses in their order; the kept counts say
    which clauses are worth looking into, so that a hundred thousand decided comments cost nothing.
    """
    keys = _unfinished(session, consultation_id)
    if not keys:
        return None
    own, others = after.clause_key, [key for key in keys if key != after.clause_key]
    if own in keys:
        following = _first(session, consultation_id, own, Comment.id > after.id)
        if following is not None:
            return following
    if others:
        return _first(session, consultation_id, others[0], Comment.id != after.id)
    return _first(session, consultation_id, own, Comment.id != after.id)


def _unfinished(session: Session, consultation_id: int) -> list[str]:
    """The keys of the clauses with undecided comments: the whole draft, then in clause order."""
    query = (
        select(ClauseTally.clause_key)
        .outerjoin(Clause, stands_now(ClauseTally.clause_key, consultation_id))
        .where(
            ClauseTally.consultation_id == consultation_id,
            ClauseTally.comment_count > ClauseTally.decided_count,
        )
        .order_by(place(ClauseTally.clause_key), ClauseTally.clause_key)
    )
    return list(session.scalars(query))


def _first(
    session: Session, consultation_id: int, key: str, condition: ColumnElement[bool]
) -> int | None:
    decided = select(Response.comment_id).where(Response.comment_id == Comment.id).exists()
    query = select(Comment.id).where(
        Comment.consultation_id == consultation_id,
        Comment.clause_key == key,
        ~decided,
        opinion_counts(),
        condition,
    )
    return session.scalar(query.order_by(Comment.id).limit(1))
