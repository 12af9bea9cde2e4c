"""What organisations use: the clause table, and the formal 无意见."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

from portal.db import Database
from portal.models.accounts import User
from portal.models.submissions import BasketOpinion, Submission
from portal.operations import consultations
from portal.web.language import LANGUAGE_COOKIE
from tests import make
from tests.conftest import TestClock
from tests.lint import LintClient, form_fields
from tests.operations import redrafting
from tests.web.public import visits
from tests.web.public.test_submit import UNIT


def table(client: LintClient, scene: make.Scene, rows: dict[int, dict[str, Any]]) -> bytes:
    """The downloaded workbook with cells filled in: row number to {column letter: value}."""
    answer = client.get(visits.path(scene, "/table.xlsx"))
    book = openpyxl.load_workbook(BytesIO(answer.data))
    for number, cells in rows.items():
        for column, value in cells.items():
            book.worksheets[0][f"{column}{number}"] = value
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def send(client: LintClient, scene: make.Scene, data: bytes) -> int:
    client.get(visits.path(scene, "/table"))
    return client.submit({"table": (BytesIO(data), "意见表.xlsx")}, action="/table").status_code


def waiting(database: Database) -> list[tuple[str, str]]:
    with database.reading() as session:
        rows = session.scalars(select(BasketOpinion).order_by(BasketOpinion.id))
        return [(row.kind, row.body) for row in rows]


def test_a_filled_table_goes_into_the_basket_once(client: LintClient, database: Database) -> None:
    scene = make.scene(database)
    data = table(client, scene, {5: {"F": "总体赞成。"}, 8: {"D": "替换条文", "F": "每三百米一处。"}})
    assert send(client, scene, data) == 200
    assert "表格中的 2 条新意见已放入意见篮" in client.text()
    assert send(client, scene, data) == 200
    assert "2 条以前已经放入，没有重复。" in client.text()
    assert waiting(database) == [("remark", "总体赞成。"), ("replacement", "每三百米一处。")]
    client.get(visits.path(scene, "/basket"))
    assert "每三百米一处。" in client.text()


def test_going_back_to_what_became_of_a_table_asked_to_send_the_file_again(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    data = table(client, scene, {5: {"F": "总体赞成。"}})
    client.get(visits.path(scene, "/table"))
    sent = {"table": (BytesIO(data), "意见表.xlsx")}
    answer = client.submit(sent, action="/table", follow=False)
    assert (answer.status_code, answer.location) == (303, visits.path(scene, "/basket"))


def test_a_table_of_thousands_of_rows_kept_everybody_else_from_writing(
    client: LintClient, database: Database
) -> None:
    """Each row beyond the basket's bound was tried anew, in one transaction of many seconds."""
    scene = make.scene(database)
    data = table(client, scene, {5: {"F": "第一条"}, 6: {"D": "诗歌", "F": "一首诗"}})
    book = openpyxl.load_workbook(BytesIO(data))
    for number in range(2500):
        for column, value in (("A", "whole"), ("F", f"意见{number}")):
            book.worksheets[0][f"{column}{number + 20}"] = value
    made = BytesIO()
    book.save(made)
    with visits.counted_queries() as seen:
        assert send(client, scene, made.getvalue()) == 422
    assert "有 2302 行没有放入意见篮" in client.text()
    assert len(waiting(database)) == 200
    assert len(seen) < 200 * 10
    assert send(client, scene, made.getvalue()) == 422
    assert "200 条以前已经放入，没有重复。" in client.text()


