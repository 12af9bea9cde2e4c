"""What the scheduler leans on: a lease that decides who ticks, and the clock's high-water mark."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models.audit import ClockMark, Lease

LEASE_SECONDS = 15
FORWARD_JUMP_ALARM = timedelta(hours=1)


def take_lease(session: Session, *, name: str, holder: str, now: datetime) -> bool:
    """True when `holder` holds the lease after this: it was free, expired, or already its own."""
    lease = session.scalar(select(Lease).where(Lease.name == name).with_for_update())
    if lease is None:
        lease = Lease(name=name, holder=holder, expires_at=now)
        session.add(lease)
    elif lease.holder != holder and lease.expires_at > now:
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
    mark = session.scalar(select(ClockMark).with_for_update())
    if mark is None:
        mark = ClockMark(id=1, seen_at=now)
        session.add(mark)
    mark.seen_at = max(mark.seen_at, now)
    return mark.seen_at


def seen_at(session: Session) -> datetime | None:
    """The high-water mark, if the scheduler has ever run."""
    return session.scalar(select(ClockMark.seen_at))
