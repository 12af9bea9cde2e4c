"""The moment of closing: only the instant of arrival decides, in every process alike."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from benchmarks import closing
from benchmarks.attempts import ACCEPTED, REFUSED, Attempt, untimely
from portal.config import Settings
from portal.db import Database
from portal.errors import WindowClosedError
from portal.operations.baskets import Opinion
from portal.secrets import KeyRing
from tests import make
from tests.conftest import START


@pytest.mark.slow
@pytest.mark.usefixtures("real_clock")
@pytest.mark.parametrize("rehearse", [closing.rehearse_verbs, closing.rehearse_pages])
def test_no_process_accepts_late_or_refuses_early_and_the_closing_stands_once(
    settings: Settings, rehearse: Callable[[Settings, float, float], closing.Rehearsal]
) -> None:
    # The first pages of a fresh server are slow: a visitor needs some seconds for the first submission.
    seen = rehearse(settings, 6, 1.5)
    assert seen.faults == []
    assert seen.count(ACCEPTED)
    for attempts in seen.visits:
        assert attempts[-1].outcome == REFUSED, "a visitor did not reach the close"


def _submit(database: Database, ring: KeyRing, scene: make.Scene, **before_close: float) -> None:
    opinion = Opinion(scene.clause_ids[0], "remark", None, "点位应当避开消防通道。")
    now = scene.closes_at - timedelta(**before_close)
    make.submission(database, ring, scene, [opinion], now=now)


def test_the_last_microsecond_is_in_time(database: Database, ring: KeyRing) -> None:
    _submit(database, ring, make.scene(database), microseconds=1)


def test_the_closing_instant_itself_is_too_late(database: Database, ring: KeyRing) -> None:
    scene = make.scene(database)
    with pytest.raises(WindowClosedError):
        _submit(database, ring, scene, microseconds=0)


def test_the_rehearsal_sees_a_late_acceptance_and_an_early_refusal() -> None:
    before, after = START - timedelta(microseconds=1), START
    right = [Attempt(before, before, ACCEPTED, "及时"), Attempt(after, after, REFUSED, "迟到")]
    assert untimely(right, START) == []
    wrong = [Attempt(after, after, ACCEPTED, "迟到"), Attempt(before, before, REFUSED, "及时")]
    assert len(untimely(wrong, START)) == 2
