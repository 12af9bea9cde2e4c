"""What organisations do without JavaScript: 无意见, the clause table on paper, one submission for all members."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests import make
from tests.browser import people
from tests.web.public import visits

NewPage = Callable[..., Page]
UNIT = "云川市骑行协会"


def _seal_by_post(page: Page) -> None:
    """The contact form of an organisation that sends its seal by post, up to the page to check."""
    people.fill_organisation(page, UNIT)
    page.get_by_label("盖章原件另行邮寄").check()
    people.press(page, "下一步：核对")


def test_an_organisation_answers_that_it_has_no_comment(scene: make.Scene, new_page: NewPage) -> None:
    page = new_page(script=False)
    page.goto(visits.path(scene))
    people.go(page, "提出意见")
    people.go(page, "单位正式答复“无意见”")
    people.reads(page, "个人没有意见不需要提交")
    people.press(page, "下一步：填写单位信息")
    expect(page.get_by_label("个人", exact=True)).to_have_count(0)
    people.name_organisation(page, UNIT)
    page.get_by_label("盖章原件另行邮寄").check()
    people.press(page, "下一步：核对")
    people.reads(page, "单位正式答复：无意见", UNIT, "盖章原件另行邮寄")
    people.press(page, "提交“无意见”的答复")
    people.reads(page, "单位“无意见”的答复已经收到并保存。", "请邮寄盖章原件")
    code, number = people.query_code(page), page.locator(".receipt__number").inner_text()
    people.go(page, "打印意见反馈表（盖章用）")
    people.reads(page, number, "无意见", "单位（盖章）：", "example.cn")
    elsewhere = new_page(script=False)
    assert "单位正式答复：无意见" in people.look_up(elsewhere, code)
    expect(elsewhere.get_by_role("link", name="补充意见")).to_have_count(0)
    expect(elsewhere.get_by_role("link", name="撤回这次提交")).to_be_visible()


def test_opinions_wait_and_are_not_lost_to_a_formal_no_comment(
    scene: make.Scene, new_page: NewPage
) -> None:
    page = new_page(script=False)
    people.write_opinion(page, scene.reference, "工作目标", "先写的一条。", None)
    page.goto(visits.path(scene, "/no-comment"))
    people.reads(page, "意见篮中还有意见")
    assert people.press_for_status(page, "下一步：填写单位信息") == 409
    people.reads(page, "要提意见，请直接提交。")
    page.goto(visits.path(scene, "/basket"))
    people.reads(page, "先写的一条。")


def _in_workbook(data: bytes, filled: dict[str, dict[int, str]]) -> bytes:
    """The rows of the workbook whose clause has these words hold the texts, by column from 0."""
    book = openpyxl.load_workbook(BytesIO(data))
    for row in book.worksheets[0].iter_rows(min_row=5):
        for words, texts in filled.items():
            if words in str(row[1].value):
                for column, text in texts.items():
                    row[column].value = text
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _in_document(data: bytes, filled: dict[str, dict[int, str]]) -> bytes:
    """The same in the document's table."""
    document = docx.Document(BytesIO(data))
    for row in document.tables[0].rows[1:]:
        cells = row.cells
        for words, texts in filled.items():
            if words in cells[1].text:
                for column, text in texts.items():
                    cells[column].text = text
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


_KIND, _STANCE, _BODY = 3, 4, 5
_WRITTEN = {
    "工作目标": {_STANCE: "支持", _BODY: "建议覆盖率提高到百分之九十五。"},
    "明确企业责任": {_KIND: "诗歌", _BODY: "运营企业应当在一小时内清理。"},
}


