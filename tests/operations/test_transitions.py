"""Openings and closings are recorded once, at the instant they were due, however late."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.config import Settings
from portal.db import Database
from portal.models.accounts import User
from portal.models.audit import AuditEvent
from portal.models.consultations import Transition
from portal.operations import consultations, windows
from tests import make
from tests.conftest import START
from tests.make import Scene

TICK = timedelta(microseconds=1)


def rows(session: Session) -> list[tuple[Any, ...]]:
    query = select(Transition.kind, Transition.due_at, Transition.recorded_at)
    return [tuple(row) for row in session.execute(query.order_by(Transition.due_at))]


def test_days_late_the_due_instants_are_on_record_with_when_they_were_seen(
    database: Database, scene: Scene
) -> None:
    late = scene.closes_at + timedelta(days=2)
    with database.transaction() as session:
        recorded = windows.record_transitions(session, late)
    assert recorded == [(scene.consultation_id, "opened"), (scene.consultation_id, "closed")]
    with database.reading() as session:
        found = rows(session)
        events = session.scalars(
            select(AuditEvent.action).where(AuditEvent.action.like("%recorded")).order_by("id")
        ).all()
    opens_at = START - timedelta(hours=9)
    assert found == [("opened", opens_at, late), ("closed", scene.closes_at, late)]
    assert events == ["window_opened_recorded", "window_closed_recorded"]


def test_nothing_is_recorded_before_its_instant_or_twice(database: Database, scene: Scene) -> None:
    def tick(now: datetime) -> list[str]:
        with database.transaction() as session:
            return [kind for _id, kind in windows.record_transitions(session, now)]

    assert tick(START - timedelta(days=1)) == []
    assert tick(START) == ["opened"]
    assert tick(START) == []
    assert tick(scene.closes_at - TICK) == []
    assert tick(scene.closes_at) == ["closed"]
    assert tick(scene.closes_at + timedelta(days=1)) == []


def test_an_unpublished_or_withdrawn_consultation_is_never_recorded(
    session: Session, officer: User
) -> None:
    make.prepared(session, officer)
    withdrawn = make.published(session, officer)
    consultations.withdraw_consultation(session, withdrawn, reason="撤回", actor=officer, now=START)
    assert windows.record_transitions(session, START + timedelta(days=400)) == []
    assert rows(session) == []


def test_of_two_recorders_only_one_gets_each_transition(settings: Settings, scene: Scene) -> None:
    databases = [Database(settings) for _ in range(3)]
    start, recorded = threading.Barrier(3), []

    def record(database: Database) -> None:
        start.wait()
        with database.transaction() as session:
            recorded.extend(windows.record_transitions(session, scene.closes_at))

    threads = [threading.Thread(target=record, args=(database,)) for database in databases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with databases[0].reading() as session:
        assert [row[0] for row in rows(session)] == ["opened", "closed"]
    for database in databases:
        database.dispose()
    assert sorted(kind for _id, kind in recorded) == ["closed", "opened"]


def test_an_extension_before_the_close_moves_the_instant_that_is_recorded(
    database: Database, scene: Scene
) -> None:
    later = scene.closes_at + timedelta(days=3)
    with database.transaction() as session:
        officer = session.scalars(select(User).where(User.username == "officer")).one()
        made = consultations.lock_consultation(session, scene.consultation_id)
        windows.extend_window(session, made, later, reason="来信较多", actor=officer, now=START)
        windows.record_transitions(session, scene.closes_at)
        assert [row[0] for row in rows(session)] == ["opened"]
        windows.record_transitions(session, later)
        revision = session.scalars(select(Transition.window_revision)).all()
        assert [row[:2] for row in rows(session)][1] == ("closed", later)
    assert revision == [2, 2]
