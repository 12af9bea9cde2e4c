"""Fixtures of the reliability tests: real time, and an installation on SQLite whatever else runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from portal import clock
from portal.config import Settings, load_settings
from portal.db import Database
from portal.operations.setup import prepare
from tests.conftest import TestClock


@pytest.fixture
def real_clock(test_clock: TestClock) -> None:
    """The portal's clock runs with the system's: several processes share no other."""
    clock.set_source(None)


@pytest.fixture
def sqlite_settings(tmp_path: Path) -> Settings:
    """An installation on SQLite, for what holds there alone."""
    settings = load_settings({"instance_dir": str(tmp_path / "sqlite"), "testing": True}, {})
    prepare(settings)
    return settings


@pytest.fixture
def sqlite_database(sqlite_settings: Settings) -> Iterator[Database]:
    """The database of the installation on SQLite."""
    value = Database(sqlite_settings)
    yield value
    value.dispose()
