"""The one source of the present never runs behind what has been seen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from portal import clock
from tests.conftest import START, TestClock


def test_the_clock_says_what_its_source_says() -> None:
    assert clock.now() == START


def test_a_clock_set_back_stays_at_the_floor_until_time_catches_up(test_clock: TestClock) -> None:
    mark = START + timedelta(hours=3)
    clock.raise_floor(mark)
    assert clock.now() == mark
    test_clock.move(hours=-48)
    assert clock.now() == mark
    test_clock.instant = mark + timedelta(microseconds=1)
    assert clock.now() == mark + timedelta(microseconds=1)


def test_the_floor_is_never_lowered() -> None:
    clock.raise_floor(START + timedelta(days=1))
    clock.raise_floor(START - timedelta(days=1))
    assert clock.now() == START + timedelta(days=1)


def test_a_naive_mark_is_refused() -> None:
    with pytest.raises(TypeError):
        clock.raise_floor(datetime(2026, 3, 2))  # noqa: DTZ001  naive on purpose


def test_without_a_source_the_system_clock_is_aware_and_in_utc() -> None:
    clock.set_source(None)
    before = datetime.now(UTC)
    assert before <= clock.now() <= datetime.now(UTC)
    assert clock.now().utcoffset() == timedelta(0)
