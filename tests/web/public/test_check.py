"""The page to check and its last button: all of it shown, once submitted, no typed word lost."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from sqlalchemy import select

from portal.db import Database
from portal.models.submissions import Basket, BasketContact, Submission
from portal.operations import basket_keeping
from portal.web.public.personal_hints import READ_LIMIT, personal_hints
from tests import make
from tests.conftest import TestClock
from tests.lint import LintClient, form_fields
from tests.web.public import visits
from tests.web.public.test_submit import UNIT, count, only_submission


def test_what_will_be_submitted_stands_above_the_last_button(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    visits.write(client, scene, 1, "请核对我。")
    visits.fill_contact(client, scene)
    assert "将要提交的 1 条意见" in client.text()
    assert "请核对我。" in client.text()


def test_a_submission_too_late_is_refused_with_everything_kept(
    client: LintClient, database: Database, test_clock: TestClock
) -> None:
    scene = make.scene(database)
    visits.write(client, scene, 1, "差一点赶上。")
    visits.fill_contact(client, scene)
    test_clock.set(scene.closes_at)
    assert client.submit(action="/check").status_code == 409
    for kept in ("差一点赶上。", "李晓禾", "bike@example.cn", "征集已于 2026年3月31日 24:00 结束"):
        assert kept in client.text()
    assert count(database, Submission) == 0


def test_a_double_click_lands_on_the_same_receipt(
    client: LintClient, database: Database, test_clock: TestClock
) -> None:
    scene = make.scene(database)
    visits.write(client, scene, 1, "只交一次。")
    visits.fill_contact(client, scene)
    data = form_fields(client.find_form("/check"))
    first = client.post(visits.path(scene, "/check"), data=data, follow_redirects=True)
    code = visits.shown_code(client)
    test_clock.set(scene.closes_at)  # even a repeat after the close was accepted before it
    second = client.post(visits.path(scene, "/check"), data=data)
    assert (first.request.path, second.location) == ("/receipt", "/receipt")
    assert count(database, Submission) == 1
    assert count(database, Basket) == 0
    client.get(visits.path(scene, "/basket"))
    assert "/receipt" in client.links("回执")
    client.get("/status")
    client.submit({"query_code": code})
    assert "只交一次。" in client.text()


def test_the_last_button_of_an_earlier_submission_sends_nothing_further(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    visits.write(client, scene, 1, "第一份。")
    visits.fill_contact(client, scene)
    data = form_fields(client.find_form("/check"))
    client.post(visits.path(scene, "/check"), data=data)
    visits.write(client, scene, 2, "第二份。")
    response = client.post(visits.path(scene, "/check"), data=data)
    assert response.location == visits.path(scene, "/submit")
    assert visits.submit(client, scene).request.path == "/receipt"
    assert count(database, Submission) == 2


def test_what_changed_in_another_window_is_shown_before_it_is_sent(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    visits.write(client, scene, 1, "先看到的。")
    visits.fill_contact(client, scene)
    data = form_fields(client.find_form("/check"))
    visits.write(client, scene, 2, "后来加的。")
    response = client.post(visits.path(scene, "/check"), data=data)
    assert response.status_code == 409
    assert "在别的窗口有改动" in client.text()
    assert "后来加的。" in client.text()
    assert count(database, Submission) == 0
    assert client.submit(action="/check").request.path == "/receipt"


def test_every_answer_can_be_changed_from_the_page_to_check(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    visits.write(client, scene, 1, "意见。")
    visits.fill_contact(client, scene)
    submit_page = visits.path(scene, "/submit")
    changes = client.links("修改")
    fields = ("commenter_kind-0", "name", "reach", "allows_publication")
    assert {f"{submit_page}#{name}" for name in fields} < set(changes)
    client.get(submit_page)
    assert form_fields(client.find_form())["reach"] == "19900001234"
    client.submit({"reach": "河东路 8 号 2 单元"})
    assert "河东路 8 号 2 单元" in client.text()


def test_what_was_typed_survives_a_closed_window_and_a_refusal(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    visits.write(client, scene, 1, "意见。")
    assert visits.fill_contact(client, scene, name="").status_code == 422
    client.get(visits.path(scene, "/submit"))
    assert form_fields(client.find_form())["reach"] == "19900001234"
    assert client.get(visits.path(scene, "/check")).location == visits.path(scene, "/submit")
    with database.reading() as session:
        assert b"19900001234" not in session.scalars(select(BasketContact)).one().ciphertext
    visits.later(days=8)
    with database.transaction() as session:
        basket_keeping.forget_old_baskets(session, seconds=90 * 86400, now=visits.now())
    client.get(visits.path(scene, "/submit"))
    assert not form_fields(client.find_form())["reach"]


def test_an_organisation_prints_the_form_for_its_seal_before_and_after(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    visits.write(client, scene, 1, "盖章的意见。")
    assert client.get(visits.path(scene, "/basket/print")).status_code == 303
    visits.fill_contact(client, scene, **UNIT, seal="post")
    client.get(client.links("打印意见反馈表")[0])
    for words in ("盖章的意见。", "云川市骑行协会", "（提交后填写）", "单位（盖章）"):
        assert words in client.text()
    client.get(visits.path(scene, "/check"))
    client.submit(action="/check")
    client.get(client.links("打印意见反馈表")[0])
    assert only_submission(database).number in client.text()
    assert "盖章的意见。" in client.text()


@pytest.mark.parametrize("key", ["", "short", "x" * 5000, "a\x00b"])
def test_a_key_that_is_none_of_ours_is_replaced(
    client: LintClient, database: Database, key: str
) -> None:
    scene = make.scene(database)
    visits.write(client, scene, 1, "意见。")
    visits.fill_contact(client, scene)
    assert client.submit({"key": key}, action="/check").request.path == "/receipt"


def test_a_telephone_number_within_an_opinion_went_unnoticed(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    said = "站前路应当增加停放点位。" * 100 + "有事请打 19900001234，证号 11010519491231002X。"
    visits.write(client, scene, 1, said)
    visits.write(client, scene, 2, "每 300 米设置一处，2026年3月31日前完成。")
    visits.fill_contact(client, scene)
    assert "这条意见里可能有个人信息：199****1234、1****************X。" in client.text()
    assert client.text().count("可能有个人信息") == 1
    assert client.submit(action="/check").status_code == 200  # told, never held up
    assert only_submission(database).comment_count == 2


def test_many_long_opinions_are_read_for_personal_data_up_to_a_limit() -> None:
    row = SimpleNamespace(id=1, body="电话19900001234，" * 1000)
    rows = [(SimpleNamespace(id=at, body=row.body), None) for at in range(50)]
    hints = personal_hints(rows)
    assert hints[0] == ["199****1234"]
    assert 0 < len(hints) <= READ_LIMIT // len(row.body) + 1
