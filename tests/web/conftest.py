"""Fixtures of the pages."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from portal.logs import JsonFormatter


@pytest.fixture
def logged() -> Iterator[list[str]]:
    """The lines the portal logs."""
    lines: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    handler = Keep()
    handler.setFormatter(JsonFormatter())
    logging.getLogger("portal").addHandler(handler)
    yield lines
    logging.getLogger("portal").removeHandler(handler)
