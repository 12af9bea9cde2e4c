"""When the public phase of any consultation changes next."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.models.consultations import ConsultationWindow
from portal.window import Phase, phase_condition


def next_phase_change_at(session: Session, now: datetime) -> datetime | None:
    """The earliest opening or closing still to come among all windows; None when there is none."""
    opens_at, closes_at = ConsultationWindow.opens_at, ConsultationWindow.closes_at
    opening = select(func.min(opens_at)).where(
        phase_condition(opens_at, closes_at, now, Phase.UPCOMING)
    )
    closing = select(func.min(closes_at)).where(
        phase_condition(opens_at, closes_at, now, Phase.OPEN)
    )
    found = session.execute(select(opening.scalar_subquery(), closing.scalar_subquery())).one()
    return min((instant for instant in found if instant is not None), default=None)
