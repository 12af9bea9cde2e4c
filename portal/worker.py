"""A worker of the analysis: takes one shard after another until nothing is left or it is told to end.

Any number may run, on any host of the database; heavy libraries live in these processes only.
"""

from __future__ import annotations

import logging
import os
import secrets as random
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from portal import clock
from portal.config import Settings
from portal.db import Database
from portal.errors import ConflictError
from portal.logs import configure_logs, log_event
from portal.models.analysis_jobs import AnalysisShard
from portal.operations import analysis_jobs, analysis_shards

PAUSE_SECONDS = 2.0
"""How long a worker without work waits before it looks again."""
IDLE_SECONDS = 30.0
"""How long one that ends by itself waits for further work: starting another costs seconds."""
HEARTBEAT_SECONDS = analysis_jobs.CLAIM.total_seconds() / 4


def name_prefix(pid: int) -> str:
    """How the names of workers begin that ran on this host under that process number."""
    return f"{socket.gethostname()}:{pid}:"


class Worker:
    """One worker process; its name stands in the claims it holds."""

    def __init__(self, settings: Settings, name: str | None = None) -> None:
        self.database = Database(settings)
        self.name = name or name_prefix(os.getpid()) + random.token_hex(4)
        self._stopping = threading.Event()

    def work(self) -> bool:
        """One shard has been worked on; False when none was free."""
        with self.database.transaction() as session:
            shard = analysis_jobs.claim_shard(session, worker=self.name, now=clock.now())
        if shard is None:
            return False
        try:
            with self._claim_kept(shard):
                save = analysis_shards.computed(self.database, shard)
            with self.database.transaction() as session:
                now = clock.now()
                analysis_jobs.finish_shard(session, shard, worker=self.name, now=now)
                save(session, now)
        except ConflictError as error:
            with self.database.transaction() as session:
                analysis_jobs.release_shard(session, shard, worker=self.name)
            log_event("shard_dropped", job_id=shard.job_id, reason=str(error))
        else:
            log_event("shard_done", job_id=shard.job_id, position=shard.position)
        return True

    @contextmanager
    def _claim_kept(self, shard: AnalysisShard) -> Iterator[None]:
        """The claim is renewed while the block computes, so that nobody else begins the same."""
        done = threading.Event()

        def keep() -> None:
            while not done.wait(HEARTBEAT_SECONDS):
                try:
                    with self.database.transaction() as session:
                        analysis_jobs.keep_claim(
                            session, shard, worker=self.name, now=clock.now()
                        )
                except ConflictError:
                    return

        thread = threading.Thread(target=keep, name="claim", daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()

    def run(self, *, until_idle: bool) -> None:
        """Works until `stop()`; with `until_idle`, until IDLE_SECONDS went by without work."""
        last = time.monotonic()
        while not self._stopping.is_set():
            try:
                if self.work():
                    last = time.monotonic()
                    continue
            except Exception:
                log_event("shard_failed", level=logging.ERROR, exc=True, worker=self.name)
            if until_idle and time.monotonic() - last > IDLE_SECONDS:
                return
            self._stopping.wait(PAUSE_SECONDS)

    def stop(self) -> None:
        """The worker ends after the shard it is on."""
        self._stopping.set()

    def close(self) -> None:
        """Its connections are given back."""
        self.database.dispose()


def run(settings: Settings, *, until_idle: bool = False) -> None:
    """Works until SIGTERM or SIGINT, or until there is nothing to do."""
    configure_logs(settings.log_level)
    worker = Worker(settings)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        worker.stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    log_event("worker_started", worker=worker.name)
    try:
        worker.run(until_idle=until_idle)
    finally:
        worker.close()
        log_event("worker_stopped", worker=worker.name)
