"""The administrators' page of the site's names and marks, and what it changes on every page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from portal.db import Database
from portal.web.language import LANGUAGE_COOKIE
from portal.web.site import LIFE
from tests.conftest import TestClock
from tests.lint import LintClient, elements, words
from tests.operations.test_site import WHOLE
from tests.web.admin.staff import send, signed_in_admin


def _footer(client: LintClient) -> str:
    assert client.page is not None
    return words(elements(client.page, "footer")[0])


def test_saved_settings_show_on_the_next_page_of_anybody_in_both_languages(
    client: LintClient, database: Database, new_client: Callable[[], LintClient]
) -> None:
    visitor = new_client()
    visitor.get("/")
    assert "ICP" not in _footer(visitor)
    signed_in_admin(client, database)
    client.get("/admin/site")
    assert "已保存" in send(client, "/admin/site", WHOLE).text
    visitor.get("/")
    for mark in ("sponsor", "operator", "icp", "identifier", "police"):
        assert WHOLE[mark] in _footer(visitor)
    assert WHOLE["error_report_url"] in visitor.links("我为政府网站找错")
    assert "https://beian.miit.gov.cn/" in visitor.links()
    assert visitor.links("beian.mps.gov.cn")[0].endswith("code=53999900000001")
    assert visitor.page is not None
    assert WHOLE["name_zh"] in words(elements(visitor.page, "title")[0])
    visitor.set_cookie(LANGUAGE_COOKIE, "en")
    visitor.get("/")
    assert WHOLE["name_en"] in words(elements(visitor.page, "title")[0])


def test_without_an_english_name_the_chinese_one_is_marked_as_chinese(
    client: LintClient, database: Database
) -> None:
    signed_in_admin(client, database)
    client.get("/admin/site")
    send(client, "/admin/site", {"name_zh": WHOLE["name_zh"]})
    client.set_cookie(LANGUAGE_COOKIE, "en")
    client.get("/privacy")
    assert client.page is not None
    name = next(e for e in client.page.iter() if e.get("class") == "brand__name")
    assert (words(name), name.get("lang")) == (WHOLE["name_zh"], "zh-CN")


@pytest.mark.parametrize(
    ("field", "value"),
    [("icp", "备案中"), ("error_report_url", "javascript:alert(1)"), ("name_en", "x" * 61)],
)
def test_a_wrong_shape_is_told_at_its_field_and_nothing_is_saved(
    client: LintClient, database: Database, field: str, value: str
) -> None:
    signed_in_admin(client, database)
    client.get("/admin/site")
    assert send(client, "/admin/site", {**WHOLE, field: value}).status_code == 422
    assert client.page is not None
    control = next(e for e in client.page.iter() if e.get("name") == field)
    assert (control.get("value"), control.get("aria-invalid")) == (value, "true")
    assert "ICP" not in _footer(client)


def test_two_wrong_fields_are_both_told(client: LintClient, database: Database) -> None:
    signed_in_admin(client, database)
    client.get("/admin/site")
    wrong = {**WHOLE, "identifier": "12a", "error_report_url": "foo"}
    assert send(client, "/admin/site", wrong).status_code == 422
    assert client.page is not None
    told = [e.get("name") for e in elements(client.page, "input") if e.get("aria-invalid") == "true"]
    assert told == ["identifier", "error_report_url"]


def test_the_hint_at_each_name_says_what_an_emptied_one_gives_way_to(
    client: LintClient, database: Database
) -> None:
    signed_in_admin(client, database)
    client.get("/admin/site")
    assert "留空则用通用名称：公开征求意见平台" in client.text()
    assert "留空则用中文名称。" in client.text()


def test_another_process_shows_the_settings_a_second_later(
    client: LintClient, app: Flask, database: Database, test_clock: TestClock
) -> None:
    """Its own memory of them is all it has: nobody tells it to forget."""
    from portal.app import create_app

    settings = app.extensions["portal.settings"]
    other = create_app(settings)
    visitor = other.test_client()
    assert WHOLE["icp"] not in visitor.get("/privacy").text
    signed_in_admin(client, database)
    client.get("/admin/site")
    send(client, "/admin/site", WHOLE)
    test_clock.move(seconds=LIFE.total_seconds())
    assert WHOLE["icp"] in visitor.get("/privacy").text
    other.extensions["portal.database"].dispose()
