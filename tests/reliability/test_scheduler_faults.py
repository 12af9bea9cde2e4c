"""The scheduler dead, doubled or killed: windows close on time, and each transition stands once."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TypeVar

import pytest
from sqlalchemy import select

from benchmarks.processes import environment, scheduler
from portal import clock
from portal.config import Settings
from portal.db import Database
from portal.errors import WindowClosedError
from portal.models.audit import AuditEvent, Lease
from portal.models.consultations import Transition
from portal.operations import windows
from portal.operations.baskets import Opinion
from portal.operations.scheduling import LEASE_SECONDS
from portal.scheduler import Ticker
from portal.secrets import KeyRing
from tests import make
from tests.conftest import TestClock

T = TypeVar("T")

_KILLED_MID_TICK = """
import os, signal
from portal import clock
from portal.config import load_settings
from portal.db import Database
from portal.operations import scheduling, windows

with Database(load_settings()).transaction() as session:
    assert scheduling.take_lease(session, name="scheduler", holder="killed", now=clock.now())
    assert windows.record_transitions(session, clock.now())
    session.flush()
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def new_ticker(settings: Settings) -> Iterator[Callable[[], Ticker]]:
    made: list[Ticker] = []

    def make_ticker() -> Ticker:
        made.append(Ticker(settings))
        return made[-1]

    yield make_ticker
    for ticker in made:
        ticker.database.dispose()


def _transitions(database: Database) -> list[Transition]:
    with database.reading() as session:
        return list(session.scalars(select(Transition).order_by(Transition.due_at)))


def _submit(database: Database, ring: KeyRing, scene: make.Scene) -> None:
    opinion = Opinion(scene.clause_ids[0], "remark", None, "建议增设公交接驳点位。")
    make.submission(database, ring, scene, [opinion])


def test_with_the_scheduler_down_for_two_days_the_window_closed_on_time(
    database: Database,
    ring: KeyRing,
    new_ticker: Callable[[], Ticker],
    test_clock: TestClock,
) -> None:
    scene = make.scene(database)
    test_clock.set(scene.closes_at)
    with pytest.raises(WindowClosedError):
        _submit(database, ring, scene)
    late = test_clock.set(scene.closes_at + timedelta(days=2))
    assert new_ticker().tick()
    opened, closed = _transitions(database)
    assert (opened.kind, closed.kind) == ("opened", "closed")
    assert closed.due_at == scene.closes_at
    assert closed.recorded_at == late


def test_ticking_again_records_nothing_again(
    database: Database, new_ticker: Callable[[], Ticker], test_clock: TestClock
) -> None:
    scene = make.scene(database)
    test_clock.set(scene.closes_at)
    ticker = new_ticker()
    for _ in range(3):
        assert ticker.tick()
        test_clock.move(seconds=5)
    assert [t.kind for t in _transitions(database)] == ["opened", "closed"]


def test_of_several_first_ticks_at_once_one_has_the_lease(
    database: Database, new_ticker: Callable[[], Ticker], test_clock: TestClock
) -> None:
    scene = make.scene(database)
    test_clock.set(scene.closes_at)
    worked = _at_once([new_ticker().tick for _ in range(4)])
    assert sorted(worked) == [False, False, False, True]
    assert [t.kind for t in _transitions(database)] == ["opened", "closed"]


def test_of_several_that_believe_to_be_alone_one_records(
    database: Database, test_clock: TestClock
) -> None:
    """Without any lease, as after a partition: compare-and-set alone must do."""
    scene = make.scene(database)
    now = test_clock.set(scene.closes_at)

    def record() -> list[tuple[int, str]]:
        with database.transaction() as session:
            return windows.record_transitions(session, now)

    recorded = [kind for found in _at_once([record] * 4) for _id, kind in found]
    assert sorted(recorded) == ["closed", "opened"]
    assert [t.kind for t in _transitions(database)] == ["opened", "closed"]


def _at_once(acts: Sequence[Callable[[], T]]) -> list[T]:
    """What the acts return when all begin together; an error in any is raised."""
    barrier = threading.Barrier(len(acts))

    def act(one: Callable[[], T]) -> T:
        barrier.wait()
        return one()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(act, acts))


def test_a_tick_killed_before_its_commit_has_done_nothing_and_is_made_good(
    settings: Settings,
    database: Database,
    new_ticker: Callable[[], Ticker],
    real_clock: None,
) -> None:
    now = clock.now()
    scene = make.scene(database)
    killed = subprocess.run(
        [sys.executable, "-c", _KILLED_MID_TICK], env=environment(settings), timeout=30, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    assert _transitions(database) == []
    clock.set_source(lambda: scene.closes_at + timedelta(seconds=1))
    assert new_ticker().tick(), "the killed tick's lease was never committed"
    opened, closed = _transitions(database)
    assert closed.due_at == scene.closes_at > now
    assert opened.due_at < closed.due_at


def test_the_lease_of_a_killed_scheduler_is_taken_over_when_it_has_run_out(
    settings: Settings,
    database: Database,
    new_ticker: Callable[[], Ticker],
    real_clock: None,
) -> None:
    make.scene(database)
    with scheduler(settings) as running:
        holder = _wait_for_lease(database)
        running.kill()
    other = new_ticker()
    assert not other.tick(), "the dead one's lease still runs"
    later = clock.now() + timedelta(seconds=LEASE_SECONDS)
    clock.set_source(lambda: later)
    assert other.tick()
    assert _wait_for_lease(database) == other.holder != holder


def test_a_scheduler_that_ends_in_order_gives_its_lease_back(
    settings: Settings, database: Database, new_ticker: Callable[[], Ticker], real_clock: None
) -> None:
    make.scene(database)
    with scheduler(settings) as running:
        _wait_for_lease(database)
        running.process.terminate()
        assert running.process.wait(20) == 0
    assert new_ticker().tick()


def _wait_for_lease(database: Database) -> str:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        with database.reading() as session:
            holder = session.scalar(select(Lease.holder))
        if holder:
            return str(holder)
        time.sleep(0.05)
    raise AssertionError("no scheduler took the lease")


def test_a_clock_that_jumps_a_day_ahead_raises_an_alarm_and_seals_nothing(
    database: Database,
    new_ticker: Callable[[], Ticker],
    test_clock: TestClock,
) -> None:
    scene = make.scene(database, days=30)
    true_now = test_clock.set(scene.closes_at - timedelta(hours=12))
    ticker = new_ticker()
    assert ticker.tick()
    test_clock.move(days=1)
    assert ticker.tick()
    assert [t.kind for t in _transitions(database)] == ["opened"]
    with database.reading() as session:
        alarms = session.scalars(
            select(AuditEvent).where(AuditEvent.action == "clock_jumped_forward")
        ).all()
    assert len(alarms) == 1
    test_clock.set(true_now + timedelta(seconds=5))
    assert ticker.tick()
    assert clock.now() == true_now + timedelta(seconds=5), "the wrong hour was not believed"


def test_an_hour_that_stays_is_believed_after_the_alarm(
    database: Database, new_ticker: Callable[[], Ticker], test_clock: TestClock
) -> None:
    scene = make.scene(database)
    ticker = new_ticker()
    assert ticker.tick()
    test_clock.set(scene.closes_at + timedelta(days=1))
    assert ticker.tick()
    test_clock.move(seconds=5)
    assert ticker.tick()
    assert [t.kind for t in _transitions(database)] == ["opened", "closed"]
