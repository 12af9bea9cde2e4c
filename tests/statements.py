"""What is sent to the database while something is done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

READING = ("SELECT", "WITH")


@contextmanager
def counting(starts: tuple[str, ...] = ("",)) -> Iterator[list[str]]:
    """The statements any engine is sent while the block runs, if they start so."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.lstrip().upper().startswith(starts):
            statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)


@contextmanager
def counted_queries() -> Iterator[list[str]]:
    """The questions any engine is asked while the block runs."""
    with counting(READING) as statements:
        yield statements
