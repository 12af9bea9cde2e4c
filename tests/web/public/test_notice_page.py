"""What the page of a notice offers to take along, and what it says first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from flask import Flask, get_template_attribute
from icalendar import Calendar

from portal.db import Database
from portal.web.language import LANGUAGE_COOKIE
from tests import make
from tests.conftest import TestClock
from tests.lint import LintClient, elements
from tests.web.public import visits


@pytest.mark.parametrize("page", ["", "/draft", "/note", "/opinions", "/result"])
def test_an_extension_stands_with_its_reason_on_every_tab(
    client: LintClient, database: Database, page: str
) -> None:
    scene = make.scene(database)
    client.get(visits.path(scene, page))
    assert "已延期" not in client.text()
    visits.extend(database, scene, days=2, reason="应多位市民的要求。")
    visits.later(seconds=2)
    client.get(visits.path(scene, page))
    assert "已延期" in client.text()
    assert "应多位市民的要求。" in client.text()


def test_the_text_to_pass_on_has_title_period_and_address(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    client.get(visits.path(scene))
    assert client.page is not None
    (field,) = (e for e in elements(client.page, "textarea") if e.get("id") == "share-text")
    text = "".join(field.itertext())
    assert make.NOTICE["title"] in text
    assert f"http://localhost{visits.path(scene)}" in text
    assert field.get("readonly") is not None


def test_the_code_to_scan_is_a_picture_without_style_or_script(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    answer = client.get(visits.path(scene, "/qr.svg"))
    assert answer.mimetype == "image/svg+xml"
    drawn = ElementTree.fromstring(answer.data)  # noqa: S314  our own
    assert {str(e.tag).rsplit("}")[-1] for e in drawn.iter()} == {"svg", "g", "path"}
    assert not [e for e in drawn.iter() if "style" in e.attrib]
    assert client.get("/consultations/2026-9999/qr.svg").status_code == 404


def test_one_hosts_page_is_never_given_to_another(client: LintClient, database: Database) -> None:
    """A kept page holds whole addresses: who asked under a false name must not spoil it for all."""
    scene = make.scene(database)
    client.get(visits.path(scene), headers={"Host": "evil.example"})
    for page in ("", "/qr.svg", "/deadline.ics"):
        client.get(visits.path(scene, page), headers={"Host": "evil.example"})
        assert b"evil.example" not in client.get(visits.path(scene, page)).data


def test_the_deadline_is_a_day_in_the_calendar_with_a_reminder(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    answer = client.get(visits.path(scene, "/deadline.ics"))
    assert answer.mimetype == "text/calendar"
    (event,) = Calendar.from_ical(answer.data).events
    assert str(event["SUMMARY"]) == f"征求意见截止：{make.NOTICE['title']}"
    assert str(event.start) == "2026-03-31"
    assert event["URL"] == f"http://localhost{visits.path(scene)}"
    assert [alarm["ACTION"] for alarm in event.alarms.times and event.walk("VALARM")] == ["DISPLAY"]
    assert max(len(line) for line in answer.data.split(b"\r\n")) <= 75


def test_an_extended_deadline_replaces_the_earlier_entry(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    first = Calendar.from_ical(client.get(visits.path(scene, "/deadline.ics")).data).events[0]
    visits.later(seconds=5)
    visits.extend(database, scene, days=2, reason="延期")
    second = Calendar.from_ical(client.get(visits.path(scene, "/deadline.ics")).data).events[0]
    assert second["UID"] == first["UID"]
    assert second["SEQUENCE"] > first["SEQUENCE"]
    assert str(second.start) == "2026-04-02"


def test_a_kept_file_route_keeps_its_kind(
    client: LintClient, new_client: Callable[[], LintClient], database: Database
) -> None:
    scene = make.scene(database)
    for page in ("/qr.svg", "/deadline.ics"):
        first = client.get(visits.path(scene, page))
        second = new_client().get(visits.path(scene, page))
        for name in ("Content-Type", "Content-Disposition", "ETag"):
            assert second.headers.get(name) == first.headers.get(name)


def test_a_closed_consultation_offers_no_reminder(
    client: LintClient, database: Database, test_clock: TestClock
) -> None:
    scene = visits.closed(database, test_clock)
    client.get(visits.path(scene))
    assert "把截止时间加入日历" not in client.text()


@pytest.mark.parametrize("digest", ["0" * 64, "x", "..", "0" * 63])
def test_a_file_nobody_added_is_not_there(
    client: LintClient, database: Database, digest: str
) -> None:
    scene = make.scene(database)
    assert client.get(visits.path(scene, f"/files/{digest}")).status_code == 404


def test_an_english_page_named_website_and_email_in_chinese(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    client.set_cookie(LANGUAGE_COOKIE, "en")
    client.get(visits.path(scene))
    assert "Individuals: Name, contact details" in client.text()
    assert "Website" in client.text()
    assert "网站" not in client.text()


@pytest.mark.parametrize("page", ["", "/follow", "list"])
def test_an_english_page_named_the_kind_of_document_in_chinese(
    app: Flask, client: LintClient, database: Database, page: str
) -> None:
    scene = make.scene(database)
    client.set_cookie(LANGUAGE_COOKIE, "en")
    app.extensions["portal.settings"] = replace(
        app.extensions["portal.settings"],
        mail_host="mail.example.cn", mail_sender="yj@example.cn", public_url="https://yj.example.cn",
    )  # fmt: skip
    client.get("/" if page == "list" else visits.path(scene, page))
    assert "Draft of a major administrative decision" in client.text()
    assert "重大行政决策" not in client.text()


def test_words_of_a_bureau_s_own_stay_chinese_and_say_so(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        say = get_template_attribute("components/notice_words.html", "notice_words")
        assert str(say(["信函", "社区意见箱"])) == 'Letter, <span lang="zh-CN">社区意见箱</span>'
