"""The server killed without warning while people submit: what was acknowledged stands, once."""

from __future__ import annotations

import pytest

from benchmarks.attempts import ACCEPTED, UNKNOWN, Attempt, untrue_receipts
from benchmarks.crash import crash
from portal import clock
from portal.config import Settings
from portal.db import Database
from portal.operations.baskets import Opinion
from portal.secrets import KeyRing
from tests import make

KILL_COUNT = 5


@pytest.mark.slow
@pytest.mark.usefixtures("real_clock")
def test_every_acknowledged_receipt_survives_the_kill_with_its_text_once(
    settings: Settings,
) -> None:
    seen = crash(settings, KILL_COUNT)
    assert seen.faults == []
    assert seen.count(ACCEPTED) > KILL_COUNT
    assert seen.count(UNKNOWN) >= KILL_COUNT, "the kills hit nobody"


def test_the_rehearsal_sees_lost_changed_and_doubled_texts(
    database: Database, ring: KeyRing
) -> None:
    scene = make.scene(database)
    texts = ["建议一", "建议二", "建议二"]
    numbers = [
        make.submission(
            database, ring, scene, [Opinion(scene.clause_ids[0], "remark", None, text)]
        ).number
        for text in texts
    ]
    now = clock.now()

    def faults(*pairs: tuple[str, str]) -> list[str]:
        attempts = [Attempt(now, now, ACCEPTED, text, number) for number, text in pairs]
        with database.reading() as session:
            return untrue_receipts(session, attempts)

    assert faults((numbers[0], "建议一"), (numbers[1], "建议二")) == ["stands 2 times: 建议二"]
    assert len(faults((numbers[0], "建议一改"), (numbers[1], "建议二"))) == 3
    assert len(faults(("2026-NONE", "建议一"), (numbers[1], "建议二"))) == 2
