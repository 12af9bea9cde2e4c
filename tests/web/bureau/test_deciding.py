"""Answering one comment."""

from __future__ import annotations

from typing import Any

import pytest

from portal.db import Database
from portal.secrets import KeyRing
from tests import make
from tests.lint import LintClient
from tests.web.bureau import desk


@pytest.fixture
def scene(client: LintClient, database: Database) -> make.Scene:
    """A published consultation, its officer signed in."""
    made = make.scene(database)
    client.sign_in("officer", make.PASSWORD)
    return made


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"outcome": ""}, "请选择“采纳情况”"),
        ({"outcome": "not_adopted"}, "请填写“理由或说明”"),
        ({"outcome": "partly_adopted", "reason": "部分可行"}, "请填写“修改后的条文”"),
        ({"outcome": "duplicate", "reason": "重复"}, "请填写“与哪一条重复”"),
        ({"outcome": "duplicate", "reason": "重复", "duplicate_of": "SELF"}, "不能指向它自己"),
        ({"outcome": "duplicate", "reason": "重复", "duplicate_of": "99999"}, "请从列出的选项中选择"),
        ({"outcome": "duplicate", "reason": "重复", "duplicate_of": "九"}, "只用数字"),
        ({"outcome": "splendid", "reason": "好"}, ""),
        ({"outcome": "adopted", "csrf_token": "stale"}, ""),
    ],
)
def test_an_incomplete_decision_is_refused_with_its_text_kept(
    client: LintClient, database: Database, ring: KeyRing, scene: make.Scene,
    data: dict[str, str], words: str,
) -> None:
    desk.submitted(database, ring, scene, "建议加宽标线")
    (number,) = desk.comment_ids(database, scene)
    client.get(desk.comment_page(scene, number))
    typed = {"changed_text": "", **data}
    if typed.get("duplicate_of") == "SELF":
        typed["duplicate_of"] = str(number)
    answer = desk.send(client, desk.comment_page(scene, number), typed)
    assert answer.status_code == 422
    assert words in client.text()
    assert data.get("reason", "") in client.text()
    assert desk.responses_of(database) == {}


def test_a_reason_of_a_refused_decision_is_still_in_its_box(
    client: LintClient, database: Database, ring: KeyRing, scene: make.Scene
) -> None:
    desk.submitted(database, ring, scene, "建议加宽标线")
    (number,) = desk.comment_ids(database, scene)
    client.get(desk.comment_page(scene, number))
    desk.send(client, desk.comment_page(scene, number), {"outcome": "partly_adopted", "reason": "写了很久的理由"})
    desk.send(client, desk.comment_page(scene, number), {"changed_text": "标线宽度不小于两米"})
    response = desk.responses_of(database)[number]
    assert (response.outcome, response.reason) == ("partly_adopted", "写了很久的理由")


def test_a_duplicate_names_the_comment_it_repeats(
    client: LintClient, database: Database, ring: KeyRing, scene: make.Scene
) -> None:
    desk.submitted(database, ring, scene, "建议加宽标线", "标线加宽吧")
    first, second = desk.comment_ids(database, scene)
    client.get(desk.comment_page(scene, second))
    data = {"outcome": "duplicate", "reason": "同一建议", "duplicate_of": f"#{first}"}
    desk.send(client, desk.comment_page(scene, second), data)
    assert f"已保存第 {second} 号意见" in client.text()
    assert desk.responses_of(database)[second].duplicate_of_id == first


def test_a_comment_of_another_consultation_is_not_found(
    client: LintClient, database: Database, ring: KeyRing, scene: make.Scene
) -> None:
    desk.submitted(database, ring, scene, "建议加宽标线")
    (number,) = desk.comment_ids(database, scene)
    other = desk.own(database)
    assert client.get(f"/bureau/consultations/{other}/comments/{number}").status_code == 404


def test_a_response_stays_once_the_report_is_published(
    client: LintClient, database: Database, ring: KeyRing, scene: make.Scene, test_clock: Any
) -> None:
    desk.submitted(database, ring, scene, "建议加宽标线")
    (number,) = desk.comment_ids(database, scene)
    desk.decide_all(database, scene)
    test_clock.set(scene.closes_at)
    client.sign_in("officer", make.PASSWORD)
    client.get(desk.comment_page(scene, number))
    page = client.page
    client.get(f"/bureau/consultations/{scene.reference}/report")
    client.submit({}, action="report", follow=False)
    client.page = page
    answer = desk.send(client, desk.comment_page(scene, number), {"outcome": "not_adopted", "reason": "反悔了"})
    assert answer.status_code == 409
    assert "反悔了" in client.text()
    assert desk.responses_of(database)[number].outcome == "adopted"
    client.get(desk.comment_page(scene, number))
    assert "采纳情况反馈已经发布，不能再修改" in client.text()


def test_the_next_undecided_comment_is_of_the_same_clause_then_in_clause_order(
    client: LintClient, database: Database, ring: KeyRing, scene: make.Scene
) -> None:
    desk.submitted(database, ring, scene, "第三条甲", "第三条乙", clause=2)
    desk.submitted(database, ring, scene, "第四条甲", clause=3)
    desk.submitted(database, ring, scene, "第一条甲", clause=0)
    first, second, third, fourth = desk.comment_ids(database, scene)
    client.get(desk.comment_page(scene, first))
    seen = []
    for number in (first, second, fourth, third):
        answer = desk.send(client, desk.comment_page(scene, number), {"outcome": "adopted", "go": "next"})
        seen.append(answer.request.path)
    comments = f"/bureau/consultations/{scene.reference}/comments"
    following = [desk.comment_page(scene, number) for number in (second, fourth, third)]
    assert seen == [*following, comments]


def test_saving_without_going_on_stays_at_the_comment(
    client: LintClient, database: Database, ring: KeyRing, scene: make.Scene
) -> None:
    desk.submitted(database, ring, scene, "甲", "乙")
    first, second = desk.comment_ids(database, scene)
    client.get(desk.comment_page(scene, first))
    desk.send(client, desk.comment_page(scene, first), {"outcome": "adopted", "go": "stay"})
    assert f"第 {first} 号意见" in client.text()
    assert client.links("下一条未处理的意见") == [desk.comment_page(scene, second)]
