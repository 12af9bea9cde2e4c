"""What officers make of topics shows at once, and every later run keeps to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.db import Database
from portal.errors import ConflictError, InvalidInputError, NotFoundError
from portal.models.analyses import Topic, TopicMember
from portal.models.submissions import Comment
from portal.operations import topic_edits, topic_runs
from portal.queries.topic_edits import Asked, topic_names
from portal.queries.topics import newest_run
from portal.secrets import KeyRing
from tests.conftest import START
from tests.make import Scene
from tests.operations.test_analyses import officer, send

PARKING = "建议在地铁站出口增设共享单车停放点位，方便换乘的市民停车，第{}批优先。"
LIGHTS = "夜间路灯太暗，请给小区后街更换更亮的路灯并定期检修灯具，编号{}。"


@pytest.fixture
def grouped(database: Database, ring: KeyRing, scene: Scene) -> Scene:
    """Two subjects, nine comments each, grouped into two topics."""
    send(database, ring, scene, [text.format(n) for n in range(9) for text in (PARKING, LIGHTS)])
    topic_runs.group_topics(database, scene.consultation_id, START, Asked(2))
    return scene


def act(database: Database, verb: Callable[..., object], scene: Scene, *given: object) -> object:
    with database.transaction() as session:
        return verb(session, scene.consultation_id, *given, actor=officer(session), now=START)


def topics(session: Session, scene: Scene) -> dict[int, list[int]]:
    """Shape: {topic id: ids of its comments}, campaigns apart."""
    run = newest_run(session, scene.consultation_id)
    assert run is not None
    return {
        topic.id: list(
            session.scalars(
                select(TopicMember.comment_id)
                .where(TopicMember.topic_id == topic.id)
                .order_by(TopicMember.comment_id)
            )
        )
        for topic in run.topics
        if topic.purpose != "campaign"
    }


def now(database: Database, scene: Scene) -> dict[int, list[int]]:
    with database.reading() as session:
        found = topics(session, scene)
        sizes = {t.id: t.comment_count for t in session.scalars(select(Topic))}
        assert all(sizes[topic] == len(members) for topic, members in found.items())
        every = session.scalars(select(Comment.id).order_by(Comment.id)).all()
        assert sorted(id_ for members in found.values() for id_ in members) == list(every)
    return found


def again(database: Database, scene: Scene, asked: Asked | None = None) -> dict[int, list[int]]:
    topic_runs.group_topics(database, scene.consultation_id, START, asked or Asked())
    return now(database, scene)


def together(found: dict[int, list[int]], comments: Sequence[int]) -> bool:
    return any(set(comments) <= set(members) for members in found.values())


def test_a_name_is_shown_at_once_and_kept_by_later_runs(database: Database, grouped: Scene) -> None:
    first = next(iter(now(database, grouped)))
    act(database, topic_edits.rename_topic, grouped, first, " 停放点位 ")
    with database.reading() as session:
        key = session.get_one(Topic, first).key
        assert topic_names(session, grouped.consultation_id) == {key: "停放点位"}
    again(database, grouped)
    with database.reading() as session:
        run = newest_run(session, grouped.consultation_id)
        assert run is not None
        assert key in {topic.key for topic in run.topics}


def test_an_empty_name_gives_back_the_machines_words(database: Database, grouped: Scene) -> None:
    first = next(iter(now(database, grouped)))
    for name in ("停放点位", "  "):
        act(database, topic_edits.rename_topic, grouped, first, name)
    with database.reading() as session:
        assert topic_names(session, grouped.consultation_id) == {}


@pytest.mark.parametrize("name", ["长" * 61, "有\x00控制符"])
def test_a_name_too_long_or_unstorable_is_refused(
    database: Database, grouped: Scene, name: str
) -> None:
    first = next(iter(now(database, grouped)))
    with pytest.raises(InvalidInputError):
        act(database, topic_edits.rename_topic, grouped, first, name)


def test_merged_topics_are_one_and_stay_one(database: Database, grouped: Scene) -> None:
    one, two = list(now(database, grouped))[:2]
    act(database, topic_edits.merge_topics, grouped, one, two)
    assert list(now(database, grouped)) == [two]
    assert len(again(database, grouped)) == 1


def test_merged_topics_fell_apart_when_finer_ones_were_asked_for(
    database: Database, grouped: Scene
) -> None:
    (one, members), (two, others) = list(now(database, grouped).items())[:2]
    act(database, topic_edits.merge_topics, grouped, one, two)
    assert together(again(database, grouped, Asked(scale="finer")), [*members, *others])


def test_a_topic_is_not_merged_with_itself_or_with_another_consultations(
    database: Database, grouped: Scene
) -> None:
    one = next(iter(now(database, grouped)))
    with pytest.raises(InvalidInputError):
        act(database, topic_edits.merge_topics, grouped, one, one)
    with pytest.raises(NotFoundError):
        act(database, topic_edits.merge_topics, grouped, one, 999)


def test_a_moved_comment_stays_where_the_officer_put_it(database: Database, grouped: Scene) -> None:
    (_one, members), (two, _others) = list(now(database, grouped).items())[:2]
    moved = members[0]
    act(database, topic_edits.move_comments, grouped, [moved], two)
    assert moved in now(database, grouped)[two]
    for asked in (Asked(), Asked(2), Asked(scale="finer")):
        found = again(database, grouped, asked)
        with database.reading() as session:
            keys = {t.id: t.key for t in session.scalars(select(Topic))}
            wanted = session.get_one(Topic, two).key
        home = next(topic for topic, ids in found.items() if moved in ids)
        assert keys[home] == wanted


def test_the_last_comment_moved_away_takes_its_topic_with_it(
    database: Database, grouped: Scene
) -> None:
    (one, members), (two, _others) = list(now(database, grouped).items())[:2]
    act(database, topic_edits.move_comments, grouped, members, two)
    assert one not in now(database, grouped)


def test_a_comment_of_another_consultation_is_not_moved(database: Database, grouped: Scene) -> None:
    one = next(iter(now(database, grouped)))
    for wrong in ([9999], []):
        with pytest.raises(NotFoundError):
            act(database, topic_edits.move_comments, grouped, wrong, one)


def test_comments_begin_a_topic_of_their_own_that_lasts(database: Database, grouped: Scene) -> None:
    members = next(iter(now(database, grouped).values()))[:3]
    begun = act(database, topic_edits.begin_topic, grouped, members, "换乘")
    assert now(database, grouped)[begun] == members  # type: ignore[index]  # an id
    found = again(database, grouped)
    assert together(found, members)
    with database.reading() as session:
        assert "换乘" in topic_names(session, grouped.consultation_id).values()


def test_confirmed_topics_keep_their_comments_through_a_fresh_grouping(
    database: Database, grouped: Scene
) -> None:
    one, members = next(iter(now(database, grouped).items()))
    act(database, topic_edits.confirm_topic, grouped, one)
    assert together(again(database, grouped, Asked(scale="finer")), members)


def test_new_comments_join_without_moving_confirmed_ones(
    database: Database, ring: KeyRing, grouped: Scene
) -> None:
    before = now(database, grouped)
    for topic in before:
        act(database, topic_edits.confirm_topic, grouped, topic)
    send(database, ring, grouped, [PARKING.format(f"新{n}") for n in range(3)])
    after = again(database, grouped)
    assert all(together(after, members) for members in before.values())


def test_a_topic_of_an_older_run_is_not_edited(database: Database, grouped: Scene) -> None:
    old = next(iter(now(database, grouped)))
    again(database, grouped)
    with pytest.raises(ConflictError) as refused:
        act(database, topic_edits.rename_topic, grouped, old, "停放")
    assert refused.value.details == {"rule": "topics_changed"}


def test_groups_computed_before_an_edit_are_not_saved_after_it(
    database: Database, grouped: Scene
) -> None:
    (_one, members), (two, _others) = list(now(database, grouped).items())[:2]
    save = topic_runs.grouped(database, grouped.consultation_id)
    assert save is not None
    act(database, topic_edits.move_comments, grouped, members[:1], two)
    with pytest.raises(ConflictError), database.transaction() as session:
        save(session, START)
    assert members[0] in now(database, grouped)[two]
