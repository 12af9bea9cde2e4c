"""Answering a whole group of comments at once: what the officer sees of it, and who is left out."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.db import Database
from portal.models.analyses import AnalysisResult, Topic, TopicMember
from portal.queries import comments
from portal.queries.topics import newest_run
from portal.secrets import KeyRing
from portal.web.bureau import group_form
from tests import make
from tests.lint import LintClient, elements
from tests.statements import counting
from tests.web.bureau import desk

SAME = "我们小区居民一致认为停放点位离楼门太近，请求搬到围墙外侧的空地上去。"
BUDGET = 15
"""Statements the page may send, however large the group is."""


@pytest.fixture
def scene(client: LintClient, database: Database) -> make.Scene:
    """A published consultation, its officer signed in."""
    made = make.scene(database)
    client.sign_in("officer", make.PASSWORD)
    return made


def _campaign(database: Database, ring: KeyRing, scene: make.Scene) -> tuple[str, list[int]]:
    """The address of a campaign of five, and its comments."""
    for _ in range(5):
        desk.submitted(database, ring, scene, SAME)
    desk.analysed(database, scene)
    with database.reading() as session:
        run = newest_run(session, scene.consultation_id)
        assert run is not None
        campaign = next(topic for topic in run.topics if topic.purpose == "campaign")
        address = f"/bureau/consultations/{scene.reference}/topics/{campaign.id}/decide"
    return address, desk.comment_ids(database, scene)


def test_a_whole_group_is_decided_but_what_was_decided_stays(
    client: LintClient, database: Database, ring: KeyRing, scene: make.Scene
) -> None:
    address, numbers = _campaign(database, ring, scene)
    client.get(desk.comment_page(scene, numbers[0]))
    desk.send(client, desk.comment_page(scene, numbers[0]), {"outcome": "not_adopted", "reason": "另有安排"})
    client.get(address)
    assert "共 5 条意见，其中 4 条未处理" in client.text()
    data = {"outcome": "duplicate", "reason": "同一内容", "duplicate_of": str(numbers[0])}
    desk.send(client, address, data)
    assert "已处理 4 条意见" in client.text()
    outcomes = {key: row.outcome for key, row in desk.responses_of(database).items()}
    assert outcomes == {numbers[0]: "not_adopted", **dict.fromkeys(numbers[1:], "duplicate")}
    client.get(address)
    answer = desk.send(client, address, {"outcome": "adopted"})
    assert answer.status_code == 422
    assert "都已处理" in client.text()
    desk.send(client, address, {"also_decided": "y"})
    assert "已处理 5 条意见" in client.text()


def test_a_group_without_reason_is_refused_with_the_numbers_still_shown(
    client: LintClient, database: Database, ring: KeyRing, scene: make.Scene
) -> None:
    address, _numbers = _campaign(database, ring, scene)
    client.get(address)
    answer = desk.send(client, address, {"outcome": "not_adopted", "changed_text": "留住这段字"})
    assert answer.status_code == 422
    assert "其中 5 条未处理" in client.text()
    assert "留住这段字" in client.text()
    assert desk.responses_of(database) == {}


def test_a_group_that_changed_meanwhile_is_shown_anew_before_it_is_decided(
    client: LintClient, database: Database, ring: KeyRing, scene: make.Scene
) -> None:
    address, numbers = _campaign(database, ring, scene)
    client.get(address)
    page = client.page
    client.get(desk.comment_page(scene, numbers[0]))
    desk.send(client, desk.comment_page(scene, numbers[0]), {"outcome": "adopted"})
    client.page = page
    answer = desk.send(client, address, {"outcome": "explained", "reason": "已经说明"})
    assert answer.status_code == 409
    assert "刚刚有变化" in client.text()
    assert "其中 4 条未处理" in client.text()
    assert len(desk.responses_of(database)) == 1
    desk.send(client, address)
    assert "已处理 4 条意见" in client.text()


def test_a_topic_of_another_consultation_is_not_found(
    client: LintClient, database: Database, ring: KeyRing, scene: make.Scene
) -> None:
    address, _numbers = _campaign(database, ring, scene)
    other = address.replace(scene.reference, desk.own(database))
    assert client.get(other).status_code == 404
    assert client.get(other.removesuffix("/decide")).status_code == 404


def _shown(client: LintClient) -> list[int]:
    """The numbers of the comments on the page."""
    return [
        int(str(one.get("id")).removeprefix("comment-")) for one in elements(client.page, "article")
    ]


def _pages_of(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(comments, "PAGE", size)
    monkeypatch.setattr("portal.web.bureau.cards.PAGE", size)


def test_of_a_group_only_its_size_and_one_letter_were_seen_before_it_was_decided(
    client: LintClient, database: Database, ring: KeyRing, scene: make.Scene
) -> None:
    chosen = [make.Opinion(clause=scene.clause_ids[0], kind="remark", stance="oppose", body=SAME)]
    make.submission(database, ring, scene, chosen)
    address, numbers = _campaign(database, ring, scene)
    corrected = f"/bureau/consultations/{scene.reference}/comments/{numbers[1]}/stance"
    client.get(desk.comment_page(scene, numbers[1]))
    desk.send(client, corrected, {"stance": "support"})
    client.get(desk.comment_page(scene, numbers[2]))
    desk.send(client, desk.comment_page(scene, numbers[2]), {"outcome": "adopted"})
    client.get(address)
    words = client.text()
    assert "已处理 1 / 6" in words
    assert "提出人自选的立场 · 1 条 反对 1" in words
    assert "经办人改定的立场 · 1 条 支持 1" in words
    assert "机器建议的立场 · 4 条" in words
    assert _shown(client) == numbers
    assert words.count(SAME) == len(numbers)


def test_what_the_machine_is_not_sure_of_is_shown_as_unclear_in_the_group(
    client: LintClient, database: Database, ring: KeyRing, scene: make.Scene
) -> None:
    address, _numbers = _campaign(database, ring, scene)
    with database.transaction() as session:
        for finding in session.scalars(select(AnalysisResult)):
            finding.stance_confident = False
    client.get(address)
    assert "机器建议的立场 · 5 条 未表明或不明 5" in client.text()


def test_a_letter_that_only_looked_alike_could_not_be_taken_out_of_the_decision(
    client: LintClient, database: Database, ring: KeyRing, scene: make.Scene,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    address, numbers = _campaign(database, ring, scene)
    _pages_of(monkeypatch, 2)
    client.get(address)
    assert _shown(client) == numbers[:2]
    client.submit(
        {"left_out": str(numbers[1]), "reason": "写了一半", "turn": str(numbers[1])}, action=address
    )
    assert _shown(client) == numbers[2:4]
    assert "其他页上另有 1 条勾选了不包括" in client.text()
    assert "写了一半" in client.text()
    client.submit({"outcome": "explained"}, action=address)
    assert "已处理 4 条意见" in client.text()
    assert sorted(desk.responses_of(database)) == [numbers[0], *numbers[2:]]


def test_what_was_ticked_on_a_page_is_still_ticked_and_can_be_unticked_on_coming_back(
    client: LintClient, database: Database, ring: KeyRing, scene: make.Scene,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    address, numbers = _campaign(database, ring, scene)
    _pages_of(monkeypatch, 2)
    client.get(address)
    client.submit({"left_out": str(numbers[0]), "turn": str(numbers[1])}, action=address)
    client.submit({"turn": "0"}, action=address)
    assert _shown(client) == numbers[:2]
    boxes = [one for one in elements(client.page, "input") if one.get("name") == "left_out"]
    assert [(one.get("value"), one.get("checked") is not None) for one in boxes] == [
        (str(numbers[0]), True), (str(numbers[1]), False)
    ]  # fmt: skip
    data = {"left_out": [], "outcome": "adopted"}
    client.submit(data, action=address)
    assert sorted(desk.responses_of(database)) == numbers


def test_a_change_while_the_pages_are_turned_is_told_before_the_group_is_decided(
    client: LintClient, database: Database, ring: KeyRing, scene: make.Scene,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    address, numbers = _campaign(database, ring, scene)
    _pages_of(monkeypatch, 2)
    client.get(address)
    page = client.page
    client.get(desk.comment_page(scene, numbers[0]))
    desk.send(client, desk.comment_page(scene, numbers[0]), {"outcome": "adopted"})
    client.page = page
    client.submit({"turn": str(numbers[1])}, action=address)
    answer = client.submit({"outcome": "explained", "reason": "已经说明"}, action=address)
    assert answer.status_code == 409
    assert list(desk.responses_of(database)) == [numbers[0]]


@pytest.mark.parametrize(
    ("left_out", "words"),
    [("all", "没有可处理的"), ("too many", "一次最多留下 3 条不处理"), ("nonsense", "")],
)
def test_leaving_out_what_cannot_be_left_out_is_refused_with_the_text_kept(
    client: LintClient, database: Database, ring: KeyRing, scene: make.Scene,
    monkeypatch: pytest.MonkeyPatch, left_out: str, words: str,
) -> None:
    address, numbers = _campaign(database, ring, scene)
    if left_out == "too many":
        monkeypatch.setattr(group_form, "MOST_LEFT_OUT", 3)
    client.get(address)
    sent = ["x"] if left_out == "nonsense" else [str(number) for number in numbers]
    data = {"left_out": sent, "outcome": "adopted", "changed_text": "留住这段字"}
    answer = client.submit(data, action=address)
    assert answer.status_code == 422
    assert words in client.text()
    assert "留住这段字" in client.text()
    assert desk.responses_of(database) == {}


def test_the_page_of_a_group_sends_no_more_statements_however_large_the_group_is(
    client: LintClient, database: Database, ring: KeyRing, scene: make.Scene
) -> None:
    counts = []
    for _ in range(2):
        address, _numbers = _campaign(database, ring, scene)
        with counting() as statements:
            client.get(address)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= BUDGET


def test_a_comment_that_came_for_one_that_went_was_answered_unseen(
    client: LintClient, database: Database, ring: KeyRing, scene: make.Scene
) -> None:
    address, numbers = _campaign(database, ring, scene)
    other = desk.submitted(database, ring, scene, "另一件事。")
    client.get(address)
    with database.transaction() as session:
        member = session.scalars(
            select(TopicMember)
            .join(Topic, Topic.id == TopicMember.topic_id)
            .where(TopicMember.comment_id == numbers[0], Topic.purpose == "campaign")
        ).one()
        session.add(TopicMember(topic_id=member.topic_id, comment_id=desk.comment_ids(database, scene)[-1]))
        session.delete(member)
    assert other is not None
    answer = desk.send(client, address, {"outcome": "adopted"})
    assert answer.status_code == 409
    assert "刚刚有变化" in client.text()
    assert desk.responses_of(database) == {}


def test_what_another_officer_wrote_meanwhile_was_covered_unseen(
    client: LintClient, database: Database, ring: KeyRing, scene: make.Scene
) -> None:
    address, numbers = _campaign(database, ring, scene)
    single = desk.comment_page(scene, numbers[0])
    client.get(single)
    desk.send(client, single, {"outcome": "adopted"})
    client.get(address)
    page = client.page
    client.get(single)
    desk.send(client, single, {"outcome": "not_adopted", "reason": "后来改定的"})
    client.page = page
    answer = desk.send(client, address, {"outcome": "explained", "reason": "整组", "also_decided": "y"})
    assert answer.status_code == 409
    assert {row.reason for row in desk.responses_of(database).values()} == {"后来改定的"}