@pytest.mark.parametrize(
    ("link", "fill", "name"),
    [
        ("下载 Excel 表格（.xlsx）", _in_workbook, "意见.xlsx"),
        ("下载 Word 表格（.docx）", _in_document, "意见.docx"),
    ],
    ids=["xlsx", "docx"],
)
def test_a_table_filled_in_offline_is_mended_and_submitted(
    scene: make.Scene, new_page: NewPage, tmp_path: Path, link: str, fill: Any, name: str
) -> None:
    page, file = new_page(script=False), tmp_path / name
    page.goto(visits.path(scene, "/opinions"))
    people.go(page, "下载条款意见表")
    empty = people.download(page, link)

    def upload(written: dict[str, dict[int, str]]) -> int:
        file.write_bytes(fill(empty, written))
        page.get_by_label("填好的条款意见表").set_input_files(file)
        return people.press_for_status(page, "上传表格")

    assert upload(_WRITTEN) == 422
    people.reads(page, "有 1 行没有放入意见篮", "新放入意见篮 1 条", "需要修改的行")
    expect(page.get_by_role("listitem").filter(has_text="“意见类型”")).to_contain_text(
        "“诗歌”不是可以填写的词。请填："
    )
    mended = {**_WRITTEN["明确企业责任"], _KIND: "替换条文"}
    assert upload({**_WRITTEN, "明确企业责任": mended}) == 303
    people.reads(page, "1 条新意见已放入意见篮", "1 条以前已经放入，没有重复。")
    people.reads(page, "2 条意见等待提交", *(texts[_BODY] for texts in _WRITTEN.values()), "替换条文")
    people.go_to_contact(page)
    _seal_by_post(page)
    people.press(page, "提交这 2 条意见")
    people.heading(page, "提交成功")
    people.reads(page, "请邮寄盖章原件", "百分之九十五")


def _opened_collation(lead: Page, scene: make.Scene) -> str:
    """The lead opens a collation; its code as shown."""
    lead.goto(visits.path(scene, "/opinions"))
    people.go(lead, "用汇总码收集本单位人员的意见")
    lead.get_by_label("单位名称").fill(UNIT)
    people.press(lead, "开启汇总，取得汇总码")
    people.reads(lead, "汇总已经开启", UNIT, "还没有成员交来意见")
    return lead.locator(".receipt__code").inner_text()


def _hand_in(member: Page, scene: make.Scene, code: str, clause: str, body: str) -> None:
    """A member writes on a clause and hands it to the lead."""
    people.write_opinion(member, scene.reference, clause, body, None)
    people.go(member, "本单位有汇总码？交给汇总人统一提交")
    member.get_by_label("汇总码").fill("A" * 26)
    assert people.press_for_status(member, "交给汇总人") == 422
    people.reads(member, "没有找到这个汇总码", body)
    member.get_by_label("汇总码").fill(code.lower())
    member.get_by_label("您的称呼").fill("二科 周")
    people.press(member, "交给汇总人")
    people.reads(member, "已交给汇总人，由汇总人统一提交。您不需要再提交。", "意见篮是空的")


def test_a_lead_edits_copies_and_submits_once_for_the_members(
    scene: make.Scene, new_page: NewPage
) -> None:
    lead, member, other = (new_page(script=False) for _ in range(3))
    code = _opened_collation(lead, scene)
    _hand_in(member, scene, code, "工作目标", "甲员的原文。")
    _hand_in(other, scene, code, "基本原则", "乙员的原文。")
    lead.reload()
    people.reads(lead, "成员交来 2 条", "甲员的原文。", "乙员的原文。", "二科 周")
    people.press(lead, "全部复制到意见篮")
    people.reads(lead, "2 条已复制到意见篮。")
    people.go(lead, "到意见篮修改并提交")
    people.go(lead, "修改")
    lead.get_by_label("意见内容").fill("协会统一的意见。")
    people.press(lead, "保存修改")
    people.reads(lead, "协会统一的意见。", "乙员的原文。")
    lead.goto(visits.path(scene, "/collation"))
    people.reads(lead, "甲员的原文。", "已在意见篮中")
    people.misses(lead, "协会统一的意见。")
    people.press(lead, "停止接收")
    people.reads(lead, "已停止接收成员的意见。")
    lead.goto(visits.path(scene, "/submit"))
    _seal_by_post(lead)
    people.press(lead, "提交这 2 条意见")
    people.reads(lead, "2 条意见已经收到并保存。", "协会统一的意见。")

    officer = new_page(script=False)
    people.sign_in(officer, "officer")
    officer.goto(f"/bureau/consultations/{scene.reference}/comments")
    officer.get_by_role("link", name="答复这条意见").first.click()
    people.reads(officer, "协会统一的意见。", "甲员的原文。")
    people.misses(officer, "二科 周")
