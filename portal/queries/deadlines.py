"""Deadlines for a calendar."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.models.consultations import Consultation, ConsultationWindow, WindowChange
from portal.queries.narrowing import EVERYTHING, Narrowing

LIMIT = 200


def deadlines(
    session: Session, narrowing: Narrowing = EVERYTHING
) -> list[tuple[Consultation, datetime]]:
    """The public consultations that close last, each with when its entry last changed.

    Closed and withdrawn ones stay: a calendar would otherwise forget, or keep, what it showed.
    """
    changed_at = (
        select(func.max(WindowChange.changed_at))
        .where(WindowChange.consultation_id == Consultation.id)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Consultation, changed_at)
        .join(ConsultationWindow)
        .where(Consultation.published_at.is_not(None), *narrowing.conditions(session))
        .order_by(ConsultationWindow.closes_at.desc(), Consultation.id.desc())
        .limit(LIMIT)
    ).unique()
    return [
        (row, max(at for at in (row.published_at, changed, row.withdrawn_at) if at is not None))
        for row, changed in rows
    ]
