"""A whole submission by Tab and Enter alone, and 长者模式 with its voice kept from page to page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests import make
from tests.browser import people
from tests.browser.test_displays import VOICE
from tests.browser.wall import checks_script
from tests.web.public import visits

NewPage = Callable[..., Page]
MOST_TABS = 60
_FOCUS = r"""() => {
  const e = document.activeElement, style = getComputedStyle(e), box = e.getClientRects()[0] ?? new DOMRect();
  const labels = [...(e.labels ?? [])];
  const hit = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, 40));
  return {
    name: (labels.length ? labels : [e]).map((one) => one.textContent).join(" ").replace(/\s+/g, " ").trim(),
    isRinged: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    isSeen: !!hit && (e.contains(hit) || labels.some((one) => one.contains(hit))),
  };
}"""
"""What somebody who looks for the focus finds: its name, a ring of two pixels, nothing lying over it."""


class Keys:
    """Somebody who has only Tab, Enter and letters, and looks where the focus is after each Tab."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def to(self, words: str) -> None:
        """Tab until the focus is on what has the words for its name."""
        seen = []
        for _tab in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            focus: dict[str, Any] = self.page.evaluate(_FOCUS)
            assert focus["isRinged"], f"no visible focus: {focus}"
            assert focus["isSeen"], f"something lies over it: {focus}"
            if words in focus["name"]:
                return
            seen.append(focus["name"][:20])
        raise AssertionError(f"{words} is not reached: {seen}")

    def enter(self, words: str) -> None:
        """The link or button of the words is pressed."""
        self.to(words)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def write(self, words: str, text: str) -> None:
        """The field of the words holds the text."""
        self.to(words)
        self.page.keyboard.insert_text(text)


def test_a_submission_takes_nothing_but_tab_and_enter(
    scene: make.Scene, new_page: NewPage
) -> None:
    page = new_page(script=False)
    page.emulate_media(reduced_motion="reduce")
    keys = Keys(page)
    page.goto("/")
    keys.enter("跳到主要内容")
    page.goto(visits.path(scene))
    keys.enter("跳到主要内容")
    keys.enter("逐条阅读并提意见")
    page.evaluate(checks_script())
    assert page.evaluate("portalChecks.motion()") == []
    keys.enter("跳到主要内容")
    keys.enter("对本条提意见 （一） 工作目标")
    keys.enter("放入意见篮")
    keys.enter("请写下您的意见。")
    expect(page.get_by_label("意见内容")).to_be_focused()
    page.keyboard.insert_text("不用鼠标写的意见。")
    keys.enter("放入意见篮")
    people.reads(page, "已放入意见篮，尚未提交。", "不用鼠标写的意见。")
    keys.enter("跳到主要内容")
    keys.enter("下一步：填写联系方式")
    keys.write("姓名", "李晓禾")
    keys.write("联系方式", "19900001234")
    keys.enter("下一步：核对")
    people.heading(page, "请核对后提交")
    keys.enter("提交这 1 条意见")
    people.query_code(page)
    people.reads(page, "不用鼠标写的意见。")


def test_with_javascript_the_keyboard_begins_at_what_is_wrong(
    scene: make.Scene, new_page: NewPage
) -> None:
    page = new_page()
    page.goto(visits.path(scene, "/opinions/new"))
    people.press(page, "放入意见篮")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("意见内容")).to_be_focused()


def _is_large(page: Page) -> None:
    """The page stands in 长者模式: large letters, large targets, a button that reads aloud."""
    page.evaluate(checks_script())
    assert page.evaluate("portalChecks.targets(60)") == []
    assert page.evaluate("portalChecks.legibility(18, 1.3)") == []
    assert page.evaluate("portalChecks.overflow()") == []
    expect(page.get_by_role("button", name="朗读本页")).to_be_visible()


def test_elder_mode_and_its_voice_are_kept_to_the_receipt_and_left_with_one_press(
    scene: make.Scene, new_page: NewPage
) -> None:
    page = new_page(width=360)
    page.add_init_script(VOICE)
    page.goto(visits.path(scene))
    expect(page.get_by_role("button", name="朗读本页")).to_have_count(0)
    people.go(page, "长者模式")
    _is_large(page)
    people.go(page, "逐条阅读并提意见")
    _is_large(page)
    expect(page.get_by_role("button", name="朗读本条 （一）工作目标")).to_be_visible()
    people.go(page, "对本条提意见 （一） 工作目标")
    _is_large(page)
    page.get_by_label("意见内容").fill("字大一些好。")
    people.press(page, "放入意见篮")
    _is_large(page)
    people.go_to_contact(page)
    _is_large(page)
    page.get_by_label("姓名", exact=True).fill("李晓禾")
    page.get_by_label("联系方式", exact=True).fill("19900001234")
    people.press(page, "下一步：核对")
    _is_large(page)
    people.press(page, "提交这 1 条意见")
    people.heading(page, "提交成功")
    _is_large(page)
    people.go(page, "退出长者模式")
    people.heading(page, "提交成功")
    expect(page.get_by_role("button", name="朗读本页")).to_have_count(0)
    expect(page.get_by_role("link", name="长者模式")).to_be_visible()


SPEAKS_LATER = """
const voices = [];
const speech = new EventTarget();
speech.getVoices = () => voices;
speech.speak = speech.cancel = () => undefined;
window.installVoice = (lang) => {
  voices.push({ lang, localService: true });
  speech.dispatchEvent(new Event("voiceschanged"));
};
Object.defineProperty(window, "speechSynthesis", { value: speech, configurable: true });
"""


def test_reading_aloud_is_offered_only_once_there_is_a_voice_for_the_language(
    scene: make.Scene, new_page: NewPage
) -> None:
    page = new_page()
    page.add_init_script(SPEAKS_LATER)
    page.goto(visits.path(scene, "/draft"))
    people.go(page, "长者模式")
    button = page.get_by_role("button", name="朗读本页")
    expect(page.locator("html.scripted")).to_have_count(1)
    expect(button).to_have_count(0)
    page.evaluate("installVoice('de-DE')")
    expect(button).to_have_count(0)
    page.evaluate("installVoice('cmn-Hans-CN')")
    expect(button).to_be_visible()
    page.evaluate("installVoice('zh-CN')")
    expect(page.get_by_role("button", name="朗读本条 （一）工作目标")).to_have_count(1)
