"""Every page in every state, in both languages: what axe finds, and what axe cannot see, is nothing.

By default every sheet is read in Chinese, and of each endpoint the first sheet (and the first refused one) also in
English, on a small phone, in 长者模式 and in one of the other colours in turn; PORTAL_EVERY_MODE=1 reads every sheet
in both languages in every display.
Source: WCAG 2.2 A and AA; GB/T 37668-2019.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import cycle

import pytest
from flask import Flask
from playwright.sync_api import Browser

from portal.app import create_app
from portal.config import Settings
from portal.db import Database
from portal.secrets import KeyRing
from portal.web import access
from tests.browser.gallery import NOT_PAGES, Gallery, Sheet
from tests.browser.wall import COLOUR_CLASSES, Wall
from tests.conftest import TestClock
from tests.lint import LintClient

EVERY_MODE = bool(os.environ.get("PORTAL_EVERY_MODE"))
NARROW = 320
"""CSS pixels: a small phone, and a screen of 1280 at 400 % (WCAG 1.4.10)."""
pytestmark = pytest.mark.timeout(7200 if EVERY_MODE else 300)

Findings = dict[str, list[str]]


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The application with a mail server named: then its pages offer to follow."""
    mail = {"mail_host": "mail.example.cn", "mail_sender": "yj@example.cn"}
    value = create_app(replace(settings, public_url="https://yj.example.cn", **mail))
    value.test_client_class = LintClient
    yield value
    value.extensions["portal.database"].dispose()


@pytest.fixture
def gallery(
    app: Flask, database: Database, ring: KeyRing, test_clock: TestClock
) -> Callable[[str], Gallery]:
    """Hangs the gallery of one language."""
    return lambda language: Gallery(app, database, ring, test_clock, language).hang()


@pytest.fixture
def wall(browser: Browser, app: Flask) -> Iterator[Wall]:
    """Where the sheets are shown."""
    made = Wall(browser, app)
    yield made
    made.close()


def test_every_endpoint_that_answers_is_in_the_gallery(gallery: Callable[[str], Gallery]) -> None:
    """A route the gallery cannot open, or that shows nothing in any state, fails here."""
    hung = gallery("zh-CN")
    silent = {
        endpoint: kinds for endpoint, kinds in hung.reached.items() if not kinds & {"page", "file"}
    }
    assert set(silent) == set(NOT_PAGES) - {"static"}, silent
    routed = {rule.endpoint for rule in hung.app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert set(hung.reached) | {"static"} == routed
    assert {sheet.endpoint for sheet in hung.sheets} >= {"public.draft", "bureau.decide", "admin.site"}
    assert routed <= {name for names in access.LISTS.values() for name in names}


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_nothing_is_found_on_any_page(
    language: str, gallery: Callable[[str], Gallery], wall: Wall
) -> None:
    found: Findings = defaultdict(list)
    sheets = gallery(language).sheets
    assert len(sheets) > 100
    read: set[tuple[str, str, bool]] = set()
    colours = cycle(COLOUR_CLASSES)
    for sheet in sheets:
        kind = (sheet.role, sheet.endpoint, "refused" in sheet.state)
        is_first = EVERY_MODE or kind not in read
        read.add(kind)
        if not is_first and language == "en":
            continue
        _read_wide(wall, sheet, found)
        _add(found, sheet, "axe", wall.axe())
        if is_first:
            _read_narrow(wall, sheet, found)
        if EVERY_MODE or (is_first and language == "zh-CN"):
            _read_colours(wall, sheet, found, COLOUR_CLASSES if EVERY_MODE else [next(colours)])
    assert not found, "\n".join(f"{what}\n    {', '.join(where[:3])}" for what, where in found.items())


def _add(found: Findings, sheet: Sheet, kind: str, problems: list[str]) -> None:
    for problem in problems:
        found[f"{kind}: {problem}"].append(sheet.name)


def _read_wide(wall: Wall, sheet: Sheet, found: Findings) -> None:
    wall.hang(sheet)
    _add(found, sheet, "errors", wall.check("errors"))
    for name in ("questions", "descriptions", "headings", "order", "focus", "motion", "words", "tabs"):
        _add(found, sheet, name, wall.check(name))
    _add(found, sheet, "broken", wall.check("broken", ".tree__label > span:not([class])"))


def _read_narrow(wall: Wall, sheet: Sheet, found: Findings) -> None:
    """A small phone, plain and in 长者模式."""
    wall.page.set_viewport_size({"width": NARROW, "height": 640})
    for name in ("overflow", "words", "markers"):
        _add(found, sheet, f"320 px, {name}", wall.check(name))
    _add(found, sheet, "target", wall.check("targets", 24))
    _add(found, sheet, "order at 320 px", wall.check("order"))
    _add(found, sheet, "focus at 320 px", wall.check("covered"))
    _add(found, sheet, "broken at 320 px", wall.check("broken"))
    wall.wear("elder")
    _add(found, sheet, "320 px, 长者模式", wall.check("overflow"))
    _add(found, sheet, "target, 长者模式", wall.check("targets", 60))
    _add(found, sheet, "text, 长者模式", wall.check("legibility", 18, 1.3))
    wall.page.set_viewport_size({"width": 1280, "height": 900})


def _read_colours(wall: Wall, sheet: Sheet, found: Findings, worn: Sequence[str]) -> None:
    for classes in worn:
        wall.wear(classes)
        _add(found, sheet, f"axe, {classes}", wall.axe("color-contrast"))
