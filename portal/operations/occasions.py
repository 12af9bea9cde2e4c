"""What followers are told of: each occasion recorded once, its letters queued with it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, String, cast, func, insert, literal, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from portal.models.audit import OutboxMessage
from portal.models.consultations import (
    Consultation,
    ConsultationWindow,
    Transition,
    WindowChange,
    WindowChangeKind,
)
from portal.models.responses import Report
from portal.models.submissions_later import Dispute, Withdrawal
from portal.models.subscriptions import Occasion, OccasionKind, Subscriber, Subscription
from portal.window import ends_within

CLOSING_SOON = timedelta(days=3)
STALE = timedelta(days=7)
"""News older than this is none: mail switched on late does not tell of last year."""
_TOLD_CHANGES = (WindowChangeKind.EXTENDED, WindowChangeKind.CLOSED_EARLY)


def record_occasions(session: Session, now: datetime, *, with_letters: bool) -> int:
    """Every occasion that has come is on record, with its letters; returns how many were new."""
    recorded = 0
    for consultation_id, kind, revision in _due(session, now):
        occasion_id = _insert(session, consultation_id, kind, revision, now)
        if occasion_id is not None:
            recorded += 1
            if with_letters:
                _queue(session, consultation_id, kind, occasion_id, now)
    return recorded


def _due(session: Session, now: datetime) -> list[tuple[int, str, int]]:
    """Shape: (consultation id, kind, revision of the window; 0 where there is but one)."""
    since = now - STALE
    transitions = select(Transition.consultation_id, Transition.kind, literal(0)).where(
        Transition.recorded_at > since, _unrecorded(Transition.consultation_id, Transition.kind, 0)
    )
    changes = select(WindowChange.consultation_id, WindowChange.kind, WindowChange.revision).where(
        WindowChange.kind.in_(_TOLD_CHANGES),
        WindowChange.changed_at > since,
        _unrecorded(WindowChange.consultation_id, WindowChange.kind, WindowChange.revision),
    )
    reports = select(Report.consultation_id, literal("reported"), literal(0)).where(
        Report.published_at > since, _unrecorded(Report.consultation_id, "reported", 0)
    )
    withdrawn = select(Consultation.id, literal("withdrawn"), literal(0)).where(
        Consultation.withdrawn_at > since, _unrecorded(Consultation.id, "withdrawn", 0)
    )
    found: list[tuple[int, str, int]] = []
    for query in (transitions, changes, reports, withdrawn, _closing(now)):
        found += [(int(row[0]), str(row[1]), int(row[2])) for row in session.execute(query)]
    return found


def _closing(now: datetime) -> Any:
    """Open windows near their end; a changed window is a new occasion."""
    row = ConsultationWindow
    return (
        select(row.consultation_id, literal("closing_soon"), row.revision)
        .join(Consultation, Consultation.id == row.consultation_id)
        .where(
            ends_within(row.opens_at, row.closes_at, now, CLOSING_SOON),
            Consultation.published_at.is_not(None),
            Consultation.withdrawn_at.is_(None),
            _unrecorded(row.consultation_id, "closing_soon", row.revision),
        )
    )


def _unrecorded(consultation_id: Any, kind: Any, revision: Any) -> ColumnElement[bool]:
    return ~(
        select(Occasion.id)
        .where(
            Occasion.consultation_id == consultation_id,
            Occasion.kind == kind,
            Occasion.revision == revision,
        )
        .exists()
    )


def _insert(
    session: Session, consultation_id: int, kind: str, revision: int, now: datetime
) -> int | None:
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    made: int | None = session.scalar(
        dialect.insert(Occasion)
        .values(consultation_id=consultation_id, kind=kind, revision=revision, recorded_at=now)
        .on_conflict_do_nothing()
        .returning(Occasion.id)
    )
    return made


_COLUMNS = [
    "kind", "consultation_id", "submission_id", "subscription_id", "language", "delivery_key",
    "created_at", "next_attempt_at", "attempt_count",
]  # fmt: skip


def _queue(
    session: Session, consultation_id: int, kind: str, occasion_id: int, now: datetime
) -> None:
    """One letter an address, however many of its subscriptions meet; in one statement."""
    own = session.get_one(Consultation, consultation_id)
    meets = (
        (Subscription.consultation_id == own.id)
        | (Subscription.bureau_id == own.bureau_id)
        | (Subscription.document_kind_id == own.document_kind_id)
    )
    instant = literal(now, OutboxMessage.created_at.type)
    first = (
        select(func.min(Subscription.id).label("id"))
        .where(meets, Subscription.confirmed_at.is_not(None))
        .group_by(Subscription.subscriber_id)
        .subquery()
    )
    letters = (
        select(
            literal(f"notice_{kind}"),
            literal(consultation_id),
            cast(None, OutboxMessage.submission_id.type),
            Subscription.id,
            Subscriber.language,
            literal(f"{occasion_id}:") + cast(Subscriber.id, String(20)),
            instant,
            instant,
            literal(0),
        )
        .join(first, first.c.id == Subscription.id)
        .join(Subscriber, Subscriber.id == Subscription.subscriber_id)
    )
    session.execute(insert(OutboxMessage).from_select(_COLUMNS, letters, include_defaults=False))
    if kind == OccasionKind.REPORTED:
        _queue_answers(session, consultation_id, instant)


def _queue_answers(session: Session, consultation_id: int, instant: Any) -> None:
    """Those who got a receipt by mail learn that their answer stands, unless they said it is not theirs."""
    submission = OutboxMessage.submission_id
    letters = select(
        literal("answered"),
        literal(consultation_id),
        submission,
        cast(None, OutboxMessage.subscription_id.type),
        OutboxMessage.language,
        literal("answered:") + cast(submission, String(20)),
        instant,
        instant,
        literal(0),
    ).where(
        OutboxMessage.kind == "receipt",
        OutboxMessage.consultation_id == consultation_id,
        ~select(Withdrawal.submission_id).where(Withdrawal.submission_id == submission).exists(),
        ~select(Dispute.submission_id).where(Dispute.submission_id == submission).exists(),
    )
    session.execute(insert(OutboxMessage).from_select(_COLUMNS, letters, include_defaults=False))
