"""The one source of the present instant; never behind what has already been seen."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

LEAP_SECONDS = 3600.0
"""The wall clock running this far ahead of the monotonic one is a leap, not the passing of time."""


class SteadyClock:
    """The system's wall clock that is never seen to run backwards.

    Set back, it stands still until the system has caught up. A leap forward is told but not
    remembered, so that its correction does not freeze the clock.
    """

    def __init__(
        self,
        wall: Callable[[], datetime] = lambda: datetime.now(UTC),
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._wall, self._ticks = wall, ticks
        self._lock = threading.Lock()
        self._latest, self._latest_tick = wall(), ticks()

    def __call__(self) -> datetime:
        """The present instant, aware UTC."""
        with self._lock:
            reading, tick = self._wall(), self._ticks()
            advance = (reading - self._latest).total_seconds()
            has_leapt = advance - (tick - self._latest_tick) > LEAP_SECONDS
            if advance > 0 and not has_leapt:
                self._latest, self._latest_tick = reading, tick
            return reading if has_leapt else max(reading, self._latest)


_system = SteadyClock()
_source: Callable[[], datetime] = _system
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
    _source = source or _system
    _floor = datetime.min.replace(tzinfo=UTC)
