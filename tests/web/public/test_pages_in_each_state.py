"""Every page of a consultation in every state, in both languages and for older readers."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal import clock
from portal.db import Database
from portal.operations.baskets import Opinion
from portal.secrets import KeyRing
from tests import make
from tests.conftest import TestClock
from tests.lint import LintClient
from tests.make import Scene
from tests.web.public import visits

PAGES = ("", "/draft", "/note", "/opinions", "/result", "/basket", "/opinions/new")
STATES = ("upcoming", "open", "closed", "answered", "withdrawn")
SHOWN = {
    "upcoming": "待开始",
    "open": "征集中",
    "closed": "已结束（待反馈）",
    "answered": "已反馈",
    "withdrawn": "已撤回",
}


@pytest.fixture
def in_state(database: Database, ring: KeyRing, test_clock: TestClock) -> Callable[[str], Scene]:
    """Makes a scene in a state."""

    def made(state: str) -> Scene:
        if state == "upcoming":
            return visits.upcoming(database)
        if state == "closed":
            return visits.closed(database, test_clock)
        if state == "answered":
            return visits.answered(database, ring, test_clock)
        return visits.withdrawn(database) if state == "withdrawn" else make.scene(database)

    return made


@pytest.mark.parametrize("state", STATES)
def test_every_page_stands_in_every_state(
    client: LintClient, in_state: Callable[[str], Scene], state: str
) -> None:
    scene = in_state(state)
    for page in PAGES:
        assert client.get(visits.path(scene, page)).status_code == 200, page
    client.get(visits.path(scene))
    assert SHOWN[state] in client.text()


@pytest.mark.parametrize("state", STATES)
def test_only_an_open_draft_has_buttons_to_comment(
    client: LintClient, in_state: Callable[[str], Scene], state: str
) -> None:
    scene = in_state(state)
    client.get(visits.path(scene, "/draft"))
    buttons = client.links("对本条提意见")
    assert len(buttons) == (len(scene.clause_ids) if state == "open" else 0)


@pytest.mark.parametrize("state", STATES)
def test_only_an_open_consultation_shows_the_opinion_form(
    client: LintClient, in_state: Callable[[str], Scene], state: str
) -> None:
    scene = in_state(state)
    response = client.get(visits.path(scene, "/opinions/new"))
    assert (b"<textarea" in response.data) == (state == "open")


def test_a_draft_not_yet_published_is_not_there(client: LintClient, database: Database) -> None:
    with database.transaction() as session:
        made = make.prepared(session, make.officer(session))
        reference = made.reference
    for page in (*PAGES, "/submit"):
        assert client.get(f"/consultations/{reference}{page}").status_code == 404, page


@pytest.mark.parametrize("reference", ["2026-9999", "a%00b", "x" * 40, "%F0%9F%98%80", "'--"])
def test_an_unknown_reference_is_not_there(client: LintClient, reference: str) -> None:
    assert client.get(f"/consultations/{reference}").status_code == 404


def test_a_withdrawn_consultation_says_why(client: LintClient, database: Database) -> None:
    scene = visits.withdrawn(database)
    for page in ("", "/draft", "/opinions"):
        client.get(visits.path(scene, page))
        assert "上位法即将修改。" in client.text()


def test_the_notice_tells_period_ways_and_signing_rules(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    client.get(visits.path(scene))
    text = client.text()
    for words in (
        "2026年3月31日 24:00",
        "电子邮箱",
        "韩溪",
        "0999-5550123",
        "单位名称、联系人、联系方式、单位公章",
        "首日和末日都计算在内：30 日",
        "首日不计算在内：29 日",
        "其中工作日：22 个",
    ):
        assert words in text


def test_an_extension_is_public_with_its_reason(
    client: LintClient, database: Database, test_clock: TestClock
) -> None:
    scene = make.scene(database)
    visits.extend(database, scene, days=5, reason="来信较多。")
    client.get(visits.path(scene))
    assert "延期" in client.text()
    assert "来信较多。" in client.text()
    assert "2026年4月5日 24:00" in client.text()


def test_a_page_tells_its_language_and_dates_in_english(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    response = client.get(
        "/language/en", query_string={"next": visits.path(scene)}, follow_redirects=True
    )
    assert b'lang="en"' in response.data
    assert "31 March 2026 24:00" in client.text()
    for page in PAGES:
        assert client.get(visits.path(scene, page)).status_code == 200, page


def test_the_mode_for_older_readers_reaches_every_page(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    client.get("/display/elder")
    for page in ("", "/draft", "/opinions/new"):
        assert b'class="elder"' in client.get(visits.path(scene, page)).data


def test_the_tabs_of_an_answered_consultation_link_notice_and_result_both_ways(
    client: LintClient, database: Database, ring: KeyRing, test_clock: TestClock
) -> None:
    scene = visits.answered(database, ring, test_clock, [Opinion(None, "remark", None, "支持。")])
    client.get(visits.path(scene))
    assert visits.path(scene, "/result") in client.links("查看意见反馈")
    client.get(visits.path(scene, "/result"))
    assert visits.path(scene) in client.links("查看征集公告")
    assert clock.now() == scene.closes_at
