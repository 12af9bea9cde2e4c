"""The moment of closing, rehearsed with real processes: `python -m benchmarks.closing`."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
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
from benchmarks.page_visits import visit_until
from benchmarks.processes import process, scheduler, web_server
from benchmarks.stage import closing_at, installation, opened
from portal import clock
from portal.config import Settings
from portal.db import Database
from tests.make import Scene

SCHEDULER_COUNT = 2
PROCESS_COUNT = 3
"""Web servers, or processes that call the verbs themselves."""
VISITORS_A_SERVER = 3
LONGEST_RECORDING_SECONDS = 10

Visits = list[list[Attempt]]
Act = Callable[[Scene, datetime], Visits]


@dataclass
class Rehearsal:
    """What every visitor saw, and everything that was wrong."""

    visits: Visits = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def count(self, outcome: str) -> int:
        """How many attempts ended so."""
        return sum(a.outcome == outcome for attempts in self.visits for a in attempts)


def rehearse_verbs(settings: Settings, before: float, after: float) -> Rehearsal:
    """Processes call the verbs without pause, from `before` to `after` seconds around the close."""
    with ExitStack() as stack:
        visitors = [
            stack.enter_context(process(settings, "benchmarks.direct_visitor"))
            for _ in range(PROCESS_COUNT)
        ]
        for visitor in visitors:
            visitor.wait_for("ready")

        def act(scene: Scene, until: datetime) -> Visits:
            order = {
                "consultation": scene.consultation_id,
                "clause": scene.clause_ids[0],
                "until": until.isoformat(),
            }
            for visitor in visitors:
                visitor.tell(json.dumps(order))
            with ThreadPoolExecutor(len(visitors)) as readers:
                return list(readers.map(lambda v: list(read_attempts(v.lines())), visitors))

        return _rehearse(settings, act, before, after)


def rehearse_pages(settings: Settings, before: float, after: float) -> Rehearsal:
    """The same with visitors who fill in the pages of several web servers."""
    with ExitStack() as stack:
        urls = [stack.enter_context(web_server(settings))[1] for _ in range(PROCESS_COUNT)]

        def act(scene: Scene, until: datetime) -> Visits:
            with ThreadPoolExecutor(PROCESS_COUNT * VISITORS_A_SERVER) as visitors:
                return list(
                    visitors.map(
                        lambda url: visit_until(url, scene, until), urls * VISITORS_A_SERVER
                    )
                )

        return _rehearse(settings, act, before, after)


def _rehearse(settings: Settings, act: Act, before: float, after: float) -> Rehearsal:
    """The act plays across the closing instant while schedulers tick; all of it is judged."""
    with opened(settings) as database, ExitStack() as stack:
        for _ in range(SCHEDULER_COUNT):
            stack.enter_context(scheduler(settings)).wait_for("scheduler_started")
        now = clock.now()
        scene = closing_at(database, now + timedelta(seconds=before), now)
        visits = act(scene, scene.closes_at + timedelta(seconds=after))
        _wait_for_recording(database, scene)
        every = [a for one in visits for a in one]
        with database.reading() as session:
            faults = untimely(every, scene.closes_at) + untrue_receipts(session, every)
            faults += misrecorded_closing(session, scene)
    return Rehearsal(visits, faults)


def _wait_for_recording(database: Database, scene: Scene) -> None:
    """The closing is on record, or the schedulers have had time enough."""
    end = time.monotonic() + LONGEST_RECORDING_SECONDS
    while time.monotonic() < end:
        with database.reading() as session:
            if not misrecorded_closing(session, scene):
                return
        time.sleep(0.1)


def main() -> int:
    """The rehearsal is told in two lines; the exit status says whether anything was wrong."""
    acts = {"pages": rehearse_pages, "verbs": rehearse_verbs}
    parser = argparse.ArgumentParser(prog="python -m benchmarks.closing", description=__doc__)
    parser.add_argument("--by", choices=acts, default="pages", help="how the visitors submit")
    parser.add_argument("--seconds", type=float, default=20, help="before the close")
    parser.add_argument("--database-url", default="", help="an empty database of a server")
    chosen = parser.parse_args()
    with installation(chosen.database_url) as settings:
        seen = acts[chosen.by](settings, chosen.seconds, chosen.seconds / 4)
    counts = f"accepted {seen.count(ACCEPTED)}, refused {seen.count(REFUSED)}"
    print(f"{PROCESS_COUNT} processes by {chosen.by}, {SCHEDULER_COUNT} schedulers: {counts}")
    print(*(seen.faults or ["no fault"]), sep="\n")
    return 1 if seen.faults else 0


if __name__ == "__main__":
    sys.exit(main())
