"""What one does in the basket: keep for later, preview, move, remove and put back, attach files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import Element

from sqlalchemy import select

from portal.config import Settings
from portal.db import Database
from portal.models.submissions import Attachment, BasketOpinion
from portal.operations import limits
from portal.secrets import KeyRing
from tests import make
from tests.conftest import TestClock
from tests.lint import LintClient, elements, form_fields, words
from tests.web.public import visits


def rows(database: Database) -> list[BasketOpinion]:
    with database.reading() as session:
        return list(session.scalars(select(BasketOpinion).order_by(BasketOpinion.id)))


def new(client: LintClient, scene: make.Scene, clause: int = 1) -> dict[str, Any]:
    client.get(visits.path(scene, f"/opinions/new?clause={scene.clause_ids[clause]}"))
    return form_fields(client.find_form())


def named(client: LintClient, name: str) -> list[Element]:
    """The element of the page with this id, if there is one."""
    assert client.page is not None
    return [element for element in client.page.iter() if element.get("id") == name]


def test_a_double_click_on_the_form_leaves_one_opinion(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    fields = {**new(client, scene), "body": "只要一条。"}
    address = client.path
    for _ in range(2):
        assert client.post(address, data=fields).status_code == 303
    assert len(rows(database)) == 1


def test_going_back_and_sending_the_form_again_leaves_one_opinion(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    fields = {**new(client, scene), "body": "只要一条。"}
    address = client.path
    client.post(address, data=fields)
    client.get(visits.path(scene, "/basket"))
    assert client.post(address, data=fields).status_code == 303
    assert [row.body for row in rows(database)] == ["只要一条。"]
    client.post(address, data={**fields, "body": "又想到一条。"})  # other words are another opinion: none is lost
    assert [row.body for row in rows(database)] == ["只要一条。", "又想到一条。"]


def test_an_opinion_is_kept_for_later_and_finished_another_day(
    client: LintClient, database: Database, test_clock: TestClock
) -> None:
    scene = make.scene(database)
    new(client, scene)
    client.submit({"body": "写到一半", "act": "later"})
    assert "还没有写完，不会提交" in client.text()
    assert not client.links("下一步")
    test_clock.move(days=3)
    new(client, scene)
    assert "这里有一条您没有写完的意见" in client.text()
    client.get(client.links("接着写")[0])
    assert form_fields(client.find_form())["body"].strip() == "写到一半"
    client.submit({"body": "写完了。"})
    assert client.links("下一步")
    assert [(row.body, row.is_unfinished) for row in rows(database)] == [("写完了。", False)]


def test_the_script_saves_by_itself_and_is_only_told_so(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    fields = {**new(client, scene), "act": "later"}
    address, header = client.path, {"X-Portal-Autosave": "1"}
    for body in ("建", "建议"):
        answer = client.post(address, data={**fields, "body": body}, headers=header)
        assert (answer.status_code, answer.data) == (204, b"")
    assert client.get_cookie("portal_basket") is not None
    assert [row.body for row in rows(database)] == ["建议"]
    stale = {**fields, "body": "建议增", "csrf_token": "stale"}
    assert client.post(address, data=stale, headers=header).status_code == 422


def test_a_replacement_shows_what_it_changes_before_it_is_saved(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    new(client, scene, 2)
    body = "由市城市管理局会同市自然资源和规划局划定停放点位，每三百米不少于一处。"
    answer = client.submit({"kind": "replacement", "body": body, "act": "preview"})
    assert answer.status_code == 200
    assert [words(e) for e in elements(client.page, "ins")] == ["〔增加〕三百〔增加完〕"]  # type: ignore[arg-type]  # a page was fetched
    assert rows(database) == []
    assert form_fields(client.find_form())["body"].strip() == body
    client.submit({"kind": "remark", "body": "不是替换", "act": "preview"})
    assert not elements(client.page, "ins")  # type: ignore[arg-type]  # as above
    assert client.submit({"body": "", "act": "preview"}).status_code == 422


def test_opinions_are_moved_removed_and_put_back(client: LintClient, database: Database) -> None:
    scene = make.scene(database)
    for clause, body in ((0, "甲意见"), (1, "乙意见")):
        visits.write(client, scene, clause, body)
    client.submit({"direction": "down"}, action="/move")
    assert client.text().index("乙意见") < client.text().index("甲意见")
    client.submit(action="/order")
    assert client.text().index("甲意见") < client.text().index("乙意见")
    client.submit(action="/remove")
    assert "移除的 1 条意见" in client.text()
    client.submit(action="/restore")
    assert "已放回意见篮" in client.text()
    assert [row.removed_at for row in rows(database)] == [None, None]


def test_putting_back_stood_hidden_far_from_where_the_removal_was_announced(
    client: LintClient, database: Database, test_clock: TestClock
) -> None:
    scene = make.scene(database)
    visits.write(client, scene, 1, "不该移除的意见")
    answer = client.submit(action="/remove", follow=False)
    opinion = rows(database)[0]
    assert answer.location == visits.path(scene, f"/basket?removed={opinion.id}#removed")
    client.get(answer.location)
    (box,) = named(client, "removed")
    assert box.get("tabindex") == "-1"
    assert "已从意见篮移除" in words(box)
    (form,) = elements(box, "form")
    again = client.post(form.get("action", ""), data=form_fields(form))
    assert again.location == visits.path(scene, f"/basket#opinion-{opinion.id}")
    client.get(again.location)
    assert "已放回意见篮" in client.text()
    assert named(client, f"opinion-{opinion.id}")
    assert client.get(answer.location).status_code == 200
    assert not named(client, "removed")  # nothing to undo any more
    client.submit(action="/remove", follow=False)
    test_clock.set(scene.closes_at)
    client.get(answer.location)
    assert "已从意见篮移除" in client.text()
    assert not elements(named(client, "removed")[0], "form")  # it is too late


def test_an_opinion_moved_was_lost_from_sight_at_the_top_of_the_page(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    for clause in (0, 1):
        visits.write(client, scene, clause, "意见")
    answer = client.submit({"direction": "down"}, action="/move", follow=False)
    assert answer.location == visits.path(scene, f"/basket#opinion-{rows(database)[0].id}")


def test_nothing_is_moved_too_late_or_from_an_expired_page(
    client: LintClient, database: Database, test_clock: TestClock
) -> None:
    scene = make.scene(database)
    for clause in (0, 1):
        visits.write(client, scene, clause, "意见")
    assert client.submit({"direction": "down", "csrf_token": "stale"}, action="/move").status_code == 422
    assert "安全校验已过期" in client.text()
    test_clock.set(scene.closes_at)
    assert client.submit({"direction": "down"}, action="/move").status_code == 409
    assert {row.place for row in rows(database)} == {0}


def test_before_the_close_a_basket_is_recalled_on_every_page(
    client: LintClient, database: Database, test_clock: TestClock
) -> None:
    scene = make.scene(database)
    visits.write(client, scene, 0, "意见")
    client.get(visits.path(scene))
    assert "意见篮中的意见尚未提交" not in client.text()
    test_clock.set(scene.closes_at - timedelta(hours=71, minutes=30))
    client.get(visits.path(scene))
    assert "距截止还有 71 小时，意见篮中的意见尚未提交。" in client.text()
    test_clock.set(scene.closes_at - timedelta(minutes=9, seconds=30))
    client.get(visits.path(scene, "/draft"))
    assert "距截止还有 9 分钟" in client.text()
    test_clock.set(scene.closes_at)
    client.get(visits.path(scene))
    assert "距截止还有" not in client.text()


def test_every_act_renews_the_cookie_of_the_basket(client: LintClient, database: Database) -> None:
    scene = make.scene(database)
    visits.write(client, scene, 0, "初稿")
    client.get(client.links("修改")[0])
    answer = client.submit({"body": "二稿"}, follow=False)
    assert "portal_basket=" in answer.headers["Set-Cookie"]
    assert "Max-Age=7776000" in answer.headers["Set-Cookie"]


def upload(client: LintClient, scene: make.Scene, data: bytes, **more: Any) -> Any:
    client.get(visits.path(scene, "/basket/files"))
    return client.submit({"file": (BytesIO(data), "../来函.exe"), **more}, action="/files")


def test_a_file_goes_with_an_opinion_and_is_deleted_again(
    client: LintClient, database: Database, settings: Settings
) -> None:
    scene = make.scene(database)
    visits.write(client, scene, 0, "意见")
    client.get(client.links("添加附件")[0])
    assert form_fields(client.find_form("/files"))["opinion"] == str(rows(database)[0].id)
    client.submit({"file": (BytesIO(visits.PDF), "../来函.exe")}, action="/files")
    assert "来函.pdf" in client.text()
    assert client.path.endswith(f"?opinion={rows(database)[0].id}")  # the next file is for the same one
    with database.reading() as session:
        row = session.scalars(select(Attachment)).one()
    assert (row.basket_opinion_id, row.original_name) == (rows(database)[0].id, "来函.pdf")
    assert (settings.attachment_dir / row.sha256[:2] / row.sha256).read_bytes() == visits.PDF
    client.get(visits.path(scene, "/basket"))
    assert "附件： 来函.pdf" in client.text() or "附件：来函.pdf" in client.text()
    client.get(visits.path(scene, "/basket/files"))
    client.submit(action="/remove")
    assert "附件已删除" in client.text()


def test_a_bad_file_is_refused_at_its_field(
    client: LintClient, database: Database, test_clock: TestClock
) -> None:
    scene = make.scene(database)
    assert client.get(visits.path(scene, "/basket/files")).status_code == 303
    visits.write(client, scene, 0, "意见")
    assert upload(client, scene, b"MZ").status_code == 422
    assert "只接受 PDF、JPG、PNG、Word" in client.text()
    client.get(visits.path(scene, "/basket/files"))
    assert client.submit(action="/files").status_code == 422
    assert "请先选择一个文件" in client.text()
    assert upload(client, scene, visits.PDF, opinion="99").status_code == 422
    client.get(visits.path(scene, "/basket/files"))
    test_clock.set(scene.closes_at)
    assert client.submit({"file": (BytesIO(visits.PDF), "a.pdf")}, action="/files").status_code == 409


def test_a_file_for_an_opinion_removed_meanwhile_was_refused_in_english(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    visits.write(client, scene, 0, "意见")
    assert upload(client, scene, visits.PDF, opinion="99").status_code == 422
    assert "这条意见已经不在意见篮里，请重新选择。" in client.text()
    assert "Not a valid choice" not in client.text()


def test_one_address_could_fill_the_disk_with_files(
    client: LintClient, new_client: Callable[[], LintClient], database: Database, ring: KeyRing
) -> None:
    """Removed at once, a file is still on the disk for a day; there was no end to uploading."""
    scene = make.scene(database)
    visits.write(client, scene, 1, "见附件。")
    with database.transaction() as session:
        for _ in range(limits.UPLOAD.count - 1):
            limits.count_attempt(session, ring, limits.UPLOAD, "127.0.0.1", visits.now())
    assert upload(client, scene, visits.PDF).status_code == 200
    client = new_client()  # emptying the basket, or beginning another, does not help
    visits.write(client, scene, 1, "又见附件。")
    assert upload(client, scene, visits.PDF).status_code == 429
    assert "操作过于频繁" in client.text()
    unit = {"commenter_kind": "organisation", "organisation": "云川市骑行协会", "liaison": "李晓禾"}
    client.get(visits.path(scene, "/submit"))
    scan = {**unit, "liaison_reach": "19900001234", "seal": "upload", "seal_file": visits.pdf()}
    assert client.submit(scan, action="/submit").status_code == 429
    assert "操作过于频繁" in client.text()
    assert form_fields(client.find_form("/submit"))["organisation"] == "云川市骑行协会"
    with database.reading() as session:
        assert len(session.scalars(select(Attachment)).all()) == 1
    elsewhere = new_client()
    elsewhere.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    visits.write(elsewhere, scene, 1, "也见附件。")
    assert upload(elsewhere, scene, visits.PDF).status_code == 200
