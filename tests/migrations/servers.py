"""Installations of their own, on SQLite or on a PostgreSQL server, whatever else runs."""

from __future__ import annotations

import os
import secrets as random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from portal import secrets
from portal.config import Settings, load_settings


def server_url() -> str:
    """The PostgreSQL server of this run; without one the test is skipped."""
    for name in ("PORTAL_TEST_POSTGRES_URL", "PORTAL_TEST_DATABASE_URL"):
        url = os.environ.get(name, "")
        if url.startswith("postgres"):
            return url
    pytest.skip("PORTAL_TEST_POSTGRES_URL names no PostgreSQL server")


def _run(server: str, statement: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def sqlite_installation(folder: Path) -> Settings:
    """Keys and an empty SQLite database without tables."""
    settings = load_settings({"instance_dir": str(folder), "testing": True}, {})
    settings.attachment_dir.mkdir(parents=True)
    secrets.make_key_file(settings.key_file)
    return settings


@contextmanager
def postgres_installation(folder: Path) -> Iterator[Settings]:
    """Keys and an empty database without tables on the server, dropped in the end."""
    server, name = server_url(), f"portal_own_{random.token_hex(6)}"
    url = make_url(server).set(drivername="postgresql+psycopg", database=name)
    _run(server, f'CREATE DATABASE "{name}"')
    try:
        settings = load_settings(
            {
                "instance_dir": str(folder),
                "database_url": url.render_as_string(hide_password=False),
            },
            {},
        )
        settings.attachment_dir.mkdir(parents=True)
        secrets.make_key_file(settings.key_file)
        yield settings
    finally:
        _run(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
