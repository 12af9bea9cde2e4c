"""The administrators' overview."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from portal import clock
from portal.db import Database
from portal.operations import scheduling, windows
from portal.operations.consultations import lock_consultation, withdraw_consultation
from portal.operations.windows import record_transitions
from portal.queries.administration import (
    coming_transitions,
    scheduler_state,
    state_totals,
    unrecorded_count,
)
from portal.queries.consultations import staff_list
from tests import make
from tests.lint import LintClient
from tests.statements import counted_queries
from tests.web.admin.staff import signed_in_admin


def _busy_scene(database: Database, test_clock: Any) -> None:
    """A draft, a withdrawn, an upcoming, an open and a closed consultation."""
    with database.transaction() as session:
        officer = make.officer(session)
        admin = make.admin(session)
        make.prepared(session, officer)
        make.published(session, officer, days=30)
        withdrawn = make.published(session, officer, days=30)
        withdraw_consultation(
            session, withdrawn, reason="文件不再制定。", actor=admin, now=clock.now()
        )
    test_clock.move(days=-60)
    with database.transaction() as session:
        make.published(session, session.get_one(type(officer), officer.id), days=30)
    test_clock.move(days=70)
    with database.transaction() as session:
        later = make.published(session, session.get_one(type(officer), officer.id), days=30)
        assert later.window is not None
        later.window.opens_at += timedelta(days=1)
    test_clock.move(minutes=5)


def test_the_totals_agree_with_the_states_of_the_lists(database: Database, test_clock: Any) -> None:
    _busy_scene(database, test_clock)
    with database.reading() as session:
        totals = state_totals(session, clock.now())
        listed, _count = staff_list(session, None, clock.now())
    states = [item.state for item in listed]
    assert totals == {name: states.count(name) for name in totals}
    assert sorted(states) == ["closed", "draft", "open", "upcoming", "withdrawn"]


def test_an_empty_installation_has_an_overview(client: LintClient, database: Database) -> None:
    with database.transaction() as session:
        make.admin(session)
    client.sign_in("admin", make.PASSWORD)
    assert client.get("/admin/").status_code == 200
    assert "没有即将开始或结束的征集" in client.text()


def test_the_next_openings_and_closings_are_listed_soonest_first(
    database: Database, test_clock: Any
) -> None:
    _busy_scene(database, test_clock)
    with database.reading() as session:
        coming = coming_transitions(session, clock.now())
    assert [item.kind for item in coming] == ["opened", "closed"]
    assert coming[0].at < coming[1].at


def test_due_transitions_count_as_unrecorded_until_the_scheduler_has_run(
    database: Database, test_clock: Any
) -> None:
    scene = make.scene(database)
    test_clock.set(scene.closes_at)
    with database.reading() as session:
        assert unrecorded_count(session, clock.now()) == 2
    with database.transaction() as session:
        record_transitions(session, clock.now())
    with database.reading() as session:
        assert unrecorded_count(session, clock.now()) == 0


def test_the_scheduler_is_alive_as_long_as_its_lease(database: Database, test_clock: Any) -> None:
    with database.reading() as session:
        assert scheduler_state(session, clock.now()) == (
            scheduler_state(session, clock.now() + timedelta(days=1))
        )
        assert not scheduler_state(session, clock.now()).is_alive
    with database.transaction() as session:
        scheduling.take_lease(session, name="scheduler", holder="one", now=clock.now())
        scheduling.mark_clock(session, clock.now())
    started = clock.now()
    with database.reading() as session:
        assert scheduler_state(session, started).is_alive
        silent = scheduler_state(session, started + timedelta(seconds=scheduling.LEASE_SECONDS))
    assert not silent.is_alive
    assert silent.silent_since == started + timedelta(seconds=scheduling.LEASE_SECONDS)
    assert silent.seen_at == started


def test_the_overview_says_what_was_recorded_and_when_it_was_due(
    client: LintClient, database: Database, test_clock: Any
) -> None:
    scene = signed_in_admin(client, database)
    client.get("/admin/")
    assert "调度进程从未运行" in client.text()
    test_clock.move(minutes=3)
    with database.transaction() as session:
        scheduling.take_lease(session, name="scheduler", holder="one", now=clock.now())
        record_transitions(session, clock.now())
    client.get("/admin/")
    assert "调度进程从未运行" not in client.text()
    assert "2026年3月2日 00:00:00 2026年3月2日 09:03:00 开始" in client.text()
    assert "记录征集开始" in client.text()
    assert f"/admin/consultations/{scene.reference}/window" in client.links()


@pytest.mark.parametrize("path", ["/admin/", "/admin/consultations", "/admin/users", "/admin/bureaus", "/admin/audit"])
def test_a_page_asks_a_fixed_number_of_questions(
    client: LintClient, database: Database, test_clock: Any, path: str
) -> None:
    signed_in_admin(client, database)
    with counted_queries() as few:
        client.get(path)
    with database.transaction() as session:
        for number in range(6):
            officer = make.officer(session, f"officer{number}", f"云川市第{number}局")
            made = make.published(session, officer)
            windows.extend_window(
                session, lock_consultation(session, made.id),
                made.window.closes_at + timedelta(days=1) if made.window else clock.now(),
                reason="节假日顺延。", actor=officer, now=clock.now(),
            )
        record_transitions(session, clock.now())
    with counted_queries() as many:
        assert client.get(path).status_code == 200
    assert len(many) == len(few)
    assert len(many) <= 12
