"""What a newcomer met on a topic's page: where a comment goes, what merging does, what is counted."""

from __future__ import annotations

import pytest

from portal import clock
from portal.db import Database
from portal.models.submissions import Comment
from portal.models.submissions_later import Withdrawal
from portal.operations import reports, topic_edits
from portal.operations.editions import report_edition
from portal.secrets import KeyRing
from tests import make
from tests.conftest import TestClock
from tests.lint import LintClient, elements
from tests.operations.test_analyses import officer
from tests.web.bureau import desk
from tests.web.bureau.two_topics import members_by_topic, two_topics


@pytest.fixture
def scene(client: LintClient, database: Database, ring: KeyRing) -> make.Scene:
    """Two subjects with nine comments each in two topics; the officer is signed in."""
    return two_topics(client, database, ring)


def _base(scene: make.Scene) -> str:
    return f"/bureau/consultations/{scene.reference}"


def _rename(database: Database, scene: make.Scene, topic_id: int, name: str) -> None:
    with database.transaction() as session:
        topic_edits.rename_topic(
            session, scene.consultation_id, topic_id, name,
            actor=officer(session), now=clock.now(),
        )  # fmt: skip


def test_a_typed_topic_name_was_dropped_and_the_comment_went_to_the_first_topic(
    client: LintClient, database: Database, scene: make.Scene
) -> None:
    (one, members), (two, others) = members_by_topic(database, scene).items()
    address = f"{_base(scene)}/topics/{one}"
    client.get(address)
    desk.send(client, f"{address}/move", {"name": "换乘停车"})
    assert "意见已移到主题“换乘停车”" in client.text()
    found = members_by_topic(database, scene)
    assert found.pop(one) == members[1:]
    assert found.pop(two) == others
    assert list(found.values()) == [members[:1]]


def test_moving_did_not_say_where_the_comment_went(
    client: LintClient, database: Database, scene: make.Scene
) -> None:
    one, two = members_by_topic(database, scene)
    _rename(database, scene, two, "街巷路灯")
    address = f"{_base(scene)}/topics/{one}"
    client.get(address)
    desk.send(client, f"{address}/move", {"into": str(two)})
    assert "意见已移到主题“街巷路灯”" in client.text()


@pytest.mark.parametrize(
    ("name", "field", "sentence"),
    [("换乘停车", "-name", "新主题的名称"), ("", "", "请选择一个主题，或者写新主题的名称")],
)
def test_a_topic_chosen_and_a_name_typed_was_settled_silently(
    client: LintClient, database: Database, scene: make.Scene, name: str, field: str, sentence: str
) -> None:
    before = members_by_topic(database, scene)
    (one, members), (two, _others) = before.items()
    address = f"{_base(scene)}/topics/{one}"
    client.get(address)
    into = str(two) if name else ""
    assert desk.send(client, f"{address}/move", {"into": into, "name": name}).status_code == 422
    assert members_by_topic(database, scene) == before
    assert client.page is not None
    wrong = [a for a in elements(client.page, "a") if a.get("href") == f"#move-{members[0]}{field}"]
    assert sentence in "".join(wrong[0].itertext())
    (box,) = [e for e in elements(client.page, "input") if e.get("id") == f"move-{members[0]}-name"]
    assert box.get("value") == name, "what was typed is still there"


def test_merged_comments_were_called_confirmed_though_nobody_had_confirmed_them(
    client: LintClient, database: Database, scene: make.Scene
) -> None:
    one, two = members_by_topic(database, scene)
    address = f"{_base(scene)}/topics/{one}"
    client.get(address)
    assert "不等于逐条确认过" in client.text()
    desk.send(client, f"{address}/merge", {"into": str(two)})
    assert "已确认" not in client.text()
    assert "已固定 18 / 18 条（确认、移入或合并的）" in client.text()


