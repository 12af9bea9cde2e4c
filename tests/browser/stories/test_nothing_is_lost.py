"""Whatever happens between typing and submitting, no word is lost and nothing is sent twice; without JavaScript."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from portal.app import SESSION_COOKIE
from portal.db import Database
from portal.models.submissions import Comment, Submission
from portal.operations.baskets import Opinion
from tests import make
from tests.browser import people
from tests.browser.running import Running
from tests.conftest import TestClock
from tests.web.public import visits

NewPage = Callable[..., Page]
WORDS = "写了很久的一条意见，一个字也不能丢。"
EXPIRED = "页面打开太久，安全校验已过期。您填写的内容都还在，请再次提交。"


def _expire(page: Page) -> None:
    """The page's form token is worth nothing: its session is gone, as after weeks."""
    page.context.clear_cookies(name=SESSION_COOKIE)


def _begin(page: Page, scene: make.Scene) -> None:
    """Words stand in the form of a clause, not yet sent."""
    page.goto(visits.path(scene, "/draft"))
    people.go(page, "对本条提意见 （一） 工作目标")
    page.get_by_label("意见内容").fill(WORDS)


def _submission_count(database: Database, scene: make.Scene) -> tuple[int, int]:
    """How many submissions and comments the consultation has."""
    with database.reading() as session:
        of_scene = Submission.consultation_id == scene.consultation_id
        submissions = session.scalar(select(func.count()).select_from(Submission).where(of_scene))
        comments = select(func.count()).select_from(Comment).join(Comment.submission).where(of_scene)
        return submissions or 0, session.scalar(comments) or 0


@pytest.fixture
def waiting(
    scene: make.Scene, database: Database, new_page: NewPage, base_url: str
) -> Page:
    """A visitor in whose basket the words wait."""
    page = new_page(script=False)
    with database.transaction() as session:
        opinion = Opinion(scene.clause_ids[0], "remark", None, WORDS)
        people.hold_basket(page, base_url, make.basket(session, scene, [opinion]))
    return page


def _to_check(page: Page, scene: make.Scene) -> None:
    """The contact form is filled in: everything stands on the page to check."""
    page.goto(visits.path(scene, "/submit"))
    page.get_by_label("姓名", exact=True).fill("李晓禾")
    page.get_by_label("联系方式", exact=True).fill("19900001234")
    people.press(page, "下一步：核对")
    people.heading(page, "请核对后提交")


def test_a_page_left_open_for_weeks_takes_the_words_at_the_second_press(
    scene: make.Scene, new_page: NewPage
) -> None:
    page = new_page(script=False)
    _begin(page, scene)
    page.get_by_label("建议修改", exact=True).check()
    _expire(page)
    assert people.press_for_status(page, "放入意见篮") == 422
    people.reads(page, EXPIRED)
    assert page.get_by_label("意见内容").input_value() == WORDS
    expect(page.get_by_label("建议修改", exact=True)).to_be_checked()
    assert people.press_for_status(page, "放入意见篮") == 303
    people.reads(page, "已放入意见篮，尚未提交。", WORDS)
    people.go_to_contact(page)
    page.get_by_label("姓名", exact=True).fill("李晓禾")
    page.get_by_label("联系方式", exact=True).fill("19900001234")
    _expire(page)
    assert people.press_for_status(page, "下一步：核对") == 422
    people.reads(page, EXPIRED)
    assert page.get_by_label("姓名", exact=True).input_value() == "李晓禾"
    people.press(page, "下一步：核对")
    _expire(page)
    assert people.press_for_status(page, "提交这 1 条意见") == 422
    people.reads(page, EXPIRED, WORDS)
    people.press(page, "提交这 1 条意见")
    people.heading(page, "提交成功")


