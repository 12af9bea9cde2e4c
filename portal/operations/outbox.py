"""Messages to be sent: written with their cause, sent after the commit, tried again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models.audit import OutboxMessage

ATTEMPT_LIMIT = 12
_FIRST_DELAY = timedelta(minutes=1)
_LONGEST_DELAY = timedelta(hours=12)


def put_message(
    session: Session,
    kind: str,
    *,
    consultation_id: int,
    now: datetime,
    submission_id: int | None = None,
    subscription_id: int | None = None,
    language: str = "zh",
) -> None:
    """The message waits to be sent; it exists only if its cause is committed."""
    session.add(
        OutboxMessage(
            kind=kind,
            consultation_id=consultation_id,
            submission_id=submission_id,
            subscription_id=subscription_id,
            language=language,
            created_at=now,
            next_attempt_at=now,
        )
    )


def due_messages(session: Session, now: datetime, limit: int = 50) -> Sequence[OutboxMessage]:
    """Unsent messages whose next attempt is due, oldest first."""
    return session.scalars(
        select(OutboxMessage)
        .where(
            OutboxMessage.sent_at.is_(None),
            OutboxMessage.refused_at.is_(None),
            OutboxMessage.next_attempt_at <= now,
            OutboxMessage.attempt_count < ATTEMPT_LIMIT,
        )
        .order_by(OutboxMessage.id)
        .limit(limit)
    ).all()


def record_attempt(
    session: Session, message_id: int, *, is_sent: bool, now: datetime, is_refused: bool = False
) -> None:
    """The message is sent, or refused for good, or waits twice as long as before.

    A message whose subscription was left meanwhile is gone, and so it stays.
    """
    message = session.get(OutboxMessage, message_id)
    if message is None:
        return
    delay = min(_FIRST_DELAY * 2**message.attempt_count, _LONGEST_DELAY)
    message.attempt_count += 1
    message.next_attempt_at = now + delay
    if is_sent:
        message.sent_at = now
    elif is_refused:
        message.refused_at = now
