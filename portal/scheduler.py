"""APScheduler wiring: interval ticks only, no job store; each job is transaction → operation.

Openness never depends on it: it records transitions, raises the clock's high-water mark, runs the
analysis and cleans up. Of several scheduler processes the one with the lease works.
"""

from __future__ import annotations

import logging
import os
import secrets as random
import signal
import socket
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from types import FrameType

from apscheduler.schedulers.blocking import BlockingScheduler

from portal import clock
from portal.config import Settings
from portal.db import Database
from portal.logs import configure_logs, log_event
from portal.mailing import deliver_due
from portal.operations import (
    analysis_jobs,
    audit,
    basket_keeping,
    limits,
    occasions,
    outbox,
    retention,
    scheduling,
    subscriptions,
    windows,
)
from portal.queries.analysis_jobs import open_shard_count
from portal.worker import name_prefix
from portal.worker_pool import WorkerPool

LEASE = "scheduler"
_JUMP_SECONDS = scheduling.FORWARD_JUMP_ALARM.total_seconds()


class Ticker:
    """The jobs of one scheduler process."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.database = Database(settings)
        self.holder = f"{socket.gethostname()}:{os.getpid()}:{random.token_hex(4)}"
        self.workers = WorkerPool(settings)
        self._anchor = (clock.now(), time.monotonic())

    def tick(self) -> bool:
        """Due transitions are recorded and the clock marked; False when another holds the lease."""
        now = clock.now()
        with self.database.transaction() as session:
            if not scheduling.take_lease(session, name=LEASE, holder=self.holder, now=now):
                return False
            if self._has_jumped(now):
                audit.record_event(session, "clock_jumped_forward", at=now, subject="scheduler")
                return True
            clock.raise_floor(scheduling.mark_clock(session, now))
            recorded = windows.record_transitions(session, now)
            occasions.record_occasions(session, now, with_letters=self.settings.writes_to_citizens)
            for consultation_id, kind in recorded if self.settings.sends_mail else ():
                outbox.put_message(
                    session, f"window_{kind}", consultation_id=consultation_id, now=now
                )
        for consultation_id, kind in recorded:
            log_event("window_transition", consultation_id=consultation_id, kind=kind)
        return True

    def _has_jumped(self, now: datetime) -> bool:
        """True when the wall clock ran far ahead of the monotonic one: alarm, but no sealing.

        The next tick compares with the new time: an hour that is still there then is believed.
        """
        then, ticks = self._anchor
        self._anchor = (now, time.monotonic())
        ahead = (now - then).total_seconds() - (self._anchor[1] - ticks)
        if ahead > _JUMP_SECONDS:
            log_event("clock_jumped_forward", level=logging.WARNING, seconds=round(ahead))
        return ahead > _JUMP_SECONDS

    def analyse(self, *, thoroughly: bool = False) -> int:
        """What has not been analysed is planned, and workers are there for it; returns new jobs."""
        if not self._holds_lease():
            return 0
        with self.database.transaction() as session:
            for pid in self.workers.take_dead():
                analysis_jobs.release_claims(session, worker_prefix=name_prefix(pid))
            planned = analysis_jobs.plan_jobs(session, clock.now(), thoroughly=thoroughly)
        with self.database.reading() as session:
            self.workers.ensure(open_shard_count(session))
        if planned:
            log_event("analysis_planned", job_count=len(planned))
        return len(planned)

    def deliver(self) -> int:
        """Messages of the outbox that are due have been tried."""
        if not self.settings.sends_mail or not self._holds_lease():
            return 0
        return deliver_due(self.database, clock.now())

    def clean(self) -> None:
        """Old baskets and attempts are gone."""
        if not self._holds_lease():
            return
        now = clock.now()
        with self.database.transaction() as session:
            seconds = self.settings.basket_seconds
            basket_count = basket_keeping.forget_old_baskets(session, seconds=seconds, now=now)
            attempt_count = limits.forget_old_attempts(session, now)
            subscriptions.forget_old(session, now)
            retention.erase_contact_data(session, days=self.settings.contact_days, now=now)
            analysis_jobs.forget_old_jobs(session, now)
        with self.database.reading() as session:
            retention.remove_orphan_files(session, self.settings.attachment_dir, now)
        self.analyse(thoroughly=True)
        log_event("cleaned", basket_count=basket_count, attempt_count=attempt_count)

    def _holds_lease(self) -> bool:
        with self.database.transaction() as session:
            return scheduling.take_lease(session, name=LEASE, holder=self.holder, now=clock.now())

    def close(self) -> None:
        """The workers have ended and the lease is free for another process."""
        self.workers.stop()
        with self.database.transaction() as session:
            scheduling.release_lease(session, name=LEASE, holder=self.holder)
        self.database.dispose()


def guarded(name: str, job: Callable[[], object]) -> Callable[[], None]:
    """The job, with a failure logged instead of ending the scheduler: the next tick retries."""

    def run_job() -> None:
        try:
            job()
        except Exception:
            log_event("job_failed", level=logging.ERROR, exc=True, job=name)

    return run_job


def run(settings: Settings) -> None:
    """Ticks until SIGTERM or SIGINT; then gives the lease back."""
    configure_logs(settings.log_level)
    ticker = Ticker(settings)
    ticker.database.check_settings()
    scheduler = BlockingScheduler(
        timezone="UTC",
        job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
    )
    seconds = settings.tick_seconds
    scheduler.add_job(guarded("tick", ticker.tick), "interval", seconds=seconds)
    scheduler.add_job(guarded("analyse", ticker.analyse), "interval", seconds=max(seconds * 2, 2))
    scheduler.add_job(guarded("deliver", ticker.deliver), "interval", seconds=max(seconds * 2, 2))
    scheduler.add_job(guarded("clean", ticker.clean), "interval", hours=1)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        if not scheduler.running:
            raise SystemExit
        scheduler.shutdown(wait=False)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    log_event("scheduler_started", tick_seconds=seconds)
    try:
        guarded("tick", ticker.tick)()
        guarded("analyse", partial(ticker.analyse, thoroughly=True))()
        scheduler.start()
    finally:
        guarded("close", ticker.close)()
        log_event("scheduler_stopped")
