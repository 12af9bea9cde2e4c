"""A real browser against a real server in this process, so that the test's clock is the server's."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright

from portal.config import Settings
from tests.browser.running import Served

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here drives a browser."""
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, headless; skipped with the reason where there is none."""
    reason = os.environ.get("PORTAL_NO_BROWSER_REASON")
    path = next((found for name in _NAMES if (found := shutil.which(name))), None)
    if reason or path is None:
        pytest.skip(reason or "no Chromium on this machine")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=_FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def base_url(app: Flask, settings: Settings) -> Iterator[str]:
    """The address of a server that runs as long as the test."""
    served = Served(app, settings)
    yield served.url
    served.stop()


@pytest.fixture
def new_page(browser: Browser, base_url: str) -> Iterator[Callable[..., Page]]:
    """Makes a visitor: a context of its own with one page; any script error fails the test."""
    contexts = []
    problems: list[str] = []

    def make(*, script: bool = True, width: int = 1280, locale: str = "zh-CN") -> Page:
        context = browser.new_context(
            base_url=base_url,
            java_script_enabled=script,
            viewport={"width": width, "height": 900},
            locale=locale,
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on(
            "console",
            lambda message: problems.append(message.text) if message.type == "error" else None,
        )
        return page

    yield make
    for context in contexts:
        context.close()
    unexpected = [text for text in problems if "status of 4" not in text]
    assert not unexpected, unexpected
