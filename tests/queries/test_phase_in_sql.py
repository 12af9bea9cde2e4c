"""The phase in SQL is the phase of the value, on the database in use."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import literal, select
from sqlalchemy.orm import Session

from portal.db import Database, UTCDateTime
from portal.models.consultations import ConsultationWindow
from portal.window import Phase, Window, phase_condition, phase_expression, starts_before
from tests import make

TICK = timedelta(microseconds=1)
EDGES = st.sampled_from([timedelta(0), TICK, -TICK, timedelta(seconds=1), timedelta(days=-1)])
INSTANTS = st.datetimes(datetime(1992, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  hypothesis adds the zone
LENGTHS = st.timedeltas(TICK, timedelta(days=400))


@st.composite
def cases(draw: st.DrawFn) -> tuple[Window, datetime]:
    """A window, and an instant that is often right at one of its ends."""
    opens_at = draw(INSTANTS)
    value = Window(opens_at, opens_at + draw(LENGTHS))
    near = draw(st.sampled_from([value.opens_at, value.closes_at])) + draw(EDGES)
    return value, draw(st.one_of(st.just(near), INSTANTS))


def in_sql(session: Session, value: Window, now: datetime) -> tuple[str, list[bool], bool]:
    """What the database says of a window held in one row."""
    row = select(
        literal(value.opens_at, UTCDateTime()).label("opens_at"),
        literal(value.closes_at, UTCDateTime()).label("closes_at"),
    ).subquery()
    opens_at, closes_at = row.c.opens_at, row.c.closes_at
    found = session.execute(
        select(
            phase_expression(opens_at, closes_at, now),
            *(phase_condition(opens_at, closes_at, now, phase) for phase in Phase),
            starts_before(opens_at, now),
        ).select_from(row)
    ).one()
    return str(found[0]), [bool(item) for item in found[1:4]], bool(found[4])


def expected(value: Window, now: datetime) -> tuple[str, list[bool], bool]:
    phase = value.phase(now)
    return phase.value, [phase is other for other in Phase], phase is not Phase.UPCOMING


@given(st.lists(cases(), min_size=1, max_size=8))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_phase_in_sql_agrees_with_the_value(
    database: Database, some: Sequence[tuple[Window, datetime]]
) -> None:
    with database.reading() as session:
        for value, now in some:
            assert in_sql(session, value, now) == expected(value, now)


@pytest.mark.parametrize("offset", [-TICK, timedelta(0), TICK])
@pytest.mark.parametrize("end", ["opens_at", "closes_at"])
def test_a_stored_window_changes_phase_on_the_same_microsecond(
    database: Database, end: str, offset: timedelta
) -> None:
    with database.transaction() as session:
        made = make.published(session, make.officer(session))
        assert made.window is not None
        value = made.window.value()
        now = getattr(value, end) + offset
        window = ConsultationWindow
        found = session.execute(
            select(
                phase_expression(window.opens_at, window.closes_at, now),
                *(phase_condition(window.opens_at, window.closes_at, now, p) for p in Phase),
                starts_before(window.opens_at, now),
            )
        ).one()
    assert (found[0], [bool(x) for x in found[1:4]], bool(found[4])) == expected(value, now)
