"""Lists and single consultations, with the phase derived in SQL where lists need it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Exists, Select, bindparam, func, select
from sqlalchemy.orm import Session, joinedload

from portal.errors import NotFoundError
from portal.models.consultations import Consultation, ConsultationWindow, Transition, WindowChange
from portal.models.drafts import Clause, DraftVersion, Purpose
from portal.models.responses import Report
from portal.models.submissions import ClauseTally
from portal.queries.narrowing import EVERYTHING, Narrowing
from portal.window import Phase, phase_condition, phase_expression

PAGE = 20


@dataclass(frozen=True, slots=True)
class Listed:
    """A consultation in a list; `state` is its phase, or draft, withdrawn, answered."""

    consultation: Consultation
    state: str
    comment_count: int = 0
    decided_count: int = 0


def state_of(consultation: Consultation, has_report: bool, now: datetime) -> str:
    """draft | withdrawn | answered | upcoming | open | closed: derived, never stored."""
    if consultation.published_at is None or consultation.window is None:
        return "draft"
    if consultation.withdrawn_at is not None:
        return "withdrawn"
    phase = consultation.window.value().phase(now)
    return "answered" if has_report and phase is Phase.CLOSED else phase.value


def public_list(
    session: Session,
    state: str,
    now: datetime,
    page: int = 1,
    narrowing: Narrowing = EVERYTHING,
) -> list[Listed]:
    """One page of the consultations in `state`; how many there are, `state_counts` says.

    Shape: `state` is open, upcoming, closed, answered, or all of these.
    """
    order = {
        "open": ConsultationWindow.closes_at.asc(),
        "upcoming": ConsultationWindow.opens_at.asc(),
        "all": ConsultationWindow.opens_at.desc(),
    }.get(state, ConsultationWindow.closes_at.desc())
    query = _public_in(session, state, now, narrowing).order_by(order, Consultation.id.desc())
    rows = session.scalars(query.limit(PAGE).offset((page - 1) * PAGE)).unique().all()
    if state != "all":
        return [Listed(row, state) for row in rows]
    reported = _reported(session, [row.id for row in rows])
    return [Listed(row, state_of(row, row.id in reported, now)) for row in rows]


def listed_in(
    session: Session,
    state: str,
    now: datetime,
    narrowing: Narrowing,
    *,
    before_id: int | None,
    limit: int,
) -> list[Listed]:
    """The newest `limit` public consultations in `state`, of those with a smaller id, if one is named."""
    query = _public_in(session, state, now, narrowing).order_by(Consultation.id.desc()).limit(limit)
    if before_id is not None:
        query = query.where(Consultation.id < before_id)
    rows = session.scalars(query).unique().all()
    reported = _reported(session, [row.id for row in rows])
    return [Listed(row, state_of(row, row.id in reported, now)) for row in rows]


def _public_in(
    session: Session, state: str, now: datetime, narrowing: Narrowing
) -> Select[Consultation]:
    conditions = [
        Consultation.published_at.is_not(None),
        Consultation.withdrawn_at.is_(None),
        *narrowing.conditions(session),
    ]
    if state != "all":
        window, reported = ConsultationWindow, _has_report()
        phase = Phase.CLOSED if state == "answered" else Phase(state)
        conditions.append(phase_condition(window.opens_at, window.closes_at, now, phase))
        if phase is Phase.CLOSED:
            conditions.append(reported if state == "answered" else ~reported)
    return select(Consultation).join(ConsultationWindow).where(*conditions)


def _has_report() -> Exists:
    return select(Report.id).where(Report.consultation_id == Consultation.id).exists()


def _reported(session: Session, ids: Sequence[int]) -> set[int]:
    """Which of the consultations have their report."""
    query = select(Report.consultation_id).where(Report.consultation_id.in_(ids))
    return set(session.scalars(query))


def state_counts(
    session: Session, now: datetime, narrowing: Narrowing = EVERYTHING
) -> dict[str, int]:
    """How many consultations are in each public state."""
    window, reported = ConsultationWindow, _has_report()
    phase = phase_expression(window.opens_at, window.closes_at, now)
    rows = session.execute(
        select(phase, reported, func.count())
        .select_from(Consultation)
        .join(window)
        .where(
            Consultation.published_at.is_not(None),
            Consultation.withdrawn_at.is_(None),
            *narrowing.conditions(session),
        )
        .group_by(phase, reported)
    ).all()
    counts = dict.fromkeys(("open", "upcoming", "closed", "answered"), 0)
    for name, is_reported, count in rows:
        is_answered = is_reported and name == Phase.CLOSED
        counts["answered" if is_answered else str(name)] += count
    return counts


def get_public(session: Session, reference: str) -> Consultation:
    """A published consultation by its reference. Raises: NotFoundError."""
    consultation = session.scalar(_public(), {"reference": reference})
    if consultation is None:
        raise NotFoundError(subject="consultation")
    return consultation


def get_public_id(session: Session, reference: str) -> int:
    """The id of a published consultation. Raises: NotFoundError."""
    found = session.scalar(_public_id(), {"reference": reference})
    if found is None:
        raise NotFoundError(subject="consultation")
    return found


@cache
def _public_id() -> Select[int]:
    return select(Consultation.id).where(
        Consultation.reference == bindparam("reference"), Consultation.published_at.is_not(None)
    )


# What every public page asks is built once: building a statement takes longer than running it.


@cache
def _public() -> Select[Consultation]:
    return (
        select(Consultation)
        .options(joinedload(Consultation.notice))
        .where(
            Consultation.reference == bindparam("reference"),
            Consultation.published_at.is_not(None),
        )
    )


@cache
def _public_draft() -> Select[DraftVersion]:
    return (
        select(DraftVersion)
        .where(
            DraftVersion.consultation_id == bindparam("consultation"),
            DraftVersion.published_at.is_not(None),
            DraftVersion.purpose == Purpose.CONSULTATION,
        )
        .order_by(DraftVersion.number.desc())
        .limit(1)
    )


@cache
def _clauses() -> Select[Clause]:
    return (
        select(Clause)
        .where(Clause.draft_version_id == bindparam("version"))
        .order_by(Clause.position)
    )


def get_for_bureau(session: Session, reference: str, bureau_id: int | None) -> Consultation:
    """A consultation of the bureau (any bureau for None).

    Raises: NotFoundError, the same for unknown and for another bureau's.
    """
    query = (
        select(Consultation)
        .options(joinedload(Consultation.notice))
        .where(Consultation.reference == reference)
    )
    if bureau_id is not None:
        query = query.where(Consultation.bureau_id == bureau_id)
    consultation = session.scalar(query)
    if consultation is None:
        raise NotFoundError(subject="consultation")
    return consultation


def staff_list(
    session: Session, bureau_id: int | None, now: datetime, page: int = 1
) -> tuple[list[Listed], int]:
    """One page of a bureau's consultations (all bureaus for None), newest first, with counts."""
    base = select(Consultation)
    if bureau_id is not None:
        base = base.where(Consultation.bureau_id == bureau_id)
    total = session.scalar(select(func.count()).select_from(base.subquery())) or 0
    rows = (
        session.scalars(base.order_by(Consultation.id.desc()).limit(PAGE).offset((page - 1) * PAGE))
        .unique()
        .all()
    )
    ids = [row.id for row in rows]
    counts = _tally_sums(session, ids)
    reported = _reported(session, ids)
    listed = [
        Listed(row, state_of(row, row.id in reported, now), *counts.get(row.id, (0, 0)))
        for row in rows
    ]
    return listed, total


