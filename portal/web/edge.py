"""What a request stands on: its instant, its database sessions, its keys, its actor."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from flask import abort, current_app, g, request
from flask_login import current_user
from sqlalchemy.orm import Session

from portal import clock
from portal.config import Settings
from portal.db import Database
from portal.models.accounts import User
from portal.secrets import KeyRing

ARRIVAL_GRACE = timedelta(minutes=10)
"""An upload begun in time may take this long; after that the present instant counts."""


def settings() -> Settings:
    """The settings of this application."""
    value: Settings = current_app.extensions["portal.settings"]
    return value


def database() -> Database:
    """The database of this application."""
    value: Database = current_app.extensions["portal.database"]
    return value


def ring() -> KeyRing:
    """The keys of this installation."""
    value: KeyRing = current_app.extensions["portal.ring"]
    return value


def now() -> datetime:
    """The instant this request arrived: taken once, checked and stored as the same value."""
    if "now" not in g:
        present = clock.now()
        arrived: datetime | None = request.environ.get("portal.arrived_at")
        in_grace = arrived is not None and present - arrived <= ARRIVAL_GRACE
        g.now = arrived if arrived is not None and in_grace else present
    value: datetime = g.now
    return value


def reading() -> Session:
    """The request's read-only session; closed when the request ends."""
    if "read_session" not in g:
        g.read_session = database().read_session()
    value: Session = g.read_session
    return value


def close_reading(_error: BaseException | None = None) -> None:
    """The request's read-only session is closed, if one was opened."""
    session: Session | None = g.pop("read_session", None)
    if session is not None:
        session.close()


@contextmanager
def transaction() -> Iterator[Session]:
    """A write transaction; commits when the block ends. A GET may not have one."""
    if request.method in ("GET", "HEAD", "OPTIONS"):
        raise RuntimeError("a GET never writes")
    with database().transaction() as session:
        yield session


def actor(session: Session) -> User:
    """The signed-in user, loaded into `session`. Aborts with 403 when nobody is signed in."""
    user = session.get(User, current_user.id) if current_user.is_authenticated else None
    if user is None or not user.is_active:
        abort(403)
    return user


def bureau_scope() -> int | None:
    """The bureau whose consultations the user sees; None for administrators: all of them."""
    return None if current_user.is_admin else int(current_user.bureau_id)


def client_address() -> str:
    """The address attempts are counted under (after the trusted proxies, if any)."""
    return request.remote_addr or "unknown"
