"""The public window of a consultation: the only module that compares it with an instant.

Half-open `[opens_at, closes_at)` in aware UTC; civil days and clock times are Asia/Shanghai.
Source: 民法典 第二百零一条至第二百零四条 (day counting); house rule for the half-open interval.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, case, literal

CIVIL_ZONE = ZoneInfo("Asia/Shanghai")


class Phase(StrEnum):
    """Where an instant lies relative to a window."""

    UPCOMING = "upcoming"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Window:
    """A window that ends after it begins.

    Raises: ValueError if an instant is naive or the end is not after the beginning.
    """

    opens_at: datetime
    closes_at: datetime

    def __post_init__(self) -> None:
        if self.opens_at.tzinfo is None or self.closes_at.tzinfo is None:
            raise ValueError("a window needs aware instants")
        if self.closes_at <= self.opens_at:
            raise ValueError("a window must end after it begins")

    def phase(self, now: datetime) -> Phase:
        """The phase at `now`."""
        if now < self.opens_at:
            return Phase.UPCOMING
        return Phase.OPEN if now < self.closes_at else Phase.CLOSED

    def is_open(self, now: datetime) -> bool:
        """True when a comment arriving at `now` is in time."""
        return self.phase(now) is Phase.OPEN

    def has_closed(self, now: datetime) -> bool:
        """True from the closing instant on."""
        return self.phase(now) is Phase.CLOSED

    @property
    def length(self) -> timedelta:
        """From the opening to the close."""
        return self.closes_at - self.opens_at

    def time_left(self, now: datetime) -> timedelta:
        """What remains until the close; zero once closed."""
        return max(self.closes_at - now, timedelta(0))

    def time_until_open(self, now: datetime) -> timedelta:
        """What remains until the opening; zero once opened."""
        return max(self.opens_at - now, timedelta(0))

    def begins_on_a_past_day(self, now: datetime) -> bool:
        """True when the first civil day lies before today: people would lose promised time."""
        return civil_day(self.opens_at) < civil_day(now)

    def extended(self, closes_at: datetime, now: datetime) -> Window:
        """The window with a later end. Raises: ValueError("closed" | "not_later")."""
        if self.phase(now) is Phase.CLOSED:
            raise ValueError("closed")
        if closes_at <= self.closes_at:
            raise ValueError("not_later")
        return Window(self.opens_at, closes_at)

    def closed_early(self, closes_at: datetime, now: datetime) -> Window:
        """The open window with an earlier end, not in the past. Raises: ValueError."""
        if not self.is_open(now):
            raise ValueError("not_open")
        if not now <= closes_at < self.closes_at:
            raise ValueError("not_earlier")
        return Window(self.opens_at, closes_at)

    def opened_early(self, now: datetime) -> Window:
        """The upcoming window beginning now. Raises: ValueError("not_upcoming")."""
        if self.phase(now) is not Phase.UPCOMING:
            raise ValueError("not_upcoming")
        return Window(now, self.closes_at)

    def due_transitions(self, now: datetime) -> list[tuple[str, datetime]]:
        """The transitions whose instant has come, oldest first, as (kind, due instant)."""
        due = [("opened", self.opens_at), ("closed", self.closes_at)]
        return [(kind, at) for kind, at in due if at <= now]


def phase_expression(opens_at: Any, closes_at: Any, now: datetime) -> ColumnElement[str]:
    """The SQL twin of `Window.phase` over two instant columns."""
    return case(
        (opens_at > now, literal(Phase.UPCOMING.value)),
        (closes_at > now, literal(Phase.OPEN.value)),
        else_=literal(Phase.CLOSED.value),
    )


def phase_condition(
    opens_at: Any, closes_at: Any, now: datetime, phase: Phase
) -> ColumnElement[bool]:
    """The SQL condition that a window is in `phase` at `now`; usable by an index."""
    if phase is Phase.UPCOMING:
        return and_(opens_at > now)
    if phase is Phase.OPEN:
        return and_(opens_at <= now, closes_at > now)
    return and_(closes_at <= now)


def starts_before(opens_at: Any, instant: Any) -> ColumnElement[bool]:
    """The SQL condition that the window has opened by `instant`."""
    return and_(opens_at <= instant)


def ends_within(opens_at: Any, closes_at: Any, now: datetime, span: timedelta) -> ColumnElement[bool]:
    """The SQL condition that the window is open and closes within `span`."""
    return and_(opens_at <= now, closes_at > now, closes_at <= now + span)


def opened_in_year(opens_at: Any, year: int) -> ColumnElement[bool]:
    """The SQL condition that the window's first moment lies in the civil year."""
    first, last = (to_instant(datetime(number, 1, 1)) for number in (year, year + 1))  # noqa: DTZ001  civil by to_instant
    return and_(opens_at >= first, opens_at < last)


def of_days(first_day: date, last_day: date) -> Window:
    """The usual notice: first day 00:00 to the end of the last day (24:00), civil time."""
    opens_at = datetime.combine(first_day, time(), CIVIL_ZONE)
    closes_at = datetime.combine(last_day + timedelta(days=1), time(), CIVIL_ZONE)
    return Window(opens_at.astimezone(UTC), closes_at.astimezone(UTC))


def from_civil(opens: datetime, closes: datetime) -> Window:
    """A window from two naive civil times as printed in a notice.

    Raises: ValueError if the end is not after the beginning.
    """
    return Window(to_instant(opens), to_instant(closes))


def to_instant(civil: datetime) -> datetime:
    """The aware UTC instant of a naive civil time."""
    return civil.replace(tzinfo=CIVIL_ZONE).astimezone(UTC)


def to_civil(instant: datetime) -> datetime:
    """The civil time (aware, Asia/Shanghai) of an instant."""
    return instant.astimezone(CIVIL_ZONE)


def civil_day(instant: datetime) -> date:
    """The civil day an instant falls on."""
    return to_civil(instant).date()


def last_civil_day(window: Window) -> date:
    """The last day people may comment on: for a close at 00:00 it is the day before."""
    return civil_day(window.closes_at - timedelta(microseconds=1))