def test_a_window_that_closes_before_the_contact_form_is_sent_gives_everything_back(
    scene: make.Scene, waiting: Page, test_clock: TestClock
) -> None:
    waiting.goto(visits.path(scene, "/submit"))
    waiting.get_by_label("姓名", exact=True).fill("李晓禾")
    waiting.get_by_label("联系方式", exact=True).fill("19900001234")
    test_clock.set(scene.closes_at)
    assert people.press_for_status(waiting, "下一步：核对") == 409
    people.heading(waiting, "意见没有收下")
    people.reads(waiting, "征集已于 2026年3月31日 24:00 结束", "没有丢失，请复制保存", WORDS, "bike@example.cn")
    assert waiting.get_by_label("姓名", exact=True).input_value() == "李晓禾"


def test_a_window_that_closes_before_the_last_button_gives_everything_back(
    scene: make.Scene, waiting: Page, database: Database, test_clock: TestClock
) -> None:
    _to_check(waiting, scene)
    test_clock.set(scene.closes_at)
    assert people.press_for_status(waiting, "提交这 1 条意见") == 409
    people.heading(waiting, "意见没有收下")
    people.reads(waiting, WORDS, "李晓禾", "0999-5550123")
    expect(waiting.get_by_role("button", name="提交这")).to_have_count(0)
    waiting.goto(visits.path(scene, "/basket"))
    people.reads(waiting, "现在不在征集期内，这些意见还没有提交", WORDS)
    assert _submission_count(database, scene) == (0, 0)


def test_a_server_started_anew_takes_what_was_being_typed(
    scene: make.Scene, new_page: NewPage, running: Running
) -> None:
    page = new_page(script=False)
    _begin(page, scene)
    running.restart()
    assert people.press_for_status(page, "放入意见篮") == 303
    people.reads(page, WORDS)
    _to_check(page, scene)
    running.restart()
    people.press(page, "提交这 1 条意见")
    people.heading(page, "提交成功")
    people.reads(page, WORDS)


def test_going_back_and_pressing_again_puts_nothing_in_twice(
    scene: make.Scene, new_page: NewPage, database: Database
) -> None:
    page = new_page(script=False)
    _begin(page, scene)
    people.press(page, "放入意见篮")
    page.wait_for_load_state()
    page.go_back()
    assert page.get_by_label("意见内容").input_value() == WORDS
    people.press(page, "放入意见篮")
    people.reads(page, "1 条意见等待提交", WORDS)
    _to_check(page, scene)
    people.press(page, "提交这 1 条意见")
    number = page.locator(".receipt__number").inner_text()
    page.wait_for_load_state()
    page.go_back()
    people.reads(page, "意见篮是空的")
    people.go(page, "查看刚才提交的回执")
    people.reads(page, number, WORDS)
    assert _submission_count(database, scene) == (1, 1)


def test_going_back_to_the_contact_form_finds_it_filled_in(
    scene: make.Scene, waiting: Page
) -> None:
    _to_check(waiting, scene)
    waiting.go_back()
    waiting.reload()
    assert waiting.get_by_label("姓名", exact=True).input_value() == "李晓禾"
    waiting.goto(visits.path(scene, "/check"))
    waiting.get_by_role("link", name="修改 联系方式").click()
    waiting.get_by_label("联系方式", exact=True).fill("19900005678")
    people.press(waiting, "下一步：核对")
    people.reads(waiting, "19900005678")


def test_a_double_click_is_one_opinion_and_one_submission(
    scene: make.Scene, new_page: NewPage, database: Database
) -> None:
    page = new_page(script=False)
    _begin(page, scene)
    page.get_by_role("button", name="放入意见篮").dblclick(no_wait_after=True)
    people.heading(page, "意见篮")
    people.reads(page, "1 条意见等待提交")
    _to_check(page, scene)
    page.get_by_role("button", name="提交这 1 条意见").dblclick(no_wait_after=True)
    people.heading(page, "提交成功")
    people.reads(page, "1 条意见已经收到并保存。", WORDS)
    assert _submission_count(database, scene) == (1, 1)
