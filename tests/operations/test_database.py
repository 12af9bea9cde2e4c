"""Transactions commit or leave nothing; readers cannot write; instants are aware; names are told."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError
from sqlalchemy.orm import Session

from portal.config import Settings, load_settings
from portal.db import Base, Database, migrate, schema_revision, violated_constraint
from portal.errors import SetupError
from portal.models.accounts import Attempt, Bureau, User
from portal.models.audit import ClockMark, Lease
from tests import make
from tests.conftest import START


def bureau_count(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Bureau)) or 0


def test_a_block_that_ends_is_committed_and_one_that_raises_is_not(database: Database) -> None:
    with database.transaction() as session:
        make.bureau(session)

    def fail() -> None:
        with database.transaction() as session:
            make.bureau(session, "云川市林业局")
            session.flush()
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert bureau_count(database) == 1


def test_a_reading_session_cannot_write(database: Database) -> None:
    with pytest.raises(DBAPIError, match=r"readonly|read-only"), database.reading() as session:
        session.execute(text("DELETE FROM document_kinds"))
    with database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM document_kinds"))


def test_a_reader_does_not_see_what_is_not_committed(database: Database) -> None:
    with database.transaction() as session:
        make.bureau(session)
        session.flush()
        assert bureau_count(database) == 0
    assert bureau_count(database) == 1


def test_of_many_read_modify_writes_none_is_lost(settings: Settings) -> None:
    databases = [Database(settings) for _ in range(4)]
    with databases[0].transaction() as session:
        session.add(Lease(name="counter", holder="0", expires_at=START))

    def add(database: Database) -> None:
        for _ in range(15):
            with database.transaction() as session:
                row = session.scalars(select(Lease).with_for_update()).one()
                row.holder = str(int(row.holder) + 1)

    threads = [threading.Thread(target=add, args=(database,)) for database in databases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with databases[0].reading() as session:
        assert session.scalars(select(Lease.holder)).one() == "60"
    for database in databases:
        database.dispose()


def test_an_instant_comes_back_aware_in_utc_to_the_microsecond(session: Session) -> None:
    civil = timezone(timedelta(hours=8))
    instant = datetime(2026, 3, 2, 7, 59, 59, 999_999, tzinfo=civil)
    session.add(ClockMark(id=1, seen_at=instant))
    session.flush()
    session.expire_all()
    found = session.scalars(select(ClockMark.seen_at)).one()
    assert found == instant
    assert found.tzinfo is UTC
    assert session.scalar(select(ClockMark.id).where(ClockMark.seen_at == instant)) == 1


def test_a_naive_instant_never_reaches_the_database(session: Session) -> None:
    session.add(Attempt(action="query", key_hash="a", at=datetime(2026, 3, 2)))  # noqa: DTZ001  naive on purpose
    with pytest.raises(StatementError, match="naive"):
        session.flush()


def test_a_violated_constraint_has_the_same_name_on_both_databases(session: Session) -> None:
    make.officer(session)
    bureau = make.bureau(session)

    def name_of(model: type[Base], **values: object) -> str:
        with pytest.raises(IntegrityError) as caught, session.begin_nested():
            session.execute(insert(model).values(**values))
        return violated_constraint(caught.value)

    user = {"username": "b2", "display_name": "b", "role": "officer", "bureau_id": bureau.id,
            "password_hash": "x" * 30, "created_at": START}  # fmt: skip
    assert name_of(User, **{**user, "username": "officer"}) == "uq_users_username"
    wrong_role = {**user, "role": "owner", "bureau_id": None}
    assert name_of(User, **wrong_role) == "ck_users_role_known"
    assert name_of(Bureau, id=bureau.id, name="另一局", created_at=START) == "pk_bureaus"
    assert name_of(User, **{**user, "display_name": None}) == ""


def test_the_settings_of_a_fresh_installation_promise_durability(database: Database) -> None:
    database.check_settings()
    found, head = schema_revision(database)
    assert found == head is not None


def test_migrating_again_changes_nothing(database: Database) -> None:
    with database.transaction() as session:
        make.bureau(session)
    migrate(database)
    assert bureau_count(database) == 1


def test_another_kind_of_database_is_refused() -> None:
    settings = load_settings({"database_url": "mysql://portal@127.0.0.1/portal"}, {})
    with pytest.raises(SetupError, match="SQLite"):
        Database(settings)
