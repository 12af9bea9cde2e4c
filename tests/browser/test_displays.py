"""How a page behaves for those who see, hear or move otherwise: keyboard, voice, colours, motion, paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from portal.db import Database
from portal.web.language import LANGUAGE_COOKIE
from tests import make
from tests.browser.wall import checks_script

VOICE = """
class Utterance extends EventTarget { constructor(text) { super(); this.text = text; } }
window.SpeechSynthesisUtterance = Utterance;
window.spoken = [];
const voice = {
  getVoices: () => [{ lang: "zh-CN", localService: true, name: "here" }, { lang: "zh-CN", localService: false }],
  speak(one) { window.spoken.push([one.lang, one.text]); one.onstart?.(); window.finish = () => one.onend?.(); },
  cancel() { window.isCancelled = true; },
};
Object.defineProperty(window, "speechSynthesis", { value: voice, configurable: true });
"""
"""A voice that remembers what it was given: Debian's Chromium has none."""
NO_VOICE = "delete window.speechSynthesis; delete Window.prototype.speechSynthesis;"


@pytest.fixture
def draft(database: Database) -> str:
    """The address of a draft that is open to comments."""
    return f"/consultations/{make.scene(database).reference}/draft"


@pytest.fixture
def visitor(browser: Browser, base_url: str) -> Iterator[Callable[..., Page]]:
    """Makes a visitor's page: display cookie, emulated preferences, a script that runs first."""
    contexts = []

    def make_page(*, display: str = "", script: str = "", width: int = 1280, **emulated: Any) -> Page:
        context = browser.new_context(
            base_url=base_url, locale="zh-CN", viewport={"width": width, "height": 900}, **emulated
        )
        contexts.append(context)
        context.add_init_script(checks_script())
        if script:
            context.add_init_script(script)
        if display:
            context.add_cookies([{"name": "portal_display", "value": display, "url": base_url}])
        return context.new_page()

    yield make_page
    for context in contexts:
        context.close()


def test_the_first_key_offers_the_way_past_the_header(
    visitor: Callable[..., Page], draft: str
) -> None:
    page = visitor()
    page.goto(draft)
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    expect(page.locator(".skip-link")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_the_keyboard_goes_through_a_page_in_the_order_it_is_read(
    visitor: Callable[..., Page], draft: str
) -> None:
    """Every control once, none left out, none that keeps the focus."""
    page = visitor()
    page.goto(draft)
    reachable = "a[href], button, summary, input:not([type=hidden]), select, textarea"
    wanted = page.evaluate(
        f"[...document.querySelectorAll('{reachable}')].filter((e) => e.checkVisibility()).length"
    )
    page.evaluate(
        f"document.querySelectorAll('{reachable}').forEach((e, place) => e.dataset.place = place)"
    )
    places = []
    for _step in range(wanted):
        page.keyboard.press("Tab")
        places.append(int(page.evaluate("document.activeElement.dataset.place ?? -1")))
    assert places == sorted(places)
    assert -1 not in places
    assert len(set(places)) == wanted > 20


def test_the_display_chosen_by_keyboard_holds_on_the_next_page(
    visitor: Callable[..., Page], draft: str
) -> None:
    page = visitor()
    page.goto(draft)
    page.get_by_role("link", name="显示设置").focus()
    page.keyboard.press("Enter")
    page.get_by_label("深色背景").focus()
    page.keyboard.press("Space")
    page.get_by_label("高对比度").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="保存设置").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/display" not in address)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(0, 0, 0)"


