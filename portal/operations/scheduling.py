"""What the scheduler leans on: a lease that decides who ticks, and the clock's high-water mark."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from portal.db import Base
from portal.models.audit import ClockMark, Lease

LEASE_SECONDS = 15
FORWARD_JUMP_ALARM = timedelta(hours=1)


def take_lease(session: Session, *, name: str, holder: str, now: datetime) -> bool:
    """True when `holder` holds the lease after this: it was free, expired, or already its own."""
    _ensure_row(session, Lease, name=name, holder=holder, expires_at=now)
    lease = session.scalars(select(Lease).where(Lease.name == name).with_for_update()).one()
    if lease.holder != holder and lease.expires_at > now:
        return False
    lease.holder = holder
    lease.expires_at = now + timedelta(seconds=LEASE_SECONDS)
    session.flush()
    return True


def release_lease(session: Session, *, name: str, holder: str) -> None:
    """The lease is free if `holder` had it."""
    lease = session.get(Lease, name)
    if lease is not None and lease.holder == holder:
        session.delete(lease)


def mark_clock(session: Session, now: datetime) -> datetime:
    """The latest instant seen, raised to `now`; never lowered."""
    _ensure_row(session, ClockMark, id=1, seen_at=now)
    mark = session.scalars(select(ClockMark).with_for_update()).one()
    mark.seen_at = max(mark.seen_at, now)
    return mark.seen_at


def _ensure_row(session: Session, model: type[Base], **values: object) -> None:
    """The row exists; of two processes that make it at once neither fails."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    session.execute(insert(model).values(**values).on_conflict_do_nothing())


def seen_at(session: Session) -> datetime | None:
    """The high-water mark, if the scheduler has ever run."""
    return session.scalar(select(ClockMark.seen_at))
