"""An installation without tables, on SQLite and, where there is a server, on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.db import Database
from tests.migrations.servers import postgres_installation, sqlite_installation


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def bare(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without tables, with the keys of its installation."""
    if request.param == "sqlite":
        database = Database(sqlite_installation(tmp_path / "bare"))
        yield database
        database.dispose()
        return
    with postgres_installation(tmp_path / "bare") as settings:
        database = Database(settings)
        yield database
        database.dispose()
