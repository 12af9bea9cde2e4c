"""The window of a consultation: setting, extending, opening and closing early, recording."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Exists, Select, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from portal import window
from portal.errors import ConflictError, InvalidInputError, WindowChangeError, WindowClosedError
from portal.legal import Strength
from portal.models.accounts import User
from portal.models.consultations import (
    Consultation,
    ConsultationWindow,
    Transition,
    TransitionKind,
    WindowChange,
    WindowChangeKind,
)
from portal.operations.audit import record_event
from portal.operations.consultations import is_too_short, require_unpublished
from portal.queries.submissions_later import last_act_at
from portal.sanitize import clean_text

REASON_LIMIT = 2000


def set_window(
    session: Session,
    consultation: Consultation,
    value: window.Window,
    *,
    actor: User,
    now: datetime,
) -> None:
    """The window of a consultation in preparation is `value`.

    Raises: ConflictError once published, InvalidInputError when it begins before today.
    """
    require_unpublished(consultation)
    if value.begins_on_a_past_day(now):
        raise InvalidInputError(field="opens_at", rule="past_day")
    row = consultation.window
    if row is None:
        row = ConsultationWindow(revision=0, opens_at=value.opens_at, closes_at=value.closes_at)
        consultation.window = row
    _change(session, consultation, row, value, WindowChangeKind.SET, "", actor, now)


def extend_window(
    session: Session,
    consultation: Consultation,
    closes_at: datetime,
    *,
    reason: str,
    actor: User,
    now: datetime,
) -> None:
    """The window closes later. Raises: WindowChangeError once closed or when not later."""
    _amend(
        session,
        consultation,
        lambda w: w.extended(closes_at, now),
        WindowChangeKind.EXTENDED,
        reason,
        actor,
        now,
    )


def close_early(
    session: Session,
    consultation: Consultation,
    closes_at: datetime,
    *,
    reason: str,
    actor: User,
    now: datetime,
) -> None:
    """The open window closes earlier, now at the earliest. Raises: WindowChangeError."""
    _amend(
        session,
        consultation,
        lambda w: w.closed_early(_after_the_last(session, consultation.id, closes_at), now),
        WindowChangeKind.CLOSED_EARLY,
        reason,
        actor,
        now,
    )


def _after_the_last(session: Session, consultation_id: int, closes_at: datetime) -> datetime:
    """The instant, or just after what the public was still in time with meanwhile."""
    last = last_act_at(session, consultation_id)
    return closes_at if last is None else max(closes_at, last + timedelta(microseconds=1))


def open_early(
    session: Session, consultation: Consultation, *, reason: str, actor: User, now: datetime
) -> None:
    """The upcoming window opens now. Raises: WindowChangeError."""
    _amend(
        session,
        consultation,
        lambda w: w.opened_early(now),
        WindowChangeKind.OPENED_EARLY,
        reason,
        actor,
        now,
    )


def _amend(
    session: Session,
    consultation: Consultation,
    change: Callable[[window.Window], window.Window],
    kind: WindowChangeKind,
    reason: str,
    actor: User,
    now: datetime,
) -> None:
    reason = clean_text(reason, field="reason", limit=REASON_LIMIT)
    if consultation.published_at is None or consultation.withdrawn_at is not None:
        raise ConflictError(rule="not_running")
    row = lock_window(session, consultation.id)
    _require_not_recorded_closed(session, consultation.id)
    try:
        value = change(row.value())
    except ValueError as error:
        raise WindowChangeError(rule=str(error)) from error
    is_shorter = value.length < row.value().length
    is_hard = consultation.document_kind.strength == Strength.HARD
    if is_shorter and is_hard and is_too_short(session, consultation, value):
        raise WindowChangeError(rule="below_hard_minimum")
    _change(session, consultation, row, value, kind, reason, actor, now)


def lock_window(
    session: Session, consultation_id: int, *, shared: bool = False
) -> ConsultationWindow:
    """The window row, locked: shared by submissions, exclusive for a change."""
    row = session.scalar(_locked(shared=shared), {"consultation": consultation_id})
    if row is None:
        raise WindowClosedError(phase="unpublished")
    return row


@cache
def _locked(*, shared: bool) -> Select[ConsultationWindow]:
    return (
        select(ConsultationWindow)
        .where(ConsultationWindow.consultation_id == bindparam("consultation"))
        .with_for_update(read=shared)
        .execution_options(populate_existing=True)
    )


def _change(
    session: Session,
    consultation: Consultation,
    row: ConsultationWindow,
    value: window.Window,
    kind: WindowChangeKind,
    reason: str,
    actor: User,
    now: datetime,
) -> None:
    row.opens_at, row.closes_at = value.opens_at, value.closes_at
    row.revision += 1
    session.flush()
    session.add(
        WindowChange(
            consultation_id=consultation.id,
            revision=row.revision,
            kind=kind,
            opens_at=value.opens_at,
            closes_at=value.closes_at,
            reason=reason,
            changed_at=now,
            changed_by_id=actor.id,
        )
    )
    record_event(
        session,
        f"window_{kind}",
        at=now,
        subject="consultation",
        subject_id=consultation.id,
        consultation_id=consultation.id,
        actor=actor,
        reason=reason,
        facts={"revision": row.revision, "closes_at": value.closes_at.isoformat()},
    )


def record_transitions(session: Session, now: datetime) -> list[tuple[int, str]]:
    """Each opening and closing that has come due is on record once, with its due instant.

    Returns the (consultation id, kind) recorded by this call: compare-and-set, so that of two
    schedulers only one gets each.
    """
    rows = session.execute(
        select(ConsultationWindow)
        .join(Consultation)
        .with_for_update(of=ConsultationWindow)
        .where(
            Consultation.published_at.is_not(None),
            Consultation.withdrawn_at.is_(None),
            window.starts_before(ConsultationWindow.opens_at, now),
            ~_closing_recorded(),
        )
    ).scalars()
    recorded = []
    for row in rows.all():
        for kind, due_at in row.value().due_transitions(now):
            if _insert_transition(session, row, kind, due_at, now):
                recorded.append((row.consultation_id, kind))
    return recorded


def _closing_recorded() -> Exists:
    return (
        select(Transition.id)
        .where(
            Transition.consultation_id == ConsultationWindow.consultation_id,
            Transition.kind == TransitionKind.CLOSED,
        )
        .exists()
    )


def _require_not_recorded_closed(session: Session, consultation_id: int) -> None:
    closed = session.scalar(
        select(Transition.id).where(
            Transition.consultation_id == consultation_id,
            Transition.kind == TransitionKind.CLOSED,
        )
    )
    if closed is not None:
        raise WindowChangeError(rule="closed")


def _insert_transition(
    session: Session, row: ConsultationWindow, kind: str, due_at: datetime, now: datetime
) -> bool:
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    result = session.execute(
        insert(Transition)
        .values(
            consultation_id=row.consultation_id,
            kind=kind,
            window_revision=row.revision,
            due_at=due_at,
            recorded_at=max(now, due_at),
        )
        .on_conflict_do_nothing()
        .returning(Transition.id)
    )
    if result.scalar_one_or_none() is None:
        return False
    record_event(
        session,
        f"window_{kind}_recorded",
        at=now,
        subject="consultation",
        subject_id=row.consultation_id,
        consultation_id=row.consultation_id,
        facts={"due_at": due_at.isoformat(), "revision": row.revision},
    )
    return True
