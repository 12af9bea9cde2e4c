"""The pages in English: nothing of the site is left in Chinese, and what is Chinese is marked so."""

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
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from flask import Flask, get_template_attribute
from flask_babel import force_locale
from sqlalchemy import select

from portal.bootstrap.catalogues import compile_catalogues
from portal.bootstrap.checkout import Checkout
from portal.db import Database
from portal.drafts.errors import DraftError
from portal.drafts.outline import read_outline
from portal.models.accounts import User
from portal.models.consultations import DocumentKind
from portal.secrets import KeyRing
from portal.web.language import LANGUAGE_COOKIE
from tests import make
from tests.conftest import TestClock
from tests.lint import LintClient, elements, form_fields, words
from tests.make import Scene
from tests.web.bureau import desk
from tests.web.public import visits

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "translations" / "en" / "LC_MESSAGES" / "messages.po"
CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
READ_OUT = (
    "alt", "aria-label", "data-ended", "data-label", "data-text", "data-text-over", "label",
    "placeholder", "title",
)  # fmt: skip
"""Attributes whose words reach a reader."""
_TYPED = ("textarea", "script", "title")
"""What people typed, what nobody reads, and the title: that repeats the h1 and is read apart."""
_UNFOLLOWED = ("/display", "/language", "/static")
_KEPT = ("act", "csrf_token", "key", "next")
BODIES = [
    *["建议增加停放点位，每三百米一处。"] * 4, "反对，太贵了，不满意。", "支持，非常好。",
    "停放点位太少，电话19900001234请联系我。",
]  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    """The English is that of the catalogue as it stands."""
    compile_catalogues(Checkout(ROOT))


@pytest.fixture
def data(database: Database) -> list[str]:
    """Chinese that is shown inside an English sentence or an option, where no mark can stand."""
    with database.reading() as session:
        kinds = session.scalars(select(DocumentKind)).all()
        legal = [text for kind in kinds for text in (kind.name, kind.source)]
    with pytest.raises(DraftError) as refusal:
        read_outline("")
    installation = ["公开征求意见平台", "云川市城市管理局"]
    return [*legal, str(refusal.value), "GB18030（GBK、GB2312）", *installation]


def _is_chinese(element: Element) -> bool:
    return (element.get("lang") or "").startswith("zh")


def chinese_words(element: Element) -> Iterator[str]:
    """What a reader of English would meet in Chinese though nothing says that it is Chinese."""
    name = str(element.tag).rpartition("}")[2]
    if _is_chinese(element) or name in _TYPED or element.get("aria-hidden") == "true":
        return
    said = [element.text or "", *(child.tail or "" for child in element)]
    said += [element.get(attribute, "") for attribute in READ_OUT]
    yield from (f"{name}: {text.strip()}" for text in said if CHINESE.search(text))
    for child in element:
        yield from chinese_words(child)


def title_words(page: Element) -> Iterator[str]:
    """What the title says in Chinese beyond what the h1 marks as Chinese."""
    title = words(elements(page, "title")[0])
    for part in elements(page, "h1")[0].iter():
        if _is_chinese(part):
            title = title.replace(words(part), "")
    if CHINESE.search(title):
        yield f"title: {title}"


class Reader:
    """A visitor who reads in English, follows every link, and notes what is not English."""

    def __init__(self, app: Flask, data: list[str], username: str = "") -> None:
        self.data = sorted(data, key=len, reverse=True)
        self.urls = app.url_map.bind("localhost")
        self.client: Any = app.test_client()
        self.client.set_cookie(LANGUAGE_COOKIE, "en")
        self.read_pages: set[Any] = set()
        self.forms: dict[Any, tuple[str, str]] = {}
        self.found: dict[str, str] = {}
        if username:
            self.client.sign_in(username, make.PASSWORD)

    def note(self, where: str) -> None:
        """What is Chinese on the page fetched last is noted."""
        page = self.client.page
        assert elements(page, "html")[0].get("lang") == "en", where
        for found in [*chinese_words(page), *title_words(page)]:
            rest = found
            for text in self.data:
                rest = rest.replace(text, "")
            if CHINESE.search(rest):
                self.found.setdefault(found, where)

    def get(self, path: str, status: int = 200) -> None:
        """The page is read."""
        response = self.client.get(path, follow_redirects=True)
        assert response.status_code == status, path
        self.note(f"GET {path}")

    def walk(self, *starts: str) -> Reader:
        """Every page that links lead to is read, one of each kind."""
        waiting = list(starts)
        while waiting:
            path = waiting.pop(0)
            kind = None if path.startswith(_UNFOLLOWED) else self._kind(path)
            if kind and kind not in self.read_pages:
                self.read_pages.add(kind)
                self.get(path)
                waiting += self._links()
        return self

    def _kind(self, path: str) -> tuple[Any, ...]:
        """Pages of one kind differ only in which clause, comment or list page they show."""
        parts = urlsplit(path)
        endpoint, values = self.urls.match(parts.path, method="GET")
        return endpoint, values.get("reference"), *sorted(parse_qs(parts.query))

    def _links(self) -> list[str]:
        base = self.client.path.rstrip("?")
        for form, action in self._post_forms():
            endpoint = self.urls.match(urlsplit(action).path, method="POST")[0]
            self.forms.setdefault((endpoint, form_fields(form).get("act")), (base, action))
        links = [a for a in elements(self.client.page, "a") if a.get("download") is None]
        paths = [urljoin(base, a.get("href", "")).split("#")[0] for a in links]
        return [path for path in paths if path.startswith("/")]

    def _post_forms(self) -> list[tuple[Element, str]]:
        base = self.client.path.rstrip("?")
        forms = [f for f in elements(self.client.page, "form") if f.get("method") == "post"]
        placed = [(form, urljoin(base, form.get("action") or base)) for form in forms]
        return [(form, action) for form, action in placed if "sign-out" not in action]

    def send(self, *, is_emptied: bool) -> Reader:
        """Every kind of form met is sent, as it stands or emptied, and its answer is read."""
        for (endpoint, act), (page, action) in self.forms.items():
            self.client.get(page, follow_redirects=True)
            for form, target in self._post_forms():
                fields = form_fields(form)
                if target == action and fields.get("act") == act:
                    kept = {k: v if k in _KEPT else "" for k, v in fields.items()}
                    self._post(action, form, kept if is_emptied else fields)
                    self.note(f"POST {endpoint} {act or ''}")
                    break
        return self

    def _post(self, action: str, form: Element, fields: dict[str, Any]) -> None:
        kind = form.get("enctype") or "application/x-www-form-urlencoded"
        self.client.post(action, data=fields, content_type=kind, follow_redirects=True)


