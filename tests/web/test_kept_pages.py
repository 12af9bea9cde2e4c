"""Pages answered before the application is asked: only to strangers, only while they are true."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask

from portal.db import Database
from tests import make
from tests.conftest import TestClock
from tests.web.public import visits


def _get(app: Flask, address: str, **headers: str) -> Any:
    """A request of somebody without any cookie."""
    return app.test_client(use_cookies=False).get(address, headers=headers)


def test_a_kept_page_is_the_same_to_the_byte_and_has_every_header(
    app: Flask, database: Database
) -> None:
    address = visits.path(make.scene(database), "/draft")
    first, second = _get(app, address), _get(app, address)
    assert second.data == first.data
    names = {"Content-Security-Policy", "X-Content-Type-Options", "ETag", "Vary", "Cache-Control"}
    assert {n: second.headers[n] for n in names} == {n: first.headers[n] for n in names}
    assert "Age" not in first.headers
    assert "Age" in second.headers, "it was not asked anew"
    assert first.headers["X-Request-Id"] != second.headers["X-Request-Id"]
    assert "Set-Cookie" not in second.headers


def test_a_kept_page_ends_with_its_second_and_with_the_window(
    app: Flask, database: Database, test_clock: TestClock
) -> None:
    scene = make.scene(database)
    address = visits.path(scene, "/draft")
    test_clock.set(scene.closes_at - timedelta(milliseconds=300))
    assert "对本条提意见" in _get(app, address).text
    assert "对本条提意见" in _get(app, address).text
    test_clock.set(scene.closes_at)
    assert "对本条提意见" not in _get(app, address).text


def test_languages_and_hosts_do_not_get_one_anothers_pages(app: Flask, database: Database) -> None:
    address = visits.path(make.scene(database))
    assert 'lang="zh-CN"' in _get(app, address).text.split("<head>")[0]
    assert 'lang="en"' in _get(app, address, **{"Accept-Language": "en"}).text.split("<head>")[0]
    assert "Age" not in _get(app, address, Host="other.example.cn").headers


def test_a_visitor_with_a_cookie_is_always_asked_about(app: Flask, database: Database) -> None:
    address = visits.path(make.scene(database))
    _get(app, address)
    assert "Age" not in _get(app, address, Cookie="portal_display=elder").headers
    assert "Age" not in _get(app, address, Cookie="portal_basket=x").headers


def test_a_known_etag_is_answered_without_the_page(app: Flask, database: Database) -> None:
    address = visits.path(make.scene(database))
    etag = _get(app, address).headers["ETag"]
    answer = _get(app, address, **{"If-None-Match": etag})
    assert (answer.status_code, answer.data) == (304, b"")
    for known in (f"W/{etag}", f'"other", {etag}', "*"):  # a proxy in front may weaken or add to it
        assert _get(app, address, **{"If-None-Match": known}).status_code == 304
    assert _get(app, address, **{"If-None-Match": '"other"'}).status_code == 200
    head = app.test_client(use_cookies=False).head(address)
    assert (head.status_code, head.data) == (200, b"")


def test_errors_and_private_pages_are_never_kept(app: Flask, database: Database) -> None:
    make.scene(database)
    for address in ("/consultations/none", "/staff/sign-in", "/status", "/healthz"):
        _get(app, address)
        assert "Age" not in _get(app, address).headers, address
