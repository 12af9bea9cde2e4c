"""The audit trail: every act of staff or scheduler leaves an event in the act's own transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.models.accounts import User
from portal.models.audit import AuditEvent


def record_event(
    session: Session,
    action: str,
    *,
    at: datetime,
    subject: str,
    subject_id: int | None = None,
    actor: User | None = None,
    consultation_id: int | None = None,
    reason: str = "",
    facts: dict[str, Any] | None = None,
) -> None:
    """The act is on record. `facts` are ids, codes and counts: never a citizen's text or name."""
    session.add(
        AuditEvent(
            at=at,
            actor_id=actor.id if actor else None,
            action=action,
            subject=subject,
            subject_id=subject_id,
            consultation_id=consultation_id,
            reason=reason,
            facts=facts or {},
        )
    )
