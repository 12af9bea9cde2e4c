"""Attempts are counted in the database, under keyed hashes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.errors import LimitReachedError
from portal.models.accounts import Attempt
from portal.operations import limits
from portal.operations.limits import Limit
from portal.secrets import KeyRing
from tests.conftest import START

THREE = Limit("sign_in_account", 3, 900)


def count(session: Session, ring: KeyRing, key: str, times: int) -> None:
    for _ in range(times):
        limits.count_attempt(session, ring, THREE, key, START)
    session.flush()


def test_below_the_limit_an_attempt_passes_and_says_how_many_there_were(
    session: Session, ring: KeyRing
) -> None:
    count(session, ring, "officer", 2)
    assert limits.require_below(session, ring, THREE, "officer", START) == 2


def test_at_the_limit_the_next_attempt_is_refused(session: Session, ring: KeyRing) -> None:
    count(session, ring, "officer", 3)
    with pytest.raises(LimitReachedError) as caught:
        limits.require_below(session, ring, THREE, "officer", START)
    assert caught.value.details == {"action": "sign_in_account", "retry_after_seconds": 900}


def test_another_account_and_another_action_are_not_touched(
    session: Session, ring: KeyRing
) -> None:
    count(session, ring, "officer", 3)
    assert limits.require_below(session, ring, THREE, "other", START) == 0
    query = Limit("query", 3, 900)
    assert limits.require_below(session, ring, query, "officer", START) == 0


def test_an_attempt_is_forgiven_when_the_period_has_passed(session: Session, ring: KeyRing) -> None:
    count(session, ring, "officer", 3)
    still = START + timedelta(seconds=900, microseconds=-1)
    with pytest.raises(LimitReachedError):
        limits.require_below(session, ring, THREE, "officer", still)
    assert (
        limits.require_below(session, ring, THREE, "officer", START + timedelta(seconds=900)) == 0
    )


def test_neither_name_nor_address_is_stored(session: Session, ring: KeyRing) -> None:
    count(session, ring, "officer", 1)
    row = session.scalars(select(Attempt)).one()
    assert "officer" not in row.key_hash
    assert row.key_hash == ring.keyed_hash("sign_in_account", "officer")


def test_attempts_older_than_a_day_are_forgotten(session: Session, ring: KeyRing) -> None:
    count(session, ring, "officer", 2)
    assert limits.forget_old_attempts(session, START + timedelta(days=1)) == 0
    assert limits.forget_old_attempts(session, START + timedelta(days=1, microseconds=1)) == 2
    assert session.scalar(select(func.count()).select_from(Attempt)) == 0


def test_a_school_behind_one_address_passes_and_only_a_machine_does_not() -> None:
    assert limits.SUBMIT_SOFT.action == limits.SUBMIT_HARD.action
    assert limits.SUBMIT_SOFT.count < 1000 < limits.SUBMIT_HARD.count
    assert limits.SIGN_IN_ACCOUNT.count < limits.SIGN_IN_ADDRESS.count
