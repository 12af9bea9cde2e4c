"""Fixtures of the verbs: one open transaction, and a published consultation."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from portal.db import Database
from portal.models.accounts import User
from tests import make
from tests.make import Scene


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A write transaction, rolled back in the end."""
    with database.transaction() as value:
        yield value
        value.rollback()


@pytest.fixture
def officer(session: Session) -> User:
    """An officer of a bureau."""
    return make.officer(session)


@pytest.fixture
def scene(database: Database) -> Scene:
    """A published consultation, open for thirty days from today, with its staff."""
    return make.scene(database)
