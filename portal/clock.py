"""The one source of the present instant; never behind what the database has already seen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime


def _system_now() -> datetime:
    return datetime.now(UTC)


_source: Callable[[], datetime] = _system_now
_floor: datetime = datetime.min.replace(tzinfo=UTC)


def now() -> datetime:
    """The present instant, aware UTC, at least the high-water mark learned so far."""
    return max(_source(), _floor)


def raise_floor(mark: datetime) -> None:
    """From now on `now()` is never before `mark`: a clock set back re-opens nothing."""
    global _floor
    _floor = max(_floor, mark)


def set_source(source: Callable[[], datetime] | None) -> None:
    """Tests and rehearsals run on `source`, None is the system clock; the floor is forgotten."""
    global _source, _floor
    _source = source or _system_now
    _floor = datetime.min.replace(tzinfo=UTC)
