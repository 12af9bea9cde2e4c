"""Beside a line of the adoption table stands what its opinion changed in the draft."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.db import Database
from portal.models.accounts import User
from portal.models.submissions import Comment
from portal.operations.baskets import Opinion
from portal.operations.consultations import lock_consultation
from portal.operations.versions_taken_up import name_comments
from portal.secrets import KeyRing
from tests import make
from tests.conftest import START, TestClock
from tests.lint import LintClient, elements, words
from tests.make import Scene
from tests.operations import redrafting
from tests.web.public import visits


def _issue(database: Database, scene: Scene, named: dict[str, list[int]]) -> None:
    """The redraft is out; changes name opinions by their places, gone clauses by "旧" and number."""
    with database.transaction() as session:
        actor = session.scalars(select(User).where(User.username == "officer")).one()
        made = lock_consultation(session, scene.consultation_id)
        version = redrafting.import_text(session, made, actor, redrafting.REDRAFT)
        first = redrafting.by_number(session, redrafting.first_version(session, made))
        present = redrafting.by_number(session, version)
        ids = session.scalars(select(Comment.id).order_by(Comment.id)).all()
        for number, places in named.items():
            is_gone = number.startswith("旧")
            clause = first[number.removeprefix("旧")] if is_gone else present[number]
            told = [ids[place] for place in places]
            name_comments(session, version, clause, told, actor=actor, now=START)
        redrafting.publish(session, made, version, actor)


@pytest.fixture
def answered(database: Database, ring: KeyRing, test_clock: TestClock) -> Scene:
    """Four opinions; the change of one clause took up the first and the third, a deletion the second."""
    scene = make.scene(database)
    for clause, body in ((2, "停放点位太稀。"), (1, "第二条是空话。"), (2, "三百米为宜。"), (0, "目标太低。")):
        opinion = Opinion(scene.clause_ids[clause], "remark", None, body)
        make.submission(database, ring, scene, [opinion], contact=visits.CONSENTING)
    _issue(database, scene, {"（二）": [0, 2], "旧（二）": [1]})
    test_clock.set(scene.closes_at)
    visits.publish(database, ring, scene)
    return scene


def _lines(client: LintClient) -> dict[str, str]:
    """The lines of the table by the opinions in them."""
    assert client.page is not None
    rows = [words(e) for e in elements(client.page, "tr") if (e.get("id") or "").startswith("row-")]
    bodies = ("停放点位太稀。", "第二条是空话。", "三百米为宜。", "目标太低。")
    return {body: row for row in rows for body in bodies if body in row}


def test_a_line_shows_the_clause_before_and_after_and_all_that_the_change_took_up(
    client: LintClient, answered: Scene
) -> None:
    """The page led to the whole comparison only: which change an opinion caused had to be looked for."""
    client.get(visits.path(answered, "/result"))
    lines = _lines(client)
    first = lines["停放点位太稀。"]
    assert "条文修改前后：二、主要任务 （二）科学设置点位" in first  # （二） alone may stand under any heading
    assert "每〔删去〕五百〔删去完〕米" in first
    assert "每〔增加〕三百〔增加完〕米" in first
    assert "这处修改采纳了 2 条意见：" in first
    assert "〔删去〕" in lines["第二条是空话。"]
    assert "条文修改前后" not in lines["目标太低。"]
    address = visits.path(answered, "/compare?from=1&to=2#c-" + answered.clause_ids[2])
    assert client.links("在全文对照中查看")[:1] != []
    assert address in client.links("科学设置点位")


def test_the_texts_of_a_change_stand_once_however_many_lines_led_to_it(
    client: LintClient, answered: Scene
) -> None:
    client.get(visits.path(answered, "/result"))
    lines = _lines(client)
    numbers = sorted(int(row.split()[0]) for body, row in lines.items() if "点位太稀" in body or "三百米" in body)
    later = next(row for row in lines.values() if row.startswith(f"{numbers[1]} "))
    assert f"（与第 {numbers[0]} 条同一处修改）" in later
    assert "〔增加〕" not in later
    assert f"第 {numbers[0]} 条、第 {numbers[1]} 条" in client.text()
    assert visits.path(answered, f"/result#row-{numbers[1]}") in client.links(f"第 {numbers[1]} 条")


def test_the_lines_of_a_choice_show_their_changes_too(client: LintClient, answered: Scene) -> None:
    """Which line shows the texts depends on what is on the page."""
    client.get(visits.path(answered, "/result?outcome=duplicate"))
    assert "每〔增加〕三百〔增加完〕米" in _lines(client)["三百米为宜。"]


def test_changes_beside_the_lines_cost_few_queries_and_nothing_without_a_second_version(
    client: LintClient, answered: Scene
) -> None:
    with visits.counted_queries() as first:
        client.get(visits.path(answered, "/result"))
    assert len(first) <= 16, first
    visits.later(seconds=2)
    with visits.counted_queries() as second:
        client.get(visits.path(answered, "/result"))
    assert len(second) <= 9, second
