"""Reading, adding one and writing back, in several processes at once."""

from __future__ import annotations

from contextlib import ExitStack

from sqlalchemy import select

from benchmarks.processes import process
from portal.config import Settings
from portal.db import Database
from portal.models.submissions import WHOLE, ClauseTally
from tests import make

PROCESS_COUNT, TIMES = 4, 100


def test_four_processes_on_sqlite_lose_no_increment(
    sqlite_settings: Settings, sqlite_database: Database
) -> None:
    scene = make.scene(sqlite_database)
    with sqlite_database.transaction() as session:
        session.add(ClauseTally(consultation_id=scene.consultation_id, clause_key=WHOLE))
    with ExitStack() as stack:
        counting = [
            stack.enter_context(process(sqlite_settings, "benchmarks.counting", str(TIMES)))
            for _ in range(PROCESS_COUNT)
        ]
        assert [one.process.wait(60) for one in counting] == [0] * PROCESS_COUNT
    with sqlite_database.reading() as session:
        assert session.scalar(select(ClauseTally.comment_count)) == PROCESS_COUNT * TIMES
