"""Whether an installation is fit to run: one line a check."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from portal import clock
from portal.db import Database, schema_revision
from portal.errors import SetupError
from portal.models.audit import ClockMark, Lease
from portal.secrets import load_key_ring

SAFE_SQLITE = (3, 51, 3)
"""Older ones have the WAL-reset bug with several writers; the writer lock is the remedy."""

Check = tuple[str, bool, str]


def check_installation(database: Database, now: datetime) -> Iterator[Check]:
    """(name, fit, detail) of every check; a failing one does not stop the others."""
    checks: tuple[tuple[str, Callable[[Database, datetime], str]], ...] = (
        ("keys", _keys),
        ("instance_writable", _writable),
        ("database_settings", _settings),
        ("schema", _schema),
        ("sqlite_version", _sqlite_version),
        ("scheduler", _scheduler),
        ("clock", _clock),
    )
    for name, check in checks:
        try:
            yield name, True, check(database, now)
        except SetupError as error:
            yield name, False, str(error)
        except (SQLAlchemyError, OSError) as error:
            yield name, False, type(error).__name__


def _keys(database: Database, _now: datetime) -> str:
    ring = load_key_ring(database.settings.key_file)
    return f"{len(ring.keys)} key(s), current {ring.current}"


def _writable(database: Database, _now: datetime) -> str:
    folder = database.settings.instance_dir
    if not os.access(folder, os.W_OK):
        raise SetupError(message="实例目录不可写 / the instance folder is not writable")
    return ""


def _settings(database: Database, _now: datetime) -> str:
    database.check_settings()
    return database.url.get_backend_name()


def _schema(database: Database, _now: datetime) -> str:
    found, newest = schema_revision(database)
    if found != newest:
        raise SetupError(message=f"{found or '-'} ≠ {newest}:请运行 portal migrate")
    return str(found)


def _sqlite_version(database: Database, _now: datetime) -> str:
    if not database.is_sqlite:
        return "-"
    old = sqlite3.sqlite_version_info < SAFE_SQLITE
    return sqlite3.sqlite_version + (" (writer lock in force)" if old else "")


def _scheduler(database: Database, now: datetime) -> str:
    """A stopped scheduler is no fault: windows close without it. It is said all the same."""
    with database.reading() as session:
        lease = session.scalar(select(Lease))
    if lease is None:
        return "not running"
    return "running" if lease.expires_at > now else f"silent since {lease.expires_at.isoformat()}"


def _clock(database: Database, _now: datetime) -> str:
    with database.reading() as session:
        seen_at = session.scalar(select(ClockMark.seen_at))
    # A scheduler may have looked at the clock since the checks began: ours is asked after its mark was read.
    if seen_at is not None and seen_at > clock.now():
        instant = seen_at.isoformat()
        raise SetupError(message=f"系统时钟早于已记录的时刻 / the clock is behind a recorded instant: {instant}")
    return "" if seen_at is None else f"seen {seen_at.isoformat(timespec='seconds')}"
