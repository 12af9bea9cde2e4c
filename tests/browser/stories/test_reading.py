"""Reading without JavaScript: the lists, the draft and its versions, what became of everything."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO, StringIO

import docx
import openpyxl
import pytest
from playwright.sync_api import Page, expect

from portal.db import Database
from portal.operations.baskets import Opinion
from portal.secrets import KeyRing
from tests import make
from tests.browser import people
from tests.conftest import TestClock
from tests.operations import redrafting
from tests.web.public import visits

NewPage = Callable[..., Page]
SCHOOLS = """云川市校外托管机构管理办法（征求意见稿）

第一条　校外托管机构应当配备专职安全员。

第二条　午餐应当留样四十八小时。
"""


def _cards(page: Page) -> list[str]:
    """The titles listed, in their order."""
    return page.locator(".card__title").all_inner_texts()


@pytest.fixture
def of_schools(database: Database, ring: KeyRing, test_clock: TestClock) -> list[str]:
    """A bureau's consultations in each state: answered, closed, open, upcoming; their titles."""
    names = [f"校外托管{name}征求意见的公告" for name in ("收费", "用餐", "消防", "接送")]
    with database.transaction() as session:
        make.staff(session)
        actor = make.officer(session, "schools", "云川市教育局")
        first, closed = (
            make.published(session, actor, title=names[n], draft=SCHOOLS) for n in range(2)
        )
        assert closed.window is not None
        answered = make.Scene(first.id, first.reference, closed.window.closes_at, [])
    test_clock.set(answered.closes_at)
    visits.publish(database, ring, answered)
    with database.transaction() as session:
        actor = session.merge(actor)
        make.published(session, actor, title=names[2], draft=SCHOOLS)
        make.published(session, actor, title=names[3], draft=SCHOOLS, from_day=9)
    return names


def test_consultations_are_found_by_state_by_condition_and_by_their_words(
    of_schools: list[str], new_page: NewPage
) -> None:
    page = new_page(script=False, width=360)
    page.goto("/")
    page.get_by_text("按单位、类型、领域、年份筛选").click()
    page.get_by_label("征求意见单位").select_option("云川市教育局")
    people.press(page, "筛选")
    people.reads(page, "找到 4 项征求意见活动", "（已选 1 项）")
    states = dict(zip(("已反馈", "已结束", "征集中", "待开始"), of_schools, strict=True))
    for state, title in states.items():
        page.get_by_role("navigation", name="按状态查看").get_by_role("link", name=state).click()
        assert _cards(page) == [title]
        people.reads(page, state)
    page.get_by_label("搜索标题、公告和条款").fill("午餐 留样")
    people.press(page, "搜索")
    people.reads(page, "找到 4 项征求意见活动：午餐 留样")
    page.get_by_role("article").filter(has_text="校外托管消防").get_by_role("link", name="第二条").click()
    people.reads(page, "在 1 条中找到")
    assert page.locator("mark").all_inner_texts() == ["午餐", "留样"]
    page.go_back()
    page.get_by_label("搜索标题、公告和条款").fill("有轨电车")
    people.press(page, "搜索")
    people.reads(page, "没有符合条件的征求意见活动")
    page.get_by_role("main").get_by_role("link", name="清除条件").last.click()
    assert page.get_by_label("搜索标题、公告和条款").input_value() == ""


