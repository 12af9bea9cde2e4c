"""A letter of several opinions is split by an officer; it stays as it came and can be merged again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal import clock
from portal.db import Database
from portal.errors import ConflictError, InvalidInputError, NotFoundError
from portal.models.analyses import Topic, TopicMember, TopicRun
from portal.models.audit import AuditEvent
from portal.models.consultations import Consultation
from portal.models.submissions import ClauseTally, Comment
from portal.operations import (
    letter_parts,
    reports,
    responses,
    submissions_later,
    topic_runs,
)
from portal.operations.baskets import Opinion
from portal.operations.responses import Decision
from portal.operations.tallies import derived_tally
from portal.queries.comments import comments_of_clause, comments_of_consultation, decided_comments
from portal.queries.decisions import next_undecided
from portal.queries.submissions import answered_comments
from portal.queries.topic_edits import Asked
from portal.secrets import KeyRing
from tests import make
from tests.conftest import START
from tests.make import Scene
from tests.operations.test_analyses import officer
from tests.operations.test_topic_edits import LIGHTS, PARKING

LETTER = """经研究，我单位提出以下意见：
一、第三条的点位间距太大，建议缩短到三百米。
二、支持企业两小时内清理的规定。
三、建议写明盲道由谁巡查。
此致
敬礼"""
LIFTS = "老旧小区加装电梯的费用应当由各层住户按比例分摊，第{}号楼已有先例。"
ADOPTED = Decision("adopted")


@pytest.fixture
def letter(database: Database, ring: KeyRing, scene: Scene) -> int:
    """The letter on the fourth clause, and one plain comment of the same submission."""
    plain = Opinion(scene.clause_ids[4], "remark", None, "建议覆盖率再高一些。")
    contact = replace(make.ORGANISATION, allows_publication=True)
    opinions = [Opinion(scene.clause_ids[3], "remark", "suggest", LETTER), plain]
    make.submission(database, ring, scene, opinions, contact=contact)
    with database.reading() as session:
        return session.scalars(select(Comment.id).where(Comment.body == LETTER)).one()


def act(database: Database, verb: Callable[..., object], scene: Scene, *given: object) -> object:
    with database.transaction() as session:
        return verb(session, scene.consultation_id, *given, actor=officer(session), now=clock.now())


def split(database: Database, scene: Scene, letter: int) -> list[int]:
    """The parts on the proposed clauses."""
    with database.reading() as session:
        found = letter_parts.proposals(session, session.get_one(Comment, letter))
        chosen = [one.clause.id if one.clause else None for one in found]
    return act(database, letter_parts.split_letter, scene, letter, chosen)  # type: ignore[return-value]  # ids


def shown(session: Session, scene: Scene) -> list[int]:
    return [row.Comment.id for row in comments_of_consultation(session, scene.consultation_id)]


def tallied(database: Database, scene: Scene) -> int:
    """How many opinions are counted; each clause's count is what its rows say."""
    with database.reading() as session:
        rows = session.scalars(select(ClauseTally)).all()
        for row in rows:
            derived = derived_tally(session, scene.consultation_id, row.clause_key)
            assert {name: getattr(row, name) for name in derived} == pytest.approx(derived)
        return sum(row.comment_count for row in rows)


def test_a_numbered_letter_had_no_proposal(database: Database, scene: Scene, letter: int) -> None:
    with database.reading() as session:
        found = letter_parts.proposals(session, session.get_one(Comment, letter))
        assert [(one.clause.identity if one.clause else None, one.is_named) for one in found] == [
            (scene.clause_ids[2], True),
            (scene.clause_ids[3], False),
            (scene.clause_ids[3], False),
        ]
        assert [LETTER[one.start : one.end] for one in found] == LETTER.split("\n")[1:4]
        plain = session.get_one(Comment, letter + 1)
        assert letter_parts.proposals(session, plain) == []


