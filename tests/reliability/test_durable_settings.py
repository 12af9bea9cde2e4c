"""What the database must promise before the portal works on it, and that reading cannot write."""

from __future__ import annotations

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError, OperationalError

from portal.config import Settings, load_settings
from portal.db import Database
from portal.errors import SetupError
from portal.models.audit import Lease
from tests.conftest import START


def test_every_write_transaction_on_sqlite_is_durable_and_checks_foreign_keys(
    sqlite_database: Database,
) -> None:
    with sqlite_database.transaction() as session:
        found = {
            name: session.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "mmap_size")
        }
    full = 2
    assert found == {"journal_mode": "wal", "synchronous": full, "foreign_keys": 1, "mmap_size": 0}
    sqlite_database.check_settings()


def test_a_database_in_memory_is_refused(sqlite_settings: Settings) -> None:
    in_memory = load_settings(
        {"instance_dir": str(sqlite_settings.instance_dir), "database_url": "sqlite://"}, {}
    )
    with pytest.raises(SetupError):
        Database(in_memory)


def test_a_server_that_acknowledges_before_it_has_written_is_refused(settings: Settings) -> None:
    """On SQLite there is no such server: its connections set their own level each time."""
    database = Database(settings)
    if not database.is_sqlite:
        with database.transaction() as session:
            name = make_url(settings.database_url).database
            session.execute(text(f'ALTER DATABASE "{name}" SET synchronous_commit = off'))
        database.dispose()
        with pytest.raises(SetupError, match="synchronous_commit"):
            database.check_settings()
    else:
        database.check_settings()
    database.dispose()


def test_a_session_of_a_get_cannot_write(database: Database) -> None:
    with (
        pytest.raises((OperationalError, DBAPIError), match=r"readonly|read-only"),
        database.reading() as session,
    ):
        session.execute(text("DELETE FROM clock_marks"))


def test_a_session_of_a_get_cannot_write_by_the_mapper_either(database: Database) -> None:
    with database.reading() as session:
        session.add(Lease(name="stray", holder="a page", expires_at=START))
        with pytest.raises((OperationalError, DBAPIError), match=r"readonly|read-only"):
            session.flush()
        session.rollback()
    with database.reading() as session:
        assert session.get(Lease, "stray") is None


def test_what_failed_in_a_transaction_has_left_nothing(database: Database) -> None:
    def fail_midway() -> None:
        with database.transaction() as session:
            session.add(Lease(name="half", holder="a verb", expires_at=START))
            session.flush()
            raise InterruptedError

    with pytest.raises(InterruptedError):
        fail_midway()
    with database.reading() as session:
        assert session.get(Lease, "half") is None
