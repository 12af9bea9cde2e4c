"""How instants, numbers and codes are shown: Asia/Shanghai, in the reader's language."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from flask import Flask
from flask_babel import (
    format_date,
    format_datetime,
    format_timedelta,
    get_locale,
    get_translations,
    gettext,
    ngettext,
)

from portal.search_words import marked, snippet
from portal.secrets import grouped_query_code
from portal.window import Window, last_civil_day, to_civil

_ENGLISH_DAY = "d\u00a0MMMM\u00a0yyyy"
"""With no-break spaces: on a narrow screen a date moves to the next line as a whole."""


def _is_english() -> bool:
    locale = get_locale()
    return locale is not None and locale.language == "en"


def datetimeformat(value: datetime, style: str = "short") -> str:
    """Civil date and time; "medium" adds seconds."""
    clock_time = "HH:mm:ss" if style == "medium" else "HH:mm"
    day = _ENGLISH_DAY if _is_english() else "yyyy年M月d日"
    text: str = format_datetime(
        to_civil(value).replace(tzinfo=None), f"{day} {clock_time}", rebase=False
    )
    return text


def dateformat(value: date | datetime) -> str:
    """The civil day."""
    day = to_civil(value).date() if isinstance(value, datetime) else value
    text: str = format_date(day, _ENGLISH_DAY if _is_english() else "yyyy年M月d日", rebase=False)
    return text


def deadlineformat(value: datetime) -> str:
    """A closing instant as people read it: midnight is 24:00 of the day before."""
    civil = to_civil(value)
    if civil.time() == time():
        return f"{dateformat(civil.date() - timedelta(days=1))} 24:00"
    return datetimeformat(value)


def periodformat(window: Window) -> str:
    """A window from its first to its last moment; whole days without clock times."""
    first, last = to_civil(window.opens_at), to_civil(window.closes_at)
    if first.time() == time() and last.time() == time():
        start, end = dateformat(first.date()), dateformat(last_civil_day(window))
    else:
        start, end = datetimeformat(window.opens_at), deadlineformat(window.closes_at)
    text: str = gettext("%(start)s 至 %(end)s", start=start, end=end)
    return text


def civil_input(value: datetime) -> str:
    """The value of a datetime-local control."""
    return to_civil(value).strftime("%Y-%m-%dT%H:%M")


_CHINESE = re.compile(r"[\u3400-\u9fff]")


def is_chinese(text: object) -> bool:
    """True when the text is, or holds, Chinese."""
    return _CHINESE.search(str(text)) is not None


def percent(part: float, whole: float) -> str:
    """A share in whole percent; a dash when there is nothing to divide by.

    Only nothing is 0% and only all is 100%: what would be rounded to either is <1% or >99%.
    """
    if not whole:
        return "—"
    rounded = round(100 * part / whole)
    if rounded == 0 and part > 0:
        return "<1%"
    return ">99%" if rounded == 100 and part < whole else f"{rounded}%"


def standard_word(word: str) -> str | None:
    """What a notice lists in the reader's language; None for what is the same in it, or a bureau's own."""
    said: str = get_translations().gettext(word) if word else ""  # extracted from words.NOTICE_WORDS
    return None if said in ("", word) else said


def legal_word(word: str) -> str:
    """A kind of document or its legal source in the reader's language; one an administrator wrote, as it is."""
    said: str = get_translations().gettext(word) if word else ""  # extracted from words.LEGAL_WORDS
    return said or word


def filesize(byte_count: int) -> str:
    """The size of a file in the unit people know, with one place below ten; a KB is 1024 bytes."""
    if byte_count < 1024:
        words: str = ngettext("%(num)s 字节", "%(num)s 字节", byte_count)
        return words
    unit, size = ("KB", byte_count / 1024) if byte_count < 1024**2 - 512 else ("MB", byte_count / 1024**2)
    number = f"{size:.0f}" if size >= 9.95 else f"{size:.1f}".removesuffix(".0")
    return f"{number}\u00a0{unit}"


def countformat(value: int) -> str:
    """A whole number as the reader's language writes it: 20000, in English 20,000."""
    return f"{value:,}" if _is_english() else str(value)


def timedeltaformat(value: timedelta) -> str:
    """A span in its largest unit, in the reader's words."""
    text: str = format_timedelta(value, granularity="second")
    return text


def register_filters(app: Flask) -> None:
    """The filters are known to templates under their function names, the test as `is chinese`."""
    app.jinja_env.tests["chinese"] = is_chinese
    for function in (
        datetimeformat,
        dateformat,
        deadlineformat,
        periodformat,
        civil_input,
        percent,
        standard_word,
        legal_word,
        filesize,
        countformat,
        timedeltaformat,
        grouped_query_code,
        snippet,
    ):
        app.jinja_env.filters[function.__name__] = function
    app.jinja_env.filters["marked_pieces"] = marked  # templates/components/marked.html has the name