def english() -> Catalog:
    """The catalogue."""
    with CATALOGUE.open("rb") as source:
        return read_po(source, locale="en", abort_invalid=True)


def translations() -> Iterator[tuple[str, list[str]]]:
    """Each message (of a plural: the form for one) with its English forms."""
    for message in english():
        if message.id:
            forms = [message.string] if isinstance(message.string, str) else list(message.string)
            yield message.id if isinstance(message.id, str) else message.id[0], forms


def test_the_tool_finds_exactly_the_messages_of_the_catalogue(tmp_path: Path) -> None:
    target = tmp_path / "messages.pot"
    subprocess.run(
        [ROOT / "tools" / "update-catalogue.sh", "--pot", target],
        env={**os.environ, "PYBABEL": str(Path(sys.executable).parent / "pybabel")}, check=True,
    )  # fmt: skip
    with target.open("rb") as source:
        found = read_po(source)
    assert {m.id for m in found if m.id} == {m.id for m in english() if m.id}
    assert len(list(found)) > 800


def test_the_catalogue_names_no_person_machine_or_day() -> None:
    head = CATALOGUE.read_text("utf-8").split("\n\n")[0]
    fields = set(re.findall(r'^"([\w-]+):', head, re.MULTILINE))
    assert fields == {"Language", "Plural-Forms", "MIME-Version", "Content-Type",
                      "Content-Transfer-Encoding"}  # fmt: skip
    assert "征求意见活动 consultation" in head


def test_every_english_form_keeps_the_placeholders_scripts_fill_in() -> None:
    placeholder = re.compile(r"\{\w+\}")
    pairs = [(message, form) for message, forms in translations() for form in forms]
    wrong = [
        message
        for message, form in pairs
        if sorted(placeholder.findall(message)) != sorted(placeholder.findall(form))
    ]
    assert wrong == []
    assert any(placeholder.search(message) for message, _form in pairs)


def test_every_plural_has_a_form_for_one_and_a_form_for_many() -> None:
    plurals = [m for m in english() if m.id and not isinstance(m.id, str)]
    assert len(plurals) > 15
    assert [m.id for m in plurals if len(m.string) != 2 or not all(m.string)] == []


@pytest.mark.parametrize("code", [400, 403, 404, 405, 409, 410, 413, 422, 429, 500, 503])
def test_an_error_has_the_same_parts_in_english(app: Flask, code: int) -> None:
    with app.test_request_context():
        say = get_template_attribute("errors/words.html", "error_words")
        with force_locale("zh"):
            chinese = say(code).split("|")
        with force_locale("en"):
            parts = say(code).split("|")
    assert len(parts) == len(chinese) >= 3
    assert not [part for part in parts if CHINESE.search(part) or not part.strip()]


def _scene_in(state: str, database: Database, ring: KeyRing, test_clock: TestClock) -> Scene:
    if state == "upcoming":
        return visits.upcoming(database)
    scene = make.scene(database)
    visits.extend(database, scene, days=2, reason="应多位市民的要求。")
    for place, body in enumerate(BODIES):
        contact = visits.CONSENTING if place % 2 else make.PERSON
        desk.submitted(database, ring, scene, body, clause=place % 3, contact=contact)
    desk.submitted(database, ring, scene, "应当保留骑行道。", contact=make.ORGANISATION)
    if state in ("closed", "answered"):
        test_clock.set(scene.closes_at)
        test_clock.move(days=2)
    if state == "answered":
        visits.publish(database, ring, scene)
    if state == "withdrawn":
        visits.withdraw(database, scene)
    return scene


