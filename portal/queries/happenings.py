"""What happened to public consultations, newest first: for those who follow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from portal.models.consultations import (
    Consultation,
    ConsultationWindow,
    WindowChange,
    WindowChangeKind,
)
from portal.models.drafts import DraftVersion, Purpose
from portal.models.responses import Report
from portal.queries.narrowing import EVERYTHING, Narrowing
from portal.window import Phase, phase_condition, starts_before

LIMIT = 50


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened. `part` tells it from others of its kind; `reason` where one is public.

    Shape: kind is published, opened, extended, opened_early, closed_early, closed, version, issued,
    answered or withdrawn.
    """

    kind: str
    at: datetime
    consultation: Consultation
    part: str = ""
    reason: str = ""


def happenings(
    session: Session, now: datetime, narrowing: Narrowing = EVERYTHING
) -> list[Happening]:
    """The newest happenings, at most LIMIT; an opening only where it came after the notice."""
    conditions = [Consultation.published_at.is_not(None), *narrowing.conditions(session)]
    found = [
        *_published(session, conditions),
        *_phases(session, conditions, now),
        *_window_changes(session, conditions),
        *_versions(session, conditions),
        *_reports(session, conditions),
    ]
    found.sort(key=lambda item: (item.at, item.consultation.id, item.kind), reverse=True)
    return list(islice(found, LIMIT))


def _newest(
    conditions: list[ColumnElement[bool]], at: Any, *columns: Any
) -> Select[Any]:
    return (
        select(Consultation, at, *columns)
        .join(ConsultationWindow)
        .where(*conditions, at.is_not(None))
        .order_by(at.desc(), Consultation.id.desc())
        .limit(LIMIT)
    )


def _published(session: Session, conditions: list[ColumnElement[bool]]) -> Iterator[Happening]:
    for kind, column in (
        ("published", Consultation.published_at),
        ("withdrawn", Consultation.withdrawn_at),
    ):
        for consultation, at in session.execute(_newest(conditions, column)).unique():
            reason = consultation.withdrawal_reason if kind == "withdrawn" else ""
            yield Happening(kind, at, consultation, reason=reason or "")


def _phases(
    session: Session, conditions: list[ColumnElement[bool]], now: datetime
) -> Iterator[Happening]:
    """Openings and closings by the clock; those of withdrawn ones are no news."""
    window = ConsultationWindow
    opened = starts_before(window.opens_at, now) & ~starts_before(
        window.opens_at, Consultation.published_at
    )
    closed = phase_condition(window.opens_at, window.closes_at, now, Phase.CLOSED)
    for kind, column, condition in (
        ("opened", window.opens_at, opened),
        ("closed", window.closes_at, closed),
    ):
        query = _newest(conditions, column).where(
            condition, Consultation.withdrawn_at.is_(None)
        )
        for consultation, at in session.execute(query).unique():
            yield Happening(kind, at, consultation)


def _window_changes(
    session: Session, conditions: list[ColumnElement[bool]]
) -> Iterator[Happening]:
    columns = WindowChange.kind, WindowChange.revision, WindowChange.reason
    query = (
        _newest(conditions, WindowChange.changed_at, *columns)
        .join(WindowChange, WindowChange.consultation_id == Consultation.id)
        .where(WindowChange.kind != WindowChangeKind.SET)
    )
    for consultation, at, kind, revision, reason in session.execute(query).unique():
        yield Happening(kind, at, consultation, part=str(revision), reason=reason)


def _versions(session: Session, conditions: list[ColumnElement[bool]]) -> Iterator[Happening]:
    """New versions, and the text as issued; the first version is the publication itself."""
    query = (
        _newest(
            conditions, DraftVersion.published_at, DraftVersion.number, DraftVersion.purpose
        )
        .join(DraftVersion, DraftVersion.consultation_id == Consultation.id)
        .where(DraftVersion.number > 1)
    )
    for consultation, at, number, purpose in session.execute(query).unique():
        kind = "issued" if purpose == Purpose.FINAL else "version"
        yield Happening(kind, at, consultation, part=str(number))


def _reports(session: Session, conditions: list[ColumnElement[bool]]) -> Iterator[Happening]:
    query = _newest(conditions, Report.published_at).join(
        Report, Report.consultation_id == Consultation.id
    )
    for consultation, at in session.execute(query).unique():
        yield Happening("answered", at, consultation)
