"""The report is published once, complete, masked and unchangeable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from portal.db import Database
from portal.errors import (
    ConflictError,
    IncompleteError,
    InvalidInputError,
    WindowClosedError,
)
from portal.models.accounts import User
from portal.models.consultations import Consultation
from portal.models.responses import Report, ReportRow
from portal.models.submissions import Comment
from portal.operations import consultations, reports, responses
from portal.operations.baskets import Opinion
from portal.operations.reports import ReportText
from portal.operations.responses import Decision
from portal.secrets import KeyRing
from tests import make
from tests.conftest import START
from tests.make import ORGANISATION, PERSON, Scene

WORDS = ReportText("意见采纳情况反馈", "一、公众参与过程", "二、收集和采纳情况", "感谢参与")
OPEN_PERSON = replace(PERSON, allows_publication=True)
OPEN_ORGANISATION = replace(ORGANISATION, allows_publication=True)


def comment(
    database: Database, ring: KeyRing, scene: Scene, place: int, body: str, **changes: Any
) -> int:
    """A comment on the clause at `place` (None: the whole draft); returns its id."""
    clause = scene.clause_ids[place] if place >= 0 else None
    contact = changes.get("contact", OPEN_PERSON)
    make.submission(database, ring, scene, [Opinion(clause, "remark", None, body)], contact=contact)
    with database.reading() as session:
        return session.scalars(select(func.max(Comment.id))).one()


def officer(session: Session) -> User:
    return session.scalars(select(User).where(User.username == "officer")).one()


def decide(session: Session, scene: Scene, ids: Sequence[int], decision: Decision) -> None:
    responses.decide_comments(
        session, scene.consultation_id, ids, decision, actor=officer(session), now=START
    )


def publish(session: Session, ring: KeyRing, scene: Scene, **changes: Any) -> Report:
    made = session.get_one(Consultation, scene.consultation_id)
    values = {"masking_confirmed": True, "now": scene.closes_at, "words": WORDS, **changes}
    words = values.pop("words")
    return reports.publish_report(session, ring, made, words, actor=officer(session), **values)


def missing(session: Session, scene: Scene, now: Any) -> list[str]:
    made = session.get_one(Consultation, scene.consultation_id)
    return reports.missing_for_report(session, made, now)


def test_the_report_is_a_snapshot_in_clause_order_with_the_whole_draft_first(
    database: Database, ring: KeyRing, scene: Scene
) -> None:
    third = comment(database, ring, scene, 2, "关于第三条", contact=OPEN_ORGANISATION)
    first = comment(database, ring, scene, 0, "关于第一条")
    whole = comment(database, ring, scene, -1, "总体")
    again = comment(database, ring, scene, 0, "又是第一条")
    with database.transaction() as session:
        decide(session, scene, [third, whole], Decision("adopted"))
        decide(session, scene, [first], Decision("not_adopted", reason="条件不具备"))
        decide(session, scene, [again], Decision("duplicate", reason="同前", duplicate_of=first))
        report = publish(session, ring, scene)
        rows = session.scalars(select(ReportRow).order_by(ReportRow.sequence)).all()
    assert [(r.sequence, r.comment_id) for r in rows] == [
        (1, whole), (2, first), (3, again), (4, third),
    ]  # fmt: skip
    assert [r.duplicate_of_sequence for r in rows] == [None, None, 2, None]
    assert [r.commenter for r in rows] == ["李*禾"] * 3 + ["云川市骑行协会"]
    assert rows[1].reason == "条件不具备"
    assert report.published_at == scene.closes_at
    assert report.figures["comment_count"] == 4


def test_people_opinions_and_the_rate_are_counted_apart(
    database: Database, ring: KeyRing, scene: Scene
) -> None:
    ids = [comment(database, ring, scene, n, f"意见{n}") for n in range(3)]
    ids += [comment(database, ring, scene, 3, "单位意见", contact=ORGANISATION)]
    with database.transaction() as session:
        decide(session, scene, ids[:1], Decision("adopted"))
        decide(session, scene, ids[1:2], Decision("partly_adopted", "部分可行", "改为二小时"))
        decide(session, scene, ids[2:3], Decision("irrelevant", "与本办法无关"))
        figures = reports.report_figures(session, scene.consultation_id)
    assert figures == {
        "no_comment_count": 0,
        "people_count": 2,
        "submission_count": 4,
        "comment_count": 4,
        "undecided_count": 1,
        "outcomes": {"adopted": 1, "partly_adopted": 1, "irrelevant": 1},
        "channels": {"web": {"people": 2, "comments": 4}},
        "substantive_count": 2,
        "adopted_count": 2,
    }


def test_an_open_window_an_undecided_comment_and_a_withdrawal_stand_in_the_way(
    database: Database, ring: KeyRing, scene: Scene
) -> None:
    opinion = comment(database, ring, scene, 0, "甲")
    last = scene.closes_at - timedelta(microseconds=1)
    with database.transaction() as session:
        assert missing(session, scene, last) == ["window_open", "undecided"]
        with pytest.raises(IncompleteError) as caught:
            publish(session, ring, scene)
        assert caught.value.details == {"missing": ["undecided"]}
        decide(session, scene, [opinion], Decision("adopted"))
        with pytest.raises(IncompleteError):
            publish(session, ring, scene, now=last)
        made = session.get_one(Consultation, scene.consultation_id)
        consultations.withdraw_consultation(
            session, made, reason="撤回", actor=officer(session), now=START
        )
        assert missing(session, scene, scene.closes_at) == ["withdrawn"]
        assert session.scalar(select(func.count()).select_from(Report)) == 0


def test_an_unpublished_consultation_has_no_report(session: Session, officer: User) -> None:
    made = make.prepared(session, officer)
    assert reports.missing_for_report(session, made, START) == ["publication"]
    with pytest.raises(ConflictError, match="no_report"):
        reports.get_report(session, made.id)


def test_no_opinion_at_all_is_a_report_too(database: Database, ring: KeyRing, scene: Scene) -> None:
    with database.transaction() as session:
        report = publish(session, ring, scene, masking_confirmed=False)
        assert report.figures["comment_count"] == report.figures["people_count"] == 0
        assert reports.get_report(session, scene.consultation_id) is report
        with pytest.raises(ConflictError, match="report_published"):
            publish(session, ring, scene)


def test_personal_data_is_masked_and_publication_waits_until_somebody_looked(
    database: Database, ring: KeyRing, scene: Scene
) -> None:
    body = "请联系我19900005678，李晓禾，身份证不便提供。"
    opinion = comment(database, ring, scene, 0, body)
    with database.transaction() as session:
        decide(session, scene, [opinion], Decision("explained", "已电话19900005678回复李晓禾。"))
        with pytest.raises(InvalidInputError) as caught:
            publish(session, ring, scene, masking_confirmed=False)
        assert caught.value.details["field"] == "masking_confirmed"
        assert caught.value.details["count"] == 4
        publish(session, ring, scene)
        row = session.scalars(select(ReportRow)).one()
        original = session.scalars(select(Comment.body)).one()
    for shown in (row.body, row.reason):
        assert "19900005678" not in shown
        assert "李晓禾" not in shown
    assert "199****5678" in row.body
    assert original == body


def test_who_did_not_agree_to_publication_is_counted_but_neither_named_nor_quoted(
    database: Database, ring: KeyRing, scene: Scene
) -> None:
    opinion = comment(database, ring, scene, 0, "不愿公开的话", contact=PERSON)
    with database.transaction() as session:
        decide(session, scene, [opinion], Decision("not_adopted", reason="条件不具备"))
        report = publish(session, ring, scene)
        row = session.scalars(select(ReportRow)).one()
    assert (row.body, row.commenter) == ("", "")
    assert (row.outcome, row.reason) == ("not_adopted", "条件不具备")
    assert report.figures["comment_count"] == 1


@pytest.mark.parametrize("name", ["title", "process", "collection", "thanks"])
@pytest.mark.parametrize("secret", ["19900005678", "11010519491231002X"])
def test_the_officers_own_words_must_not_carry_a_citizens_data(
    database: Database, ring: KeyRing, scene: Scene, name: str, secret: str
) -> None:
    words = replace(WORDS, **{name: f"感谢{secret}"})
    with database.transaction() as session:
        with pytest.raises(InvalidInputError) as caught:
            publish(session, ring, scene, words=words)
        details = caught.value.details
        assert (details["field"], details["rule"]) == (name, "personal_data")
        assert session.scalar(select(func.count()).select_from(Report)) == 0


@pytest.mark.parametrize(
    "words", [replace(WORDS, title=""), replace(WORDS, process=" "), replace(WORDS, collection="")]
)
def test_a_report_without_its_words_is_refused(
    database: Database, ring: KeyRing, scene: Scene, words: ReportText
) -> None:
    with database.transaction() as session, pytest.raises(InvalidInputError, match="required"):
        publish(session, ring, scene, words=words)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE reports SET title = '改'", "DELETE FROM reports", "DELETE FROM report_rows",
     "UPDATE report_rows SET outcome = 'adopted'"],
)  # fmt: skip
def test_a_published_report_cannot_be_changed(
    database: Database, ring: KeyRing, scene: Scene, statement: str
) -> None:
    opinion = comment(database, ring, scene, 0, "甲")
    with database.transaction() as session:
        decide(session, scene, [opinion], Decision("adopted"))
        publish(session, ring, scene)
    with pytest.raises(DBAPIError, match="is frozen"), database.transaction() as session:
        session.execute(text(statement))


def test_a_commenter_called_like_a_word_does_not_blacken_the_bureaus_answer(
    database: Database, ring: KeyRing, scene: Scene
) -> None:
    named = replace(PERSON, name="采纳", reach="30", allows_publication=True)
    opinion = comment(database, ring, scene, 0, "一条意见", contact=named)
    with database.transaction() as session:
        decide(session, scene, [opinion], Decision("not_adopted", "不予采纳，依据第30条。"))
        publish(session, ring, scene)
        assert session.scalars(select(ReportRow.reason)).one() == "不予采纳，依据第30条。"


def test_what_arrived_in_time_but_came_in_after_the_report_is_refused_not_lost_sight_of(
    database: Database, ring: KeyRing, scene: Scene
) -> None:
    with database.transaction() as session:
        publish(session, ring, scene)
    in_time = scene.closes_at - timedelta(seconds=1)
    with pytest.raises(WindowClosedError) as caught:
        make.submission(database, ring, scene, [Opinion(None, "remark", None, "迟到")], now=in_time)
    assert caught.value.details["phase"] == "answered"
