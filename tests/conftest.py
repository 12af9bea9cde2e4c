"""Fixtures: a fresh database for each test, one clock seam, and a client that lints every page."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache

from portal import clock, secrets
from portal.config import Settings, load_settings
from portal.db import Database
from portal.operations.setup import prepare
from portal.secrets import KeyRing, load_key_ring
from tests.lint import LintClient

pytest_plugins = ["tests.plugins.second_try"]

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""Monday 2026-03-02 09:00 in Asia/Shanghai: where every test's clock stands at first."""


class TestClock:
    """The clock of a test: stands still until moved."""

    __test__ = False

    def __init__(self) -> None:
        self.instant = START

    def __call__(self) -> datetime:
        return self.instant

    def move(self, **span: float) -> datetime:
        """The clock is `span` later (timedelta keywords)."""
        self.instant += timedelta(**span)
        return self.instant

    def set(self, instant: datetime) -> datetime:
        """The clock stands at `instant`; what it has learned is forgotten."""
        self.instant = instant
        clock.set_source(self)
        return instant


@pytest.fixture(autouse=True)
def test_clock() -> Iterator[TestClock]:
    """The one clock seam."""
    seam = TestClock()
    clock.set_source(seam)
    yield seam
    clock.set_source(None)


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The reading matter beside the checkout."""
    folder = Path(__file__).resolve().parents[2] / "shared"
    if not folder.is_dir():
        pytest.skip("the folder ../shared is not beside this checkout")
    return folder


class _Template:
    """A prepared installation, made once a worker and copied for each test."""

    def __init__(self, folder: Path, server: str | None) -> None:
        self.folder = folder
        self.server = server
        self.name = f"portal_test_{os.getpid()}"
        prepare(self.settings(folder, self.name))
        self.copies = 0

    def settings(self, folder: Path, name: str) -> Settings:
        """Settings for an installation in `folder` (and database `name` on a server)."""
        overrides: dict[str, object] = {"instance_dir": str(folder), "testing": True}
        if self.server:
            _administrate(self.server, f'CREATE DATABASE "{name}"', ignore_existing=True)
            url = make_url(self.server).set(database=name)
            overrides["database_url"] = url.render_as_string(hide_password=False)
        return load_settings(overrides, {})

    def copy(self, folder: Path) -> Settings:
        """A fresh installation equal to the template."""
        self.copies += 1
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        name = f"{self.name}_{self.copies}"
        if self.server:
            _administrate(self.server, f'CREATE DATABASE "{name}" TEMPLATE "{self.name}"')
        return self.settings(folder, name)

    def drop(self, settings: Settings) -> None:
        """The copy's database is gone (files go with the test's folder)."""
        if self.server:
            name = make_url(settings.database_url).database
            _administrate(self.server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _administrate(server: str, statement: str, *, ignore_existing: bool = False) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    name = statement.split('"')[1]
    try:
        with engine.connect() as connection:
            found = connection.execute(
                text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": name}
            ).first()
            if not (ignore_existing and found):
                connection.execute(text(statement))
    finally:
        engine.dispose()


@pytest.fixture(scope="session")
def _template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Template]:
    template = _Template(
        tmp_path_factory.mktemp("template"), os.environ.get("PORTAL_TEST_DATABASE_URL")
    )
    yield template
    template.drop(template.settings(template.folder, template.name))


@pytest.fixture
def settings(_template: _Template, tmp_path: Path) -> Iterator[Settings]:
    """A prepared, empty installation: SQLite, or the server of PORTAL_TEST_DATABASE_URL."""
    fresh = _template.copy(tmp_path / "instance")
    yield fresh
    _template.drop(fresh)


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    """The database of the installation."""
    value = Database(settings)
    yield value
    value.dispose()


@pytest.fixture
def ring(settings: Settings) -> KeyRing:
    """The keys of the installation."""
    return load_key_ring(settings.key_file)


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[Callable[[], PasswordHasher]]:
    """Passwords cost next to nothing; the value makes the hasher of real installations."""
    real = secrets._hasher
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(secrets, "_hasher", cache(partial(PasswordHasher, 1, 8, 1)))
        yield real


@pytest.fixture(scope="session", autouse=True)
def _templates(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Templates are compiled once in a run, by whichever worker meets them first."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "templates"
    folder.mkdir(exist_ok=True)
    Flask.jinja_options["bytecode_cache"] = FileSystemBytecodeCache(str(folder))


@pytest.fixture(scope="session", autouse=True)
def _statements() -> Iterator[None]:
    """Statements are compiled once a worker: engines of one kind keep them together.

    SQLAlchemy keeps them for each engine, and each test has engines of its own.
    """
    kept: LRUCache[Any, Any] = LRUCache(3000)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DefaultDialect, "__eq__", lambda self, other: type(self) is type(other))
        patch.setattr(DefaultDialect, "__hash__", lambda self: hash(type(self)))
        patch.setattr(Engine, "_compiled_cache", property(lambda _: kept, lambda *_: None), raising=False)
        yield


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The application on the installation."""
    from portal.app import create_app

    value = create_app(
        {
            "instance_dir": str(settings.instance_dir),
            "database_url": settings.database_url,
            "testing": True,
        }
    )
    value.test_client_class = LintClient
    yield value
    value.extensions["portal.database"].dispose()


@pytest.fixture
def client(app: Flask) -> LintClient:
    """A visitor's browser without script; every page it fetches is linted."""
    value: Any = app.test_client()
    return value


@pytest.fixture
def new_client(app: Flask) -> Callable[[], LintClient]:
    """Makes further visitors."""

    def make() -> LintClient:
        value: Any = app.test_client()
        return value

    return make
