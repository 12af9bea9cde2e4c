"""The front page."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal import clock, window
from portal.db import Database
from portal.operations import consultations, windows
from portal.queries.consultations import PAGE
from portal.secrets import KeyRing
from tests import make
from tests.conftest import TestClock
from tests.lint import LintClient, elements, words
from tests.web.public import visits


def test_an_empty_site_leads_on(client: LintClient) -> None:
    client.get("/")
    assert "还没有征求意见活动" in client.text()
    assert "/status" in client.links("查询办理情况")


def test_an_empty_state_leads_to_one_that_is_not(client: LintClient, database: Database) -> None:
    visits.upcoming(database)
    client.get("/")
    assert "/?state=upcoming" in client.links("查看“待开始”")


@pytest.mark.parametrize("state", ["open", "upcoming", "closed", "answered"])
def test_each_consultation_stands_in_the_tab_of_its_state(
    client: LintClient, database: Database, ring: KeyRing, test_clock: TestClock, state: str
) -> None:
    scene = {
        "open": lambda: make.scene(database),
        "upcoming": lambda: visits.upcoming(database),
        "closed": lambda: visits.closed(database, test_clock),
        "answered": lambda: visits.answered(database, ring, test_clock),
    }[state]()
    for other in ("open", "upcoming", "closed", "answered"):
        client.get(f"/?state={other}")
        assert (visits.path(scene) in client.links(scene.reference)) == (other == state), other


def test_the_countdown_runs_by_the_servers_clock(
    client: LintClient, database: Database, test_clock: TestClock
) -> None:
    make.scene(database)
    test_clock.move(days=29, hours=13)
    client.get("/")
    assert "距征集结束还有 2 小时" in client.text()


def test_a_list_nobody_offers_is_not_there(client: LintClient) -> None:
    assert client.get("/?state=none").status_code == 404


@pytest.mark.parametrize("page", ["0", "-1", "x", "1e9", "９", ""])
def test_a_page_that_is_no_number_is_the_first(client: LintClient, page: str) -> None:
    assert client.get("/", query_string={"page": page}).status_code == 200


def test_a_long_list_has_pages_and_few_queries(client: LintClient, database: Database) -> None:
    with database.transaction() as session:
        actor = make.officer(session)
        for _ in range(PAGE + 1):
            make.published(session, actor)
    with visits.counted_queries() as seen:
        client.get("/")
    assert len(seen) <= 12, seen
    assert "第 1 页，共 2 页" in client.text()
    client.get(client.links("下一页")[0])
    assert len(client.links("/consultations/")) == 1


def test_a_withdrawn_one_is_not_offered(client: LintClient, database: Database) -> None:
    scene = visits.withdrawn(database)
    client.get("/")
    assert visits.path(scene) not in client.links()


def test_the_next_change_counts_all_windows(client: LintClient, database: Database) -> None:
    """A page kept for a second must not outlive an opening that comes sooner."""
    with database.transaction() as session:
        actor = make.officer(session)
        made = make.prepared(session, actor)
        soon = window.Window(
            clock.now() + timedelta(milliseconds=300), clock.now() + timedelta(days=40)
        )
        windows.set_window(session, made, soon, actor=actor, now=clock.now())
        consultations.publish_consultation(session, made, actor=actor, now=clock.now())
    client.get("/")
    assert "征集中 0" in client.text()
    visits.later(milliseconds=300)
    client.get("/")
    assert "征集中 1" in client.text()


def test_a_word_of_two_characters_leads_to_its_clause(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    client.get("/?q=盲道")
    assert "找到 1 项征求意见活动" in client.text()
    target = f"{visits.path(scene, '/draft')}?find=%E7%9B%B2%E9%81%93#c-{scene.clause_ids[-1]}"
    assert client.links("（五）便利特殊人群") == [target]
    assert client.page is not None
    assert [words(mark) for mark in elements(client.page, "mark")] == ["盲道"]


def test_a_search_looks_into_every_state(
    client: LintClient, database: Database, test_clock: TestClock
) -> None:
    scene = visits.closed(database, test_clock)
    client.get("/?q=共享单车")
    assert visits.path(scene) in client.links(scene.reference)
    client.get("/?q=共享单车&state=open")
    assert "“征集中”中没有符合条件的" in client.text()
    assert client.links("查看全部符合条件的") == ["/?q=%E5%85%B1%E4%BA%AB%E5%8D%95%E8%BD%A6"]


@pytest.mark.parametrize(
    "query",
    [{"q": "地铁"}, {"bureau": "某局"}, {"kind": "poem"}, {"subject": "health"}, {"year": "1999"}],
)
def test_what_nothing_matches_says_so(
    client: LintClient, database: Database, query: dict[str, str]
) -> None:
    make.scene(database)
    client.get("/", query_string=query)
    assert "没有符合条件的征求意见活动" in client.text()
    assert "/" in client.links("清除条件")


@pytest.mark.parametrize(
    "query",
    [{"q": "\x00\ud800停车".encode("utf-8", "surrogatepass").decode("latin-1")}, {"q": "'\"*^()"},
     {"year": "²"}, {"year": "99999"}, {"year": "000020260"}, {"year": "0000299999999999999999999"},
     {"year": "00002" + "0" * 5000}, {"year": "0000"}, {"q": "长" * 5000}, {"bureau": "\x00"}],
)  # fmt: skip
def test_nonsense_is_no_error(
    client: LintClient, database: Database, query: dict[str, str]
) -> None:
    make.scene(database)
    for address in ("/", "/feed.atom", "/deadlines.ics"):
        assert client.get(address, query_string=query).status_code == 200


def test_tabs_and_pages_keep_what_was_chosen(client: LintClient, database: Database) -> None:
    make.scene(database)
    client.get("/?bureau=云川市城市管理局&year=2026")
    assert client.page is not None
    assert all("year=2026" in link for link in client.links("state="))
    chosen = [o for o in elements(client.page, "option") if o.get("selected") is not None]
    assert [words(option) for option in chosen] == ["云川市城市管理局", "2026"]


def test_hostile_words_are_shown_as_text(client: LintClient, database: Database) -> None:
    make.scene(database)
    body = client.get("/?q=<script>alert(1)</script>停放").get_data(as_text=True)
    assert "<script>alert" not in body


def test_places_found_beyond_the_first_three_led_nowhere(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    client.get("/?q=停放")
    assert "处符合" in client.text()
    (link,) = client.links("在草案中看全部符合的条款")
    assert link.startswith(visits.path(scene, "/draft?find="))
    client.get(link)
    assert "条中找到" in client.text()
