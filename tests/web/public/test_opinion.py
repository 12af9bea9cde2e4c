"""Writing an opinion: what is kept, what is refused, and that no typed word is lost."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote, urlencode

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from portal.db import Database
from portal.models.submissions import BasketOpinion
from tests import make
from tests.conftest import TestClock
from tests.lint import LintClient, elements, form_fields
from tests.web.public import visits


def waiting(database: Database) -> int:
    """How many opinions lie in baskets."""
    with database.reading() as session:
        kept = BasketOpinion.removed_at.is_(None)
        return session.scalar(select(func.count(BasketOpinion.id)).where(kept)) or 0


def textarea(client: LintClient) -> str:
    """What stands in the text box."""
    assert client.page is not None
    return "".join(elements(client.page, "textarea")[0].itertext()).removeprefix("\n")


def send_raw(client: LintClient, address: str, bad: str) -> TestResponse:
    """The opinion form is sent with bytes no browser would send in the middle of the text."""
    client.get(address)
    fields = {**form_fields(client.find_form()), "body": ""}
    sent = urlencode(fields).replace("body=", f"body={quote('建议')}{bad}{quote('增加。')}")
    kind = "application/x-www-form-urlencoded"
    return client.post(address, data=sent.encode(), content_type=kind)


def test_an_opinion_goes_into_the_basket_and_leads_back_to_its_clause(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    response = visits.write(
        client, scene, 2, "每三百米一处。", kind="replacement", stance="suggest"
    )
    assert response.request.path == visits.path(scene, "/basket")
    assert "每三百米一处。" in client.text()
    assert "替换条文" in client.text()
    assert "建议修改" in client.text()
    assert client.links("回到草案") == [visits.path(scene, f"/draft#c-{scene.clause_ids[2]}")]


def test_the_clause_is_quoted_beside_the_form(client: LintClient, database: Database) -> None:
    scene = make.scene(database)
    client.get(visits.path(scene, f"/opinions/new?clause={scene.clause_ids[2]}"))
    assert "每五百米不少于一处。" in client.text()
    assert "每条最多 20000 字" in client.text()


def test_a_replacement_begins_with_the_clause_as_it_stands(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    client.get(visits.path(scene, f"/opinions/new?clause={scene.clause_ids[2]}&kind=replacement"))
    assert textarea(client).startswith("由市城市管理局会同")
    assert form_fields(client.find_form())["kind"] == "replacement"


def test_the_link_that_began_a_replacement_lost_what_was_typed(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    client.get(visits.path(scene, f"/opinions/new?clause={scene.clause_ids[2]}"))
    assert not client.links("在原文基础上直接改写")
    key = form_fields(client.find_form())["key"]
    (button,) = [b for b in elements(client.page, "button") if b.get("value") == "rewrite"]  # type: ignore[arg-type]  # a page was fetched
    assert button.get("formnovalidate") is not None
    for body, shown in (("", "由市城市管理局会同"), (" \r\n", "由市城市管理局会同"), ("已经写了一半", "已经写了一半")):
        answer = client.submit({"body": body, "stance": "oppose", "act": "rewrite"})
        assert answer.status_code == 200
        assert textarea(client).startswith(shown)
        fields = form_fields(client.find_form())
        assert (fields["kind"], fields["stance"], fields["key"]) == ("replacement", "oppose", key)
        assert ("您已经写的文字没有改动" in client.text()) == (shown == body)
    answer = client.submit({"body": "", "act": "rewrite", "csrf_token": "stale"})
    assert answer.status_code == 422
    assert textarea(client).startswith("由市城市管理局会同")
    assert waiting(database) == 0
    assert client.get_cookie("portal_basket") is None
    client.submit({"body": "改好的条文。"})
    assert "替换条文" in client.text()
    assert waiting(database) == 1


def test_the_draft_as_a_whole_cannot_be_replaced_or_deleted(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    client.get(visits.path(scene, "/opinions/new?kind=deletion"))
    assert form_fields(client.find_form())["kind"] == "remark"
    for kind in ("replacement", "deletion"):
        assert visits.write(client, scene, None, "整体很好。", kind=kind).status_code == 422
        assert textarea(client) == "整体很好。"
    assert waiting(database) == 0


def test_the_basket_cookie_is_made_by_the_first_opinion_only(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    client.get(visits.path(scene, "/opinions/new"))
    assert client.get_cookie("portal_basket") is None
    client.submit({"body": "支持。"})
    cookie = client.get_cookie("portal_basket")
    assert cookie is not None
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    visits.write(client, scene, None, "再补充一条。")
    again = client.get_cookie("portal_basket")
    assert again is not None
    assert again.value == cookie.value


def test_a_cookie_that_is_none_of_ours_is_replaced(client: LintClient, database: Database) -> None:
    scene = make.scene(database)
    client.set_cookie("portal_basket", "short")
    visits.write(client, scene, None, "支持。")
    cookie = client.get_cookie("portal_basket")
    assert cookie is not None
    assert len(cookie.value) == 43


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("", "请写下您的意见。"),
        ("   \r\n ", "请写下您的意见。"),
        ("字" * 30_000, "意见超过 20000 字"),
    ],
)
def test_an_empty_or_endless_opinion_is_refused(
    client: LintClient, database: Database, body: str, sentence: str
) -> None:
    scene = make.scene(database)
    assert visits.write(client, scene, 1, body).status_code == 422
    assert sentence in client.text()
    assert textarea(client).strip() == body.strip()
    assert waiting(database) == 0


@pytest.mark.parametrize(
    "bad", ["%ED%A0%80", "%FF", "%C0%80"], ids=["surrogate", "byte", "overlong"]
)
def test_bytes_that_are_no_text_are_refused_with_the_rest_kept(
    client: LintClient, database: Database, bad: str
) -> None:
    scene = make.scene(database)
    assert send_raw(client, visits.path(scene, "/opinions/new"), bad).status_code == 422
    assert textarea(client) == f"建议{bad}增加。"
    assert "有损坏的字符" in client.text()
    assert waiting(database) == 0


@pytest.mark.parametrize("bad", ["%00", "%07", "%EF%BF%BD"], ids=["NUL", "bell", "replacement"])
def test_unstorable_characters_are_taken_out_and_the_rest_is_kept(
    client: LintClient, database: Database, bad: str
) -> None:
    scene = make.scene(database)
    assert send_raw(client, visits.path(scene, "/opinions/new"), bad).status_code == 422
    assert textarea(client) == "建议增加。"
    assert waiting(database) == 0
    assert client.submit().status_code == 200
    assert waiting(database) == 1


def test_an_expired_page_keeps_the_text(client: LintClient, database: Database) -> None:
    scene = make.scene(database)
    assert visits.write(client, scene, 1, "请保留这句话。", csrf_token="stale").status_code == 422
    assert "安全校验已过期" in client.text()
    assert textarea(client) == "请保留这句话。"
    assert client.submit().status_code == 200
    assert "请保留这句话。" in client.text()


def test_an_opinion_written_too_late_is_refused_with_its_text_kept(
    client: LintClient, database: Database, test_clock: TestClock
) -> None:
    scene = make.scene(database)
    client.get(visits.path(scene, f"/opinions/new?clause={scene.clause_ids[0]}"))
    test_clock.set(scene.closes_at)
    assert client.submit({"body": "写了很久的意见。\n第二段。"}).status_code == 409
    assert textarea(client) == "写了很久的意见。\n第二段。"
    assert "征集已于 2026年3月31日 24:00 结束" in client.text()
    assert "0999-5550123" in client.text()
    assert waiting(database) == 0


def test_an_opinion_in_the_last_instant_is_taken(
    client: LintClient, database: Database, test_clock: TestClock
) -> None:
    scene = make.scene(database)
    client.get(visits.path(scene, "/opinions/new"))
    test_clock.set(scene.closes_at)
    test_clock.move(microseconds=-1)
    assert client.submit({"body": "赶上了。"}).status_code == 200
    assert waiting(database) == 1


def test_a_withdrawal_meanwhile_is_told_with_the_text_kept(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    client.get(visits.path(scene, "/opinions/new"))
    visits.withdraw(database, scene)
    assert client.submit({"body": "还没来得及。"}).status_code == 409
    assert "已经撤回" in client.text()
    assert textarea(client) == "还没来得及。"


@pytest.mark.parametrize("clause", ["nothing", "%00", "ffffffffffff", "a" * 200])
def test_an_unknown_clause_is_not_there(
    client: LintClient, database: Database, clause: str
) -> None:
    scene = make.scene(database)
    assert client.get(visits.path(scene, f"/opinions/new?clause={clause}")).status_code == 404


def test_an_opinion_can_be_changed_and_removed(client: LintClient, database: Database) -> None:
    scene = make.scene(database)
    visits.write(client, scene, 1, "初稿。")
    client.get(client.links("修改")[0])
    assert textarea(client) == "初稿。"
    client.submit({"body": "二稿。", "kind": "deletion"})
    assert "二稿。" in client.text()
    assert "初稿。" not in client.text()
    client.submit(action="/remove")
    assert "意见篮是空的" in client.text()
    assert waiting(database) == 0


def test_a_change_too_late_is_refused_with_its_text_kept(
    client: LintClient, database: Database, test_clock: TestClock
) -> None:
    scene = make.scene(database)
    visits.write(client, scene, 1, "初稿。")
    client.get(client.links("修改")[0])
    test_clock.set(scene.closes_at)
    assert client.submit({"body": "迟到的二稿。"}).status_code == 409
    assert textarea(client) == "迟到的二稿。"


def test_anothers_opinion_is_not_there(
    client: LintClient, new_client: Callable[[], LintClient], database: Database
) -> None:
    scene = make.scene(database)
    visits.write(client, scene, 1, "张三的意见。")
    address = client.links("修改")[0]
    stranger = new_client()
    visits.write(stranger, scene, 1, "李四的意见。")
    own = form_fields(stranger.find_form("/remove"))
    assert stranger.get(address).status_code == 404
    assert (
        stranger.post(address, data={**own, "kind": "remark", "body": "改掉。"}).status_code == 404
    )
    assert stranger.post(f"{address}/remove", data=own).status_code == 404
    assert stranger.get(visits.path(scene, "/basket/99999999999999999999")).status_code == 404
    client.get(visits.path(scene, "/basket"))
    assert "张三的意见。" in client.text()
    assert "李四的意见。" not in client.text()


def test_removing_from_an_expired_page_removes_nothing(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    visits.write(client, scene, 1, "留下。")
    assert client.submit({"csrf_token": "stale"}, action="/remove").status_code == 422
    assert "安全校验已过期" in client.text()
    assert waiting(database) == 1


def test_markup_in_an_opinion_is_shown_as_text(client: LintClient, database: Database) -> None:
    scene = make.scene(database)
    response = visits.write(client, scene, 1, "<img src=x onerror=alert(1)>")
    assert b"<img src=x" not in response.data
    assert "<img src=x onerror=alert(1)>" in client.text()


def test_the_anchor_of_a_comparison_stuck_to_the_pages_that_came_after_it(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    address = visits.path(scene, f"/opinions/new?clause={scene.clause_ids[0]}")
    client.get(address)
    # A form without an address of its own is sent to that of the page, "#difference" and all.
    assert client.find_form().get("action") == address


def test_on_a_narrow_screen_the_error_stood_below_the_first_screen(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    visits.write(client, scene, 1, "意见")
    for page in (f"/opinions/new?clause={scene.clause_ids[0]}", "/basket/files", "/hand-in", "/submit", "/table"):
        client.get(visits.path(scene, page))
        answer = client.submit(action=page.partition("?")[0])
        assert answer.status_code == 422, page
        text = client.text()
        assert text.index("有内容需要修改") < text.index("（已完成）"), page  # the steps come after it


def test_the_differences_asked_for_stood_out_of_sight_two_screens_below(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    page = f"/opinions/new?clause={scene.clause_ids[0]}&kind=replacement"
    assert 'formaction="#difference"' in client.get(visits.path(scene, page)).text
    answer = client.submit({"body": "改写的条文。", "act": "preview"})
    assert 'id="difference"' in answer.text


@pytest.mark.parametrize("unseen", ["\x85", "\x9f", "\ufffe", "\uffff", "\x07"])
def test_a_character_said_to_be_taken_out_stayed_in_the_box_for_ever(
    client: LintClient, database: Database, unseen: str
) -> None:
    scene = make.scene(database)
    client.get(visits.path(scene, f"/opinions/new?clause={scene.clause_ids[0]}"))
    assert client.submit({"body": f"有看不见{unseen}的字符"}, action="/opinions/new").status_code == 422
    assert "已替您去掉" in client.text()
    assert client.submit(action="/opinions/new").status_code == 200
    with database.reading() as session:
        assert session.scalars(select(BasketOpinion.body)).all() == ["有看不见的字符"]


def test_a_form_that_names_no_version_was_not_found(client: LintClient, database: Database) -> None:
    scene = make.scene(database)
    client.get(visits.path(scene, f"/opinions/new?clause={scene.clause_ids[0]}"))
    assert client.submit({"body": "意见", "version": "0"}, action="/opinions/new").status_code == 200


def test_the_words_saved_in_one_window_were_lost_to_another_that_did_not_know_them(
    client: LintClient, new_client: Callable[[], LintClient], database: Database
) -> None:
    scene = make.scene(database)
    visits.write(client, scene, 1, "原来的文字")
    (address,) = set(client.links("修改"))
    client.get(address)
    first, second = form_fields(client.find_form()), form_fields(client.find_form())
    assert client.post(address, data={**first, "body": "甲页改的"}).status_code == 303
    assert client.post(address, data={**first, "body": "甲页改的"}).status_code == 303  # a double click
    assert client.post(address, data={**second, "body": "乙页改的"}).status_code == 409
    assert "刚刚在另一个窗口改过" in client.text()
    assert "甲页改的" in client.text()
    assert textarea(client) == "乙页改的"
    assert client.submit().status_code == 200
    with database.reading() as session:
        assert session.scalars(select(BasketOpinion.body)).all() == ["乙页改的"]
