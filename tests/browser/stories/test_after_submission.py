"""What an author does without JavaScript after the submission: keep the receipt, look it up, add, withdraw, disown."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import pytest
from pdfminer.high_level import extract_text
from playwright.sync_api import Page, expect

from portal import clock
from portal.config import Settings
from portal.db import Database
from portal.mailing import deliver_due
from portal.operations.baskets import Opinion
from portal.scheduler import Ticker
from portal.secrets import KeyRing
from tests import make
from tests.browser import people
from tests.conftest import TestClock
from tests.operations.post_office import PostOffice, link, plain
from tests.web.public import visits

NewPage = Callable[..., Page]
WORDS = ("建议写明完成时限。", "停放点位请避开公交站台。")


def _opinions(scene: make.Scene) -> list[Opinion]:
    return [Opinion(scene.clause_ids[n], "remark", None, words) for n, words in enumerate(WORDS)]


def _received(data: bytes) -> dict[str, Any]:
    """What a receipt file says, after the check that docs/receipt.md describes."""
    file = json.loads(data)
    canonical = json.dumps(file["content"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert hashlib.sha256(canonical.encode()).hexdigest() == file["content_sha256"]
    content: dict[str, Any] = file["content"]
    for opinion in content["opinions"]:
        assert hashlib.sha256(opinion["text"].encode()).hexdigest() == opinion["text_sha256"]
    return content


def test_a_receipt_is_printed_and_kept_as_a_file(
    scene: make.Scene, database: Database, new_page: NewPage, base_url: str
) -> None:
    page = new_page(script=False)
    with database.transaction() as session:
        people.hold_basket(page, base_url, make.basket(session, scene, _opinions(scene)))
    page.goto(visits.path(scene, "/submit"))
    code = people.submit_as_person(page, "李晓禾", "19900001234")
    people.reads(page, "2 条意见已经收到并保存。", "云川市城市管理局", *WORDS)
    number = page.locator(".receipt__number").inner_text()
    expect(page.get_by_role("button", name="打印本页")).to_have_count(0)
    paper = extract_text(BytesIO(page.pdf()))
    assert number in paper
    assert code.replace("-", "") in re.sub(r"[\s-]", "", paper)
    data = people.download(page, "下载回执文件（JSON）")
    received = _received(data)
    assert received["number"] == number
    assert [opinion["text"] for opinion in received["opinions"]] == list(WORDS)
    assert received["opinions"][0]["clause"] == "（一）工作目标"
    for secret in ("李晓禾", "19900001234", code, code.replace("-", "")):
        assert secret not in data.decode()
    stranger = new_page(script=False)
    stranger.goto("/receipt")
    people.misses(stranger, number, *WORDS)
    people.go(stranger, "查询办理情况")
    people.heading(stranger, "查询办理情况")


@pytest.fixture
def receipt(database: Database, ring: KeyRing, scene: make.Scene) -> make.Receipt:
    """Of a submission of the two opinions."""
    return make.submission(database, ring, scene, _opinions(scene))


def test_the_query_code_opens_a_submission_wherever_it_is_typed(
    receipt: make.Receipt, scene: make.Scene, new_page: NewPage, test_clock: TestClock
) -> None:
    page = new_page(script=False)
    page.goto("/")
    people.go(page, "查询办理情况")
    page.get_by_label("查询码").fill("A" * 26)
    assert people.press_for_status(page, "查询") == 422
    people.reads(page, "没有找到对应的提交，请核对查询码。")
    page.get_by_label("查询码").fill(receipt.query_code.lower().replace("-", " "))
    people.press(page, "查询")
    people.heading(page, receipt.number)
    people.reads(page, "已经收到。征集到", *WORDS)
    assert page.url.endswith("/status/found")
    people.go(page, "查看征集公告")
    page.go_back()
    people.heading(page, receipt.number)
    people.go(page, "补充意见")
    test_clock.move(minutes=31)
    page.get_by_label("补充的内容").fill("超过半小时才写好的话。")
    assert people.press_for_status(page, "提交补充") == 422
    people.reads(page, "查询已过时，请重新输入查询码；写的文字还在下面，请先复制。")
    assert page.get_by_label("补充的内容").input_value() == "超过半小时才写好的话。"


def test_an_author_adds_to_an_opinion_and_then_withdraws(
    receipt: make.Receipt, scene: make.Scene, new_page: NewPage
) -> None:
    page = new_page(script=False)
    people.look_up(page, receipt.query_code)
    people.go(page, "补充意见")
    people.reads(page, "原来的意见一字不改。")
    page.get_by_label("（二）基本原则").check()
    page.get_by_label("补充的内容").fill("附近的三个站台都占用了。")
    people.press(page, "提交补充")
    people.reads(page, "补充已经收到。", *WORDS)
    expect(page.locator(".opinion").nth(1)).to_contain_text("附近的三个站台都占用了。")
    received = _received(people.download(page, "下载回执文件（JSON）"))
    assert [len(opinion["supplements"]) for opinion in received["opinions"]] == [0, 1]
    people.go(page, "撤回这次提交")
    people.reads(page, "这次提交的 2 条意见全部撤回，不能恢复。", "联系方式和盖章扫描件立即删除")
    people.go(page, "不，返回")
    people.reads(page, "已经收到。")
    people.go(page, "撤回这次提交")
    people.press(page, "撤回这次提交")
    people.reads(page, "这次提交已经撤回。", "撤回的意见不计入统计", *WORDS)
    for name in ("补充意见", "撤回这次提交"):
        expect(page.get_by_role("link", name=name)).to_have_count(0)
    assert _received(people.download(page, "下载回执文件（JSON）"))["withdrawn_at"]
    people.press(page, "结束查询")
    people.reads(page, "已结束查询。")
    page.goto("/status/found")
    people.misses(page, *WORDS)
    expect(page.get_by_label("查询码")).to_be_visible()


def test_nothing_is_withdrawn_or_added_after_the_close(
    receipt: make.Receipt, scene: make.Scene, new_page: NewPage, test_clock: TestClock
) -> None:
    test_clock.set(scene.closes_at)
    test_clock.move(minutes=-5)
    page = new_page(script=False)
    people.look_up(page, receipt.query_code)
    people.go(page, "补充意见")
    page.get_by_role("radio").first.check()
    page.get_by_label("补充的内容").fill("写了六分钟的话。")
    test_clock.set(scene.closes_at)
    assert people.press_for_status(page, "提交补充") == 409
    people.heading(page, "补充没有收下")
    people.reads(page, "您写的文字都在下面，没有丢失", "bike@example.cn")
    assert page.get_by_label("补充的内容").input_value() == "写了六分钟的话。"
    page.goto("/status/found")
    people.reads(page, "征集已经结束，意见正在研究", *WORDS)
    expect(page.get_by_role("link", name="撤回这次提交")).to_have_count(0)


@pytest.fixture
def ticker(settings: Settings) -> Iterator[Ticker]:
    """The scheduler, run by hand."""
    value = Ticker(settings)
    yield value
    value.close()


def test_whose_address_was_misused_says_so_and_hears_no_more(
    scene: make.Scene,
    database: Database,
    ring: KeyRing,
    new_page: NewPage,
    base_url: str,
    office: PostOffice,
    ticker: Ticker,
    test_clock: TestClock,
) -> None:
    author = new_page(script=False)
    with database.transaction() as session:
        people.hold_basket(author, base_url, make.basket(session, scene, _opinions(scene)))
    author.goto(visits.path(scene, "/submit"))
    people.reads(author, "联系方式填写电子邮箱的，会收到一封回执邮件")
    people.submit_as_person(author, "李晓禾", "stranger@example.cn")
    deliver_due(database, clock.now())
    (letter,) = office.to("stranger@example.cn")
    assert "不是您提交的？" in plain(letter)
    page = new_page(script=False)
    for _opened in range(2):
        page.goto(link(letter, "/not-me/"))
        people.heading(page, "不是您提交的？")
        people.reads(page, "按下之前什么都不会改变。")
        people.misses(page, *WORDS, "李晓禾")
    people.press(page, "不是我提交的")
    people.heading(page, "已经记下：不是您提交的")
    page.reload()
    people.heading(page, "已经记下：不是您提交的")

    officer = new_page(script=False)
    people.sign_in(officer, "officer")
    officer.goto(f"/bureau/consultations/{scene.reference}/comments")
    people.reads(officer, "有人声明不是本人提交")
    test_clock.set(scene.closes_at)
    visits.publish(database, ring, scene)
    for _tick in range(2):
        ticker.tick()
    ticker.deliver()
    assert len(office.to("stranger@example.cn")) == 1
