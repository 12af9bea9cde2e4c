"""The pages in English: nothing of the site is left in Chinese, and what is Chinese is marked so."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from flask import Flask, get_template_attribute
from sqlalchemy import select

from portal import clock
from portal.bootstrap.catalogues import compile_catalogues
from portal.bootstrap.checkout import Checkout
from portal.db import Database
from portal.drafts.errors import DraftError
from portal.drafts.outline import read_outline
from portal.models.accounts import User
from portal.operations import consultations
from portal.operations.submissions_later import disowning_token
from portal.secrets import KeyRing
from portal.web.language import LANGUAGE_COOKIE
from tests import make
from tests.conftest import TestClock
from tests.lint import LintClient, elements
from tests.make import Scene
from tests.operations import redrafting
from tests.web.bureau import desk
from tests.web.english import CHINESE, Reader, chinese_words, title_words
from tests.web.public import visits

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "translations" / "en" / "LC_MESSAGES" / "messages.po"
BODIES = [
    *["建议增加停放点位，每三百米一处。"] * 4, "反对，太贵了，不满意。", "支持，非常好。",
    "停放点位太少，电话19900001234请联系我。",
]  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    """The English is that of the catalogue as it stands."""
    compile_catalogues(Checkout(ROOT))


@pytest.fixture
def data() -> list[str]:
    """Chinese that is shown inside an English sentence or an option, where no mark can stand."""
    with pytest.raises(DraftError) as refusal:
        read_outline("")
    installation = ["云川市城市管理局"]
    return [str(refusal.value), *installation]


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


def test_the_english_of_the_catalogue_keeps_one_word_and_one_mark_for_a_thing() -> None:
    refused = re.compile(r"[“”]|(?<=\w)'|\bopinion|\be-mail|adoption (?:table|report)|[，。；：（）、]", re.I)
    wrong = [form for _message, forms in translations() for form in forms if refused.search(form)]
    assert wrong == [], "‘single quotes’, ’, comment, email, table of outcomes; no Chinese marks"


@pytest.mark.parametrize("code", [400, 403, 404, 405, 409, 410, 413, 422, 429, 500, 503])
def test_an_error_has_the_same_parts_in_english(app: Flask, code: int) -> None:
    said = {}
    for language in ("zh-CN", "en"):
        with app.test_request_context(headers={"Accept-Language": language}):
            say = get_template_attribute("errors/words.html", "error_words")
            said[language] = [str(part) for part in say(code).split("|")]
    assert len(said["en"]) == len(said["zh-CN"]) >= 3
    assert not [part for part in said["en"] if CHINESE.search(part) or not part.strip()]
    assert all(map(CHINESE.search, said["zh-CN"]))


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
    reader.client.get("/status")
    reader.client.submit({"query_code": code})
    reader.note("status")
    reader.get("/status/withdraw")
    for body in ("", "再补充一句。"):
        reader.get("/status/supplement")
        reader.client.submit({"body": body}, action="supplement")
        reader.note("supplement")
    number = re.findall(r"2026-[0-9A-Z]{10}", reader.client.text())[0]
    reader.get(f"/receipts/{number}/not-me/{disowning_token(ring, number)}")
    reader.client.submit(action="not-me")
    reader.note("disowned")
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
    assert len(reader.read_pages) > 25
    assert len(reader.forms) > 9


def _second_version(database: Database, scene: Scene) -> None:
    """A second version is public, a third one imported."""
    with database.transaction() as session:
        officer = session.scalars(select(User).where(User.username == "officer")).one()
        made = consultations.lock_consultation(session, scene.consultation_id)
        version = redrafting.import_text(session, made, officer, redrafting.REDRAFT)
        redrafting.publish(session, made, version, officer, now=clock.now())
        redrafting.import_text(session, made, officer, make.DRAFT, purpose="final")


def test_the_pages_of_several_versions_are_english(
    app: Flask, database: Database, ring: KeyRing, test_clock: TestClock, data: list[str]
) -> None:
    scene = _scene_in("open", database, ring, test_clock)
    _second_version(database, scene)
    reader = Reader(app, data).walk(visits.path(scene, "/draft"), visits.path(scene, "/compare"))
    staff = Reader(app, data, "officer").walk("/bureau/")
    staff.send(is_emptied=True).send(is_emptied=False)
    assert {**reader.found, **staff.found} == {}
    assert len(staff.read_pages) > 20


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
