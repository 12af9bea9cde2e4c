"""A newcomer with a telephone, without script: five opinions submitted, every page and press counted."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from portal.db import Database
from tests import make

PAGES, PRESSES, TYPED = 20, 20, 7
"""What it may take: pages shown, links and buttons pressed (boxes among them), fields written in."""
SECONDS_A_PRESS, SECONDS_A_PAGE = 1.3, 2.5
"""Unit: seconds. Source: Card, Moran and Newell, The Keystroke-Level Model, 1980: 1.1 s to point, 0.2 s
to press; and a glance at each page. Writing itself is left to the writer."""


class Counter:
    """Counts what the newcomer does."""

    def __init__(self, page: Page) -> None:
        self.page, self.pages, self.presses, self.fields = page, 0, 0, 0
        page.on("framenavigated", lambda _frame: self._shown())

    def _shown(self) -> None:
        self.pages += 1

    def press(self, role: str, name: str) -> None:
        """The first link or button of the name is pressed."""
        found = self.page.get_by_role(role, name=re.compile(name)).first  # type: ignore[arg-type]  # a role by its name
        found.click()
        self.presses += 1

    def write(self, label: str, text: str) -> None:
        """The field of the label holds the text."""
        self.page.get_by_label(label, exact=True).fill(text)
        self.fields += 1


@pytest.mark.timeout(120)
def test_five_opinions_are_submitted_on_a_telephone_in_under_three_minutes(
    database: Database, new_page: Callable[..., Page]
) -> None:
    make.scene(database)
    page = new_page(script=False, width=360)
    page.set_viewport_size({"width": 360, "height": 740})
    began = time.monotonic()
    page.goto("/")
    did = Counter(page)
    did.press("link", "共享单车")
    did.press("link", "提出意见")
    did.press("link", "逐条阅读并提意见")
    for number, clause in enumerate(("工作目标", "基本原则", "科学设置点位", "明确企业责任", "便利特殊人群")):
        if number:
            did.press("link", "再提一条意见")
        did.press("link", f"对本条提意见.*{clause}")
        did.write("意见内容", f"建议写明“{clause}”由谁负责。")
        did.press("button", "放入意见篮")
    did.press("link", "下一步：填写联系方式")
    did.write("姓名", "李晓禾")
    did.write("联系方式", "19900001234")
    did.press("button", "下一步：核对")
    did.press("button", "提交这 5 条意见")
    expect(page.get_by_role("heading", level=1)).to_contain_text("提交成功")
    assert did.pages <= PAGES, did.pages
    assert did.presses <= PRESSES, did.presses
    assert did.fields == TYPED
    handling = did.presses * SECONDS_A_PRESS + did.pages * SECONDS_A_PAGE
    assert handling + (time.monotonic() - began) < 180
