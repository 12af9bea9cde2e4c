"""Lists by state, page by page; what is another bureau's is not found."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import window
from portal.db import Database
from portal.errors import NotFoundError
from portal.models.accounts import User
from portal.models.consultations import Consultation
from portal.models.responses import Report
from portal.operations import consultations, windows
from portal.operations.baskets import Opinion
from portal.queries import administration
from portal.queries import consultations as questions
from portal.queries.phase_changes import next_phase_change_at
from portal.secrets import KeyRing
from tests import make
from tests.conftest import START
from tests.queries.conftest import Counting

TODAY = date(2026, 3, 2)
STATES = ("open", "upcoming", "closed", "answered")
DAYS = {"open": -3, "upcoming": 5, "closed": -50, "answered": -60}


def add(session: Session, actor: User, state: str, name: str) -> Consultation:
    """A consultation that is in `state` at START."""
    made = make.prepared(session, actor)
    made.title = name
    if state == "draft":
        return made
    first = TODAY + timedelta(days=DAYS.get(state, -3))
    period = window.of_days(first, first + timedelta(days=29))
    windows.set_window(session, made, period, actor=actor, now=min(START, period.opens_at))
    consultations.publish_consultation(session, made, actor=actor, now=period.opens_at)
    if state == "withdrawn":
        consultations.withdraw_consultation(session, made, reason="撤回", actor=actor, now=START)
    if state == "answered":
        session.add(
            Report(
                consultation_id=made.id, title="反馈", process="经过", collection="收集",
                figures={}, published_at=START, published_by_id=actor.id,
            )
        )  # fmt: skip
    return made


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """Two bureaus; the first has one consultation in each state, the second an open one."""
    with database.transaction() as value:
        first = make.officer(value)
        for state in (*STATES, "draft", "withdrawn"):
            add(value, first, state, state)
        add(value, make.officer(value, "second", "云川市林业局"), "open", "foreign")
        value.flush()
        yield value
        value.rollback()


def titles(listed: list[questions.Listed]) -> list[str]:
    return [item.consultation.title for item in listed]


@pytest.mark.parametrize(
    ("state", "expected"),
    [("open", ["foreign", "open"]), ("upcoming", ["upcoming"]), ("closed", ["closed"]),
     ("answered", ["answered"])],
)  # fmt: skip
def test_a_public_list_holds_the_consultations_of_its_state(
    session: Session, state: str, expected: list[str]
) -> None:
    listed = questions.public_list(session, state, START)
    assert titles(listed) == expected
    assert questions.state_counts(session, START)[state] == len(expected)
    assert {item.state for item in listed} == {state}


def test_a_state_that_is_not_one_of_the_four_is_no_list(session: Session) -> None:
    with pytest.raises(ValueError, match="draft"):
        questions.public_list(session, "draft", START)


def test_a_consultation_moves_from_list_to_list_with_the_clock(session: Session) -> None:
    def where(now: datetime) -> set[str]:
        return {s for s in STATES if "open" in titles(questions.public_list(session, s, now))}

    row = session.scalars(select(Consultation).where(Consultation.title == "open")).one()
    assert row.window is not None
    tick = timedelta(microseconds=1)
    assert where(row.window.opens_at - tick) == {"upcoming"}
    assert where(row.window.opens_at) == {"open"}
    assert where(row.window.closes_at - tick) == {"open"}
    assert where(row.window.closes_at) == {"closed"}


def test_the_derived_state_the_counts_and_the_totals_agree(session: Session) -> None:
    listed, total = questions.staff_list(session, None, START)
    assert total == 7
    assert {item.consultation.title: item.state for item in listed} == {
        **{state: state for state in (*STATES, "draft", "withdrawn")},
        "foreign": "open",
    }
    counts = questions.state_counts(session, START)
    assert counts == {"open": 2, "upcoming": 1, "closed": 1, "answered": 1}
    totals = administration.state_totals(session, START)
    assert totals == {**counts, "draft": 1, "withdrawn": 1}


def test_an_officers_list_holds_the_own_bureaus_newest_first(session: Session) -> None:
    bureau = make.bureau(session)
    listed, total = questions.staff_list(session, bureau.id, START)
    assert total == 6
    ids = [item.consultation.id for item in listed]
    assert ids == sorted(ids, reverse=True)
    assert "foreign" not in titles(listed)


def test_what_is_another_bureaus_is_not_found_like_what_does_not_exist(session: Session) -> None:
    row = session.scalars(select(Consultation).where(Consultation.title == "foreign")).one()
    own = make.bureau(session).id
    messages = []
    for reference, bureau_id in ((row.reference, own), ("2026-9999", own), ("2026-9999", None)):
        with pytest.raises(NotFoundError) as caught:
            questions.get_for_bureau(session, reference, bureau_id)
        messages.append(str(caught.value))
    assert len(set(messages)) == 1
    assert questions.get_for_bureau(session, row.reference, row.bureau_id) is row
    assert questions.get_for_bureau(session, row.reference, None) is row


def test_the_public_finds_what_is_published_the_withdrawn_too_and_no_draft(
    session: Session,
) -> None:
    rows = {row.title: row for row in session.scalars(select(Consultation)).unique()}
    for title in ("open", "upcoming", "withdrawn"):
        assert questions.get_public(session, rows[title].reference) is rows[title]
        assert questions.public_draft(session, rows[title].id) is not None
    for reference in (rows["draft"].reference, "2026-9999"):
        with pytest.raises(NotFoundError):
            questions.get_public(session, reference)
    assert questions.public_draft(session, rows["draft"].id) is None


def test_pages_follow_each_other_without_gap_or_repeat(session: Session) -> None:
    officer = session.scalars(select(User).where(User.username == "officer")).one()
    for number in range(questions.PAGE + 3):
        add(session, officer, "upcoming", f"第{number}件")
    pages = [questions.public_list(session, "upcoming", START, page) for page in (1, 2, 3)]
    assert [len(listed) for listed in pages] == [questions.PAGE, 4, 0]
    assert questions.state_counts(session, START)["upcoming"] == questions.PAGE + 4
    seen = [item.consultation.id for listed in pages for item in listed]
    assert len(set(seen)) == questions.PAGE + 4
    staff = [questions.staff_list(session, None, START, page)[0] for page in (1, 2)]
    assert [len(page) for page in staff] == [questions.PAGE, 10]


def test_a_list_costs_the_same_statements_for_one_and_for_twenty(
    session: Session, counting: Counting
) -> None:
    def cost() -> tuple[int, int]:
        session.flush()
        session.expunge_all()
        with counting() as public:
            for item in questions.public_list(session, "open", START):
                assert item.consultation.bureau.name
                assert item.consultation.window
                assert item.consultation.document_kind.name
        session.expunge_all()
        with counting() as staff:
            questions.staff_list(session, None, START)
        return len(public), len(staff)

    few = cost()
    officer = session.scalars(select(User).where(User.username == "officer")).one()
    for number in range(12):
        add(session, officer, "open", f"第{number}件")
    assert cost() == few
    assert few[0] <= 2
    assert few[1] <= 4


def test_the_staff_list_counts_comments_and_decisions(database: Database, ring: KeyRing) -> None:
    scene = make.scene(database)
    opinions = [Opinion(clause, "remark", None, "好") for clause in scene.clause_ids[:2]]
    make.submission(database, ring, scene, opinions)
    with database.reading() as session:
        listed, _total = questions.staff_list(session, None, START)
    assert [(item.comment_count, item.decided_count) for item in listed] == [(2, 0)]


def test_the_next_change_of_phase_is_the_soonest_opening_or_closing(session: Session) -> None:
    opening = window.to_instant(datetime(2026, 3, 7))  # noqa: DTZ001  civil
    closing = window.to_instant(datetime(2026, 3, 29))  # noqa: DTZ001  civil
    assert next_phase_change_at(session, START) == opening
    assert next_phase_change_at(session, opening) == closing
    assert next_phase_change_at(session, START + timedelta(days=400)) is None
