"""What one address does often enough to be bounded is counted before it is done."""

from __future__ import annotations

from portal.operations import limits
from portal.web import edge


def count_one(limit: limits.Limit) -> None:
    """One more of this address is on record. Raises: LimitReachedError."""
    ring, address, now = edge.ring(), edge.client_address(), edge.now()
    with edge.transaction() as db:
        limits.require_below(db, ring, limit, address, now)
        limits.count_attempt(db, ring, limit, address, now)