def test_the_parts_stand_in_the_letters_place_and_count_instead_of_it(
    database: Database, scene: Scene, letter: int
) -> None:
    assert tallied(database, scene) == 2
    ids = split(database, scene, letter)
    assert tallied(database, scene) == 4
    with database.reading() as session:
        assert shown(session, scene) == [letter + 1, *ids]
        own = comments_of_clause(session, scene.consultation_id, scene.clause_ids[2])
        assert [row.Comment.id for row in own] == ids[:1]
        parts = [session.get_one(Comment, id_) for id_ in ids]
        kept = session.get_one(Comment, letter)
        assert (kept.body, kept.stance) == (LETTER, "suggest")
        assert [part.body for part in parts] == LETTER.split("\n")[1:4]
        assert {part.stance for part in parts} == {None}
        assert {part.submission_id for part in parts} == {kept.submission_id}
        assert {part.received_at for part in parts} == {kept.received_at}
        events = session.scalars(select(AuditEvent.action)).all()
    assert "letter_split" in events


def test_merged_parts_leave_the_letter_as_it_was(
    database: Database, scene: Scene, letter: int
) -> None:
    split(database, scene, letter)
    act(database, letter_parts.merge_parts, scene, letter)
    assert tallied(database, scene) == 2
    with database.reading() as session:
        assert shown(session, scene) == [letter, letter + 1]
    with pytest.raises(ConflictError):
        act(database, letter_parts.merge_parts, scene, letter)
    again = split(database, scene, letter)
    assert tallied(database, scene) == 4
    assert len(again) == 3


def test_each_part_is_answered_and_the_letter_is_not(
    database: Database, scene: Scene, letter: int
) -> None:
    ids = split(database, scene, letter)
    with pytest.raises(ConflictError) as caught:
        act(database, responses.decide_comments, scene, [letter], ADOPTED)
    assert caught.value.details["rule"] == "not_one_opinion"
    with pytest.raises(InvalidInputError):
        act(database, responses.decide_comments, scene, ids[:1], Decision("duplicate", "同", duplicate_of=letter))
    act(database, responses.decide_comments, scene, ids[:2], ADOPTED)
    with pytest.raises(ConflictError):
        act(database, letter_parts.merge_parts, scene, letter)
    with database.reading() as session:
        assert next_undecided(session, scene.consultation_id, session.get_one(Comment, ids[1])) == ids[2]


def test_a_letter_that_is_answered_or_cited_is_not_split(
    database: Database, scene: Scene, letter: int
) -> None:
    act(database, responses.decide_comments, scene, [letter + 1], Decision("duplicate", "同", duplicate_of=letter))
    with pytest.raises(ConflictError):
        split(database, scene, letter)
    act(database, responses.decide_comments, scene, [letter + 1], ADOPTED)
    act(database, responses.decide_comments, scene, [letter], ADOPTED)
    with pytest.raises(ConflictError) as caught:
        split(database, scene, letter)
    assert caught.value.details["rule"] == "letter_answered"


def test_a_letter_is_split_once_and_its_parts_not_at_all(
    database: Database, scene: Scene, letter: int
) -> None:
    ids = split(database, scene, letter)
    for comment in (letter, ids[0]):
        with pytest.raises(ConflictError):
            act(database, letter_parts.split_letter, scene, comment, [None] * 3)
    with pytest.raises(NotFoundError):
        act(database, letter_parts.split_letter, scene, 999, [None])


@pytest.mark.parametrize("chosen", [[], [None], [None] * 4, [None, None, 10**9]])
def test_parts_that_were_not_shown_are_refused(
    database: Database, scene: Scene, letter: int, chosen: list[int | None]
) -> None:
    with pytest.raises(InvalidInputError):
        act(database, letter_parts.split_letter, scene, letter, chosen)
    assert tallied(database, scene) == 2


def test_a_withdrawn_letter_is_not_split_and_split_ones_are_withdrawn_whole(
    database: Database, scene: Scene, letter: int
) -> None:
    split(database, scene, letter)
    with database.transaction() as session:
        submission = session.get_one(Comment, letter).submission_id
        submissions_later.withdraw_submission(session, submission, now=clock.now())
    assert tallied(database, scene) == 0
    act(database, letter_parts.merge_parts, scene, letter)
    with pytest.raises(ConflictError):
        split(database, scene, letter)


