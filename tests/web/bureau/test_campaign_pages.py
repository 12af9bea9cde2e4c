"""The list of campaigns of a consultation where many letters went round."""

from __future__ import annotations

import pytest

from portal.db import Database
from portal.models.analyses import Topic
from portal.queries import topics
from portal.queries.topics import newest_run
from portal.secrets import KeyRing
from tests import make
from tests.lint import LintClient, elements, words
from tests.statements import counting
from tests.web.bureau import desk

BUDGET = 15
"""Statements the page may send, however many campaigns there are."""
LETTER = "我们小区居民一致认为停放点位离楼门太近，请求搬到围墙外侧的空地上去。"


@pytest.fixture
def scene(
    client: LintClient, database: Database, ring: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> make.Scene:
    """A consultation with one campaign, two on a page; its officer signed in."""
    monkeypatch.setattr(topics, "PAGE", 2)
    monkeypatch.setattr("portal.web.bureau.topics.PAGE", 2)
    made = make.scene(database)
    for _ in range(3):
        desk.submitted(database, ring, made, LETTER)
    desk.analysed(database, made)
    client.sign_in("officer", make.PASSWORD)
    return made


def _more_campaigns(database: Database, scene: make.Scene, count: int) -> None:
    """As if `count` more letters had gone round."""
    with database.transaction() as session:
        run = newest_run(session, scene.consultation_id)
        assert run is not None
        first = next(topic for topic in run.topics if topic.purpose == "campaign").position + 1
        session.add_all(
            Topic(run_id=run.id, purpose="campaign", position=first + place, comment_count=1)
            for place in range(count)
        )


def _shown(client: LintClient) -> list[str]:
    assert client.page is not None
    return [words(title).split(" ·")[0] for title in elements(client.page, "h3")]


def test_all_campaigns_of_a_consultation_were_drawn_on_one_page(
    client: LintClient, database: Database, scene: make.Scene
) -> None:
    _more_campaigns(database, scene, 4)
    address = f"/bureau/consultations/{scene.reference}/topics"
    client.get(address)
    pages = [_shown(client)]
    assert client.links("上一页") == []
    while client.links("下一页"):
        client.get(client.links("下一页")[0].partition("#")[0])
        pages.append(_shown(client))
    numbers = [[title.split()[1] for title in page if "雷同意见组" in title] for page in pages]
    assert numbers == [["1", "2"], ["3", "4"], ["5"]]
    client.get(client.links("上一页")[0].partition("#")[0])
    assert _shown(client) == pages[1]
    client.get(client.links("上一页")[0].partition("#")[0])
    assert _shown(client) == pages[0]


def test_a_page_of_campaigns_past_the_end_is_the_last_one(
    client: LintClient, database: Database, scene: make.Scene
) -> None:
    _more_campaigns(database, scene, 2)
    address = f"/bureau/consultations/{scene.reference}/topics"
    client.get(f"{address}?page=9")
    assert [title.split()[:2] for title in _shown(client)] == [["雷同意见组", "3"]]


def test_the_list_of_campaigns_sends_no_more_statements_however_many_there_are(
    client: LintClient, database: Database, scene: make.Scene
) -> None:
    counts = []
    for more in (0, 9):
        _more_campaigns(database, scene, more)
        with counting() as statements:
            client.get(f"/bureau/consultations/{scene.reference}/topics")
        counts.append(len(statements))
    assert counts[0] == counts[1] <= BUDGET
