"""A name and a password are checked here only, so that every wrong one is counted."""

from __future__ import annotations

from portal import secrets
from portal.models.accounts import User
from portal.operations import limits
from portal.queries.accounts import find_credentials
from portal.web import edge


def checked_user(username: str, password: str) -> User | None:
    """The user when name and password are right; a failure is counted.

    Raises: LimitReachedError before the password is even looked at.
    """
    ring, now, account = edge.ring(), edge.now(), "".join(username.split()).casefold()
    keys = ((limits.SIGN_IN_ACCOUNT, account), (limits.SIGN_IN_ADDRESS, edge.client_address()))
    for limit, key in keys:
        limits.require_below(edge.reading(), ring, limit, key, now)
    found = find_credentials(edge.reading(), username)
    if secrets.verify_password(password, found.password_hash if found else None) and found:
        user: User = edge.reading().get_one(User, found.id)
        return user
    with edge.transaction() as db:
        for limit, key in keys:
            limits.count_attempt(db, ring, limit, key, now)
    return None
