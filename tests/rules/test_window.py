"""The window is half-open to the microsecond, counted in civil days of Asia/Shanghai."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal import window
from portal.window import Phase, Window

OPENS = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)
CLOSES = datetime(2026, 4, 1, 16, 0, tzinfo=UTC)
TICK = timedelta(microseconds=1)
PERIOD = Window(OPENS, CLOSES)
FIRST, LAST = (datetime(year, 1, 1) for year in (1992, 2100))  # noqa: DTZ001  the zone comes next
instants = st.datetimes(FIRST, LAST, timezones=st.just(UTC))


@pytest.mark.parametrize(
    ("now", "phase"),
    [
        (OPENS - TICK, Phase.UPCOMING),
        (OPENS, Phase.OPEN),
        (CLOSES - TICK, Phase.OPEN),
        (CLOSES, Phase.CLOSED),
        (CLOSES + timedelta(days=3650), Phase.CLOSED),
    ],
)
def test_the_window_is_half_open_to_the_microsecond(now: datetime, phase: Phase) -> None:
    assert PERIOD.phase(now) is phase
    assert PERIOD.is_open(now) == (phase is Phase.OPEN)
    assert PERIOD.has_closed(now) == (phase is Phase.CLOSED)


@given(instants, st.timedeltas(min_value=TICK, max_value=timedelta(days=400)), instants)
def test_an_instant_lies_in_exactly_one_phase_of_any_window(
    opens_at: datetime, length: timedelta, now: datetime
) -> None:
    value = Window(opens_at, opens_at + length)
    assert value.is_open(now) == (opens_at <= now < opens_at + length)
    assert (value.time_left(now) == timedelta(0)) == value.has_closed(now)
    assert (value.time_until_open(now) > timedelta(0)) == (value.phase(now) is Phase.UPCOMING)


def test_the_same_instant_in_another_zone_gets_the_same_answer() -> None:
    zone = window.CIVIL_ZONE
    shown = Window(OPENS.astimezone(zone), CLOSES.astimezone(zone))
    for now in (OPENS, OPENS - TICK, CLOSES, CLOSES - TICK):
        assert shown.phase(now) is PERIOD.phase(now.astimezone(zone))


@pytest.mark.parametrize(
    ("opens_at", "closes_at"),
    [
        (OPENS, OPENS),
        (CLOSES, OPENS),
        (OPENS.replace(tzinfo=None), CLOSES),
        (OPENS, CLOSES.replace(tzinfo=None)),
    ],
)
def test_a_window_that_is_empty_reversed_or_naive_is_refused(
    opens_at: datetime, closes_at: datetime
) -> None:
    with pytest.raises(ValueError, match="a window"):
        Window(opens_at, closes_at)


def test_whole_days_run_from_first_midnight_to_the_end_of_the_last_day() -> None:
    value = window.of_days(date(2026, 3, 3), date(2026, 4, 1))
    assert (value.opens_at, value.closes_at) == (OPENS, CLOSES)
    assert window.civil_day(value.opens_at) == date(2026, 3, 3)
    assert window.last_civil_day(value) == date(2026, 4, 1)


def test_one_day_is_a_window_and_a_reversed_pair_of_days_is_not() -> None:
    day = date(2026, 3, 3)
    assert window.of_days(day, day).closes_at - window.of_days(day, day).opens_at == timedelta(
        days=1
    )
    with pytest.raises(ValueError, match="end after it begins"):
        window.of_days(day, day - timedelta(days=1))


def test_a_printed_clock_time_is_civil_time() -> None:
    value = window.from_civil(datetime(2022, 9, 23, 9, 17), datetime(2022, 10, 22, 17, 0))  # noqa: DTZ001  as printed
    assert value.opens_at == datetime(2022, 9, 23, 1, 17, tzinfo=UTC)
    assert value.closes_at == datetime(2022, 10, 22, 9, 0, tzinfo=UTC)
    assert window.last_civil_day(value) == date(2022, 10, 22)


@given(instants)
def test_an_instant_survives_the_way_to_civil_time_and_back(instant: datetime) -> None:
    civil = window.to_civil(instant)
    assert window.to_instant(civil.replace(tzinfo=None)) == instant
    assert civil.utcoffset() == timedelta(hours=8)
    assert window.civil_day(instant) == (instant + timedelta(hours=8)).date()


@given(st.dates(date(1992, 1, 1), date(2100, 1, 1)), st.integers(0, 400))
def test_whole_days_survive_the_way_to_instants_and_back(first: date, more: int) -> None:
    last = first + timedelta(days=more)
    value = window.of_days(first, last)
    assert (window.civil_day(value.opens_at), window.last_civil_day(value)) == (first, last)
    assert value.closes_at - value.opens_at == timedelta(days=more + 1)


def test_an_extension_moves_only_the_end() -> None:
    later = CLOSES + timedelta(days=7)
    assert PERIOD.extended(later, CLOSES - TICK) == Window(OPENS, later)
    assert PERIOD.extended(later, OPENS - timedelta(days=1)) == Window(OPENS, later)


@pytest.mark.parametrize(
    ("closes_at", "now", "rule"),
    [
        (CLOSES + timedelta(days=1), CLOSES, "closed"),
        (CLOSES, OPENS, "not_later"),
        (CLOSES - TICK, OPENS, "not_later"),
    ],
)
def test_an_extension_once_closed_or_not_later_is_refused(
    closes_at: datetime, now: datetime, rule: str
) -> None:
    with pytest.raises(ValueError, match=rf"^{rule}$"):
        PERIOD.extended(closes_at, now)


def test_an_early_close_may_be_now_at_the_earliest() -> None:
    now = OPENS + timedelta(days=3)
    assert PERIOD.closed_early(now, now).has_closed(now)
    assert PERIOD.closed_early(CLOSES - TICK, now).closes_at == CLOSES - TICK


@pytest.mark.parametrize(
    ("closes_at", "now", "rule"),
    [
        (CLOSES - TICK, OPENS - TICK, "not_open"),
        (CLOSES + TICK, CLOSES, "not_open"),
        (OPENS + timedelta(days=1), OPENS + timedelta(days=2), "not_earlier"),
        (CLOSES, OPENS, "not_earlier"),
    ],
)
def test_an_early_close_of_a_window_not_open_or_to_a_wrong_end_is_refused(
    closes_at: datetime, now: datetime, rule: str
) -> None:
    with pytest.raises(ValueError, match=rf"^{rule}$"):
        PERIOD.closed_early(closes_at, now)


def test_an_early_close_at_the_opening_instant_would_be_empty_and_is_refused() -> None:
    with pytest.raises(ValueError, match="must end after it begins"):
        PERIOD.closed_early(OPENS, OPENS)


def test_an_early_opening_begins_now() -> None:
    now = OPENS - timedelta(hours=5)
    assert PERIOD.opened_early(now) == Window(now, CLOSES)


@pytest.mark.parametrize("now", [OPENS, CLOSES])
def test_a_window_already_opened_cannot_open_early(now: datetime) -> None:
    with pytest.raises(ValueError, match=r"^not_upcoming$"):
        PERIOD.opened_early(now)


def test_transitions_are_due_from_their_instant_on_and_keep_it() -> None:
    assert PERIOD.due_transitions(OPENS - TICK) == []
    assert PERIOD.due_transitions(OPENS) == [("opened", OPENS)]
    assert PERIOD.due_transitions(CLOSES - TICK) == [("opened", OPENS)]
    late = CLOSES + timedelta(days=2)
    assert PERIOD.due_transitions(late) == [("opened", OPENS), ("closed", CLOSES)]


def test_a_window_that_began_earlier_today_has_not_lost_a_day() -> None:
    assert not PERIOD.begins_on_a_past_day(OPENS + timedelta(hours=23, minutes=59))
    assert PERIOD.begins_on_a_past_day(OPENS + timedelta(hours=24))
    assert not PERIOD.begins_on_a_past_day(OPENS - timedelta(days=3))
