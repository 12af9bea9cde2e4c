"""Every page in English: no word of the site is Chinese, and Chinese content is marked as such."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit
from xml.etree.ElementTree import Element

import pytest
from babel.messages.pofile import read_po
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import select

from portal import clock
from portal.bootstrap.catalogues import compile_catalogues
from portal.bootstrap.checkout import Checkout
from portal.db import Database
from portal.models.accounts import Bureau, User
from portal.models.consultations import Consultation, DocumentKind
from portal.operations.baskets import Opinion
from portal.secrets import KeyRing
from portal.web.language import LANGUAGE_COOKIE
from tests import make
from tests.conftest import TestClock
from tests.lint import LintClient, elements, form_fields
from tests.make import Scene
from tests.web.bureau import desk
from tests.web.public import visits

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "translations" / "en" / "LC_MESSAGES" / "messages.po"
CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
READ_OUT = ("alt", "aria-label", "data-ended", "data-label", "data-text", "data-text-over",
            "label", "placeholder", "title")  # fmt: skip
"""Attributes whose words reach a reader."""
TYPED = ("{http://www.w3.org/1999/xhtml}textarea", "{http://www.w3.org/1999/xhtml}script")
"""Elements that hold what people typed, or nothing to read."""
UNFOLLOWED = ("/preferences", "/static", "/sign-out", "/language", "/display")


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    """The English is that of the catalogue as it stands."""
    compile_catalogues(Checkout(ROOT))


def chinese_words(element: Element, where: str = "") -> Iterator[str]:
    """What an English reader would meet in Chinese though nothing says that it is Chinese."""
    if (element.get("lang") or "").startswith("zh") or element.tag in TYPED:
        return
    place = f"{where}/{str(element.tag).rpartition('}')[2]}.{element.get('class') or ''}"
    said = [element.text or "", *(child.tail or "" for child in element)]
    said += [element.get(name, "") for name in READ_OUT]
    yield from (f"{place}: {words.strip()}" for words in said if CHINESE.search(words))
    for child in element:
        yield from chinese_words(child, place if element.tag != "x" else "")


class Visitor:
    """Reads in English, follows every link and fills in every form; notes Chinese words."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client: Any = app.test_client()
        self.client.set_cookie(LANGUAGE_COOKIE, "en")
        self.pages: dict[Any, str] = {}
        self.forms: dict[Any, tuple[str, str]] = {}
        self.found: dict[str, str] = {}

    def sign_in(self, username: str) -> Visitor:
        self.client.sign_in(username, make.PASSWORD)
        return self

    def look(self, what: str) -> None:
        """The page fetched last is read."""
        page = self.client.page
        assert page is not None
        assert elements(page, "html")[0].get("lang") == "en", what
        for words in chinese_words(page):
            self.found.setdefault(words, what)

    def read(self, path: str, status: int = 200) -> None:
        response = self.client.get(path, follow_redirects=True)
        assert response.status_code == status, path
        self.look(f"GET {path}")
        self.pages[self.kind(path)] = path

    def kind(self, path: str) -> Any:
        """Pages of one kind differ only in what they show."""
        parts = urlsplit(path)
        adapter = self.app.url_map.bind("localhost")
        endpoint, values = adapter.match(parts.path, method="GET")
        return endpoint, values.get("reference"), tuple(sorted(parse_qs(parts.query)))

    def walk(self, *starts: str) -> Visitor:
        """Every page that links lead to from the starts, one of each kind."""
        waiting = list(starts)
        while waiting:
            path = waiting.pop(0)
            if path.startswith(UNFOLLOWED) or self.kind(path) in self.pages:
                continue
            self.read(path)
            waiting += self._links()
        return self

    def _links(self) -> list[str]:
        base = self.client.path.rstrip("?")
        found = [a for a in elements(self.client.page, "a") if a.get("download") is None]
        paths = [urljoin(base, a.get("href", "")).split("#")[0] for a in found]
        self._note_forms(base)
        return [path for path in paths if path.startswith("/")]

    def _note_forms(self, base: str) -> None:
        for form in elements(self.client.page, "form"):
            action = urljoin(base, form.get("action") or base)
            adapter = self.app.url_map.bind("localhost")
            if (form.get("method") or "get").lower() == "post" and "sign-out" not in action:
                act = form_fields(form).get("act")
                endpoint = adapter.match(urlsplit(action).path, method="POST")[0]
                self.forms.setdefault((endpoint, act), (base, action))

    def send_all(self, *, empty: bool) -> Visitor:
        """Every form met is sent as it stands, or emptied first."""
        for (endpoint, act), (page, action) in self.forms.items():
            self.client.get(page, follow_redirects=True)
            form = self._form(action, act)
            if form is None:
                continue
            data = form_fields(form)
            if empty:
                data = {k: v if k in ("csrf_token", "act", "key") else "" for k, v in data.items()}
            kind = form.get("enctype") or "application/x-www-form-urlencoded"
            self.client.post(action, data=data, content_type=kind, follow_redirects=True)
            self.look(f"POST {endpoint} {'empty' if empty else ''}")
        return self

    def _form(self, action: str, act: Any) -> Element | None:
        base = self.client.path.rstrip("?")
        for form in elements(self.client.page, "form"):
            if urljoin(base, form.get("action") or base) == action and form_fields(form).get("act") == act:
                return form
        return None


def test_x(app, database, ring, test_clock):
    import json
    scene = make.scene(database)
    bodies = ["建议增加停放点位，每三百米一处。"] * 4 + ["反对，太贵了，不满意。", "支持，非常好。", "电话19900001234请联系我，停放点位太少。"]
    for i, b in enumerate(bodies):
        desk.submitted(database, ring, scene, b, clause=i % 3, contact=visits.CONSENTING if i%2 else make.PERSON)
    desk.submitted(database, ring, scene, "骑行道要保留。", contact=make.ORGANISATION)
    ref = f"/consultations/{scene.reference}"
    out = {}
    def rep(v, name):
        print('=====', name, len(v.pages), len(v.forms))
        for k, w in v.found.items(): print(w, '|', re.sub(r'^/html[^:]*/(?=[^/:]+/[^/:]+:)', '', k)[:170])
    v = Visitor(app).walk("/", ref)
    v.client.get(ref + "/opinions/new?clause=" + scene.clause_ids[1])
    v.client.submit({"body": "请增加停放点位。"})
    v.walk(ref + "/basket", ref + "/submit", ref+"/draft")
    v.send_all(empty=True)
    v.send_all(empty=False)
    rep(v, 'open')
    desk.analysed(database, scene)
    with database.transaction() as session:
        officer = session.scalars(select(User).where(User.username == "officer")).one()
        make.prepared(session, officer)
    o = Visitor(app).sign_in("officer").walk("/bureau/")
    o.send_all(empty=True)
    rep(o, 'officer open')
    o.found.clear()
    test_clock.set(scene.closes_at)
    o.client.sign_in("officer", make.PASSWORD)
    desk.decide_all(database, scene)
    o.pages.clear()
    o.walk("/bureau/").send_all(empty=False)
    rep(o, 'officer closed')
    a = Visitor(app).sign_in("admin").walk("/admin/").send_all(empty=True).send_all(empty=False)
    rep(a, 'admin')
    v.found.clear(); v.pages.clear()
    v.walk("/", ref)
    rep(v, 'answered')
