"""Who is who among the staff."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal import secrets
from portal.errors import InvalidInputError
from portal.models.accounts import Bureau, StaffSession, User
from portal.sanitize import clean_line


def find_credentials(session: Session, username: str) -> Any:
    """The id and password hash of an active account, or None. Shape: row (id, password_hash)."""
    try:
        name = clean_line(username, field="username").casefold()
    except InvalidInputError:  # a NUL would be an error of the database instead of a wrong name
        return None
    user = session.scalar(select(User).where(User.username == name))
    if user is None or not user.is_active:
        return None
    return session.execute(select(User.id, User.password_hash).where(User.id == user.id)).one()


def find_signed_in(session: Session, token: str, now: datetime) -> User | None:
    """The active user of a live session: not revoked, not expired."""
    row = session.scalar(
        select(StaffSession).where(
            StaffSession.token_hash == secrets.token_hash(token),
            StaffSession.revoked_at.is_(None),
            StaffSession.expires_at > now,
        )
    )
    if row is None or not row.user.is_active:
        return None
    row.user.session_token = token
    return row.user


def bureaus(session: Session) -> Sequence[Bureau]:
    """All bureaus by name."""
    return session.scalars(select(Bureau).order_by(Bureau.name)).all()


def users(session: Session) -> Sequence[User]:
    """All accounts, administrators first."""
    return session.scalars(select(User).order_by(User.role, User.username)).all()


def officer_counts(session: Session) -> dict[int, int]:
    """How many officers each bureau has."""
    rows = session.execute(
        select(User.bureau_id, func.count())
        .where(User.bureau_id.is_not(None))
        .group_by(User.bureau_id)
    ).all()
    return {int(bureau_id): count for bureau_id, count in rows if bureau_id is not None}
