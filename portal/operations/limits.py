"""Attempts are counted in the database, by keyed hash of account or address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import cast

from sqlalchemy import Insert, Select, Table, bindparam, delete, func, insert, select
from sqlalchemy.orm import Session

from portal.errors import LimitReachedError
from portal.models.accounts import Attempt
from portal.secrets import KeyRing


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count` attempts of one kind within `seconds`."""

    action: str
    count: int
    seconds: int


SIGN_IN_ACCOUNT = Limit("sign_in_account", 10, 15 * 60)
SIGN_IN_ADDRESS = Limit("sign_in_address", 100, 15 * 60)
SUBMIT_SOFT = Limit("submit", 60, 3600)
SUBMIT_HARD = Limit("submit", 1200, 3600)
"""A school or an office behind one address must pass; a machine gun must not."""
QUERY = Limit("query", 60, 15 * 60)
FOLLOW_ADDRESS = Limit("follow_address", 5, 86400)
"""Letters of confirmation to one address in a day: nobody is flooded in another's name."""
FOLLOW = Limit("follow", 60, 3600)
TABLE = Limit("table", 60, 3600)
UPLOAD = Limit("upload", 300, 3600)
"""Files stay on the disk for a day even when their baskets are emptied at once."""
OPINION = Limit("opinion", 3000, 3600)


def attempt_count(session: Session, ring: KeyRing, limit: Limit, key: str, now: datetime) -> int:
    """How many attempts of `key` lie within the limit's period."""
    since = now - timedelta(seconds=limit.seconds)
    whose = {"action": limit.action, "key_hash": ring.keyed_hash(limit.action, key)}
    return session.scalar(_counted(), {**whose, "since": since}) or 0


@cache
def _counted() -> Select[int]:
    return (
        select(func.count())
        .select_from(Attempt)
        .where(
            Attempt.action == bindparam("action"),
            Attempt.key_hash == bindparam("key_hash"),
            Attempt.at > bindparam("since"),
        )
    )


def require_below(session: Session, ring: KeyRing, limit: Limit, key: str, now: datetime) -> int:
    """The count so far. Raises: LimitReachedError when the limit is used up."""
    count = attempt_count(session, ring, limit, key, now)
    if count >= limit.count:
        raise LimitReachedError(action=limit.action, retry_after_seconds=limit.seconds)
    return count


def count_attempt(session: Session, ring: KeyRing, limit: Limit, key: str, now: datetime) -> None:
    """One more attempt is on record."""
    whose = {"action": limit.action, "key_hash": ring.keyed_hash(limit.action, key)}
    session.execute(_insert(), {**whose, "at": now})


@cache
def _insert() -> Insert:
    return insert(cast(Table, Attempt.__table__))


def forget_old_attempts(session: Session, now: datetime) -> int:
    """Attempts older than a day are gone; returns how many."""
    result = session.execute(delete(Attempt).where(Attempt.at < now - timedelta(days=1)))
    return int(result.rowcount)  # type: ignore[attr-defined]  # a DELETE returns a cursor result
