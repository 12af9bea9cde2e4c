"""Bureaus, staff accounts and their sessions."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal import secrets
from portal.errors import DuplicateNameError, InvalidInputError, NotFoundError
from portal.models.accounts import Bureau, Role, StaffSession, User
from portal.operations.audit import record_event
from portal.sanitize import clean_line

PASSWORD_MINIMUM = 12
PASSWORD_MAXIMUM = 128
"""Source: OWASP ASVS 5.0, 6.2.1 and 6.2.9 (length, nothing else)."""


def find_bureau(session: Session, name: str) -> Bureau | None:
    """The bureau of that name, if any."""
    return session.scalar(select(Bureau).where(Bureau.name == name))


def create_bureau(session: Session, *, name: str, actor: User | None, now: datetime) -> Bureau:
    """A new bureau. Raises: DuplicateNameError, InvalidInputError."""
    name = clean_line(name, field="name")
    if find_bureau(session, name):
        raise DuplicateNameError(field="name")
    bureau = Bureau(name=name, created_at=now)
    session.add(bureau)
    session.flush()
    record_event(
        session, "bureau_created", at=now, subject="bureau", subject_id=bureau.id, actor=actor
    )
    return bureau


def check_password(password: str) -> None:
    """Raises: InvalidInputError for a password that is too short, too long or not text."""
    if len(password) < PASSWORD_MINIMUM:
        raise InvalidInputError(field="password", rule="too_short", limit=PASSWORD_MINIMUM)
    if len(password) > PASSWORD_MAXIMUM:
        raise InvalidInputError(field="password", rule="too_long", limit=PASSWORD_MAXIMUM)
    if any("\ud800" <= character <= "\udfff" for character in password):
        raise InvalidInputError(field="password", rule="surrogate")


def create_user(
    session: Session,
    *,
    username: str,
    display_name: str,
    password: str,
    role: str,
    bureau: Bureau | None,
    actor: User | None,
    now: datetime,
) -> User:
    """A new member of staff. Raises: DuplicateNameError, InvalidInputError."""
    username = clean_line(username, field="username", limit=60).casefold()
    display_name = clean_line(display_name, field="display_name", limit=100)
    check_password(password)
    if len(username) < 2:
        raise InvalidInputError(field="username", rule="too_short", limit=2)
    if role not in set(Role):
        raise InvalidInputError(field="role", rule="unknown")
    if (role == Role.OFFICER) != (bureau is not None):
        raise InvalidInputError(field="bureau", rule="officer_needs_bureau")
    if session.scalar(select(User.id).where(User.username == username)) is not None:
        raise DuplicateNameError(field="username")
    user = User(
        username=username,
        display_name=display_name,
        role=role,
        bureau_id=bureau.id if bureau else None,
        password_hash=secrets.hash_password(password),
        created_at=now,
    )
    session.add(user)
    session.flush()
    record_event(
        session,
        "user_created",
        at=now,
        subject="user",
        subject_id=user.id,
        actor=actor,
        facts={"role": role},
    )
    return user


def open_session(session: Session, *, user_id: int, seconds: int, now: datetime) -> str:
    """The token of a new session; only its hash is stored."""
    token = secrets.new_token()
    session.add(
        StaffSession(
            token_hash=secrets.token_hash(token),
            user_id=user_id,
            created_at=now,
            expires_at=now + timedelta(seconds=seconds),
        )
    )
    record_event(
        session,
        "signed_in",
        at=now,
        subject="user",
        subject_id=user_id,
        actor=session.get(User, user_id),
    )
    return token


def end_session(session: Session, *, token: str, now: datetime) -> None:
    """The session is revoked: a copy of its cookie no longer signs in."""
    row = session.scalar(
        select(StaffSession).where(StaffSession.token_hash == secrets.token_hash(token))
    )
    if row is None or row.revoked_at is not None:
        return
    row.revoked_at = now
    record_event(
        session, "signed_out", at=now, subject="user", subject_id=row.user_id, actor=row.user
    )


def end_all_sessions(session: Session, *, user_id: int, now: datetime) -> None:
    """Every session of the user is revoked."""
    session.execute(
        update(StaffSession)
        .where(StaffSession.user_id == user_id, StaffSession.revoked_at.is_(None))
        .values(revoked_at=now)
    )


def change_password(
    session: Session, *, user_id: int, password: str, actor: User, now: datetime
) -> None:
    """The password is new and every session of the user is revoked."""
    check_password(password)
    user = get_user(session, user_id)
    user.password_hash = secrets.hash_password(password)
    end_all_sessions(session, user_id=user_id, now=now)
    record_event(
        session, "password_changed", at=now, subject="user", subject_id=user_id, actor=actor
    )


def set_user_disabled(
    session: Session, *, user_id: int, disabled: bool, actor: User, now: datetime
) -> None:
    """The account is disabled (its sessions revoked) or enabled again.

    Raises: InvalidInputError for one's own account.
    """
    user = get_user(session, user_id)
    if user.id == actor.id:
        raise InvalidInputError(field="user", rule="own_account")
    user.disabled_at = now if disabled else None
    if disabled:
        end_all_sessions(session, user_id=user_id, now=now)
    action = "user_disabled" if disabled else "user_enabled"
    record_event(session, action, at=now, subject="user", subject_id=user_id, actor=actor)


def get_user(session: Session, user_id: int) -> User:
    """The user. Raises: NotFoundError."""
    user = session.get(User, user_id)
    if user is None:
        raise NotFoundError(subject="user")
    return user
