"""Preparing an installation, and saying whether it is fit to run."""

from __future__ import annotations

import stat
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from portal.config import Settings, load_settings
from portal.db import Database
from portal.models.consultations import DocumentKind
from portal.operations import scheduling
from portal.operations.health import check_installation
from portal.operations.setup import prepare
from tests.conftest import START, TestClock


def checks(database: Database, now: datetime = START) -> dict[str, tuple[bool, str]]:
    return {name: (fit, detail) for name, fit, detail in check_installation(database, now)}


def test_a_fresh_installation_is_fit_in_every_way(database: Database) -> None:
    found = checks(database)
    assert [name for name, (fit, _detail) in found.items() if not fit] == []
    assert found["scheduler"] == (True, "not running")
    assert found["clock"] == (True, "")


def test_preparing_again_keeps_keys_schema_and_table(settings: Settings) -> None:
    keys = settings.key_file.read_bytes()
    assert not prepare(settings)
    assert settings.key_file.read_bytes() == keys
    database = Database(settings)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(DocumentKind)) == 7
    database.dispose()


def test_a_new_folder_is_for_its_owner_only(tmp_path: Path) -> None:
    settings = load_settings({"instance_dir": str(tmp_path / "deep" / "new")}, {})
    assert prepare(settings)
    for path, mode in (
        (settings.instance_dir, 0o700),
        (settings.attachment_dir, 0o700),
        (settings.key_file, 0o600),
    ):
        assert stat.S_IMODE(path.stat().st_mode) == mode


def test_a_key_file_open_to_others_is_told_and_the_other_checks_still_run(
    database: Database,
) -> None:
    database.settings.key_file.chmod(0o644)
    found = checks(database)
    assert not found["keys"][0]
    assert "600" in found["keys"][1]
    assert found["schema"][0]


def test_an_older_schema_is_told_with_what_to_run(database: Database) -> None:
    with database.transaction() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    fit, detail = checks(database)["schema"]
    assert not fit
    assert "portal migrate" in detail
    assert "0001" in detail


@pytest.mark.parametrize(("after", "says"), [(1, "running"), (16, "silent since")])
def test_the_scheduler_is_told_running_or_silent(database: Database, after: int, says: str) -> None:
    with database.transaction() as session:
        scheduling.take_lease(session, name="scheduler", holder="a", now=START)
    fit, detail = checks(database, START + timedelta(seconds=after))["scheduler"]
    assert fit
    assert detail.startswith(says)


def test_a_clock_behind_what_was_seen_is_not_fit(database: Database, test_clock: TestClock) -> None:
    with database.transaction() as session:
        scheduling.mark_clock(session, START + timedelta(hours=1))
    assert not checks(database)["clock"][0]
    test_clock.move(hours=1)
    assert checks(database)["clock"][0]


def test_a_look_of_the_scheduler_during_the_check_made_a_right_clock_wrong(
    database: Database, test_clock: TestClock
) -> None:
    began = START
    with database.transaction() as session:
        scheduling.mark_clock(session, test_clock.move(seconds=1))
    assert checks(database, began)["clock"][0]


def test_a_database_without_tables_is_named_not_raised(tmp_path: Path) -> None:
    settings = load_settings({"instance_dir": str(tmp_path)}, {})
    database = Database(settings)
    found = checks(database)
    database.dispose()
    assert not found["keys"][0]
    assert not found["schema"][0]
    assert found["scheduler"] == (False, "OperationalError")
