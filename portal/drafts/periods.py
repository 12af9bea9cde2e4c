"""The period a notice names, to the minute where it says so and else to the day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time

from portal.drafts.numbering import to_int

_DAY = r"(\d{4}) ?[-年./] ?(\d{1,2}) ?[-月./] ?(\d{1,2}) ?日?"
_TIME = r"(?: ?(\d{1,2}) ?[:时] ?(\d{1,2})(?: ?[:分] ?\d{0,2})?)"
_LINK = r" ?(?:起|开始)? ?(?:至|到|—{1,2}|-{1,2}|~) ?"
_SHORT_DAY = r"(?:(\d{4}) ?[-年./] ?)?(\d{1,2}) ?[-月./] ?(\d{1,2}) ?日?"
_MINUTES = re.compile(_DAY + _TIME + _LINK + _DAY + _TIME)
_DAYS = re.compile(_DAY + _TIME + "?" + _LINK + _SHORT_DAY)
_LAST_DAY = re.compile(
    rf"(?:截止|截至|请于|请在|于|在)[^\d\n。]{{0,12}}{_DAY}(?: ?\d{{1,2}} ?[:时点])?[^\d\n。]{{0,8}}(?:前|止|截止|以前)"
    rf"|截止[^\d\n。]{{0,12}}{_DAY}"
)
_NUMERAL = "([一二三四五六七八九十]{1,3})"
_WRITTEN = re.compile(rf"([〇零○一二三四五六七八九]{{4}}) ?年 ?{_NUMERAL} ?月 ?{_NUMERAL} ?日")


@dataclass(frozen=True)
class Period:
    """Local minutes and days of Asia/Shanghai in ISO form."""

    opens_at: str | None = None
    closes_at: str | None = None
    opens_day: str | None = None
    closes_day: str | None = None


def read_period(text: str) -> Period:
    """The first period in folded text; instants only where both ends have hours and minutes."""
    instants, days = _first_instants(text), _first_days(text)
    if instants and not days:
        days = (instants[0][:10], instants[1][:10])
    opens, closes = instants or (None, None)
    first, last = days or (None, _last_day(text))
    return Period(opens, closes, first, last)


def day_of(key: str) -> str | None:
    """The ISO day that a folded date line names, written in digits or in numerals."""
    found = re.search(_DAY, key)
    if found:
        return _day(*found.groups())
    written = _WRITTEN.search(key)
    if not written:
        return None
    year = to_int(written.group(1).replace("○", "〇"))
    return _day(str(year), str(to_int(written.group(2))), str(to_int(written.group(3))))


def _first_instants(text: str) -> tuple[str, str] | None:
    for found in _MINUTES.finditer(text):
        parts = found.groups()
        opens, closes = _instant(*parts[:5]), _instant(*parts[5:])
        if opens and closes:
            return opens, closes
    return None


def _first_days(text: str) -> tuple[str, str] | None:
    for found in _DAYS.finditer(text):
        year, month, day, _, _, last_year, last_month, last_day = found.groups()
        opens, closes = _day(year, month, day), _day(last_year or year, last_month, last_day)
        if opens and closes:
            return opens, closes
    return None


def _last_day(text: str) -> str | None:
    """The day before or on which opinions must arrive, where no first day is named."""
    found = _LAST_DAY.search(text)
    return _day(*[part for part in found.groups() if part][:3]) if found else None


def _day(year: str, month: str, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def _instant(year: str, month: str, day: str, hour: str, minute: str) -> str | None:
    found = _day(year, month, day)
    try:
        clock = time(int(hour), int(minute))
    except ValueError:
        return None
    return f"{found}T{clock.isoformat('minutes')}" if found else None
