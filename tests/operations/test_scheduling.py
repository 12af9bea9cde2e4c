"""The lease decides who ticks; the clock's mark only rises."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from portal.operations import scheduling
from tests.conftest import START

LEASE = timedelta(seconds=scheduling.LEASE_SECONDS)


def take(session: Session, holder: str, after: timedelta = timedelta(0)) -> bool:
    return scheduling.take_lease(session, name="scheduler", holder=holder, now=START + after)


def test_a_free_lease_is_taken_and_kept_by_its_holder(session: Session) -> None:
    assert take(session, "a")
    assert take(session, "a", LEASE / 2)
    assert take(session, "a", LEASE * 10)


def test_another_process_waits_until_the_lease_has_expired(session: Session) -> None:
    assert take(session, "a")
    assert not take(session, "b")
    assert not take(session, "b", LEASE - timedelta(microseconds=1))
    assert take(session, "b", LEASE)
    assert not take(session, "a", LEASE)


def test_a_renewed_lease_counts_from_its_renewal(session: Session) -> None:
    assert take(session, "a")
    assert take(session, "a", LEASE / 2)
    assert not take(session, "b", LEASE)


def test_only_the_holder_gives_the_lease_back(session: Session) -> None:
    assert take(session, "a")
    scheduling.release_lease(session, name="scheduler", holder="b")
    session.flush()
    assert not take(session, "b")
    scheduling.release_lease(session, name="scheduler", holder="a")
    session.flush()
    assert take(session, "b")


def test_the_mark_of_the_clock_is_raised_and_never_lowered(session: Session) -> None:
    assert scheduling.seen_at(session) is None
    later = START + timedelta(hours=5)
    assert scheduling.mark_clock(session, START) == START
    assert scheduling.mark_clock(session, later) == later
    assert scheduling.mark_clock(session, START - timedelta(days=2)) == later
    session.flush()
    assert scheduling.seen_at(session) == later
