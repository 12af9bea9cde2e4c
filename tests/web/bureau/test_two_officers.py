"""Two officers at the same page: the second is told, sees the first one's words, and keeps hers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from portal.db import Database
from portal.models.responses import Response
from portal.operations.baskets import Opinion
from portal.queries.consultations import get_for_bureau
from portal.queries.versions import versions
from portal.secrets import KeyRing
from tests import make
from tests.conftest import TestClock
from tests.lint import LintClient, elements, form_fields
from tests.make import Scene
from tests.operations import redrafting
from tests.web.bureau import desk


class Two:
    """Two officers of one bureau, each in a browser."""

    def __init__(self, database: Database, first: LintClient, second: LintClient) -> None:
        self.database, self.first, self.second = database, first, second
        with database.transaction() as session:
            make.officer(session, "colleague")
        first.sign_in("officer", make.PASSWORD)
        second.sign_in("colleague", make.PASSWORD)

    def both_see(self, page: str) -> None:
        for client in (self.first, self.second):
            assert client.get(page).status_code == 200

    def overtaken(self, action: str, mine: dict[str, Any], theirs: dict[str, Any]) -> int:
        """The first one sends hers, then the second one: the status of the second answer."""
        self.first.submit(theirs, action=action)
        return self.second.submit(mine, action=action, follow=False).status_code

    def decided(self, page: str, mine: dict[str, Any], theirs: dict[str, Any]) -> int:
        """As `overtaken`, of the form of exactly this address."""
        desk.send(self.first, page, theirs)
        return desk.send(self.second, page, mine, follow=False).status_code


@pytest.fixture
def scene(database: Database) -> Scene:
    """A published consultation with its officer."""
    return make.scene(database)


@pytest.fixture
def two(
    database: Database, scene: Scene, client: LintClient, new_client: Callable[[], LintClient]
) -> Two:
    return Two(database, client, new_client())


def base(scene: Scene) -> str:
    return f"/bureau/consultations/{scene.reference}"


def test_a_notice_saved_by_another_is_shown_and_what_was_typed_is_kept(
    two: Two, database: Database
) -> None:
    page = f"/bureau/consultations/{desk.own(database)}"
    two.both_see(f"{page}/notice")
    mine, theirs = {"background": "我写的背景"}, {"background": "同事写的背景"}
    assert two.overtaken("/notice", mine, theirs) == 409
    text = two.second.text()
    assert "公告刚刚被另一位经办人改过" in text
    assert "背景说明 同事写的背景" in text
    assert form_fields(two.second.find_form("/notice"))["background"] == "我写的背景"
    two.second.submit({}, action="/notice")
    assert "公告已保存" in two.second.text()
    with database.reading() as session:
        notice = get_for_bureau(session, page.rsplit("/", 1)[1], None).notice
        assert notice is not None
        assert notice.background == "我写的背景"


def test_a_second_click_on_the_same_words_is_no_conflict(two: Two, database: Database) -> None:
    page = f"/bureau/consultations/{desk.own(database)}"
    two.both_see(f"{page}/notice")
    same = {"background": "一样的背景"}
    assert two.overtaken("/notice", same, same) == 303


def test_a_decision_of_another_is_shown_and_not_overwritten(
    two: Two, database: Database, ring: KeyRing, scene: Scene
) -> None:
    desk.submitted(database, ring, scene, "点位太少")
    (comment_id,) = desk.comment_ids(database, scene)
    two.both_see(f"{base(scene)}/comments/{comment_id}")
    mine = {"outcome": "not_adopted", "reason": "我的理由", "go": "stay"}
    theirs = {"outcome": "explained", "reason": "同事的说明", "go": "stay"}
    assert two.decided(f"{base(scene)}/comments/{comment_id}", mine, theirs) == 409
    text = two.second.text()
    assert "这条意见刚刚被另一位经办人处理过" in text
    assert "同事的说明" in text
    sent = next(
        form_fields(form)
        for form in elements(two.second.page, "form")  # type: ignore[arg-type]  # a page was fetched
        if "outcome" in form_fields(form)
    )
    assert (sent["outcome"], sent["reason"]) == ("not_adopted", "我的理由")
    with database.reading() as session:
        assert session.get_one(Response, comment_id).outcome == "explained"
    desk.send(two.second, f"{base(scene)}/comments/{comment_id}", {"go": "stay"})
    with database.reading() as session:
        assert session.get_one(Response, comment_id).reason == "我的理由"


def test_the_words_of_a_clause_rewritten_by_another_are_shown(
    two: Two, database: Database
) -> None:
    reference = desk.own(database)
    page = f"/bureau/consultations/{reference}"
    two.first.get(f"{page}/draft")
    address = next(href for href in two.first.links("/draft/"))
    two.both_see(address)
    for client, words, status in ((two.first, "同事的文字", 303), (two.second, "我的文字", 409)):
        form = next(
            f for f in elements(client.page, "form") if form_fields(f).get("act") == "rewrite"  # type: ignore[arg-type]  # a page was fetched
        )
        answer = client.post(address, data={**form_fields(form), "rewrite-text": words})
        assert answer.status_code == status
    text = two.second.text()
    assert "条款树刚刚有变化" in text
    assert text.index("现在保存的文字") < text.index("同事的文字")
    assert "我的文字" in text


def test_a_mapping_corrected_by_another_is_shown_as_it_stands(
    two: Two, database: Database, scene: Scene
) -> None:
    redrafting.prepare(database, scene)
    key = redrafting.identity(database, scene, 2, "（五）")
    ids = [str(redrafting.clause_id(database, scene, 1, n)) for n in ("（二）", "（一）")]
    two.both_see(f"{base(scene)}/versions/2/clauses/{key}")
    mine, theirs = ({"counterpart": at} for at in reversed(ids))
    action = f"/clauses/{key}"
    assert two.overtaken(action, mine, theirs) == 409
    text = two.second.text()
    assert "这一条的对应关系或文字刚刚有变化" in text
    assert "（二）基本原则 →对应 （五）建立信用档案" in text
    assert form_fields(two.second.find_form())["counterpart"] == ids[1]


def test_comments_named_by_another_are_not_overwritten(
    two: Two, database: Database, ring: KeyRing, scene: Scene
) -> None:
    for body in ("甲", "乙"):
        desk.submitted(database, ring, scene, body, clause=2)
    redrafting.prepare(database, scene)
    ids = [str(at) for at in desk.comment_ids(database, scene)]
    key = redrafting.identity(database, scene, 2, "（二）")
    two.both_see(f"{base(scene)}/versions/2/clauses/{key}/comments")
    assert two.overtaken("/comments", {"chosen": [ids[0]]}, {"chosen": [ids[1]]}) == 409
    assert "采纳的意见刚刚有变化" in two.second.text()
    assert form_fields(two.second.find_form("/comments"))["chosen"] == ids[0]


def test_a_version_changed_since_it_was_looked_at_is_not_published(
    two: Two, database: Database, scene: Scene
) -> None:
    redrafting.prepare(database, scene)
    page = f"{base(scene)}/versions/2"
    two.second.get(f"{page}/publish")
    key = redrafting.identity(database, scene, 2, "（五）")
    two.first.get(f"{page}/clauses/{key}")
    two.first.submit({"counterpart": ""}, action=f"/clauses/{key}")
    assert two.second.submit(action="/publish").status_code == 409
    assert "请看过以后再公布" in two.second.text()
    with database.reading() as session:
        assert versions(session, scene.consultation_id)[1].published_at is None
    assert two.second.submit(action="/publish", follow=False).status_code == 303


def test_a_consultation_changed_since_it_was_looked_at_is_not_published(
    two: Two, database: Database
) -> None:
    page = f"/bureau/consultations/{desk.own(database)}"
    two.second.get(f"{page}/publish")
    two.first.get(f"{page}/notice")
    two.first.submit({"background": "同事改了背景"}, action="/notice")
    assert two.second.submit(action="/publish").status_code == 409
    assert "请看过以后再发布" in two.second.text()
    assert two.second.submit(action="/publish", follow=False).status_code == 303


def test_a_report_is_not_published_over_a_decision_made_meanwhile(
    two: Two, database: Database, ring: KeyRing, scene: Scene, test_clock: TestClock
) -> None:
    told = [Opinion(scene.clause_ids[0], "remark", None, "点位太少")]
    make.submission(database, ring, scene, told)
    (comment_id,) = desk.comment_ids(database, scene)
    desk.decide_all(database, scene)
    test_clock.set(scene.closes_at)
    two.first.sign_in("officer", make.PASSWORD)
    two.second.sign_in("colleague", make.PASSWORD)
    two.second.get(f"{base(scene)}/report")
    sent = {"outcome": "not_adopted", "reason": "改了主意", "go": "stay"}
    two.first.get(f"{base(scene)}/comments/{comment_id}")
    desk.send(two.first, f"{base(scene)}/comments/{comment_id}", sent)
    answer = two.second.submit({"thanks": "谢谢各位"}, action="/report")
    assert answer.status_code == 409
    text = two.second.text()
    assert "刚刚又有意见被处理" in text
    assert "改了主意" in text
    assert form_fields(two.second.find_form("/report"))["thanks"] == "谢谢各位"
    assert two.second.submit({}, action="/report", follow=False).status_code == 303
