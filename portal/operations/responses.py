"""The bureau's decisions on comments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from portal.errors import ConflictError, InvalidInputError, NotFoundError
from portal.models.accounts import User
from portal.models.analyses import TopicMember
from portal.models.responses import Outcome, Report, Response
from portal.models.submissions import Comment
from portal.operations.audit import record_event
from portal.operations.consultations import lock_consultation
from portal.operations.tallies import recount
from portal.queries.comments import ids_answerable
from portal.queries.letter_parts import is_whole
from portal.sanitize import BODY_LIMIT, clean_text

REASON_LIMIT = 5000
PART = 2000
"""Comments decided in one statement: databases bound the number of parameters."""


@dataclass(frozen=True, slots=True)
class Decision:
    """An outcome with what it needs; `duplicate_of` is a comment id."""

    outcome: str
    reason: str = ""
    changed_text: str = ""
    duplicate_of: int | None = None


def clean_decision(decision: Decision) -> Decision:
    """The decision with each rule checked. Raises: InvalidInputError naming the field.

    Source: domain.md section 2, 采纳分类: a reason wherever it is not plain adoption, the changed
    text with a partial one.
    """
    if decision.outcome not in set(Outcome):
        raise InvalidInputError(field="outcome", rule="required")
    reason = clean_text(
        decision.reason,
        field="reason",
        limit=REASON_LIMIT,
        required=decision.outcome != Outcome.ADOPTED,
    )
    changed = clean_text(
        decision.changed_text,
        field="changed_text",
        limit=BODY_LIMIT,
        required=decision.outcome == Outcome.PARTLY_ADOPTED,
    )
    is_duplicate = decision.outcome == Outcome.DUPLICATE
    if is_duplicate and decision.duplicate_of is None:
        raise InvalidInputError(field="duplicate_of", rule="required")
    return Decision(
        decision.outcome, reason, changed, decision.duplicate_of if is_duplicate else None
    )


def says(response: Response | None, decision: Decision) -> bool:
    """True when the response says this already: a second click changes nothing."""
    return response is not None and decision == Decision(
        response.outcome, response.reason, response.changed_text, response.duplicate_of_id
    )


def decide_comments(
    session: Session,
    consultation_id: int,
    comment_ids: Sequence[int],
    decision: Decision,
    *,
    actor: User,
    now: datetime,
) -> int:
    """Every named comment has the decision as its response; returns how many.

    Raises: InvalidInputError, NotFoundError for a comment of another consultation, ConflictError
    once the report is published.
    """
    decision = clean_decision(decision)
    lock_consultation(session, consultation_id)
    require_no_report(session, consultation_id)
    wanted = sorted(set(comment_ids))
    if not wanted:
        raise InvalidInputError(field="comments", rule="required")
    _check_duplicate(session, consultation_id, decision, set(wanted))
    keys: set[str] = set()
    for start in range(0, len(wanted), PART):
        part = wanted[start : start + PART]
        keys |= _decide_part(session, consultation_id, part, decision, actor, now)
    recount(session, consultation_id, keys)
    return len(wanted)


def _decide_part(
    session: Session,
    consultation_id: int,
    comment_ids: Sequence[int],
    decision: Decision,
    actor: User,
    now: datetime,
) -> set[str]:
    """The named comments have the response and one event tells it; returns their clause keys."""
    keys = _clause_keys(session, consultation_id, comment_ids)
    before = _outcomes(session, comment_ids)
    session.execute(delete(Response).where(Response.comment_id.in_(comment_ids)))
    session.execute(
        insert(Response),
        [_values(row, consultation_id, decision, actor, now) for row in comment_ids],
    )
    record_event(
        session,
        "comments_decided",
        at=now,
        subject="consultation",
        subject_id=consultation_id,
        consultation_id=consultation_id,
        actor=actor,
        facts={
            "outcome": decision.outcome,
            "comment_ids": list(comment_ids),
            "before": {str(key): value for key, value in before.items()},
        },
    )
    return keys


def _clause_keys(session: Session, consultation_id: int, comment_ids: Sequence[int]) -> set[str]:
    rows = session.execute(
        select(Comment.id, Comment.clause_key, is_whole(Comment.id).label("is_whole")).where(
            Comment.consultation_id == consultation_id, Comment.id.in_(comment_ids)
        )
    ).all()
    if len(rows) != len(comment_ids):
        raise NotFoundError(subject="comment")
    if not all(row.is_whole for row in rows):
        raise ConflictError(rule="not_one_opinion")
    return {row.clause_key for row in rows}


def _check_duplicate(
    session: Session, consultation_id: int, decision: Decision, comment_ids: set[int]
) -> None:
    if decision.duplicate_of is None:
        return
    if decision.duplicate_of in comment_ids:
        raise InvalidInputError(field="duplicate_of", rule="itself")
    found = session.scalar(
        select(Comment.consultation_id).where(
            Comment.id == decision.duplicate_of, is_whole(Comment.id)
        )
    )
    if found != consultation_id:
        raise InvalidInputError(field="duplicate_of", rule="unknown")
    if _is_in_a_chain(session, decision.duplicate_of, comment_ids):
        raise InvalidInputError(field="duplicate_of", rule="duplicate_chain")


def _is_in_a_chain(session: Session, target: int, comment_ids: set[int]) -> bool:
    """True when the target is itself a duplicate, or something is a duplicate of these comments."""
    if session.scalar(select(Response.duplicate_of_id).where(Response.comment_id == target)):
        return True
    pointed = session.scalars(
        select(Response.duplicate_of_id).where(
            Response.duplicate_of_id.is_not(None),
            Response.comment_id.not_in([target]),
            Response.consultation_id
            == select(Comment.consultation_id).where(Comment.id == target).scalar_subquery(),
        )
    )
    return not comment_ids.isdisjoint(pointed)


def _outcomes(session: Session, comment_ids: Sequence[int]) -> dict[int, str]:
    query = select(Response.comment_id, Response.outcome).where(
        Response.comment_id.in_(comment_ids)
    )
    return {row.comment_id: row.outcome for row in session.execute(query)}


def _values(
    comment_id: int, consultation_id: int, decision: Decision, actor: User, now: datetime
) -> dict[str, Any]:
    return {
        "comment_id": comment_id,
        "consultation_id": consultation_id,
        "outcome": decision.outcome,
        "reason": decision.reason,
        "changed_text": decision.changed_text,
        "duplicate_of_id": decision.duplicate_of,
        "decided_by_id": actor.id,
        "decided_at": now,
    }


def topic_comment_ids(
    session: Session, consultation_id: int, topic_id: int, *, undecided_only: bool
) -> list[int]:
    """The comments of a topic group that still count, oldest first."""
    members = ids_answerable(topic_id).where(Comment.consultation_id == consultation_id)
    query = members.order_by(TopicMember.comment_id)
    if undecided_only:
        decided = select(Response.comment_id).where(Response.comment_id == Comment.id).exists()
        query = query.where(~decided)
    return list(session.scalars(query))


def require_no_report(session: Session, consultation_id: int) -> None:
    """Raises: ConflictError when the report is already published."""
    if session.scalar(select(Report.id).where(Report.consultation_id == consultation_id)):
        raise ConflictError(rule="report_published")
