"""Fixtures of the questions: a published consultation, and a counter of statements."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event

from portal.db import Database
from tests import make
from tests.make import Scene

Counting = Callable[[], Any]


@pytest.fixture
def scene(database: Database) -> Scene:
    """A published consultation, open for thirty days from today, with its staff."""
    return make.scene(database)


@pytest.fixture
def counting() -> Counting:
    """A context that lists the statements sent to any database inside it."""

    @contextmanager
    def count() -> Iterator[list[str]]:
        statements: list[str] = []

        def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if not statement.startswith("BEGIN"):
                statements.append(statement)

        event.listen(Engine, "before_cursor_execute", note)
        try:
            yield statements
        finally:
            event.remove(Engine, "before_cursor_execute", note)

    return count
