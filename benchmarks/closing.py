"""The moment of closing, rehearsed with real processes: `python -m benchmarks.closing`."""

from __future__ import annotations

import argparse
import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from subprocess import Popen

from benchmarks.attempts import (
    ACCEPTED,
    REFUSED,
    Attempt,
    misrecorded_closing,
    read_attempts,
    untimely,
    untrue_receipts,
)
from benchmarks.processes import process, scheduler, wait_for_line
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
    with opened(settings) as database, ExitStack() as stack:
        for _ in range(SCHEDULER_COUNT):
            stack.enter_context(scheduler(settings))
        visitors = [
            stack.enter_context(process(settings, "benchmarks.direct_visitor"))
            for _ in range(VISITOR_COUNT)
        ]
        for visitor in visitors:
            wait_for_line(visitor, "ready")
        now = clock.now()
        scene = closing_at(database, now + timedelta(seconds=seconds_before), now)
        attempts = _visit(visitors, scene, scene.closes_at + timedelta(seconds=seconds_after))
        _wait_for_recording(database, scene)
        every = [a for one in attempts for a in one]
        with database.reading() as session:
            faults = untimely(every, scene.closes_at) + untrue_receipts(session, every)
            faults += misrecorded_closing(session, scene)
    return Rehearsal(attempts, faults)


def _visit(visitors: list[Popen[str]], scene: Scene, until: datetime) -> list[list[Attempt]]:
    """What each visitor's process printed until it ended."""
    order = {
        "consultation": scene.consultation_id,
        "clause": scene.clause_ids[0],
        "until": until.isoformat(),
    }
    for visitor in visitors:
        assert visitor.stdin is not None
        visitor.stdin.write(json.dumps(order) + "\n")
        visitor.stdin.flush()
    with ThreadPoolExecutor(len(visitors)) as readers:
        return list(readers.map(lambda v: list(read_attempts(v.stdout or ())), visitors))


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
