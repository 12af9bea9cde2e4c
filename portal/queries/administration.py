"""What administrators oversee: states, what was recorded and what comes, who did what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Exists, and_, case, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from portal.models.accounts import Bureau, User
from portal.models.audit import AuditEvent, ClockMark, Lease
from portal.models.consultations import (
    Consultation,
    ConsultationWindow,
    Transition,
    TransitionKind,
    WindowChange,
)
from portal.models.responses import Report
from portal.window import Phase, Window, phase_condition, phase_expression, starts_before

AUDIT_PAGE = 100
STATES = ("draft", "upcoming", "open", "closed", "answered", "withdrawn")


def state_totals(session: Session, now: datetime) -> dict[str, int]:
    """How many consultations are in each state, the empty ones too.

    Shape: the states of `queries.consultations.state_of`; the tests compare the two.
    """
    phase = phase_expression(ConsultationWindow.opens_at, ConsultationWindow.closes_at, now)
    reported = select(Report.id).where(Report.consultation_id == Consultation.id).exists()
    unpublished = or_(
        Consultation.published_at.is_(None), ConsultationWindow.consultation_id.is_(None)
    )
    state = case(
        (unpublished, literal("draft")),
        (Consultation.withdrawn_at.is_not(None), literal("withdrawn")),
        (and_(phase == Phase.CLOSED.value, reported), literal("answered")),
        else_=phase,
    ).label("state")
    query = select(state, func.count()).outerjoin(ConsultationWindow).group_by("state")
    return {**dict.fromkeys(STATES, 0), **{name: n for name, n in session.execute(query)}}


@dataclass(frozen=True, slots=True)
class Coming:
    """An opening or a closing that lies ahead."""

    kind: str
    at: datetime
    reference: str
    title: str


def coming_transitions(session: Session, now: datetime, limit: int = 10) -> list[Coming]:
    """The next openings and closings, soonest first."""
    opening = (Phase.UPCOMING, TransitionKind.OPENED, ConsultationWindow.opens_at)
    closing = (Phase.OPEN, TransitionKind.CLOSED, ConsultationWindow.closes_at)
    coming: list[Coming] = []
    for phase, kind, column in (opening, closing):
        query = (
            select(column, Consultation.reference, Consultation.title)
            .join(Consultation)
            .where(_is_running(), _is_in(phase, now))
            .order_by(column)
            .limit(limit)
        )
        coming += [Coming(kind, at, ref, title) for at, ref, title in session.execute(query)]
    return sorted(coming, key=lambda item: item.at)[:limit]


def unrecorded_count(session: Session, now: datetime) -> int:
    """How many openings and closings have come due that the scheduler has not recorded yet."""
    begun = starts_before(ConsultationWindow.opens_at, now)
    late_opening = and_(begun, ~_recorded(TransitionKind.OPENED))
    late_closing = and_(_is_in(Phase.CLOSED, now), ~_recorded(TransitionKind.CLOSED))
    counts = [
        func.coalesce(func.sum(case((late, 1), else_=0)), 0)
        for late in (late_opening, late_closing)
    ]
    query = select(*counts).select_from(ConsultationWindow).join(Consultation).where(_is_running())
    return sum(int(count) for count in session.execute(query).one())


def _is_running() -> ColumnElement[bool]:
    return and_(Consultation.published_at.is_not(None), Consultation.withdrawn_at.is_(None))


def _is_in(phase: Phase, now: datetime) -> ColumnElement[bool]:
    return phase_condition(ConsultationWindow.opens_at, ConsultationWindow.closes_at, now, phase)


def _recorded(kind: TransitionKind) -> Exists:
    return (
        select(Transition.id)
        .where(
            Transition.consultation_id == ConsultationWindow.consultation_id,
            Transition.kind == kind,
        )
        .exists()
    )


def recent_transitions(session: Session, limit: int = 10) -> Sequence[Any]:
    """What the scheduler recorded last. Shape: rows (Transition, reference, title)."""
    return session.execute(
        select(Transition, Consultation.reference, Consultation.title)
        .join(Consultation, Consultation.id == Transition.consultation_id)
        .order_by(Transition.recorded_at.desc(), Transition.id.desc())
        .limit(limit)
    ).all()


@dataclass(frozen=True, slots=True)
class SchedulerState:
    """Whether a scheduler process ticks; `silent_since` is None while it does or never has."""

    is_alive: bool
    silent_since: datetime | None
    seen_at: datetime | None


def scheduler_state(session: Session, now: datetime) -> SchedulerState:
    """The state told by the lease; a scheduler that ended in order leaves only its clock mark."""
    seen_at = session.scalar(select(ClockMark.seen_at))
    expires_at = session.scalar(select(func.max(Lease.expires_at)))
    if expires_at is not None and expires_at > now:
        return SchedulerState(True, None, seen_at)
    return SchedulerState(False, expires_at or seen_at, seen_at)


@dataclass(frozen=True, slots=True)
class Change:
    """A line of a window's history."""

    kind: str
    window: Window
    reason: str
    changed_at: datetime
    changed_by: str


def window_changes(session: Session, consultation_id: int) -> list[Change]:
    """Every change of the window, newest first."""
    query = (
        select(WindowChange, User.display_name)
        .join(User, User.id == WindowChange.changed_by_id)
        .where(WindowChange.consultation_id == consultation_id)
        .order_by(WindowChange.revision.desc())
    )
    return [
        Change(row.kind, Window(row.opens_at, row.closes_at), row.reason, row.changed_at, name)
        for row, name in session.execute(query)
    ]


def audit_trail(
    session: Session,
    *,
    before: int | None = None,
    consultation_id: int | None = None,
    limit: int = AUDIT_PAGE,
) -> tuple[Sequence[Any], int | None]:
    """Audit events older than `before`, newest first, and the `before` of the next page.

    Shape: rows (event, actor_name, reference, user_name, bureau_name); the last two name the
    account or bureau the event is about.
    """
    actor, about = aliased(User), aliased(User)
    is_user = and_(AuditEvent.subject == "user", about.id == AuditEvent.subject_id)
    is_bureau = and_(AuditEvent.subject == "bureau", Bureau.id == AuditEvent.subject_id)
    query = (
        select(
            AuditEvent.id,
            AuditEvent,
            actor.display_name.label("actor_name"),
            Consultation.reference,
            about.username.label("user_name"),
            Bureau.name.label("bureau_name"),
        )
        .outerjoin(actor, actor.id == AuditEvent.actor_id)
        .outerjoin(Consultation, Consultation.id == AuditEvent.consultation_id)
        .outerjoin(about, is_user)
        .outerjoin(Bureau, is_bureau)
        .order_by(AuditEvent.id.desc())
        .limit(limit + 1)
    )
    if before is not None:
        query = query.where(AuditEvent.id < before)
    if consultation_id is not None:
        query = query.where(AuditEvent.consultation_id == consultation_id)
    rows = session.execute(query).all()
    return rows[:limit], rows[limit - 1].id if len(rows) > limit else None
