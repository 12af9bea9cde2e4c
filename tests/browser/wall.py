"""A browser that is shown sheets of the gallery: no server, no network, the site's own files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, Route

from portal.web.headers import CONTENT_SECURITY_POLICY
from tests.browser.gallery import Sheet

ORIGIN = "http://127.0.0.1:1"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOUR_CLASSES = ("standard dark", "standard light more-contrast", "standard dark more-contrast")
_AXE = """async ([tags, rules]) => {
  const options = { resultTypes: ["violations"], runOnly: rules ?? tags };
  const found = await axe.run(document, options);
  return found.violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(" ")} ${n.html.slice(0, 160)}`));
}"""


def checks_script() -> str:
    """The checks of checks.mjs, as `window.portalChecks`."""
    return Path(__file__).with_name("checks.mjs").read_text("utf-8")


class Wall:
    """One page of a browser; `hang` shows a sheet in it as if the server had sent it.

    Nothing moves in it: who looks asked for that, and a colour or a scroll is where it will be.
    """

    def __init__(self, browser: Browser, app: Flask, *, width: int = 1280) -> None:
        self.context = browser.new_context(
            base_url=ORIGIN, viewport={"width": width, "height": 900}, reduced_motion="reduce"
        )
        self.context.add_init_script(Axe().axe_script)
        self.context.add_init_script(checks_script())
        self.page: Page = self.context.new_page()
        self._files: dict[str, tuple[bytes, str]] = {}
        self._client = app.test_client()
        self.sheet: Sheet | None = None
        self.context.route("**/*", self._answer)

    def _answer(self, route: Route) -> None:
        if route.request.is_navigation_request() and self.sheet is not None:
            headers = {"Content-Security-Policy": CONTENT_SECURITY_POLICY}
            route.fulfill(body=self.sheet.html, content_type="text/html; charset=utf-8", headers=headers)
            return
        path = route.request.url.removeprefix(ORIGIN)
        if path not in self._files:
            answer = FlaskClient.open(self._client, path)
            self._files[path] = (answer.data, answer.content_type)
            answer.close()
        body, kind = self._files[path]
        route.fulfill(body=body, content_type=kind)

    def hang(self, sheet: Sheet) -> Page:
        """The sheet is shown, its scripts have run."""
        self.sheet = sheet
        self.page.goto(ORIGIN + "/" + sheet.endpoint)
        return self.page

    def axe(self, *rules: str) -> list[str]:
        """What axe finds by WCAG 2.2 A and AA, or by some rules only."""
        found: list[str] = self.page.evaluate(_AXE, [TAGS, list(rules) or None])
        return found

    def wear(self, classes: str) -> None:
        """The page wears the classes of another display; what they change takes no time."""
        self.page.evaluate("classes => document.documentElement.className = `${classes} scripted`", classes)

    def check(self, name: str, *arguments: Any) -> list[str]:
        """What one of the checks in checks.mjs finds."""
        found: list[str] = self.page.evaluate(
            "([name, args]) => window.portalChecks[name](...args)", [name, list(arguments)]
        )
        return found

    def close(self) -> None:
        """The browser's context is closed."""
        self.context.close()
