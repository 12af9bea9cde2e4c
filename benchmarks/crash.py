"""A server killed again and again while people submit: `python -m benchmarks.crash`."""

from __future__ import annotations

import argparse
import random
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from benchmarks.attempts import ACCEPTED, UNKNOWN, Attempt, untrue_receipts
from benchmarks.page_visits import PersistentVisitor
from benchmarks.processes import web_server
from benchmarks.stage import installation, opened
from benchmarks.visitor import Visitor
from portal.config import Settings
from tests import make

VISITOR_COUNT = 4
LONGEST_LIFE_SECONDS = 0.5
"""From the first answer of a life to its end."""


@dataclass
class Crashes:
    """What the visitors saw over all lives of the server, and everything that was wrong."""

    attempts: list[Attempt] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def count(self, outcome: str) -> int:
        """How many attempts ended so."""
        return sum(a.outcome == outcome for a in self.attempts)


def crash(settings: Settings, times: int) -> Crashes:
    """The server was killed so many times; whoever had no answer has asked again since."""
    with opened(settings) as database:
        scene = make.scene(database)
        visitors = [PersistentVisitor(Visitor(""), scene) for _ in range(VISITOR_COUNT)]
        for number in range(times + 1):
            _live_and_die(settings, visitors, is_last=number == times)
        attempts = [a for visitor in visitors for a in visitor.attempts]
        with database.reading() as session:
            faults = untrue_receipts(session, attempts)
    return Crashes(attempts, faults)


def _live_and_die(settings: Settings, visitors: list[PersistentVisitor], *, is_last: bool) -> None:
    """One life of the server: it ends by SIGKILL, the last one only when everybody is answered."""
    cut, seen_count = threading.Event(), sum(len(one.attempts) for one in visitors)
    with web_server(settings) as (running, url), ThreadPoolExecutor(VISITOR_COUNT) as threads:
        for one in visitors:
            one.visitor.move_to(url)
        visits = [threads.submit(one.visit, cut) for one in visitors]
        while sum(len(one.attempts) for one in visitors) == seen_count:
            if any(visit.done() for visit in visits):
                break  # it failed: its result below says how
            time.sleep(0.01)
        time.sleep(random.uniform(0, LONGEST_LIFE_SECONDS))
        cut.set() if is_last else running.kill()
        for visit in visits:
            visit.result()
    for one in visitors:
        one.visitor.close()


def main() -> int:
    """What was seen, in a few lines; the exit status says whether anything was wrong."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.crash", description=__doc__)
    parser.add_argument("--times", type=int, default=50, help="how often the server is killed")
    parser.add_argument("--database-url", default="", help="an empty database of a server")
    chosen = parser.parse_args()
    with installation(chosen.database_url) as settings:
        seen = crash(settings, chosen.times)
    counts = f"acknowledged {seen.count(ACCEPTED)}, cut off {seen.count(UNKNOWN)}"
    print(f"killed {chosen.times} times: {counts}")
    print(*(seen.faults or ["every receipt has its text, once"]), sep="\n")
    return 1 if seen.faults else 0


if __name__ == "__main__":
    sys.exit(main())
