"""Following without an account and without JavaScript: by letter, by feed, by calendar."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from email.message import EmailMessage
from xml.etree.ElementTree import fromstring

import pytest
from icalendar import Calendar
from playwright.sync_api import Page

from portal.config import Settings
from portal.db import Database
from portal.operations.baskets import Opinion
from portal.scheduler import Ticker
from portal.secrets import KeyRing
from tests import make
from tests.browser import people
from tests.conftest import TestClock
from tests.operations.post_office import URL, PostOffice, link, plain
from tests.web.public import visits

NewPage = Callable[..., Page]
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def ticker(settings: Settings) -> Iterator[Ticker]:
    """The scheduler, run by hand."""
    value = Ticker(settings)
    yield value
    value.close()


def _follow(page: Page, scene: make.Scene, address: str) -> None:
    """Somebody asks for letters."""
    page.goto(visits.path(scene))
    people.go(page, "关注")
    page.get_by_label("电子邮箱").fill(address)
    people.press(page, "发送确认邮件")
    people.heading(page, "请查收确认邮件")


def _confirm(page: Page, letter: EmailMessage) -> None:
    """The link of the letter is opened and its button pressed."""
    page.goto(link(letter, "/follow/confirm/"))
    people.press(page, "确认关注")
    people.heading(page, "已经关注")


def _deliver(ticker: Ticker) -> None:
    """What is due has gone out; a leap of the clock is believed at the second look."""
    for _tick in range(2):
        ticker.tick()
    ticker.deliver()


def test_followers_hear_of_the_report_and_leave_with_one_click(
    scene: make.Scene,
    database: Database,
    ring: KeyRing,
    new_page: NewPage,
    office: PostOffice,
    ticker: Ticker,
    test_clock: TestClock,
) -> None:
    page = new_page(script=False)
    page.goto(visits.path(scene, "/follow"))
    page.get_by_label("电子邮箱").fill("reader@example")
    assert people.press_for_status(page, "发送确认邮件") == 422
    people.reads(page, "请填写完整的电子邮箱地址")
    assert page.get_by_label("电子邮箱").input_value() == "reader@example"
    _follow(page, scene, "reader@example.cn")
    _follow(page, scene, "unconfirmed@example.cn")
    ticker.deliver()
    (asked,) = office.to("reader@example.cn")
    page.goto(link(asked, "/follow/confirm/"))
    people.heading(page, "确认关注")
    people.reads(page, make.NOTICE["title"])
    _confirm(page, asked)

    make.submission(database, ring, scene, [Opinion(scene.clause_ids[0], "remark", None, "意见。")])
    test_clock.set(scene.closes_at)
    _deliver(ticker)
    visits.publish(database, ring, scene)
    _deliver(ticker)
    subjects = [letter["Subject"].split("]")[0] for letter in office.to("reader@example.cn")]
    assert subjects[-2:] == ["[征集结束", "[已反馈"]
    assert len(office.to("unconfirmed@example.cn")) == 1

    reported = office.to("reader@example.cn")[-1]
    page.goto(link(reported, "/result"))
    people.reads(page, "采纳情况", "1 次提交")
    assert reported["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    program = new_page(script=False).request
    address = reported["List-Unsubscribe"].strip("<>").removeprefix(URL)
    assert program.post(address, form={"List-Unsubscribe": "One-Click"}).status == 204
    page.goto(link(reported, "/follow/leave/"))
    people.heading(page, "已经不再关注")
    page.goto(link(asked, "/follow/confirm/"))
    people.heading(page, "链接已经失效")


def test_a_follower_of_a_bureau_hears_of_what_it_publishes_next_and_leaves_by_the_page(
    scene: make.Scene,
    database: Database,
    new_page: NewPage,
    office: PostOffice,
    ticker: Ticker,
    test_clock: TestClock,
) -> None:
    page, address = new_page(script=False), "whole-bureau@example.cn"
    page.goto(visits.path(scene, "/follow"))
    page.get_by_label("这个单位的全部征求意见").check()
    page.get_by_label("电子邮箱").fill(address)
    people.press(page, "发送确认邮件")
    ticker.deliver()
    _confirm(page, office.to(address)[0])
    test_clock.move(days=1)
    make.scene(database, title="关于《云川市停车设施管理办法》公开征求意见的公告")
    _deliver(ticker)
    letter = office.to(address)[-1]
    assert letter["Subject"] == "[征集开始] 关于《云川市停车设施管理办法》公开征求意见的公告"
    assert "您关注了云川市城市管理局的全部征求意见。" in plain(letter)
    page.goto(link(letter, "/follow/leave/"))
    people.reads(page, "云川市城市管理局")
    people.go(page, "不，返回")
    page.goto(link(letter, "/follow/leave/"))
    people.press(page, "不再关注")
    people.heading(page, "已经不再关注")
    count = len(office.to(address))
    make.scene(database)
    test_clock.move(days=1)
    _deliver(ticker)
    assert len(office.to(address)) == count


def test_feeds_and_calendars_are_found_on_the_pages_and_can_be_read(
    scene: make.Scene, database: Database, new_page: NewPage, test_clock: TestClock
) -> None:
    page = new_page(script=False)
    page.goto(visits.path(scene))
    (event,) = Calendar.from_ical(people.download(page, "把截止时间加入日历")).events
    assert make.NOTICE["title"] in str(event["SUMMARY"])
    assert event.end - event.start < timedelta(days=2)
    feed = page.get_by_role("link", name="订阅本单位的动态").get_attribute("href") or ""
    entries = fromstring(page.request.get(feed).body()).findall(f"{ATOM}entry")  # noqa: S314  our own
    links = [entry.find(f"{ATOM}link") for entry in entries]
    assert any(found is not None and scene.reference in found.get("href", "") for found in links)
    people.go(page, "征求意见")
    calendar = page.get_by_role("link", name="截止日期日历（iCalendar）").get_attribute("href") or ""
    events = Calendar.from_ical(page.request.get(calendar).body()).events
    assert any(scene.reference in str(found["URL"]) for found in events)