def _tally_sums(session: Session, ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    rows = session.execute(
        select(
            ClauseTally.consultation_id,
            func.sum(ClauseTally.comment_count),
            func.sum(ClauseTally.decided_count),
        )
        .where(ClauseTally.consultation_id.in_(ids))
        .group_by(ClauseTally.consultation_id)
    ).all()
    return {int(i): (int(comments), int(decided)) for i, comments, decided in rows}


def has_report(session: Session, consultation_id: int) -> bool:
    """True once the adoption report is published."""
    query = select(Report.id).where(Report.consultation_id == consultation_id)
    return session.scalar(query) is not None


def find_report(session: Session, consultation_id: int) -> Report | None:
    """The published report with its rows."""
    return session.scalar(select(Report).where(Report.consultation_id == consultation_id))


def public_draft(session: Session, consultation_id: int) -> DraftVersion | None:
    """The newest published version that is, or was, put up for comment; never the text as issued."""
    return session.scalar(_public_draft(), {"consultation": consultation_id})


def clauses(session: Session, draft_version_id: int) -> Sequence[Clause]:
    """The clauses of a version in reading order."""
    return session.scalars(_clauses(), {"version": draft_version_id}).all()


def window_history(session: Session, consultation_id: int) -> Sequence[WindowChange]:
    """Every change of the window, oldest first."""
    return session.scalars(
        select(WindowChange)
        .where(WindowChange.consultation_id == consultation_id)
        .order_by(WindowChange.revision)
    ).all()


def recorded_transitions(session: Session, consultation_id: int) -> Sequence[Transition]:
    """What the scheduler recorded, oldest first."""
    return session.scalars(
        select(Transition)
        .where(Transition.consultation_id == consultation_id)
        .order_by(Transition.due_at)
    ).all()