STATES = ("upcoming", "open", "closed", "answered", "withdrawn")


@pytest.mark.parametrize("state", STATES)
def test_the_public_pages_are_english_in_every_state(
    app: Flask, database: Database, ring: KeyRing, test_clock: TestClock, data: list[str], state: str
) -> None:
    scene = _scene_in(state, database, ring, test_clock)
    pages = [visits.path(scene, page) for page in ("", "/basket", "/opinions/new", "/submit")]
    reader = Reader(app, data).walk("/", "/receipt", *pages).send(is_emptied=True)
    assert reader.found == {}
    assert len(reader.read_pages) > 10


def test_a_whole_visit_is_english_up_to_the_answer(
    app: Flask, database: Database, ring: KeyRing, test_clock: TestClock, data: list[str]
) -> None:
    scene, reader = make.scene(database), Reader(app, data)
    for clause in (0, 1, None):
        visits.write(reader.client, scene, clause, "请增加停放点位。")
        reader.note("written")
    reader.walk(visits.path(scene, "/draft"), visits.path(scene, "/basket"))
    reader.walk(visits.path(scene, "/submit")).send(is_emptied=True)
    visits.submit(reader.client, scene)
    reader.note("receipt")
    code = visits.shown_code(reader.client)
    test_clock.set(scene.closes_at)
    for step in (lambda: None, lambda: visits.publish(database, ring, scene)):
        step()
        reader.client.get("/status")
        reader.client.submit({"query_code": code})
        reader.note("status")
    assert "Your submission" in reader.client.text()
    assert reader.found == {}


def test_a_late_opinion_is_refused_in_english(
    app: Flask, database: Database, test_clock: TestClock, data: list[str]
) -> None:
    scene, reader = make.scene(database), Reader(app, data)
    visits.write(reader.client, scene, 1, "写好的意见。")
    for page in ("/opinions/new", "/submit"):
        reader.client.get(visits.path(scene, page))
        test_clock.set(scene.closes_at)
        response = reader.client.submit({"body": "迟到的意见。", "name": "李晓禾", "reach": "1"})
        assert response.status_code == 409
        reader.note(page)
        test_clock.move(days=-1)
    assert reader.found == {}


def _officer_in(state: str, database: Database, ring: KeyRing, test_clock: TestClock) -> Scene:
    scene = _scene_in("open", database, ring, test_clock)
    desk.analysed(database, scene)
    with database.transaction() as session:
        officer = session.scalars(select(User).where(User.username == "officer")).one()
        make.prepared(session, officer, days=20)
    if state != "open":
        test_clock.set(scene.closes_at)
        test_clock.move(days=2)
    if state == "decided":
        desk.decide_all(database, scene)
    return scene


@pytest.mark.parametrize("username", ["officer", "admin"])
@pytest.mark.parametrize("state", ["open", "closed", "decided"])
def test_the_pages_of_staff_are_english(
    app: Flask, database: Database, ring: KeyRing, test_clock: TestClock, data: list[str],
    state: str, username: str,
) -> None:  # fmt: skip
    _officer_in(state, database, ring, test_clock)
    reader = Reader(app, data, username).walk("/bureau/", "/staff/password")
    reader.send(is_emptied=True).send(is_emptied=False)
    assert reader.found == {}
    assert len(reader.read_pages) > 30
    assert len(reader.forms) > 9


def test_an_empty_installation_is_english(
    app: Flask, database: Database, data: list[str]
) -> None:
    with database.transaction() as session:
        make.admin(session)
    reader = Reader(app, data).walk("/", "/bureau/")
    assert "Staff sign-in" in reader.client.text()
    assert {**reader.found, **Reader(app, data, "admin").walk("/admin/").found} == {}


def test_refused_requests_are_answered_in_english(
    app: Flask, database: Database, data: list[str]
) -> None:
    make.scene(database)
    reader = Reader(app, data, "officer")
    for path, status in (("/nowhere", 404), ("/staff/sign-out", 405), ("/admin/", 403)):
        reader.get(path, status)
    assert reader.found == {}


def test_the_search_finds_chinese_that_is_not_marked(client: LintClient) -> None:
    """The control of the tests above: the same page in Chinese is full of findings."""
    client.get("/privacy")
    assert client.page is not None
    body = elements(client.page, "body")[0]
    assert len(list(chinese_words(body))) > 20
    assert list(title_words(client.page))


def test_a_reader_of_chinese_keeps_chinese(new_client: Callable[[], LintClient]) -> None:
    visitor = new_client()
    visitor.set_cookie(LANGUAGE_COOKIE, "zh-CN")
    visitor.get("/privacy", headers={"Accept-Language": "en"})
    assert "个人信息如何处理" in visitor.text()