def test_the_author_sees_the_opinions_as_they_came(
    database: Database, scene: Scene, letter: int
) -> None:
    split(database, scene, letter)
    with database.reading() as session:
        submission = session.get_one(Comment, letter).submission_id
        rows = answered_comments(session, submission)
    assert [row.Comment.id for row in rows] == [letter, letter + 1]


def test_the_report_has_a_line_for_each_part_and_its_figures_agree(
    database: Database, ring: KeyRing, scene: Scene, letter: int
) -> None:
    with database.transaction() as session:
        submissions_later.supplement_comment(
            session, session.get_one(Comment, letter).submission_id, comment_id=letter,
            body="另请考虑夜间巡查。", key="k" * 43, now=clock.now(),
        )  # fmt: skip
    ids = split(database, scene, letter)
    act(database, responses.decide_comments, scene, [letter + 1, *ids], ADOPTED)
    with database.reading() as session:
        figures = reports.report_figures(session, scene.consultation_id)
        rows = reports.report_rows(session, ring, scene.consultation_id)
        decided = decided_comments(session, scene.consultation_id)
    assert {row.comment_id for row in decided} == {letter + 1, *ids}
    assert figures["comment_count"] == len(rows) == 4
    assert sum(channel["comments"] for channel in figures["channels"].values()) == 4
    assert figures["undecided_count"] == 0
    said = {row["comment_id"]: row["body"] for row in rows}
    assert "另请考虑夜间巡查" in said[ids[0]]
    assert not any("夜间巡查" in said[id_] for id_ in ids[1:])


def test_a_supplement_to_the_letter_stops_the_report_until_its_parts_are_answered_anew(
    database: Database, scene: Scene, letter: int
) -> None:
    ids = split(database, scene, letter)
    act(database, responses.decide_comments, scene, [letter + 1, *ids], ADOPTED)
    with database.transaction() as session:
        submission = session.get_one(Comment, letter).submission_id
        submissions_later.supplement_comment(
            session, submission, comment_id=letter, body="补充。", key="k" * 43, now=clock.now()
        )
        made = session.get_one(Consultation, scene.consultation_id)
        assert "supplemented" in reports.missing_for_report(session, made, clock.now())


def test_parts_stand_in_the_letters_topic_at_once_and_find_their_own_later(
    database: Database, ring: KeyRing, scene: Scene
) -> None:
    texts = [text.format(n) for n in range(9) for text in (PARKING, LIGHTS, LIFTS)]
    both = f"一、{PARKING.format(99)}\n二、{LIGHTS.format(99)}"
    opinions = [Opinion(scene.clause_ids[0], "remark", None, text) for text in [*texts, both]]
    make.submission(database, ring, scene, opinions)
    topic_runs.group_topics(database, scene.consultation_id, START, Asked(3))
    with database.reading() as session:
        letter = session.scalars(select(Comment.id).where(Comment.body == both)).one()
    ids = split(database, scene, letter)
    assert len(_topics_of(database, ids)) == 1
    assert _topics_of(database, [letter]) == set()
    topic_runs.group_topics(database, scene.consultation_id, START)
    assert len(_topics_of(database, ids)) == 2
    act(database, letter_parts.merge_parts, scene, letter)
    assert _topics_of(database, ids) == set()
    assert len(_topics_of(database, [letter])) == 1


def _topics_of(database: Database, ids: list[int]) -> set[int]:
    """The topics of the newest run the comments are in; every topic's count is right."""
    with database.reading() as session:
        run = session.scalar(select(func.max(TopicRun.id)))
        rows = session.execute(
            select(Topic, func.count())
            .join(TopicMember, TopicMember.topic_id == Topic.id)
            .where(Topic.run_id == run)
            .group_by(Topic.id)
        ).all()
        assert all(topic.comment_count == count for topic, count in rows)
        return set(
            session.scalars(
                select(Topic.id)
                .join(TopicMember, TopicMember.topic_id == Topic.id)
                .where(Topic.run_id == run, Topic.purpose != "campaign", TopicMember.comment_id.in_(ids))
            )
        )
