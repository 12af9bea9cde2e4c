"""The feed and the calendar: valid, complete, narrowed down, right at a change of phase."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from xml.etree.ElementTree import Element, fromstring

import feedparser
import pytest
from icalendar import Calendar

from portal.db import Database
from portal.secrets import KeyRing
from tests import make
from tests.conftest import TestClock
from tests.lint import LintClient
from tests.operations import redrafting
from tests.web.public import visits

A = "{http://www.w3.org/2005/Atom}"


def read(client: LintClient, address: str = "/feed.atom") -> Element:
    """The feed, checked against what RFC 4287 requires (sections 4.1.1, 4.1.2, 4.2)."""
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.content_type.startswith("application/atom+xml")
    feed = fromstring(answer.data)  # noqa: S314  our own
    assert feed.tag == f"{A}feed"
    for element in (feed, *feed.iter(f"{A}entry")):
        for name in ("id", "title", "updated"):
            (found,) = element.findall(f"{A}{name}")
            assert (found.text or "").strip()
        stamp = element.findtext(f"{A}updated") or ""
        assert datetime.fromisoformat(stamp.replace("Z", "+00:00")).tzinfo
        assert element.findall(f"{A}author/{A}name")
        assert all(link.get("href", "").startswith("http") for link in element.iter(f"{A}link"))
    ids = [entry.findtext(f"{A}id") for entry in feed.iter(f"{A}entry")]
    assert len(ids) == len(set(ids))
    assert {link.get("rel") for link in feed.findall(f"{A}link")} == {"self", "alternate"}
    return feed


AWKWARD = (
    "关于<b>“共享单车”</b> & 《停放》]]>的公告",
    "&amp;lt; 已转义 &#x41; &nbsp;的公告 =1+1",
    "🚲𠮷、e\u0301、\u202e倒写\u202c、\u00a0空格\t制表的公告",
    "Notice of “<script>alert(1)</script>” & 'quotes' \"doubled\"",
)
"""Titles of consultations that look like something else."""


def by_feedparser(client: LintClient, address: str = "/feed.atom") -> feedparser.FeedParserDict:
    """The feed as an independent reader understands it, who met nothing to forgive."""
    answer = client.get(address)
    headers = {"content-type": answer.content_type, "content-location": f"http://localhost{address}"}
    found = feedparser.parse(answer.data, response_headers=headers, sanitize_html=False)
    assert not found.bozo, found.get("bozo_exception")
    assert (found.version, found.encoding) == ("atom10", "utf-8")
    return found


def titles(feed: Element) -> list[str]:
    return [(e.findtext(f"{A}title") or "").split("】")[0][1:] for e in feed.iter(f"{A}entry")]


def test_an_empty_feed_is_a_feed(client: LintClient) -> None:
    assert titles(read(client)) == []
    calendar = Calendar.from_ical(client.get("/deadlines.ics").data)
    assert not calendar.events
    assert calendar.subcomponents, "RFC 5545, 3.6: a calendar without any component is none"


def test_an_empty_feed_has_the_same_tag_all_day(client: LintClient) -> None:
    """It was updated "now": each second another feed."""
    tag = client.get("/feed.atom?bureau=某局").headers["ETag"]
    visits.later(hours=3)
    again = client.get("/feed.atom?bureau=某局", headers={"If-None-Match": tag})
    assert again.status_code == 304


def test_everything_that_happens_is_an_entry_of_its_own(
    client: LintClient, database: Database, ring: KeyRing, test_clock: TestClock
) -> None:
    scene = visits.upcoming(database)
    assert titles(read(client)) == ["公开征求意见"]
    test_clock.move(days=11)
    assert titles(read(client)) == ["征集开始", "公开征求意见"]
    visits.extend(database, scene, days=2, reason="应要求延期。")
    test_clock.move(seconds=2)
    feed = read(client)
    assert titles(feed)[0] == "征集延期"
    assert "应要求延期。" in (feed.findtext(f"{A}entry/{A}summary") or "")
    test_clock.move(days=40)
    assert titles(read(client))[0] == "征集结束"
    redrafting.bring_out(database, scene)
    visits.publish(database, ring, scene)
    test_clock.move(seconds=2)
    assert set(titles(read(client))[:2]) == {"公布采纳情况反馈", "征集结束"}
    visits.withdraw(database, scene)
    test_clock.move(seconds=2)
    assert "征集撤回" in titles(read(client))


def test_another_reader_of_feeds_finds_nothing_to_forgive(
    client: LintClient, database: Database, ring: KeyRing, test_clock: TestClock
) -> None:
    assert by_feedparser(client).entries == []
    with database.transaction() as session:
        actor = make.staff(session)
        for title in AWKWARD:
            make.published(session, actor, title=title)
    scene = make.scene(database)
    visits.extend(database, scene, days=2, reason="<p>应要求延期 & 说明]]></p>")
    test_clock.move(days=40)
    redrafting.bring_out(database, scene)
    visits.publish(database, ring, scene)
    test_clock.move(seconds=2)
    for address in ("/feed.atom", "/feed.atom?bureau=云川市城市管理局", "/feed.atom?kind=major_decision"):
        found = by_feedparser(client, address)
        shown = {entry.title.split("】", 1)[1] for entry in found.entries}
        assert {" ".join(one.split()) for one in shown} >= {" ".join(one.split()) for one in AWKWARD}
        assert {entry.title_detail.type for entry in found.entries} == {"text/plain"}
        assert "<p>应要求延期 & 说明]]></p>" in "".join(entry.summary for entry in found.entries)
        for entry in found.entries:
            assert entry.updated_parsed == entry.published_parsed
            assert entry.link.startswith("http://localhost/consultations/")
            assert entry.author == "云川市城市管理局"
        assert len({entry.id for entry in found.entries}) == len(found.entries) >= 2 * len(AWKWARD)


def test_an_entry_keeps_its_id(client: LintClient, database: Database) -> None:
    make.scene(database)
    first = read(client).findtext(f"{A}entry/{A}id")
    visits.later(days=1)
    assert read(client).findtext(f"{A}entry/{A}id") == first


@pytest.mark.parametrize("address", ["/feed.atom", "/deadlines.ics"])
def test_what_one_follows_is_narrowed_down(
    client: LintClient, database: Database, address: str
) -> None:
    scene = make.scene(database)
    with database.transaction() as session:
        other = make.published(session, make.officer(session, "second", "云川市林业局"))
    for query, present, absent in (
        ({"bureau": "云川市林业局"}, other.reference, scene.reference),
        ({"bureau": "云川市城市管理局"}, scene.reference, other.reference),
        ({"kind": "major_decision"}, scene.reference, "2026-9999"),
        ({"kind": "law"}, "", scene.reference),
    ):
        body = client.get(address, query_string=query).get_data(as_text=True)
        body = body.replace("\r\n ", "")
        assert present in body
        assert absent not in body


def test_the_calendar_has_every_deadline_and_says_what_is_withdrawn(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    calendar = Calendar.from_ical(client.get("/deadlines.ics").data)
    (event,) = calendar.events
    assert (event["STATUS"], str(event.start)) == ("CONFIRMED", "2026-03-31")
    visits.withdraw(database, scene)
    visits.later(seconds=2)
    (later,) = Calendar.from_ical(client.get("/deadlines.ics").data).events
    assert later["STATUS"] == "CANCELLED"
    assert later["UID"] == event["UID"]


@pytest.mark.parametrize("address", ["/feed.atom", "/deadlines.ics"])
def test_feeds_are_kept_asked_anew_and_open_to_other_sites(
    client: LintClient, new_client: Callable[[], LintClient], database: Database, address: str
) -> None:
    make.scene(database)
    first = client.get(address)
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert first.headers["Cache-Control"] == "public, max-age=0, stale-while-revalidate=300"
    with visits.counted_queries() as seen:
        second = new_client().get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (second.status_code, seen) == (304, [])


def test_nobodys_cache_may_show_a_feed_past_a_change_of_phase(
    client: LintClient, database: Database, test_clock: TestClock
) -> None:
    scene = make.scene(database)
    test_clock.set(scene.closes_at)
    test_clock.move(seconds=-30)
    control = client.get("/feed.atom").headers["Cache-Control"]
    assert control == "public, max-age=0, stale-while-revalidate=28"
    test_clock.move(seconds=29)
    control = client.get("/feed.atom").headers["Cache-Control"]
    assert control == "public, max-age=0, must-revalidate"


def test_the_feed_stays_within_its_query_budget(client: LintClient, database: Database) -> None:
    with database.transaction() as session:
        actor = make.officer(session)
        for _ in range(60):
            make.published(session, actor)
    with visits.counted_queries() as seen:
        assert len(titles(read(client))) == 50
    assert len(seen) <= 9, seen


def test_hostile_words_stay_words(client: LintClient, database: Database) -> None:
    scene = make.scene(database)
    visits.extend(database, scene, days=2, reason="<script>]]>&\"'")
    assert "<script>]]>&\"'" in "".join(read(client).itertext())
    assert b"<script>" not in client.get("/feed.atom").data


def test_pages_tell_readers_where_the_feeds_are(client: LintClient, database: Database) -> None:
    scene = make.scene(database)
    for page in ("/", visits.path(scene)):
        body = client.get(page).get_data(as_text=True)
        assert 'type="application/atom+xml"' in body
    client.get(visits.path(scene))
    (address,) = client.links("订阅本单位的动态")
    assert titles(read(client, address)) == ["公开征求意见"]
