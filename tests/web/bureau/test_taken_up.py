"""Officers say which opinions a change took up; the public and their authors see it."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest

from portal.db import Database
from portal.operations.baskets import Opinion
from portal.operations.responses import Decision, decide_comments
from portal.queries.accounts import users
from portal.secrets import KeyRing
from tests import make
from tests.conftest import START, TestClock
from tests.lint import LintClient, elements, form_fields
from tests.make import Receipt, Scene
from tests.operations import redrafting
from tests.web.bureau import desk
from tests.web.public import visits


class Story:
    """Two people commented on （三）; one agreed to publication. The second version is prepared."""

    def __init__(self, database: Database, ring: KeyRing) -> None:
        self.database, self.ring = database, ring
        self.scene: Scene = make.scene(database)
        self.receipt: Receipt = self._submit("五百米太远", desk.WILLING)
        self._submit("我不愿公开的话", make.PERSON)
        self._submit("对原则的意见", make.PERSON, clause=1)
        self.ids = desk.comment_ids(database, self.scene)
        with database.transaction() as session:
            actor = next(user for user in users(session) if user.username == "officer")
            decide_comments(
                session, self.scene.consultation_id, [self.ids[1]], Decision("adopted"),
                actor=actor, now=START,
            )  # fmt: skip
        redrafting.prepare(database, self.scene)
        self.key = redrafting.identity(database, self.scene, 2, "（二）")
        base = f"/bureau/consultations/{self.scene.reference}/versions/2"
        self.mapping, self.page = base, f"{base}/clauses/{self.key}/comments"

    def _submit(self, body: str, person: make.Contact, clause: int = 2) -> Receipt:
        told = [Opinion(self.scene.clause_ids[clause], "remark", None, body)]
        return make.submission(self.database, self.ring, self.scene, told, contact=person)


@pytest.fixture
def story(client: LintClient, database: Database, ring: KeyRing) -> Story:
    found = Story(database, ring)
    client.sign_in("officer", make.PASSWORD)
    return found


def boxes(client: LintClient) -> list[tuple[str, bool]]:
    assert client.page is not None
    found = [e for e in elements(client.page, "input") if e.get("type") == "checkbox"]
    return [(e.get("value", ""), e.get("checked") is not None) for e in found]


def name(client: LintClient, story: Story, *ids: int, others: str = "") -> int:
    client.get(story.page)
    data = {"chosen": [str(at) for at in ids], "others": others}
    return client.submit(data, action="/comments").status_code


def bring_out(client: LintClient, story: Story) -> None:
    client.get(f"{story.mapping}/publish")
    client.submit(action="/publish")
    assert "第 2 版已公布" in client.text()


def test_comments_on_the_old_clause_are_offered_adopted_ones_first(
    client: LintClient, story: Story
) -> None:
    client.get(story.mapping)
    client.get(client.links("写明采纳的意见 （二）科学设置点位")[0])
    assert boxes(client) == [(str(story.ids[1]), False), (str(story.ids[0]), False)]
    assert name(client, story, story.ids[1], others=f"#{story.ids[2]}，") == 200
    assert client.links("采纳意见 2 条") == [story.page]
    client.get(story.page)
    assert sorted(value for value, is_on in boxes(client) if is_on) == [
        str(story.ids[1]),
        str(story.ids[2]),
    ]


@pytest.mark.parametrize(
    ("others", "words"), [("十二", "请填写意见编号"), ("999999", "不是本次征求意见的意见")]
)
def test_a_number_that_is_none_of_ours_is_refused_with_the_rest_kept(
    client: LintClient, story: Story, others: str, words: str
) -> None:
    assert name(client, story, story.ids[0], others=others) == 422
    assert words in client.text()
    assert (str(story.ids[0]), True) in boxes(client)
    assert client.get(story.page).status_code == 200
    assert not any(is_on for _value, is_on in boxes(client))


def test_an_unchanged_clause_has_no_form_and_an_unknown_one_no_page(
    client: LintClient, story: Story, database: Database
) -> None:
    same = redrafting.identity(database, story.scene, 2, "（一）")
    client.get(f"{story.mapping}/clauses/{same}/comments")
    assert "这一条没有变化" in client.text()
    assert not boxes(client)
    assert client.get(f"{story.mapping}/clauses/unknown/comments").status_code == 404


def test_the_public_sees_how_many_and_after_the_report_whose_words_may_be_seen(
    client: LintClient, story: Story, database: Database, ring: KeyRing, test_clock: TestClock
) -> None:
    name(client, story, story.ids[0], story.ids[1])
    bring_out(client, story)
    client.get(visits.path(story.scene, "/compare"))
    assert "采纳了 2 条意见" in client.text()
    assert "五百米太远" not in client.text()
    assert not client.links("采纳情况表第")
    book = client.get(client.links("下载修改对照表（.xlsx）")[0]).data
    notes = [row[4].value for row in openpyxl.load_workbook(BytesIO(book)).active.iter_rows()]
    assert any("采纳意见2条。" in str(note) for note in notes)
    test_clock.set(story.scene.closes_at)
    visits.publish(database, ring, story.scene)
    client.get(visits.path(story.scene, "/compare"))
    assert "五百米太远" in client.text()
    assert "我不愿公开的话" not in client.text()
    assert "提出人未同意公开意见原文" in client.text()
    link = client.links("采纳情况表第")[0]
    assert client.get(link).status_code == 200
    assert client.page is not None
    assert link.split("#")[1] in {e.get("id") for e in client.page.iter()}


def test_the_fate_of_a_comment_says_which_change_took_it_up(
    client: LintClient, story: Story
) -> None:
    name(client, story, story.ids[0])
    base = f"/bureau/consultations/{story.scene.reference}/comments"
    client.get(f"{base}/{story.ids[0]}")
    assert "的修改采纳了这条意见" not in client.text()
    bring_out(client, story)
    client.get(f"{base}/{story.ids[0]}")
    assert "第 2 版的修改采纳了这条意见：（二）科学设置点位" in client.text()
    client.get(f"{base}/{story.ids[1]}")
    assert "的修改采纳了这条意见" not in client.text()
    client.get("/status")
    client.submit({"query_code": story.receipt.query_code})
    assert "第 2 版的修改采纳了这条意见：（二）科学设置点位" in client.text()
    link = client.links("看修改前后对照")[0]
    assert client.get(link).status_code == 200
    assert client.page is not None
    assert link.split("#")[1] in {e.get("id") for e in client.page.iter()}


def test_what_a_public_version_names_is_shown_and_not_changed(
    client: LintClient, story: Story
) -> None:
    name(client, story, story.ids[0])
    client.get(story.page)
    filled = form_fields(client.find_form("/comments"))
    bring_out(client, story)
    client.get(story.mapping)
    (page,) = client.links("采纳意见 1 条")
    client.get(page)
    assert "五百米太远" in client.text()
    assert not boxes(client)
    assert client.post(page, data={**filled, "chosen": []}).status_code == 409
    assert "这一版已经公布，不能再修改" in client.text()
