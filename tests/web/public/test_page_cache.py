"""The micro-cache: the same bytes for a second, never past a change, never another's page."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf

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
        assert response.headers["Cache-Control"] == "public, max-age=0, stale-while-revalidate=30"
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


PUBLIC = ("/", "/?q=停放", "/privacy", "/open-data")


@pytest.mark.parametrize("page", [*KEPT, "/compare", *PUBLIC])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_page_has_the_same_tag_while_only_the_clock_moves(
    client: LintClient, database: Database, test_clock: TestClock, page: str, language: str
) -> None:
    """The clock at the foot made every page another one each second: a 304 was never seen."""
    scene = make.scene(database)
    address = page if page in PUBLIC else visits.path(scene, page)
    asked = {"Accept-Language": language}
    test_clock.move(minutes=10)  # the next hour of the countdown is far
    tag = client.get(address, headers=asked).headers["ETag"]
    for seconds in (2, 61, 600):
        visits.later(seconds=seconds)
        again = client.get(address, headers={**asked, "If-None-Match": f"W/{tag}"})
        assert (again.status_code, again.headers["ETag"]) == (304, tag), seconds


@pytest.mark.parametrize("page", ["", "/draft", "/result", "/"])
def test_a_known_page_is_sent_again_once_it_says_something_else(
    client: LintClient, database: Database, test_clock: TestClock, page: str
) -> None:
    scene = make.scene(database)
    address = page if page == "/" else visits.path(scene, page)
    tag = client.get(address).headers["ETag"]
    for instant, says in (
        (scene.closes_at - timedelta(days=2, minutes=30), "2 天"),
        (scene.closes_at - timedelta(days=1, hours=23, minutes=30), "1 天 23 小时"),
        (scene.closes_at - timedelta(minutes=5), "5 分钟"),
        (scene.closes_at - timedelta(minutes=4), "4 分钟"),
        (scene.closes_at, "征集中 0" if page == "/" else "已结束（待反馈）"),
    ):
        test_clock.set(instant)
        answer = client.get(address, headers={"If-None-Match": tag})
        assert answer.status_code == 200, says
        assert says in client.text()
        tag = answer.headers["ETag"]


def test_nobodys_cache_may_show_a_page_past_a_change_of_phase(
    client: LintClient, database: Database, test_clock: TestClock
) -> None:
    scene = make.scene(database)
    for seconds, control in ((600, "stale-while-revalidate=30"), (20, "stale-while-revalidate=18"),
                             (2, "must-revalidate")):  # fmt: skip
        test_clock.set(scene.closes_at - timedelta(seconds=seconds))
        for address in ("/", visits.path(scene), visits.path(scene, "/draft")):
            shown = client.get(address).headers["Cache-Control"]
            assert shown == f"public, max-age=0, {control}"


def test_the_headers_of_a_page_are_those_of_asking_for_them_only(
    client: LintClient, database: Database
) -> None:
    """HEAD said no-store and gave no tag."""
    address = visits.path(make.scene(database))
    head = client.head(address)
    page = client.get(address)
    names = ("ETag", "Cache-Control", "Content-Length")
    assert {n: head.headers[n] for n in names} == {n: page.headers[n] for n in names}


def test_who_once_saw_a_form_still_gets_the_kept_pages(
    client: LintClient, new_client: Callable[[], LintClient], database: Database
) -> None:
    """Every visitor of 显示设置 has a session, for the form's token: nothing was kept for them."""
    scene = make.scene(database)
    readers = [client, new_client()]
    for reader in readers:
        reader.get("/display")
        reader.submit({"mode": "elder", "colours": "dark"}, follow=False)
        assert reader.get_cookie("portal_session") is not None
    first = client.get(visits.path(scene))
    assert first.headers["Cache-Control"].startswith("public")
    assert b'class="elder dark"' in first.data
    with visits.counted_queries() as seen:
        assert readers[1].get(visits.path(scene)).data == first.data
    assert seen == []


def test_a_page_with_a_form_is_never_kept_even_where_a_view_allows_it(
    app: Flask, new_client: Callable[[], LintClient]
) -> None:
    """Whoever has a token in the session already brings no new one: the page must not pass it on."""

    def view() -> Response:
        page_cache.keep_page(None)
        return Response(generate_csrf(), mimetype="text/plain")

    app.view_functions["public.privacy"] = view
    first, second = new_client(), new_client()
    for reader in (first, second):
        reader.get("/display")
    assert first.get("/privacy").headers["Cache-Control"] == "no-store"
    assert first.get("/privacy").data != second.get("/privacy").data


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
    client.get("/display")
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


@pytest.mark.parametrize("address", ["/nowhere", "/sign-in", "/bureau/consultations/new"])
def test_any_strangers_post_emptied_the_cache(
    client: LintClient, new_client: Callable[[], LintClient], database: Database, address: str
) -> None:
    scene = make.scene(database)
    client.get(visits.path(scene))
    FlaskClient.open(new_client(), address, method="POST", data={"username": "x"})
    with visits.counted_queries() as seen:
        new_client().get(visits.path(scene))
    assert seen == []


def test_what_staff_were_refused_left_the_cache_as_it_was(
    client: LintClient, new_client: Callable[[], LintClient], database: Database
) -> None:
    scene = make.scene(database)
    client.sign_in("officer", make.PASSWORD)
    new_client().get(visits.path(scene))
    refused = FlaskClient.open(client, "/bureau/consultations/none/publish", method="POST")
    assert refused.status_code >= 400
    with visits.counted_queries() as seen:
        new_client().get(visits.path(scene))
    assert seen == []


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
