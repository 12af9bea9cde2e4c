"""The micro-cache: the same bytes for a second, never past a change, never another's page."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from portal.db import Database
from portal.web import page_store
from portal.web.public import page_cache
from tests import make
from tests.conftest import TestClock
from tests.lint import LintClient
from tests.web.public import visits

KEPT = ("", "/draft", "/note", "/opinions", "/result")


@pytest.mark.parametrize("page", KEPT)
def test_a_second_visitor_gets_the_same_bytes_without_a_query(
    client: LintClient, new_client: Callable[[], LintClient], database: Database, page: str
) -> None:
    scene = make.scene(database)
    first = client.get(visits.path(scene, page))
    with visits.counted_queries() as seen:
        second = new_client().get(visits.path(scene, page))
    assert seen == []
    assert second.data == first.data
    assert second.headers["ETag"] == first.headers["ETag"]
    for response in (first, second):
        assert response.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
        assert {"Cookie", "Accept-Language"} <= set(response.headers["Vary"].split(", "))
        assert "Set-Cookie" not in response.headers
        assert "Content-Security-Policy" in response.headers


@pytest.mark.parametrize("page", KEPT)
def test_a_browser_that_unpacks_gets_the_same_page_packed(
    client: LintClient, new_client: Callable[[], LintClient], database: Database, page: str
) -> None:
    address = visits.path(make.scene(database), page)
    plain, asked = client.get(address), {"Accept-Encoding": "br, gzip;q=0.8"}
    for _ in range(2):
        packed = FlaskClient.open(new_client(), address, headers=asked)
        assert packed.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.data) == plain.data
        assert packed.headers["ETag"] != plain.headers["ETag"]
        assert "Accept-Encoding" in packed.headers["Vary"]
    again = {**asked, "If-None-Match": packed.headers["ETag"]}
    assert new_client().get(address, headers=again).status_code == 304
    for refused in ("", "br", "gzip;q=0", "gzip;q=0.000"):
        answer = new_client().get(address, headers={"Accept-Encoding": refused})
        assert "Content-Encoding" not in answer.headers


def test_a_page_with_a_visitors_token_is_never_packed(
    client: LintClient, database: Database
) -> None:
    """Its length would tell about the token."""
    scene = make.scene(database)
    for page in ("/opinions/new", "/basket", "/submit"):
        answer = client.get(visits.path(scene, page), headers={"Accept-Encoding": "gzip"})
        assert "Content-Encoding" not in answer.headers


def test_a_known_page_is_not_sent_again(client: LintClient, database: Database) -> None:
    scene = make.scene(database)
    first = client.get(visits.path(scene))
    again = client.get(visits.path(scene), headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""


def test_after_a_second_the_page_is_made_anew(client: LintClient, database: Database) -> None:
    scene = make.scene(database)
    client.get(visits.path(scene))
    visits.later(seconds=1)
    with visits.counted_queries() as seen:
        client.get(visits.path(scene))
    assert seen


@pytest.mark.parametrize("page", KEPT)
def test_at_the_close_the_page_is_right_at_once(
    client: LintClient, database: Database, test_clock: TestClock, page: str
) -> None:
    scene = make.scene(database)
    test_clock.set(scene.closes_at)
    test_clock.move(microseconds=-1)
    client.get(visits.path(scene, page))
    assert "征集中" in client.text()
    test_clock.move(microseconds=1)
    client.get(visits.path(scene, page))
    assert "已结束（待反馈）" in client.text()


def test_the_list_is_right_at_the_close(
    client: LintClient, database: Database, test_clock: TestClock
) -> None:
    scene = make.scene(database)
    test_clock.set(scene.closes_at)
    test_clock.move(microseconds=-1)
    client.get("/")
    assert visits.path(scene) in client.links(scene.reference)
    test_clock.move(microseconds=1)
    client.get("/")
    assert visits.path(scene) not in client.links(scene.reference)


def test_an_older_request_is_not_answered_from_the_future(
    client: LintClient, database: Database, test_clock: TestClock
) -> None:
    """A request that arrived before the close may be handled after one that arrived later."""
    scene = make.scene(database)
    test_clock.set(scene.closes_at)
    client.get(visits.path(scene))
    test_clock.set(scene.closes_at)
    test_clock.move(microseconds=-1)
    client.get(visits.path(scene))
    assert "征集中" in client.text()


def test_a_visitor_with_a_basket_never_sees_anothers_page(
    client: LintClient, new_client: Callable[[], LintClient], database: Database
) -> None:
    scene = make.scene(database)
    stranger = new_client()
    stranger.get(visits.path(scene, "/draft"))
    visits.write(client, scene, 1, "意见。")
    own = client.get(visits.path(scene, "/draft"))
    assert "意见篮中有 1 条意见待提交" in client.text()
    assert own.headers["Cache-Control"] == "no-store"
    stranger.get(visits.path(scene, "/draft"))
    assert "意见篮中有" not in stranger.text()
    late_comer = new_client()
    late_comer.get(visits.path(scene, "/draft"))
    assert "意见篮中有" not in late_comer.text()


def test_a_message_to_one_visitor_is_never_kept(
    client: LintClient, new_client: Callable[[], LintClient], database: Database
) -> None:
    make.scene(database)
    with client.session_transaction() as session:
        session["_flashes"] = [("success", "只给我看。")]
    client.get("/")
    assert "只给我看。" in client.text()
    stranger = new_client()
    stranger.get("/")
    assert "只给我看。" not in stranger.text()


def test_languages_and_displays_are_kept_apart(
    client: LintClient, new_client: Callable[[], LintClient], database: Database
) -> None:
    make.scene(database)
    assert b'lang="zh-CN"' in client.get("/").data
    english, elder = new_client(), new_client()
    english.set_cookie("portal_language", "en")
    elder.set_cookie("portal_display", "elder")
    assert b'<html lang="en"' in english.get("/").data
    assert b'class="elder"' in elder.get("/").data
    assert b'<html lang="en"' in new_client().get("/", headers={"Accept-Language": "en"}).data
    assert b'<html lang="zh-CN" class="standard"' in new_client().get("/").data


def test_a_page_that_is_not_there_is_not_kept(client: LintClient, database: Database) -> None:
    make.scene(database)
    for _ in range(2):
        response = client.get("/consultations/2026-9999")
        assert response.status_code == 404
        assert response.headers["Cache-Control"] == "no-store"


def test_what_staff_did_shows_at_once(
    client: LintClient, new_client: Callable[[], LintClient], database: Database
) -> None:
    scene = make.scene(database)
    visitor = new_client()
    visitor.get(visits.path(scene))
    visits.withdraw(database, scene)
    client.sign_in("admin", make.PASSWORD)
    visitor.get(visits.path(scene))
    assert "已撤回" in visitor.text()


def test_the_cache_does_not_grow_without_end() -> None:
    cache, instant = page_store.PageStore[page_cache.Page](), visits.now()
    for number in range(page_store.ENTRY_LIMIT + 10):
        page = page_cache.Page(b"x" * 1000, b"", (), "e", instant, instant + page_cache.LIFE)
        cache.keep((f"/{number}", "zh-CN", "standard"), page)
    assert cache.find(("/0", "zh-CN", "standard"), instant) is None
    assert cache.find((f"/{page_store.ENTRY_LIMIT + 9}", "zh-CN", "standard"), instant)
    large = page_cache.Page(b"x" * page_store.BYTE_LIMIT, b"", (), "e", instant, instant + page_cache.LIFE)
    cache.keep(("/large", "zh-CN", "standard"), large)
    assert cache.find((f"/{page_store.ENTRY_LIMIT + 9}", "zh-CN", "standard"), instant) is None
    assert cache.find(("/large", "zh-CN", "standard"), instant)
