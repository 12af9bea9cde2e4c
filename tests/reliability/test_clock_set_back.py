"""A machine whose clock was set back: what has closed stays closed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from benchmarks.processes import environment
from portal import clock
from portal.app import create_app
from portal.config import Settings
from portal.db import Database
from portal.errors import WindowClosedError
from portal.operations.baskets import Opinion
from portal.scheduler import Ticker
from portal.secrets import KeyRing
from tests import make
from tests.conftest import TestClock

_NEW_PROCESS = """
import json, sys
from datetime import datetime
from portal import clock

set_back = datetime.fromisoformat(sys.argv[1])
clock.set_source(lambda: set_back)
from portal.app import create_app

app = create_app()
answer = app.test_client().get(f"/consultations/{sys.argv[2]}/opinions/new?clause={sys.argv[3]}")
print(json.dumps({"now": clock.now().isoformat(), "page": answer.get_data(as_text=True)}))
app.extensions["portal.database"].dispose()
"""


@pytest.fixture
def start_process(settings: Settings) -> Callable[[], None]:
    """A web process starts: its clock forgets what another one learned, and asks the database."""

    def start() -> None:
        overrides = {"instance_dir": settings.instance_dir, "database_url": settings.database_url}
        create_app(overrides).extensions["portal.database"].dispose()

    return start


def _tick(settings: Settings) -> None:
    ticker = Ticker(settings)
    assert ticker.tick()
    ticker.close()


def _submit(database: Database, ring: KeyRing, scene: make.Scene) -> None:
    opinion = Opinion(scene.clause_ids[0], "remark", None, "建议夜间也有人清理。")
    make.submission(database, ring, scene, [opinion], now=clock.now())


def test_a_process_started_on_a_clock_set_back_accepts_nothing_more(
    settings: Settings,
    database: Database,
    ring: KeyRing,
    test_clock: TestClock,
    start_process: Callable[[], None],
) -> None:
    scene = make.scene(database)
    closed = test_clock.set(scene.closes_at)
    _tick(settings)
    test_clock.set(closed - timedelta(days=2))
    start_process()
    assert clock.now() == closed
    with pytest.raises(WindowClosedError):
        _submit(database, ring, scene)


def test_a_clock_before_the_mark_of_an_open_window_still_lets_people_in(
    settings: Settings,
    database: Database,
    ring: KeyRing,
    test_clock: TestClock,
    start_process: Callable[[], None],
) -> None:
    scene = make.scene(database)
    seen = test_clock.set(scene.closes_at - timedelta(microseconds=1))
    _tick(settings)
    test_clock.set(seen - timedelta(days=400))
    start_process()
    _submit(database, ring, scene)


def test_a_scheduler_on_a_clock_set_back_lowers_no_mark(
    settings: Settings,
    database: Database,
    test_clock: TestClock,
    start_process: Callable[[], None],
) -> None:
    scene = make.scene(database)
    closed = test_clock.set(scene.closes_at)
    _tick(settings)
    test_clock.set(closed - timedelta(days=2))
    _tick(settings)
    test_clock.set(closed - timedelta(days=2))
    start_process()
    assert clock.now() == closed


def test_a_real_process_on_a_clock_set_back_offers_no_form(
    settings: Settings, database: Database, test_clock: TestClock
) -> None:
    scene = make.scene(database)
    set_back = scene.closes_at - timedelta(days=2)
    now, page = _start_real_process(settings, scene, set_back)
    assert now == set_back
    assert "<textarea" in page
    test_clock.set(scene.closes_at)
    _tick(settings)
    now, page = _start_real_process(settings, scene, set_back)
    assert now == scene.closes_at
    assert "<textarea" not in page


def _start_real_process(
    settings: Settings, scene: make.Scene, system_clock: datetime
) -> tuple[datetime, str]:
    """What the process takes for the present, and its page for a new opinion."""
    arguments = [system_clock.isoformat(), scene.reference, scene.clause_ids[0]]
    said = subprocess.run(
        [sys.executable, "-c", _NEW_PROCESS, *arguments],
        env=environment(settings),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    answer = json.loads(said.stdout)
    return datetime.fromisoformat(answer["now"]), answer["page"]
