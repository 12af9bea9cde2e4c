"""What officers make of topics shows at once, and every later run keeps to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from portal.db import Database
from portal.errors import ConflictError, InvalidInputError, NotFoundError
from portal.models.analyses import Topic, TopicMember
from portal.models.letter_parts import LetterPart
from portal.models.submissions import Comment
from portal.models.topic_edits import TopicPin
from portal.operations import submissions_later, topic_edits, topic_runs
from portal.queries.submissions_later import still_counts
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
        still = select(Comment.id).where(still_counts(Comment.submission_id))
        every = session.scalars(still.order_by(Comment.id)).all()
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


def test_two_topics_were_given_the_same_name(database: Database, grouped: Scene) -> None:
    one, two = list(now(database, grouped))[:2]
    act(database, topic_edits.rename_topic, grouped, one, "停放点位")
    with database.reading() as session:
        words = "、".join(session.get_one(Topic, one).words[:5])
    with pytest.raises(ConflictError) as caught:
        act(database, topic_edits.rename_topic, grouped, two, " 停放点位 ")
    assert caught.value.details["rule"] == "topic_name_taken"
    with pytest.raises(ConflictError):
        act(database, topic_edits.begin_topic, grouped, now(database, grouped)[two][:1], "停放点位")
    act(database, topic_edits.rename_topic, grouped, one, "停放点位")
    act(database, topic_edits.rename_topic, grouped, two, words)
    with pytest.raises(ConflictError):
        act(database, topic_edits.rename_topic, grouped, one, words)


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


@pytest.mark.parametrize("fate", ["split", "merged back", "withdrawn"])
def test_what_was_no_opinion_any_more_moved_into_a_topic_from_a_stale_page(
    database: Database, ring: KeyRing, grouped: Scene, fate: str
) -> None:
    (_one, members), (two, _others) = list(now(database, grouped).items())[:2]
    with database.transaction() as session:
        stale = session.get_one(Comment, members[0])
        if fate == "withdrawn":
            submissions_later.withdraw_submission(session, stale.submission_id, now=START)
        else:
            letter, part = members[:2] if fate == "split" else (members[1], members[0])
            made: dict[str, Any] = {"letter_id": letter, "made_by_id": officer(session).id, "made_at": START}
            if fate == "merged back":
                made |= {"merged_by_id": made["made_by_id"], "merged_at": START}
            session.add(LetterPart(comment_id=part, cut_start=0, cut_end=1, **made))
    before = now(database, grouped)
    for verb, given in ((topic_edits.move_comments, two), (topic_edits.begin_topic, "换乘")):
        with pytest.raises(ConflictError) as caught:
            act(database, verb, grouped, members[:1], given)
        assert caught.value.details == {"rule": "counts_no_more"}
    assert now(database, grouped) == before


def test_one_statement_named_every_comment_of_a_large_topic(
    database: Database, grouped: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(topic_edits, "AT_ONCE", 4)
    named: list[int] = []

    @event.listens_for(Engine, "before_cursor_execute")
    def note(_connection: Any, _cursor: Any, statement: str, given: Any, *_rest: Any) -> None:
        if statement.startswith("DELETE FROM topic_pins"):
            named.append(len(given))

    one, members = next(iter(now(database, grouped).items()))
    try:
        for _press in range(2):
            act(database, topic_edits.confirm_topic, grouped, one)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert named == [4, 4, 1] * 2
    with database.reading() as session:
        assert sorted(session.scalars(select(TopicPin.comment_id))) == members


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


@pytest.mark.parametrize(
    ("given", "kept"),
    [(("充电设施", ""), "充电设施"), (("", "路灯"), "路灯"), (("充电设施", "路灯"), "路灯")],
)
def test_merging_into_a_machine_named_topic_lost_the_officers_name(
    database: Database, grouped: Scene, given: tuple[str, str], kept: str
) -> None:
    one, two = list(now(database, grouped))[:2]
    for topic, name in zip((one, two), given, strict=True):
        act(database, topic_edits.rename_topic, grouped, topic, name)
    act(database, topic_edits.merge_topics, grouped, one, two)
    with database.reading() as session:
        key = session.get_one(Topic, two).key
        assert topic_names(session, grouped.consultation_id) == {key: kept}