@pytest.mark.parametrize(
    ("emulated", "display", "paper"),
    [
        ({"color_scheme": "light"}, "", "rgb(255, 255, 255)"),
        ({"color_scheme": "dark"}, "", "rgb(17, 22, 30)"),
        ({"color_scheme": "dark", "contrast": "more"}, "", "rgb(0, 0, 0)"),
        ({"color_scheme": "dark"}, "standard.light", "rgb(255, 255, 255)"),
        ({"color_scheme": "light"}, "elder.dark", "rgb(17, 22, 30)"),
        ({"color_scheme": "light"}, "standard.dark.more-contrast", "rgb(0, 0, 0)"),
        ({"contrast": "more"}, "standard.dark", "rgb(0, 0, 0)"),
    ],
)
def test_colours_follow_the_choice_and_else_the_device(
    visitor: Callable[..., Page], emulated: dict[str, str], display: str, paper: str
) -> None:
    page = visitor(display=display, **emulated)
    page.goto("/privacy")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == paper


def test_paper_is_white_whatever_the_screen_shows(visitor: Callable[..., Page], draft: str) -> None:
    page = visitor(display="elder.dark", color_scheme="dark")
    page.goto(draft)
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    for hidden in (".main-nav", ".preferences", ".outline", ".clause__actions", ".read-aloud"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.get_by_text("停放点位不得占用盲道和无障碍通道")).to_be_visible()


def test_a_table_is_a_table_on_paper_although_a_sheet_is_narrow(visitor: Callable[..., Page]) -> None:
    page = visitor(width=660)  # of A4 without its margins, in CSS pixels
    page.goto("/open-data")
    cell = "getComputedStyle(document.querySelector('.data-table td')).display"
    assert page.evaluate(cell) == "grid"
    page.emulate_media(media="print")
    assert page.evaluate(cell) == "table-cell"


def test_the_count_below_a_text_is_written_as_the_readers_language_writes_numbers(
    visitor: Callable[..., Page], draft: str
) -> None:
    page = visitor()
    page.goto(draft.replace("/draft", "/opinions/new"))
    page.locator("textarea").fill("字" * 1234)
    expect(page.locator(".field__count")).to_have_text("已输入 1234 字，最多 20000 字")
    page.context.add_cookies([{"name": LANGUAGE_COOKIE, "value": "en", "url": page.url}])
    page.reload()
    page.locator("textarea").fill("字" * 1234)
    expect(page.locator(".field__count")).to_have_text("1,234 of 20,000 characters used")


def test_an_english_table_took_two_lines_for_each_short_value_on_a_phone(
    visitor: Callable[..., Page],
) -> None:
    page = visitor(width=320)
    page.goto("/open-data")
    page.context.add_cookies([{"name": LANGUAGE_COOKIE, "value": "en", "url": page.url}])
    page.reload()
    indents = page.evaluate("""Array.from(document.querySelectorAll(".data-table td > .data-table__cell"),
      (cell) => cell.getClientRects()[0].left - cell.parentElement.getBoundingClientRect().left)""")
    assert indents
    assert min(indents) > 40, "the label stands before the value, in the same line"


def test_nothing_moves_for_those_who_asked_for_less(
    visitor: Callable[..., Page], draft: str
) -> None:
    page = visitor(reduced_motion="reduce")
    page.goto(draft)
    assert page.evaluate("portalChecks.motion()") == []


def test_the_check_of_motion_sees_what_moves(visitor: Callable[..., Page], draft: str) -> None:
    """Its control: without the wish the page scrolls smoothly."""
    page = visitor(reduced_motion="no-preference")
    page.goto(draft)
    assert page.evaluate("portalChecks.motion()") == ["scrolls smoothly"]


def test_the_check_of_covered_focus_sees_what_lies_over_it(
    visitor: Callable[..., Page], draft: str
) -> None:
    page = visitor(reduced_motion="reduce")
    page.goto(draft)
    assert page.evaluate("portalChecks.covered()") == []
    page.evaluate(
        """() => {
          const lid = document.body.appendChild(document.createElement("div"));
          Object.assign(lid.style, { position: "fixed", inset: "0 0 auto 0", height: "9rem", background: "white" });
        }"""
    )
    assert any("长者模式" in found for found in page.evaluate("portalChecks.covered()"))