def test_a_merger_went_into_the_first_topic_when_none_was_chosen(
    client: LintClient, database: Database, scene: make.Scene
) -> None:
    before = members_by_topic(database, scene)
    one = next(iter(before))
    client.get(f"{_base(scene)}/topics/{one}")
    assert desk.send(client, f"{_base(scene)}/topics/{one}/merge").status_code == 422
    assert members_by_topic(database, scene) == before


def test_the_size_of_a_topic_counted_a_withdrawn_comment_nothing_else_did(
    client: LintClient, database: Database, scene: make.Scene
) -> None:
    one, members = next(iter(members_by_topic(database, scene).items()))
    address = f"{_base(scene)}/topics/{one}"
    client.get(address)
    desk.send(client, f"{address}/confirm")
    with database.transaction() as session:
        submission_id = session.get_one(Comment, members[0]).submission_id
        session.add(Withdrawal(
            submission_id=submission_id, consultation_id=scene.consultation_id,
            withdrawn_at=clock.now(),
        ))  # fmt: skip
    client.get(f"{_base(scene)}/topics")
    assert client.page is not None
    counts = [e for e in elements(client.page, "span") if e.get("class") == "topic__count"]
    shown = sorted("".join(e.itertext()).strip() for e in counts)
    assert shown == ["8 条", "8 条", "9 条", "9 条"], "two topics, and the same letters as campaigns"
    client.get(address)
    assert "已固定 8 / 8 条" in client.text()
    client.get(f"{address}/decide")
    assert "这一组共 8 条意见" in client.text()


def test_the_report_page_wanted_topic_names_checked_and_led_to_no_renaming(
    client: LintClient, database: Database, scene: make.Scene, test_clock: TestClock
) -> None:
    one = next(iter(members_by_topic(database, scene)))
    test_clock.set(scene.closes_at)
    desk.decide_all(database, scene)
    client.sign_in("officer", make.PASSWORD)
    client.get(f"{_base(scene)}/report")
    assert client.page is not None
    way = f"{_base(scene)}/topics/{one}"
    (link,) = [a for a in elements(client.page, "a") if (a.get("href") or "").startswith(way)]
    client.get(str(link.get("href")))
    assert client.page is not None
    folds = [e for e in elements(client.page, "details") if "整理这个主题" in "".join(e.itertext())]
    assert folds[0].get("open") is not None
    desk.send(client, f"{way}/name", {"name": "停放点位"})
    client.get(f"{_base(scene)}/report")
    (link,) = [a for a in elements(client.page, "a") if (a.get("href") or "").startswith(way)]
    assert link.text == "停放点位", "the officer's name is what will be public"


def test_a_topic_renamed_to_a_commenters_name_is_published_by_the_machines_words(
    database: Database, ring: KeyRing, scene: make.Scene, test_clock: TestClock
) -> None:
    one = next(iter(members_by_topic(database, scene)))
    _rename(database, scene, one, make.PERSON.name)
    test_clock.set(scene.closes_at)
    desk.decide_all(database, scene)
    with database.reading() as session:
        told = reports.public_topics(session, ring, scene.consultation_id)
    assert one in {topic["topic_id"] for topic in told}
    assert not [topic for topic in told if make.PERSON.name in topic["label"]]


def test_a_report_was_published_with_a_topic_name_changed_since_it_was_read(
    database: Database, scene: make.Scene
) -> None:
    with database.reading() as session:
        before = report_edition(session, scene.consultation_id)
    _rename(database, scene, next(iter(members_by_topic(database, scene))), "停放点位")
    with database.reading() as session:
        assert report_edition(session, scene.consultation_id) != before


def test_a_running_regroup_showed_none_of_all_until_it_was_done(
    client: LintClient, database: Database, scene: make.Scene
) -> None:
    client.get(f"{_base(scene)}/analysis")
    desk.send(client, f"{_base(scene)}/analysis", {"what": "finer"})
    for page in ("analysis", "topics"):
        client.get(f"{_base(scene)}/{page}")
        assert "正在归组：18 条意见一起归" in client.text()
        assert "0 / 18" not in client.text().replace("已处理 0 / 18", "")
