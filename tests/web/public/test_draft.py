"""The draft clause by clause."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal import clock
from portal.db import Database
from portal.operations import consultations, outlines, presentation
from portal.secrets import KeyRing
from portal.web.public import draft_parts
from tests import make
from tests.conftest import TestClock
from tests.lint import LintClient, elements, words
from tests.web.bureau import desk
from tests.web.public import visits

DIGITS = "一二三四五六七八九"
NUMBERS = [*DIGITS, "十", *(f"十{d}" for d in DIGITS)]
NUMBERS += [f"{ten}十{one}" for ten in DIGITS[1:] for one in ("", *DIGITS)]
LONG = "关于云川市慢行道建设的实施意见（征求意见稿）\n\n" + "".join(
    f"第{number}条 慢行道净宽不得小于二米，障碍物应当及时清理。\n\n" for number in NUMBERS
)


def test_each_clause_has_an_address_of_its_own(client: LintClient, database: Database) -> None:
    scene = make.scene(database)
    client.get(visits.path(scene, "/draft"))
    assert client.page is not None
    ids = {section.get("id") for section in elements(client.page, "section")}
    for identity in scene.clause_ids:
        assert f"c-{identity}" in ids
        assert client.links(f"#c-{identity}")
        assert client.links(f"/opinions/new?clause={identity}")


def test_a_clause_not_put_up_for_comment_has_no_button(
    client: LintClient, database: Database
) -> None:
    with database.transaction() as session:
        actor = make.officer(session)
        made = make.prepared(session, actor)
        kept = make.clauses(session, made)[0].identity
        left_out = make.clauses(session, made)[1].identity
        draft = consultations.current_draft(session, made.id)
        assert draft is not None
        outlines.mark_clauses(session, draft, [kept], actor=actor, now=visits.now())
        consultations.publish_consultation(session, made, actor=actor, now=visits.now())
        reference = made.reference
    client.get(f"/consultations/{reference}/draft")
    assert len(client.links("对本条提意见")) == 1
    assert (
        client.get(f"/consultations/{reference}/opinions/new?clause={left_out}").status_code == 404
    )


def test_a_long_draft_takes_as_few_queries_as_a_short_one(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database, draft=LONG)
    assert len(scene.clause_ids) == 99
    with visits.counted_queries() as seen:
        client.get(visits.path(scene, "/draft"))
    assert len(seen) <= 5, seen


def test_a_visitor_with_a_basket_takes_one_query_more(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    visits.write(client, scene, 0, "很好。")
    visits.write(client, scene, 0, "还可以更好。")
    with visits.counted_queries() as seen:
        client.get(visits.path(scene, "/draft"))
    assert len(seen) <= 5, seen
    assert "意见篮中已有 2 条" in client.text()
    assert "意见篮中有 2 条意见待提交" in client.text()


def test_markup_in_a_draft_is_shown_as_text(client: LintClient, database: Database) -> None:
    title = "关于云川市标识牌的实施意见（征求意见稿）"
    draft = f"{title}\n\n一、<b>总体</b>要求\n\n（一）标识\n\n不得使用<script>字样。\n"
    scene = make.scene(database, draft=draft)
    response = client.get(visits.path(scene, "/draft"))
    assert b"&lt;script&gt;" in response.data
    assert "不得使用<script>字样。" in client.text()


def test_a_frozen_draft_is_drawn_once_and_still_tells_each_visitor_their_own(
    client: LintClient, new_client: Callable[[], LintClient], database: Database
) -> None:
    scene = make.scene(database, draft=LONG)
    visits.write(client, scene, 0, "很好。")
    client.get(visits.path(scene, "/draft"))
    assert "意见篮中已有 1 条" in client.text()
    with visits.counted_queries() as seen:
        client.get(visits.path(scene, "/draft"))
    assert not any("FROM clauses" in statement for statement in seen)
    assert "意见篮中已有 1 条" in client.text()
    stranger = new_client()
    stranger.get(visits.path(scene, "/draft"))
    assert "意见篮中已有" not in stranger.text()
    assert len(stranger.links("对本条提意见")) == 99


def test_a_drawn_draft_loses_its_buttons_at_the_close(
    client: LintClient, database: Database, test_clock: TestClock
) -> None:
    scene = make.scene(database)
    client.get(visits.path(scene, "/draft"))
    test_clock.set(scene.closes_at)
    client.get(visits.path(scene, "/draft"))
    assert not client.links("对本条提意见")
    assert "不再接受意见" in client.text()


def test_a_drawn_draft_is_kept_apart_by_language(client: LintClient, database: Database) -> None:
    scene = make.scene(database)
    client.get(visits.path(scene, "/draft"))
    client.get("/language/en")
    response = client.get(visits.path(scene, "/draft"))
    assert response.status_code == 200
    kept = client.application.extensions[draft_parts.EXTENSION]
    assert {key[-1] for key in kept} == {"zh-CN", "en"}


def test_words_are_found_in_the_draft_and_marked(client: LintClient, database: Database) -> None:
    scene = make.scene(database)
    client.get(visits.path(scene, "/draft?find=停放点位"))
    assert "在 3 条中找到，共 3 处" in client.text()
    assert f"#c-{scene.clause_ids[-1]}" in client.links("（五）便利特殊人群")
    assert client.page is not None
    assert [words(mark) for mark in elements(client.page, "mark")] == ["停放点位"] * 3


@pytest.mark.parametrize("typed", ["地铁", "<script>alert(1)</script>", "盲道 企业"])
def test_what_the_draft_does_not_say_is_not_found(
    client: LintClient, database: Database, typed: str
) -> None:
    scene = make.scene(database)
    answer = client.get(visits.path(scene, "/draft"), query_string={"find": typed})
    assert "草案中没有找到" in client.text()
    assert b"<script>alert" not in answer.data
    assert client.page is not None
    assert elements(client.page, "mark") == []


def test_looking_for_nothing_is_reading_the_draft(client: LintClient, database: Database) -> None:
    scene = make.scene(database)
    client.get(visits.path(scene, "/draft?find=%20、"))
    client.get(visits.path(scene, "/draft?find="))
    assert "草案中没有找到" not in client.text()


def test_counts_stand_at_the_clauses_only_if_the_bureau_lets_them(
    client: LintClient, database: Database, ring: KeyRing
) -> None:
    scene = make.scene(database)
    make.submission(database, ring, scene, desk.opinions(scene, "一", "二", clause=1))
    client.get(visits.path(scene, "/draft"))
    assert "已收到" not in client.text()
    with database.transaction() as session:
        presentation.set_presentation(
            session,
            consultations.lock_consultation(session, scene.consultation_id),
            subject="transport",
            shows_counts=True,
            actor=visits.an_admin(session),
            now=clock.now(),
        )
    visits.later(seconds=2)
    client.get(visits.path(scene, "/draft"))
    assert client.text().count("已收到 2 条意见") == 1