def test_bad_rows_are_told_by_number_and_column_with_their_text(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    rows = {
        5: {"D": "删除条文", "F": "删掉整个草案"}, 6: {"F": "好的一行"}, 7: {"D": "诗歌", "F": "一首诗"},
        8: {"F": "=1+1"}, 9: {"A": "zzz", "F": "编号错了"}, 10: {"F": "长" * 20_001},
    }  # fmt: skip
    assert send(client, scene, table(client, scene, rows)) == 422
    for words in (
        "有 5 行没有放入意见篮", "第 5 行，“意见类型”", "第 7 行，“意见类型”", "第 8 行，“意见内容” ·",
        "这一格是公式", "第 5 行，“意见类型” · 整个草案：", "第 9 行，“条款编号” ：", "第 10 行，“意见内容”",
        "一首诗", "编号错了", "新放入意见篮 1 条",
    ):  # fmt: skip
        assert words.replace(" ", "") in client.text().replace(" ", ""), words
    assert waiting(database) == [("remark", "好的一行")]


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_printed_number_stood_in_two_pairs_of_brackets(
    client: LintClient, database: Database, language: str
) -> None:
    scene = make.scene(database)
    data = table(client, scene, {8: {"D": "诗歌", "F": "一首诗"}})
    client.set_cookie(LANGUAGE_COOKIE, language)
    assert send(client, scene, data) == 422
    found = client.text()
    assert " · （" in found
    assert "(（" not in found


def test_a_row_with_a_stance_and_no_words_was_dropped_without_a_word(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    data = table(client, scene, {6: {"E": "支持"}, 7: {"F": "好的一行"}})
    assert send(client, scene, data) == 422
    assert "第 6 行，“意见内容”" in client.text()
    assert "只选了立场，没有写意见" in client.text()
    assert waiting(database) == [("remark", "好的一行")]


def test_a_table_of_another_consultation_or_no_table_is_refused(
    client: LintClient, database: Database, test_clock: TestClock
) -> None:
    scene = make.scene(database)
    with database.transaction() as session:
        other = make.published(session, make.officer(session, "second"))
        foreign = make.Scene(other.id, other.reference, scene.closes_at, [])
    data = table(client, foreign, {5: {"F": "意见"}})
    assert send(client, scene, data) == 422
    assert "另一次征求意见" in client.text()
    assert send(client, scene, b"MZ") == 422
    assert "只能读取 .xlsx 和 .docx" in client.text()
    assert send(client, scene, b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le")) == 422
    assert "文件有密码" in client.text()
    client.get(visits.path(scene, "/table"))
    assert client.submit(action="/table").status_code == 422
    client.get(visits.path(scene, "/table"))
    test_clock.set(scene.closes_at)
    late = table(client, scene, {5: {"F": "迟到的意见"}})
    answer = client.submit({"table": (BytesIO(late), "a.xlsx")}, action="/table")
    assert answer.status_code == 409
    assert waiting(database) == []


def test_a_closed_consultation_asked_for_a_table_it_would_not_take(
    client: LintClient, database: Database, test_clock: TestClock
) -> None:
    scene = make.scene(database)
    client.get(visits.path(scene, "/table"))
    fields = form_fields(client.find_form("/table"))
    test_clock.set(scene.closes_at)
    for data in ({}, {"csrf_token": "stale"}, {"table": (BytesIO(b"MZ"), "a.xlsx")}):
        answer = client.post(visits.path(scene, "/table"), data={**fields, **data})
        assert answer.status_code == 409
        assert "征集已经结束，这次没有收下" in client.text()
        assert "请先选择填好的表格文件" not in client.text()
        assert "您写的文字都在下面" not in client.text()  # the table is with its writer, not on the page


def test_rows_of_an_earlier_version_stand_where_the_clause_is_unchanged(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    data = table(client, scene, {n: {"F": f"第{n}行"} for n in range(6, 11)})
    with database.transaction() as session:
        officer = session.scalars(select(User).where(User.username == "officer")).one()
        made = consultations.lock_consultation(session, scene.consultation_id)
        version = redrafting.import_text(session, made, officer, redrafting.REDRAFT)
        redrafting.publish(session, made, version, officer, now=visits.now())
    assert send(client, scene, data) == 422
    assert "这一条在新版中已经修改" in client.text()
    told = client.text().count("这一条在新版中已经修改")
    assert 0 < told < 5
    assert len(waiting(database)) == 5 - told


def test_the_sheet_to_be_sealed_named_none_of_the_attached_files(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    visits.write(client, scene, 1, "见附件。")
    client.get(client.links("添加附件")[0])
    client.submit({"file": visits.pdf(name="测算.pdf")}, action="/files")
    client.get(visits.path(scene, "/submit"))
    client.submit({**UNIT, "seal": "post"})
    client.get(visits.path(scene, "/basket/print"))
    mark = hashlib.sha256(visits.PDF).hexdigest()
    assert "测算.pdf" in client.text()
    assert mark in client.text()
    client.get(visits.path(scene, "/check"))
    client.submit(action="/check")
    client.get("/receipt/print")
    assert "测算.pdf" in client.text()
    assert mark in client.text()


def test_an_organisation_answers_no_comment_and_the_officer_sees_it(
    client: LintClient, new_client: Callable[[], LintClient], database: Database
) -> None:
    scene = make.scene(database)
    client.get(visits.path(scene, "/no-comment"))
    assert client.submit(action="/no-comment").request.path == visits.path(scene, "/submit")
    client.submit({**UNIT, "seal": "post"})
    assert "单位正式答复：无意见" in client.text()
    client.submit(action="/check")
    assert "单位“无意见”的答复已经收到并保存。" in client.text()
    code = visits.shown_code(client)
    client.get("/receipt/print")
    assert "无意见" in client.text()
    client.get("/status")
    client.submit({"query_code": code})
    assert "单位正式答复：无意见" in client.text()
    with database.reading() as session:
        number = session.scalars(select(Submission.number)).one()
    officer = new_client()
    officer.sign_in("officer", make.PASSWORD)
    officer.get(f"/bureau/consultations/{scene.reference}/comments")
    officer.get(officer.links("个单位正式答复")[0])
    assert number in officer.text()
    assert UNIT["organisation"] not in officer.text()
    officer.submit(action="/contact")
    assert UNIT["organisation"] in officer.text()


def test_the_answer_of_no_comment_asked_whether_it_came_from_a_person_and_might_be_published(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    client.get(visits.path(scene, "/no-comment"))
    assert "选条款" not in client.text()
    client.submit(action="/no-comment")
    assert "填写单位信息" in client.text()
    for words in ("个人填写", "意见原文", "未满14周岁", "返回意见篮"):
        assert words not in client.text()
    client.submit({**UNIT, "seal": "post"})
    assert "公开意见原文" not in client.text()
    assert "选条款" not in client.text()


def test_a_person_whose_other_window_answers_no_comment_is_told_who_may(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    client.get(visits.path(scene, "/no-comment"))
    client.submit(action="/no-comment")
    person = {"name": "李晓禾", "reach": "19900001234", "commenter_kind": "individual"}
    assert client.submit(person).status_code == 422
    assert "“无意见”由单位正式答复" in client.text()
    assert form_fields(client.find_form())["name"] == "李晓禾"


def test_the_receipt_of_no_comment_announced_comments_and_showed_none(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    client.get(visits.path(scene, "/no-comment"))
    client.submit(action="/no-comment")
    client.submit({**UNIT, "seal": "post"}, action="/submit")
    assert client.submit(action="/check").request.path == "/receipt"
    code = visits.shown_code(client)
    assert "收到的意见" not in client.text()
    assert "您每一条意见" not in client.text()
    client.get("/status")
    client.submit({"query_code": code}, action="/status")
    client.get("/status/withdraw")
    assert "“无意见”的答复撤回，不能恢复。" in client.text()
    assert "0 条意见" not in client.text()


def test_an_expired_page_said_that_everything_was_kept_and_the_file_was_not(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    visits.write(client, scene, 1, "意见")
    for page, field in (("/table", "table"), ("/basket/files", "file"), ("/submit", "seal_file")):
        client.get(visits.path(scene, page))
        sent = {field: (BytesIO(visits.PDF), "a.pdf"), "csrf_token": "stale"}
        assert client.submit(sent, action=page).status_code == 422
        assert "浏览器不保留选好的文件，请再选择一次。" in client.text(), page
        client.get(visits.path(scene, page))
        client.submit({"csrf_token": "stale"}, action=page)
        assert "请再选择一次" not in client.text(), page


def test_the_answer_gives_way_to_opinions(client: LintClient, database: Database) -> None:
    scene = make.scene(database)
    visits.write(client, scene, 0, "有一条意见")
    client.get(visits.path(scene, "/no-comment"))
    assert client.submit(action="/no-comment").status_code == 409
    assert "意见篮中还有意见" in client.text()
    client.get(visits.path(scene, "/basket"))
    client.submit(action="/remove")
    client.get(visits.path(scene, "/no-comment"))
    client.submit(action="/no-comment")
    client.submit({**UNIT, "seal": "post"})
    client.submit({"act": "take_back"}, action="/no-comment")
    assert client.get(visits.path(scene, "/submit")).status_code == 303


def test_a_wrong_word_was_told_to_look_for_the_right_ones_on_another_sheet(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    rows = {6: {"D": "诗歌", "F": "一首诗"}, 7: {"E": "赞成", "F": "好"}, 8: {"D": "长" * 60, "F": "长"}}
    assert send(client, scene, table(client, scene, rows)) == 422
    for words in (
        "“诗歌”不是可以填写的词。请填：意见或建议、替换条文、增加内容、删除条文；或者留空。",
        "“赞成”不是可以填写的词。请填：支持、反对、建议修改、疑问；或者留空。", f"“{'长' * 39}…”",
    ):  # fmt: skip
        assert words in client.text()
    assert "表头列出的词" not in client.text()
