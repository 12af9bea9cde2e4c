"""Changing the window of a running consultation, with reason and history."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import window
from portal.db import Database
from portal.errors import ConflictError, InvalidInputError, WindowChangeError, WindowClosedError
from portal.models.accounts import User
from portal.models.audit import AuditEvent
from portal.models.consultations import Consultation, DocumentKind, WindowChange
from portal.operations import consultations, windows
from portal.operations.baskets import Opinion, require_open
from portal.secrets import KeyRing
from tests import make
from tests.conftest import START

Change = Callable[[Session, Consultation, User, datetime], None]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def made(session: Session, officer: User) -> Consultation:
    return make.published(session, officer)


def closes_at(made: Consultation) -> datetime:
    assert made.window is not None
    return made.window.closes_at


def history(session: Session) -> list[tuple[Any, ...]]:
    rows = select(WindowChange.revision, WindowChange.kind, WindowChange.reason)
    return [tuple(row) for row in session.execute(rows.order_by(WindowChange.revision))]


def extend(session: Session, made: Consultation, actor: User, now: datetime) -> None:
    later = closes_at(made) + timedelta(days=5)
    windows.extend_window(session, made, later, reason="来信较多", actor=actor, now=now)


def close(session: Session, made: Consultation, actor: User, now: datetime) -> None:
    windows.close_early(session, made, now, reason="依据变化", actor=actor, now=now)


def open_(session: Session, made: Consultation, actor: User, now: datetime) -> None:
    windows.open_early(session, made, reason="准备就绪", actor=actor, now=now)


def test_an_extension_is_in_force_in_history_and_on_record(
    session: Session, officer: User, made: Consultation
) -> None:
    before = closes_at(made)
    extend(session, made, officer, START)
    session.flush()
    assert closes_at(made) == before + timedelta(days=5)
    assert history(session) == [(1, "set", ""), (2, "extended", "来信较多")]
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "window_extended")).one()
    assert event.facts == {"revision": 2, "closes_at": closes_at(made).isoformat()}
    require_open(session, made.id, before)


def test_an_early_close_closes_for_the_public_on_the_instant(
    session: Session, officer: User, made: Consultation
) -> None:
    now = START + timedelta(days=2)
    close(session, made, officer, now)
    require_open(session, made.id, now - timedelta(microseconds=1))
    with pytest.raises(WindowClosedError) as caught:
        require_open(session, made.id, now)
    assert caught.value.details == {"phase": "closed"}


def test_an_upcoming_window_may_open_now(session: Session, officer: User) -> None:
    made = make.prepared(session, officer)
    first = date(2026, 3, 10)
    windows.set_window(
        session, made, window.of_days(first, first + timedelta(days=29)), actor=officer, now=START
    )
    consultations.publish_consultation(session, made, actor=officer, now=START)
    with pytest.raises(WindowClosedError) as caught:
        require_open(session, made.id, START)
    assert caught.value.details == {"phase": "upcoming"}
    open_(session, made, officer, START)
    require_open(session, made.id, START)
    assert history(session)[-1] == (3, "opened_early", "准备就绪")


@pytest.mark.parametrize(
    ("change", "days_later", "rule"),
    [(extend, 30, "closed"), (close, 30, "not_open"), (open_, 0, "not_upcoming"),
     (open_, 30, "not_upcoming")],
)  # fmt: skip
def test_a_change_at_the_wrong_time_is_refused_and_leaves_no_trace(
    session: Session, officer: User, made: Consultation, change: Change, days_later: int, rule: str
) -> None:
    now = closes_at(made) if days_later else START
    with pytest.raises(WindowChangeError) as caught:
        change(session, made, officer, now)
    assert caught.value.details == {"rule": rule}
    assert history(session) == [(1, "set", "")]


def test_an_extension_to_no_later_instant_is_refused(
    session: Session, officer: User, made: Consultation
) -> None:
    for at in (closes_at(made), closes_at(made) - MINUTE):
        with pytest.raises(WindowChangeError, match="not_later"):
            windows.extend_window(session, made, at, reason="理由", actor=officer, now=START)


def test_once_the_closing_is_on_record_a_clock_set_back_extends_nothing(
    session: Session, officer: User, made: Consultation
) -> None:
    now = closes_at(made) + MINUTE
    assert windows.record_transitions(session, now) == [(made.id, "opened"), (made.id, "closed")]
    for change in (extend, close):
        with pytest.raises(WindowChangeError, match="closed"):
            change(session, made, officer, START)


@pytest.mark.parametrize("change", [extend, close, open_])
def test_a_change_before_publication_or_after_withdrawal_is_refused(
    session: Session, officer: User, change: Change
) -> None:
    made = make.prepared(session, officer)
    with pytest.raises(ConflictError, match="not_running"):
        change(session, made, officer, START)
    consultations.publish_consultation(session, made, actor=officer, now=START)
    consultations.withdraw_consultation(session, made, reason="撤回", actor=officer, now=START)
    with pytest.raises(ConflictError, match="not_running"):
        change(session, made, officer, START)


@pytest.mark.parametrize("reason", ["", "  ", "甲\0乙", "字" * (windows.REASON_LIMIT + 1)])
def test_a_change_without_a_proper_reason_is_refused(
    session: Session, officer: User, made: Consultation, reason: str
) -> None:
    with pytest.raises(InvalidInputError) as caught:
        windows.extend_window(
            session, made, closes_at(made) + MINUTE, reason=reason, actor=officer, now=START
        )
    assert caught.value.details["field"] == "reason"
    assert history(session) == [(1, "set", "")]


def test_a_window_is_set_anew_while_in_preparation(session: Session, officer: User) -> None:
    made = make.prepared(session, officer)
    period = window.of_days(date(2026, 4, 1), date(2026, 4, 30))
    windows.set_window(session, made, period, actor=officer, now=START)
    session.flush()
    assert made.window is not None
    assert made.window.value() == period
    assert [row[:2] for row in history(session)] == [(1, "set"), (2, "set")]


@pytest.mark.parametrize("withdrawn", [False, True])
def test_what_is_not_running_is_open_to_nobody(
    session: Session, officer: User, withdrawn: bool
) -> None:
    made = make.prepared(session, officer)
    if withdrawn:
        consultations.publish_consultation(session, made, actor=officer, now=START)
        consultations.withdraw_consultation(session, made, reason="撤回", actor=officer, now=START)
    with pytest.raises(WindowClosedError) as caught:
        require_open(session, made.id, START)
    assert caught.value.details == {"phase": "withdrawn" if withdrawn else "unpublished"}


def test_a_consultation_without_a_window_is_open_to_nobody(session: Session) -> None:
    with pytest.raises(WindowClosedError):
        require_open(session, 999, START)


def test_a_window_with_a_hard_minimum_cannot_be_closed_below_it(
    session: Session, officer: User
) -> None:
    made = make.prepared(session, officer, days=31)
    hard = session.scalars(select(DocumentKind).where(DocumentKind.strength == "hard")).first()
    assert hard is not None
    made.document_kind = hard
    consultations.publish_consultation(session, made, actor=officer, now=START)
    end, day = closes_at(made), timedelta(days=1)
    with pytest.raises(WindowChangeError) as refusal:
        windows.close_early(session, made, end - 2 * day, reason="提前", actor=officer, now=START)
    assert refusal.value.details["rule"] == "below_hard_minimum"
    windows.close_early(
        session, made, end - day, reason="提前一天,仍满三十日", actor=officer, now=START
    )
    assert closes_at(made) == end - day


def test_a_submission_accepted_while_the_window_is_being_closed_stays_inside_it(
    database: Database, ring: KeyRing
) -> None:
    scene = make.scene(database)
    accepted = START + timedelta(seconds=5)
    opinion = Opinion(None, "remark", None, "总体赞同")
    make.submission(database, ring, scene, [opinion], now=accepted)
    pressed = START + timedelta(seconds=4)
    with database.transaction() as session:
        made = consultations.lock_consultation(session, scene.consultation_id)
        actor = session.scalars(select(User).where(User.username == "admin")).one()
        windows.close_early(session, made, pressed, reason="提前", actor=actor, now=pressed)
        assert closes_at(made) == accepted + timedelta(microseconds=1)
