"""The moment of closing, rehearsed with real processes: `python -m benchmarks.closing`."""

from __future__ import annotations

import argparse
import sys
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from benchmarks.attempts import (
    ACCEPTED,
    REFUSED,
    Attempt,
    misrecorded_closing,
    read_attempts,
    untimely,
    untrue_receipts,
)
from benchmarks.processes import process, scheduler
from benchmarks.stage import closing_at, installation, opened
from portal import clock
from portal.config import Settings
from portal.db import Database
from tests.make import Scene

SCHEDULER_COUNT = 2
VISITOR_COUNT = 3
LONGEST_RECORDING_SECONDS = 10


@dataclass
class Rehearsal:
    """What every visitor saw, and everything that was wrong."""

    attempts: list[list[Attempt]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def count(self, outcome: str) -> int:
        """How many attempts ended so."""
        return sum(a.outcome == outcome for attempts in self.attempts for a in attempts)


def rehearse(settings: Settings, seconds_before: float, seconds_after: float) -> Rehearsal:
    """Visitors submit across the closing instant while schedulers tick; all of it is judged."""
    closes_at = clock.now() + timedelta(seconds=seconds_before)
    with opened(settings) as database:
        scene = closing_at(database, closes_at, clock.now())
        with ExitStack() as stack:
            for _ in range(SCHEDULER_COUNT):
                stack.enter_context(scheduler(settings))
            attempts = _visit(settings, scene, closes_at + timedelta(seconds=seconds_after))
            _wait_for_recording(database, scene)
        every = [a for one in attempts for a in one]
        with database.reading() as session:
            faults = untimely(every, closes_at) + untrue_receipts(session, every)
            faults += misrecorded_closing(session, scene)
    return Rehearsal(attempts, faults)


def _visit(settings: Settings, scene: Scene, until: datetime) -> list[list[Attempt]]:
    """What each visitor's process printed until it ended."""
    options = ("--consultation", str(scene.consultation_id), "--clause", scene.clause_ids[0])
    with ExitStack() as stack:
        running = [
            stack.enter_context(
                process(
                    settings, "benchmarks.direct_visitor", *options, "--until", until.isoformat()
                )
            )
            for _ in range(VISITOR_COUNT)
        ]
        found: dict[int, list[Attempt]] = {}
        readers = [
            threading.Thread(
                target=lambda p=one: found.update({p.pid: list(read_attempts(p.stdout or ()))})
            )
            for one in running
        ]
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join()
    return list(found.values())


def _wait_for_recording(database: Database, scene: Scene) -> None:
    """The closing is on record, or the schedulers have had time enough."""
    end = time.monotonic() + LONGEST_RECORDING_SECONDS
    while time.monotonic() < end:
        with database.reading() as session:
            if not misrecorded_closing(session, scene):
                return
        time.sleep(0.1)


def main() -> int:
    """The rehearsal is told in a few lines; the exit status says whether anything was wrong."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.closing", description=__doc__)
    parser.add_argument("--seconds", type=float, default=20, help="before the close")
    parser.add_argument("--database-url", default="", help="an empty database of a server")
    chosen = parser.parse_args()
    with installation(chosen.database_url) as settings:
        seen = rehearse(settings, chosen.seconds, chosen.seconds / 4)
    print(f"{SCHEDULER_COUNT} schedulers, {len(seen.attempts)} visitors at the moment of closing")
    print(f"accepted {seen.count(ACCEPTED)}, refused {seen.count(REFUSED)}")
    print(*(seen.faults or ["no fault"]), sep="\n")
    return 1 if seen.faults else 0


if __name__ == "__main__":
    sys.exit(main())
