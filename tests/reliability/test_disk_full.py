"""No room left: an error that keeps what was typed, nothing half-written, and a retry that works."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, select

from benchmarks.processes import Running, web_server
from benchmarks.visitor import Visitor, fresh_key
from portal.config import Settings
from portal.db import Database
from portal.models.submissions import BasketOpinion, Comment, Submission
from tests import make

STORED, UNAVAILABLE = 303, 503
BODY = "建议在地铁口设置引导员。"


@contextmanager
def _no_room(running: Running, log: Path) -> Iterator[None]:
    """No file of the process may grow beyond the database's log, so that the log cannot grow."""
    _soft, hard = resource.prlimit(running.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(running.process.pid, resource.RLIMIT_FSIZE, (log.stat().st_size, hard))
    try:
        yield
    finally:
        resource.prlimit(running.process.pid, resource.RLIMIT_FSIZE, (hard, hard))


def _counts(database: Database) -> tuple[int, ...]:
    with database.reading() as session:
        return tuple(
            session.scalar(select(func.count()).select_from(model)) or 0
            for model in (Submission, Comment, BasketOpinion)
        )


@pytest.mark.usefixtures("real_clock")
def test_on_a_full_disk_a_submission_fails_whole_and_its_retry_succeeds(
    sqlite_settings: Settings, sqlite_database: Database
) -> None:
    scene = make.scene(sqlite_database)
    log = Path(f"{sqlite_database.url.database}-wal")
    key = fresh_key()
    with web_server(sqlite_settings) as (running, url), closing(Visitor(url)) as visitor:
        assert visitor.put_opinion(scene.reference, scene.clause_ids[0], BODY).status == STORED
        with _no_room(running, log):
            assert visitor.submit(scene.reference, key).status == UNAVAILABLE
            refused = visitor.put_opinion(scene.reference, scene.clause_ids[1], "建议二")
            assert refused.status == UNAVAILABLE
            assert "建议二" in refused.text
            assert visitor.get(f"/consultations/{scene.reference}/draft").status == 200
        assert _counts(sqlite_database) == (0, 0, 1)
        assert visitor.submit(scene.reference, key).status == STORED
        number = visitor.receipt_number()
        assert visitor.submit(scene.reference, key).status == STORED
        assert visitor.receipt_number() == number
    assert _counts(sqlite_database) == (1, 1, 0)
