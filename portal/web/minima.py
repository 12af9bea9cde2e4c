"""A window measured against the law, in the three ways practice counts days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session
from wtforms.fields import SelectChoice

from portal import legal
from portal.models.consultations import DocumentKind
from portal.operations.consultations import calendar, minimum_of
from portal.web.filters import is_chinese, legal_word
from portal.window import Window, last_civil_day


@dataclass(frozen=True, slots=True)
class Measure:
    """A window's day counts and how they stand to the legal minimum of its document kind."""

    window: Window
    count: legal.DayCount
    minimum: legal.LegalMinimum
    shortfall: int
    last_day: date
    ends_on_working_day: bool

    @property
    def is_tight(self) -> bool:
        """True when only the count of both ends reaches the minimum (domain.md section 1)."""
        by_calendar = self.minimum.unit is legal.DayUnit.CALENDAR
        return by_calendar and not self.shortfall and self.count.first_excluded < self.minimum.days

    @property
    def length_words(self) -> str:
        """The length of the window as its minimum counts it."""
        by_working_days = self.minimum.unit is legal.DayUnit.WORKING
        length = self.count.working if by_working_days else self.count.both_ends
        return days_words(length, self.minimum.unit)

    @property
    def minimum_words(self) -> str:
        """The minimum as a phrase."""
        return minimum_words(self.minimum)

    @property
    def shortfall_words(self) -> str:
        """How much the window falls short, as its minimum counts it; "" when it does not."""
        return days_words(self.shortfall, self.minimum.unit) if self.shortfall else ""


def measure(session: Session, kind: DocumentKind, window: Window) -> Measure:
    """The window measured with the holidays administrators keep."""
    holidays, workdays = calendar(session)
    count, minimum = legal.count_days(window, holidays, workdays), minimum_of(kind)
    last = last_civil_day(window)
    return Measure(
        window,
        count,
        minimum,
        legal.shortfall(minimum, count),
        last,
        legal.is_working_day(last, holidays, workdays),
    )


def days_words(days: int, unit: legal.DayUnit) -> str:
    """A number of days, or of working days."""
    if unit is legal.DayUnit.WORKING:
        return str(ngettext("%(num)s 个工作日", "%(num)s 个工作日", days))
    return str(ngettext("%(num)s 日", "%(num)s 日", days))


def minimum_words(minimum: legal.LegalMinimum) -> str:
    """The minimum as a phrase: 一般不少于 30 日, 不得少于 30 日, 一般不少于 7 个工作日."""
    days = days_words(minimum.days, minimum.unit)
    if minimum.strength is legal.Strength.HARD:
        return str(gettext("不得少于 %(days)s", days=days))
    return str(gettext("一般不少于 %(days)s", days=days))


def kind_choices(kinds: Sequence[DocumentKind]) -> list[SelectChoice]:
    """The kinds for a select; an option has room for one language only."""
    named = [(kind.code, legal_word(kind.name)) for kind in kinds]
    return [
        SelectChoice(code, name, {"lang": "zh-CN"} if is_chinese(name) else {})
        for code, name in named
    ]
