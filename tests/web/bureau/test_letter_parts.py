"""The page of a letter with several opinions: what the machine proposes, one press, and back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from portal import clock
from portal.db import Database
from portal.models.consultations import Consultation
from portal.models.submissions import Comment
from portal.operations import reports, responses
from portal.operations.baskets import Opinion
from portal.operations.reports import ReportText
from portal.operations.responses import Decision
from portal.secrets import KeyRing
from tests import make
from tests.conftest import TestClock
from tests.lint import LintClient, elements, form_fields
from tests.operations.test_analyses import officer
from tests.operations.test_letter_parts import LETTER, split
from tests.web.bureau import desk
from tests.web.public.visits import CONSENTING


@pytest.fixture
def scene(client: LintClient, database: Database, ring: KeyRing) -> make.Scene:
    """The letter is comment 1; the officer is signed in."""
    made = make.scene(database)
    opinions = [Opinion(made.clause_ids[3], "remark", "suggest", LETTER)]
    make.submission(
        database, ring, made, opinions, contact=replace(make.ORGANISATION, allows_publication=True)
    )
    client.sign_in("officer", make.PASSWORD)
    return made


def _page(scene: make.Scene, number: int = 1) -> str:
    return f"/bureau/consultations/{scene.reference}/comments/{number}"


def test_a_letter_of_three_opinions_looked_like_one(client: LintClient, scene: make.Scene) -> None:
    client.get(f"/bureau/consultations/{scene.reference}/comments")
    assert "机器建议：这封来信含 3 条意见" in client.text()
    client.get(_page(scene))
    assert "机器建议：这封来信含 3 条意见" in client.text()
    desk.send(client, f"{_page(scene)}/split")
    assert "已拆成 3 条意见" in client.text()
    assert "保存并看下一条未处理的" not in client.text()
    client.get(f"/bureau/consultations/{scene.reference}/comments")
    assert client.text().count("从第 1 号来信中拆出") == 3
    client.get(_page(scene, 2))
    assert "来信原文" in client.text()
    assert "此致" in client.text()
    assert "科学设置点位" in client.text()


def test_the_officer_chooses_the_clause_of_a_part(
    client: LintClient, database: Database, scene: make.Scene
) -> None:
    client.get(_page(scene))
    desk.send(client, f"{_page(scene)}/split", {"clauses-0": "", "clauses-1": ""})
    with database.reading() as session:
        keys = session.scalars(select(Comment.clause_key).order_by(Comment.id)).all()
    assert keys[1:] == ["whole", "whole", scene.clause_ids[3]]


@pytest.mark.parametrize("wrong", ["x", "99999999999", "-3", "2147483647"])
def test_a_part_on_a_clause_that_is_none_is_refused(
    client: LintClient, scene: make.Scene, wrong: str
) -> None:
    client.get(_page(scene))
    answer = desk.send(client, f"{_page(scene)}/split", {"clauses-0": wrong})
    assert answer.status_code == 422
    assert "机器建议：这封来信含 3 条意见" in client.text()


def test_a_clause_number_of_five_thousand_digits_was_an_error_of_the_server(
    client: LintClient, scene: make.Scene
) -> None:
    client.get(_page(scene))
    answer = desk.send(client, f"{_page(scene)}/split", {"clauses-0": "9" * 5000})
    assert answer.status_code == 422


def test_parts_are_merged_until_one_is_answered(client: LintClient, scene: make.Scene) -> None:
    for _round in range(2):
        client.get(_page(scene))
        desk.send(client, f"{_page(scene)}/split")
        desk.send(client, f"{_page(scene)}/merge")
        assert "已并回一条意见" in client.text()
    client.get(_page(scene, 2))
    assert "已经并回来信" in client.text()
    client.get(_page(scene))
    desk.send(client, f"{_page(scene)}/split")
    client.get(_page(scene, 8))
    desk.send(client, _page(scene, 8), {"outcome": "adopted"})
    client.get(_page(scene))
    assert "不能再并回" in client.text()
    stale = client.post(f"{_page(scene)}/merge", data={"csrf_token": "stale"})
    assert stale.status_code == 422


def test_a_second_press_on_split_is_told_so(client: LintClient, scene: make.Scene) -> None:
    client.get(_page(scene))
    action = f"{_page(scene)}/split"
    assert client.page is not None
    form = next(one for one in elements(client.page, "form") if one.get("action") == action)
    for _press in range(2):
        answer = client.post(action, data=form_fields(form))
    assert answer.status_code == 409
    assert "这封来信已经拆开" in client.text()


def test_the_author_reads_an_answer_to_each_part_and_the_receipt_stays_as_it_was(
    database: Database, ring: KeyRing, test_clock: TestClock, client: LintClient
) -> None:
    scene = make.scene(database)
    opinions = [Opinion(scene.clause_ids[3], "remark", "suggest", LETTER)]
    receipt = make.submission(database, ring, scene, opinions, contact=CONSENTING)
    _look_up(client, receipt.query_code)
    before = client.get("/status/receipt.json").get_json()
    split(database, scene, 1)
    _look_up(client, receipt.query_code)
    assert "单位分成" not in client.text()
    test_clock.set(scene.closes_at)
    _publish(database, ring, scene)
    _look_up(client, receipt.query_code)
    assert "这条意见里有几件事，单位分成 3 条答复" in client.text()
    assert all(f"理由之{number}" in client.text() for number in (2, 3, 4))
    assert client.get("/status/receipt.json").get_json() == before
    client.get(f"/consultations/{scene.reference}/result")
    assert client.text().count("理由之") == 3


def _look_up(client: LintClient, code: str) -> None:
    client.get("/status")
    assert client.submit({"query_code": code}).status_code == 200


def _publish(database: Database, ring: KeyRing, scene: make.Scene) -> None:
    with database.transaction() as session:
        actor = officer(session)
        for number in (2, 3, 4):
            decision = Decision("not_adopted", f"理由之{number}")
            responses.decide_comments(
                session, scene.consultation_id, [number], decision, actor=actor, now=clock.now()
            )
        reports.publish_report(
            session, ring, session.get_one(Consultation, scene.consultation_id),
            ReportText("反馈", "经过。", "收集。"), masking_confirmed=True, actor=actor, now=clock.now(),
        )  # fmt: skip


def test_the_parts_of_a_letter_were_counted_as_more_comments_of_its_sender(
    client: LintClient, database: Database, ring: KeyRing, scene: make.Scene
) -> None:
    receipt = desk.submitted(database, ring, scene, LETTER, "建议覆盖率再高一些。")
    assert receipt
    with database.reading() as session:
        letter, plain = session.scalars(select(Comment.id).order_by(Comment.id)).all()[-2:]
    (first, *_more) = split(database, scene, letter)
    client.get(_page(scene, first))
    assert "同一次提交的另外 1 条意见" in client.text()
    client.get(_page(scene, plain))
    assert "同一次提交的另外 1 条意见" in client.text()