def test_a_draft_is_searched_and_read_in_each_version_and_compared(
    scene: make.Scene, database: Database, new_page: NewPage, test_clock: TestClock
) -> None:
    page = new_page(script=False)
    page.goto(visits.path(scene))
    people.go(page, "逐条阅读并提意见")
    page.get_by_label("在草案中查找").fill("停放点位")
    people.press(page, "查找")
    people.reads(page, "在 3 条中找到，共 3 处")
    page.get_by_role("link", name="（五）便利特殊人群").first.click()
    expect(page.locator(f"#c-{scene.clause_ids[-1]}")).to_be_in_viewport()
    people.go(page, "清除")
    expect(page.locator("mark")).to_have_count(0)

    redrafting.bring_out(database, scene)
    test_clock.move(seconds=2)
    reader = new_page(script=False)
    reader.goto(visits.path(scene, "/draft"))
    people.reads(reader, "建立信用档案")
    reader.get_by_role("navigation", name="版本").get_by_role("link", name="第 1 版").click()
    people.reads(reader, "这是较早的版本", "坚持方便群众、规范有序。")
    expect(reader.get_by_role("link", name="对本条提意见")).to_have_count(0)
    people.go(reader, "看现在的版本")
    people.go(reader, "看各版本之间修改了什么")
    expect(reader.get_by_role("heading", name="版本对照", exact=True)).to_be_visible()
    deleted, added = reader.locator("del"), reader.locator("ins")
    expect(deleted.filter(has_text="五").first).to_be_visible()
    expect(added.filter(has_text="并向社会公布").first).to_be_visible()
    table = docx.Document(BytesIO(people.download(reader, "下载修改对照表（.docx）"))).tables[0]
    assert any("并向社会公布" in cell.text for row in table.rows for cell in row.cells)
    reader.get_by_label("原版本").select_option("2")
    people.press(reader, "对照")
    people.reads(reader, "请选择两个不同的版本")


def _tables(page: Page) -> dict[str, list[list[str]]]:
    """The adoption table of each of the four files, as another program opens it."""
    files = {
        kind: people.download(page, words)
        for kind, words in {
            "docx": "反馈全文和采纳情况表（Word）", "xlsx": "采纳情况表（Excel）",
            "csv": "采纳情况表（CSV）", "json": "全部数据（JSON）",
        }.items()
    }  # fmt: skip
    sheet = openpyxl.load_workbook(BytesIO(files["xlsx"])).worksheets[0]
    lines = [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
    table = docx.Document(BytesIO(files["docx"])).tables[0]
    rows = json.loads(files["json"])["rows"]
    return {
        "docx": [[cell.text for cell in row.cells] for row in table.rows],
        "xlsx": lines,
        "csv": list(csv.reader(StringIO(files["csv"].decode("utf-8-sig")))),
        "json": [[str(value) for value in row.values()] for row in rows],
    }


def test_the_result_is_filtered_downloaded_and_leads_back_to_the_notice(
    scene: make.Scene, database: Database, ring: KeyRing, new_page: NewPage, test_clock: TestClock
) -> None:
    unit = replace(make.ORGANISATION, allows_publication=True)
    for place, (words, contact) in enumerate(
        [("甲，已采纳。", unit), ("乙，未采纳。", visits.CONSENTING), ("丙，不公开。", make.PERSON)]
    ):
        opinion = Opinion(scene.clause_ids[place], "remark", None, words)
        make.submission(database, ring, scene, [opinion], contact=contact)
    page = new_page(script=False)
    page.goto(visits.path(scene, "/result"))
    people.reads(page, "采纳情况在征集结束后公布")
    test_clock.set(scene.closes_at)
    page.reload()
    people.reads(page, "意见正在研究，采纳情况还没有公布", "收到 3 条意见")
    visits.publish(database, ring, scene)
    test_clock.move(seconds=2)
    page.goto(visits.path(scene))
    people.go(page, "查看意见反馈")
    people.reads(page, "云川市骑行协会", "李*禾", "与上位法不一致。", "条数不是表决票数。")
    people.misses(page, "丙，不公开。", "李晓禾", "周一鸣")
    page.get_by_label("采纳情况", exact=True).select_option(label="未采纳")
    people.press(page, "筛选")
    people.reads(page, "符合条件的有 1 条。", "乙，未采纳。")
    people.misses(page, "甲，已采纳。")
    page.get_by_label("条款", exact=True).select_option(label="（一）工作目标")
    people.press(page, "筛选")
    people.reads(page, "没有符合条件的意见")
    people.go(page, "显示全部")
    for kind, lines in _tables(page).items():
        whole = str(lines)
        assert "甲，已采纳。" in whole, kind
        assert "与上位法不一致。" in whole, kind
        assert "云川市骑行协会" in whole, kind
        for secret in ("丙，不公开。", "李晓禾", "周一鸣", "0999-5550188"):
            assert secret not in whole, kind
    people.go(page, "查看征集公告")
    people.reads(page, "采纳情况反馈已经公布")
