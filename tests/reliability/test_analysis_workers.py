"""Several workers, one of them killed: every comment has one finding, and nobody does another's work."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from benchmarks.processes import process
from portal import clock
from portal.config import Settings
from portal.db import Database
from portal.models.analyses import AnalysisResult
from portal.models.analysis_jobs import AnalysisShard
from portal.operations import analysis_jobs
from portal.operations.baskets import Opinion
from portal.queries.analysis_jobs import open_shard_count
from portal.scheduler import Ticker
from portal.secrets import KeyRing
from tests import make
from tests.make import Scene

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("real_clock")]
COUNT = 48


def wait(condition: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"waited {seconds} seconds in vain"
        time.sleep(0.1)


def crowd(database: Database, ring: KeyRing, scene: Scene) -> None:
    for place in range(COUNT // 4):
        opinions = [
            Opinion(scene.clause_ids[at], "remark", None, f"建议在第{place}号路口增设{at}处停放点位。")
            for at in range(4)
        ]
        contact = replace(make.PERSON, reach=f"199000001{place:02d}")
        make.submission(database, ring, scene, opinions, contact=contact)


def findings(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(AnalysisResult)) or 0


def is_done(database: Database) -> bool:
    with database.reading() as session:
        return open_shard_count(session) == 0


def claimants(database: Database) -> set[str | None]:
    with database.reading() as session:
        return set(session.scalars(select(AnalysisShard.claimed_by)))


def test_two_workers_share_a_job_and_one_takes_up_what_a_killed_one_held(
    database: Database, ring: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(analysis_jobs, "SHARD_SIZE", 2)
    scene = make.scene(database)
    crowd(database, ring, scene)
    with database.transaction() as session:
        analysis_jobs.plan_jobs(session, clock.now())
        killed = analysis_jobs.claim_shard(
            session, worker="killed", now=clock.now() - analysis_jobs.CLAIM
        )
        assert killed is not None
    with ExitStack() as stack:
        for _worker in range(2):
            stack.enter_context(process(database.settings, "portal", "worker"))
        wait(lambda: is_done(database))
    assert findings(database) == COUNT
    assert len(claimants(database)) == 2
    assert "killed" not in claimants(database)


def test_a_worker_killed_in_the_middle_loses_nothing(
    database: Database, ring: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(analysis_jobs, "SHARD_SIZE", 1)
    scene = make.scene(database)
    crowd(database, ring, scene)
    with database.transaction() as session:
        analysis_jobs.plan_jobs(session, clock.now())
    with process(database.settings, "portal", "worker") as running:
        wait(lambda: findings(database) > 3)
        running.process.send_signal(signal.SIGKILL)
        running.process.wait(10)
    with database.transaction() as session:
        for shard in session.scalars(select(AnalysisShard).where(AnalysisShard.done_at.is_(None))):
            shard.claimed_until = clock.now() if shard.claimed_by else None
    with process(database.settings, "portal", "worker"):
        wait(lambda: is_done(database))
    assert findings(database) == COUNT


def test_the_scheduler_starts_workers_only_when_there_is_work(
    settings: Settings, database: Database, ring: KeyRing
) -> None:
    ticker = Ticker(replace(settings, analysis_workers=1))
    try:
        assert ticker.tick()
        assert ticker.analyse() == 0
        assert ticker.workers.pids == []
        scene = make.scene(database)
        crowd(database, ring, scene)
        assert ticker.analyse() == 1
        assert len(ticker.workers.pids) == 1
        wait(lambda: is_done(database))
        assert findings(database) == COUNT
    finally:
        ticker.close()
    assert ticker.workers.pids == []


def test_what_a_killed_worker_held_waited_two_minutes_for_its_claim_to_run_out(
    settings: Settings, database: Database, ring: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(analysis_jobs, "SHARD_SIZE", 1)
    crowd(database, ring, make.scene(database))
    ticker = Ticker(replace(settings, analysis_workers=1))
    try:
        ticker.analyse()
        (pid,) = ticker.workers.pids
        wait(lambda: findings(database) > 3)
        os.kill(pid, signal.SIGKILL)
        wait(lambda: ticker.workers.pids == [])
        ticker.analyse()
        wait(lambda: is_done(database))
    finally:
        ticker.close()
    assert findings(database) == COUNT
