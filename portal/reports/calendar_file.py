"""Deadlines as an iCalendar file. Source: RFC 5545; RFC 7986 for the name and the refresh of a feed."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from portal.models.consultations import Consultation
from portal.window import last_civil_day, to_civil

MEDIA_TYPE = "text/calendar; charset=utf-8"
_OCTETS = 75
_STAMP = "%Y%m%dT%H%M%SZ"
_ZONE = (
    "BEGIN:VTIMEZONE",
    "TZID:Asia/Shanghai",
    "BEGIN:STANDARD",
    "DTSTART:19910915T000000",
    "TZOFFSETFROM:+0800",
    "TZOFFSETTO:+0800",
    "TZNAME:CST",
    "END:STANDARD",
    "END:VTIMEZONE",
)
"""Where the days are days."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A consultation's close as an entry; `changed_at` is when its window was last changed."""

    consultation: Consultation
    summary: str
    description: str
    url: str
    changed_at: datetime


def stable_id(consultation: Consultation, part: str = "") -> uuid.UUID:
    """An id that names the consultation, or a part of it, whatever host serves it."""
    name = f"{consultation.reference} {consultation.created_at.isoformat()} {part}".strip()
    return uuid.uuid5(uuid.NAMESPACE_OID, name)


def calendar_file(name: str, deadlines: Iterable[Deadline], *, reminder_days: int = 0) -> str:
    """The calendar; with `reminder_days` each entry reminds its owner that long before."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Public consultation portal//Deadlines//ZH",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{_escaped(name)}",
        f"X-WR-CALNAME:{_escaped(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        "X-PUBLISHED-TTL:PT6H",
        *_ZONE,  # a calendar without any component is none (RFC 5545, 3.6)
    ]
    for deadline in deadlines:
        lines += _event(deadline, reminder_days)
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _event(deadline: Deadline, reminder_days: int) -> Iterator[str]:
    consultation, window = deadline.consultation, deadline.consultation.window
    if window is None:
        return
    yield "BEGIN:VEVENT"
    yield f"UID:{stable_id(consultation)}"
    yield f"DTSTAMP:{deadline.changed_at.astimezone(UTC).strftime(_STAMP)}"
    yield f"SEQUENCE:{window.revision + (consultation.withdrawn_at is not None)}"
    yield from _when(window.value().closes_at, last_civil_day(window.value()))
    yield f"SUMMARY:{_escaped(deadline.summary)}"
    yield f"DESCRIPTION:{_escaped(deadline.description)}"
    yield f"URL:{deadline.url}"
    yield f"STATUS:{'CONFIRMED' if consultation.withdrawn_at is None else 'CANCELLED'}"
    yield "TRANSP:TRANSPARENT"
    if reminder_days:
        yield "BEGIN:VALARM"
        yield "ACTION:DISPLAY"
        yield f"DESCRIPTION:{_escaped(deadline.summary)}"
        yield f"TRIGGER:-P{reminder_days}D"
        yield "END:VALARM"
    yield "END:VEVENT"


def _when(closing: datetime, last_day: date) -> Iterator[str]:
    """A close at midnight is the whole last day, any other the instant itself."""
    if to_civil(closing).time() == time():
        yield f"DTSTART;VALUE=DATE:{last_day:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{last_day + timedelta(days=1):%Y%m%d}"
        return
    yield f"DTSTART:{closing.astimezone(UTC).strftime(_STAMP)}"


def _escaped(text: str) -> str:
    plain = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(plain.splitlines())


def _folded(line: str) -> str:
    """Lines of at most 75 octets, never cut inside a character."""
    pieces, size = [""], 0
    for character in line:
        width = len(character.encode())
        if size + width > _OCTETS:
            pieces.append(" ")
            size = 1
        pieces[-1] += character
        size += width
    return "\r\n".join(pieces)
