"""Legal minimum periods and day counting; the table itself is data administrators maintain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from portal.window import Window, civil_day, last_civil_day


class DayUnit(StrEnum):
    """How a legal minimum is counted."""

    CALENDAR = "calendar"
    WORKING = "working"


class Strength(StrEnum):
    """Soft minimums may be shortened with a public reason; hard ones never."""

    SOFT = "soft"
    HARD = "hard"


@dataclass(frozen=True, slots=True)
class LegalMinimum:
    """The shortest period the law wants for one kind of document."""

    code: str
    name: str
    days: int
    unit: DayUnit
    strength: Strength
    source: str


_BUSINESS = "优化营商环境条例第六十二条"
_MAJOR = "重大行政决策程序暂行条例第十五条"
_EXPROPRIATION = "国有土地上房屋征收与补偿条例第十条"
_INDICATOR = "市县法治政府建设示范指标体系第24项"
_C, _W = DayUnit.CALENDAR, DayUnit.WORKING
_SOFT, _HARD = Strength.SOFT, Strength.HARD

DEFAULT_MINIMA = (
    LegalMinimum("major_decision", "重大行政决策草案", 30, _C, _SOFT, _MAJOR),
    LegalMinimum("local_regulation", "地方性法规草案", 30, _C, _SOFT, "地方立法条例"),
    LegalMinimum("government_rule", "政府规章草案", 30, _C, _SOFT, "规章制定程序条例第十五条"),
    LegalMinimum("normative_document", "行政规范性文件", 7, _W, _SOFT, _INDICATOR),
    LegalMinimum("business_document", "涉企规范性文件", 30, _C, _SOFT, _BUSINESS),
    LegalMinimum("urban_plan", "城乡规划草案", 30, _C, _HARD, "城乡规划法第二十六条"),
    LegalMinimum("expropriation_plan", "房屋征收补偿方案", 30, _C, _HARD, _EXPROPRIATION),
)
"""What a new installation starts with; administrators maintain the table afterwards."""


@dataclass(frozen=True, slots=True)
class DayCount:
    """The length of a window in the three ways practice counts it."""

    both_ends: int
    first_excluded: int
    working: int


def _days(window: Window) -> Iterator[date]:
    day, last = civil_day(window.opens_at), last_civil_day(window)
    while day <= last:
        yield day
        day += timedelta(days=1)


def is_working_day(day: date, holidays: frozenset[date], workdays: frozenset[date]) -> bool:
    """True for Monday to Friday unless a holiday, and for weekend days declared working (调休)."""
    return day in workdays or (day.weekday() < 5 and day not in holidays)


def count_days(
    window: Window,
    holidays: frozenset[date] = frozenset(),
    workdays: frozenset[date] = frozenset(),
) -> DayCount:
    """The days of a window: both ends counted, first day excluded, working days."""
    both = (last_civil_day(window) - civil_day(window.opens_at)).days + 1
    working = sum(is_working_day(day, holidays, workdays) for day in _days(window))
    return DayCount(both_ends=both, first_excluded=both - 1, working=working)


def shortfall(minimum: LegalMinimum, count: DayCount) -> int:
    """How many days the window falls short of the minimum; 0 when it does not."""
    have = count.working if minimum.unit is DayUnit.WORKING else count.both_ends
    return max(minimum.days - have, 0)
