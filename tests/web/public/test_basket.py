"""The review page."""

from __future__ import annotations

from portal.db import Database
from tests import make
from tests.conftest import TestClock
from tests.lint import LintClient
from tests.web.public import visits


def test_opinions_stand_in_clause_order_with_the_whole_draft_first(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    for clause, body in ((3, "丙意见"), (None, "甲意见"), (1, "乙意见")):
        visits.write(client, scene, clause, body)
    client.get(visits.path(scene, "/basket"))
    text = client.text()
    assert text.index("甲意见") < text.index("乙意见") < text.index("丙意见")
    assert visits.path(scene, "/submit") in client.links("下一步")
    assert visits.path(scene, "/draft") in client.links("再提一条意见")


def test_an_empty_basket_leads_to_the_draft(client: LintClient, database: Database) -> None:
    scene = make.scene(database)
    client.get(visits.path(scene, "/basket"))
    assert "意见篮是空的" in client.text()
    assert visits.path(scene, "/draft") in client.links("去草案中选条款")


def test_a_basket_left_behind_at_the_close_can_still_be_read(
    client: LintClient, database: Database, test_clock: TestClock
) -> None:
    scene = make.scene(database)
    visits.write(client, scene, 1, "没来得及提交。")
    test_clock.set(scene.closes_at)
    client.get(visits.path(scene, "/basket"))
    assert "没来得及提交。" in client.text()
    assert "还没有提交" in client.text()
    assert not client.links("下一步")


def test_each_consultation_has_a_basket_of_its_own(client: LintClient, database: Database) -> None:
    scene = make.scene(database)
    with database.transaction() as session:
        other = make.published(session, make.officer(session, "second")).reference
    visits.write(client, scene, 1, "只在第一个。")
    client.get(f"/consultations/{other}/basket")
    assert "意见篮是空的" in client.text()


def test_many_opinions_take_as_few_queries_as_one(client: LintClient, database: Database) -> None:
    scene = make.scene(database)
    for clause in (0, 1, 2, 3, 4, None):
        visits.write(client, scene, clause, "意见。")
    with visits.counted_queries() as seen:
        client.get(visits.path(scene, "/basket"))
    assert len(seen) <= 7, seen
