"""Days are counted as practice counts them, and minimums are soft or hard as the law says."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal import legal
from portal.legal import DayCount, DayUnit, LegalMinimum, Strength
from portal.window import from_civil, of_days

NATIONAL_DAY = frozenset(date(2022, 10, day) for day in range(1, 8))
WORKED = frozenset({date(2022, 10, 8), date(2022, 10, 9)})
"""2022: the Saturday and the Sunday after the week of National Day were worked (调休)."""


def minimum(days: int, unit: DayUnit = DayUnit.CALENDAR) -> LegalMinimum:
    return LegalMinimum("any", "任何文件", days, unit, Strength.SOFT, "某条例第一条")


def test_the_yingkou_notice_has_thirty_days_with_both_ends_and_29_without_the_first() -> None:
    count = legal.count_days(of_days(date(2022, 9, 23), date(2022, 10, 22)))
    assert (count.both_ends, count.first_excluded) == (30, 29)
    assert legal.shortfall(minimum(30), count) == 0


def test_the_bayuquan_notice_has_31_days_with_both_ends_and_30_without_the_first() -> None:
    count = legal.count_days(of_days(date(2022, 10, 10), date(2022, 11, 9)))
    assert (count.both_ends, count.first_excluded) == (31, 30)


def test_a_clock_time_on_the_first_or_last_day_counts_the_whole_day() -> None:
    opens, closes = datetime(2022, 9, 23, 9, 17), datetime(2022, 10, 22, 17, 0)  # noqa: DTZ001  as printed
    assert legal.count_days(from_civil(opens, closes)).both_ends == 30


def test_working_days_leave_out_holidays_and_count_worked_weekends() -> None:
    period = of_days(date(2022, 9, 23), date(2022, 10, 22))
    assert legal.count_days(period).working == 21
    assert legal.count_days(period, NATIONAL_DAY).working == 16
    assert legal.count_days(period, NATIONAL_DAY, WORKED).working == 18


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2022, 9, 30), True),
        (date(2022, 10, 3), False),
        (date(2022, 10, 8), True),
        (date(2022, 10, 15), False),
    ],
)
def test_a_day_is_worked_by_weekday_unless_the_calendar_says_otherwise(
    day: date, works: bool
) -> None:
    assert legal.is_working_day(day, NATIONAL_DAY, WORKED) is works


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(0, 120))
def test_the_counts_agree_with_counting_day_by_day(first: date, more: int) -> None:
    last = first + timedelta(days=more)
    days = [first + timedelta(days=n) for n in range(more + 1)]
    count = legal.count_days(of_days(first, last))
    assert count == DayCount(more + 1, more, sum(day.weekday() < 5 for day in days))


@pytest.mark.parametrize(
    ("wanted", "missing"),
    [(minimum(30), 1), (minimum(29), 0), (minimum(7, DayUnit.WORKING), 0)],
)
def test_the_shortfall_is_the_days_missing_never_negative(
    wanted: LegalMinimum, missing: int
) -> None:
    count = legal.count_days(of_days(date(2026, 3, 2), date(2026, 3, 30)))
    assert legal.shortfall(wanted, count) == missing


def test_seven_calendar_days_do_not_make_seven_working_days() -> None:
    count = legal.count_days(of_days(date(2026, 3, 2), date(2026, 3, 8)))
    assert legal.shortfall(minimum(7, DayUnit.WORKING), count) == 2
    assert legal.shortfall(minimum(7), count) == 0


def test_the_first_table_names_a_source_for_each_kind_and_knows_the_two_hard_ones() -> None:
    codes = [item.code for item in legal.DEFAULT_MINIMA]
    assert len(codes) == len(set(codes))
    assert all(item.source and item.days > 0 for item in legal.DEFAULT_MINIMA)
    hard = {item.code for item in legal.DEFAULT_MINIMA if item.strength is Strength.HARD}
    assert hard == {"urban_plan", "expropriation_plan"}
    working = {
        item.code: item.days for item in legal.DEFAULT_MINIMA if item.unit is DayUnit.WORKING
    }
    assert working == {"normative_document": 7}
