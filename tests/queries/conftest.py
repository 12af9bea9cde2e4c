"""Fixtures of the questions: a published consultation, and a counter of statements."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from portal.db import Database
from tests import make
from tests.make import Scene
from tests.statements import counted_queries

Counting = Callable[[], Any]


@pytest.fixture
def scene(database: Database) -> Scene:
    """A published consultation, open for thirty days from today, with its staff."""
    return make.scene(database)


@pytest.fixture
def counting() -> Counting:
    """A context that lists the questions any database is asked inside it."""

    return counted_queries