def test_the_systems_own_colours_keep_buttons_tabs_and_focus_apart(
    visitor: Callable[..., Page], draft: str
) -> None:
    page = visitor(forced_colors="active")
    page.goto(draft)
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    edge = "(e) => [getComputedStyle(e).borderTopStyle, parseFloat(getComputedStyle(e).borderTopWidth)]"
    assert page.locator(".clause .button").first.evaluate(edge) == ["solid", 2]
    line = "(e) => getComputedStyle(e).borderBottomColor"
    tabs = page.locator(".tabs__link")
    shown = {tab.evaluate(line) for tab in tabs.all() if not tab.get_attribute("aria-current")}
    assert page.locator(".tabs__link[aria-current]").evaluate(line) not in shown
    assert page.evaluate("portalChecks.focus()") == []


def test_at_four_times_the_size_nothing_scrolls_sideways(
    visitor: Callable[..., Page], draft: str
) -> None:
    """A screen of 1280 px at 400 % is 320 CSS pixels wide and 4 dense (WCAG 1.4.10)."""
    page = visitor(width=320, device_scale_factor=4)
    for path in ("/", draft, draft.replace("/draft", "/opinions/new")):
        page.goto(path)
        assert page.evaluate("portalChecks.overflow()") == []


def _spoken(page: Page) -> list[list[str]]:
    return page.evaluate("window.spoken")  # type: ignore[no-any-return]  # what VOICE keeps


def test_a_clause_is_read_aloud_in_its_language_until_stopped(
    visitor: Callable[..., Page], draft: str
) -> None:
    page = visitor(display="elder", script=VOICE)
    page.goto(draft)
    button = page.locator(".clause").nth(1).get_by_role("button", name="朗读本条")
    assert "工作目标" in (button.text_content() or "")
    button.click()
    assert _spoken(page) == [["zh-CN", "（一）工作目标"]]
    page.evaluate("window.finish()")
    assert _spoken(page)[1][1].startswith("到2027年，主城区停放点位覆盖率")
    expect(page.locator(".is-read")).to_have_count(1)
    page.get_by_role("button", name="停止朗读").click()
    assert page.evaluate("window.isCancelled")
    page.evaluate("window.finish()")
    assert len(_spoken(page)) == 2
    expect(page.locator(".is-read")).to_have_count(0)


def test_a_page_is_read_from_its_heading_and_stopped_by_a_key(
    visitor: Callable[..., Page], draft: str
) -> None:
    page = visitor(display="elder", script=VOICE)
    page.goto("/privacy")
    page.get_by_role("button", name="朗读本页").click()
    assert _spoken(page) == [["zh-CN", "个人信息如何处理"]]
    for _sentence in range(3):
        page.evaluate("window.finish()")
    assert "不需要注册" in _spoken(page)[1][1]
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="停止朗读")).to_have_count(0)


@pytest.mark.parametrize(("display", "script"), [("elder", NO_VOICE), ("", VOICE)])
def test_there_is_no_button_to_read_without_a_voice_or_outside_of_elder_mode(
    visitor: Callable[..., Page], draft: str, display: str, script: str
) -> None:
    page = visitor(display=display, script=script)
    page.goto(draft)
    expect(page.locator("html.scripted")).to_have_count(1)
    expect(page.get_by_role("button", name="朗读")).to_have_count(0)


def test_without_script_the_modes_work_and_nothing_offers_to_read(
    browser: Browser, base_url: str, app: Flask, draft: str
) -> None:
    context = browser.new_context(base_url=base_url, java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(draft)
    page.get_by_role("link", name="长者模式").click()
    expect(page.get_by_role("link", name="退出长者模式")).to_be_visible()
    expect(page.get_by_role("button", name="朗读")).to_have_count(0)
    page.get_by_role("link", name="显示设置").click()
    page.get_by_label("深色背景").check()
    page.get_by_role("button", name="保存设置").click()
    assert page.url.endswith(draft)
    assert set((page.locator("html").get_attribute("class") or "").split()) == {"elder", "dark"}
    context.close()
