"""The analysis runs once for each comment and version, and never touches what an officer set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.analysis.version import ANALYSER_VERSION, input_hash
from portal.db import Database
from portal.errors import InvalidInputError, NotFoundError
from portal.models.accounts import User
from portal.models.analyses import AnalysisResult, Judgement, Topic, TopicMember, TopicRun
from portal.models.audit import AuditEvent
from portal.models.submissions import Comment
from portal.operations import analyses, topic_runs
from portal.operations.baskets import Opinion
from portal.queries.comments import clause_tallies
from portal.queries.topic_coverage import unseen_by_topics
from portal.secrets import KeyRing
from tests import make
from tests.conftest import START
from tests.make import PERSON, Scene

TEXTS = (
    "坚决反对，这样收费不合理，停车本来就难。",
    "建议在地铁站出口增加停放点位。",
    "支持，早就该管了，点位设置得很好。",
    "请问什么时候开始执行？",
)


def send(database: Database, ring: KeyRing, scene: Scene, texts: Sequence[str]) -> None:
    for place, text in enumerate(texts):
        clause = scene.clause_ids[place % len(scene.clause_ids)]
        contact = replace(PERSON, reach=f"199000000{place:02d}")
        make.submission(
            database, ring, scene, [Opinion(clause, "remark", None, text)], contact=contact
        )


def count(database: Database, model: type[object]) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def to_group(session: Session) -> list[int]:
    """The consultations with opinions that are in no group of their newest topics."""
    return [key for key, _fresh, _run in unseen_by_topics(session)]


def officer(session: Session) -> User:
    return session.scalars(select(User).where(User.username == "officer")).one()


def test_each_comment_gets_one_finding_of_this_version(
    database: Database, ring: KeyRing, scene: Scene
) -> None:
    send(database, ring, scene, TEXTS)
    assert analyses.analyse_pending(database, START) == 4
    assert analyses.analyse_pending(database, START) == 0
    with database.reading() as session:
        for comment in session.scalars(select(Comment)):
            found = session.get_one(AnalysisResult, (comment.id, ANALYSER_VERSION))
            assert found.input_hash == input_hash(analyses.opinion_of(comment))
            assert 0 <= found.sentiment_score <= 1
            assert found.analysed_at == START


def test_a_batch_takes_the_oldest_first_and_the_rest_waits(
    database: Database, ring: KeyRing, scene: Scene
) -> None:
    send(database, ring, scene, TEXTS)
    assert analyses.analyse_pending(database, START, batch=3) == 3
    with database.reading() as session:
        done = session.scalars(select(AnalysisResult.comment_id).order_by("comment_id")).all()
        assert done == session.scalars(select(Comment.id).order_by(Comment.id)).all()[:3]
    assert analyses.analyse_pending(database, START, batch=3) == 1


def test_nothing_to_analyse_writes_nothing(database: Database, scene: Scene) -> None:
    assert analyses.analyse_pending(database, START) == 0
    assert topic_runs.group_topics(database, scene.consultation_id, START) == 0
    assert count(database, TopicRun) == 0


def test_the_result_of_another_version_is_kept_beside_the_new_one(
    database: Database, ring: KeyRing, scene: Scene
) -> None:
    send(database, ring, scene, TEXTS[:1])
    analyses.analyse_pending(database, START)
    with database.transaction() as session:
        session.scalars(select(AnalysisResult)).one().analyser_version = "older"
    assert analyses.analyse_pending(database, START) == 1
    assert count(database, AnalysisResult) == 2


def test_comments_are_not_changed_by_the_analysis(
    database: Database, ring: KeyRing, scene: Scene
) -> None:
    send(database, ring, scene, TEXTS)

    def rows() -> list[tuple[object, ...]]:
        with database.reading() as session:
            return [tuple(row) for row in session.execute(select(Comment.__table__))]

    before = rows()
    analyses.analyse_pending(database, START)
    topic_runs.group_topics(database, scene.consultation_id, START)
    assert rows() == before


def test_an_officers_stance_is_shown_and_no_later_analysis_overwrites_it(
    database: Database, ring: KeyRing, scene: Scene
) -> None:
    send(database, ring, scene, TEXTS[:1])
    analyses.analyse_pending(database, START)
    with database.transaction() as session:
        comment_id = session.scalars(select(Comment.id)).one()
        analyses.judge_comment(
            session, comment_id=comment_id, stance="suggest", actor=officer(session), now=START
        )
    with database.transaction() as session:
        session.scalars(select(AnalysisResult)).one().analyser_version = "older"
    analyses.analyse_pending(database, START + timedelta(days=1))
    with database.reading() as session:
        row = session.scalars(select(Judgement)).one()
        assert (row.stance, row.set_at) == ("suggest", START)
        tally = clause_tallies(session, scene.consultation_id)[scene.clause_ids[0]]
        assert (tally.suggest_count, tally.oppose_count, tally.support_count) == (1, 0, 0)


def test_a_stance_is_corrected_again_with_both_acts_on_record(
    database: Database, ring: KeyRing, scene: Scene
) -> None:
    send(database, ring, scene, TEXTS[:1])
    with database.transaction() as session:
        comment_id = session.scalars(select(Comment.id)).one()
        for stance in ("oppose", "none"):
            analyses.judge_comment(
                session, comment_id=comment_id, stance=stance, actor=officer(session), now=START
            )
        session.flush()
        events = select(AuditEvent.facts).where(AuditEvent.action == "stance_corrected")
        facts = session.scalars(events.order_by(AuditEvent.id)).all()
    assert facts == [
        {"before": None, "after": "oppose"},
        {"before": "oppose", "after": "none"},
    ]
    assert count(database, Judgement) == 1


def test_an_unknown_stance_or_comment_is_refused(
    database: Database, ring: KeyRing, scene: Scene
) -> None:
    send(database, ring, scene, TEXTS[:1])
    with database.transaction() as session:
        actor = officer(session)
        with pytest.raises(InvalidInputError):
            analyses.judge_comment(session, comment_id=1, stance="angry", actor=actor, now=START)
        with pytest.raises(NotFoundError):
            analyses.judge_comment(
                session, comment_id=999, stance="oppose", actor=actor, now=START
            )
    assert count(database, Judgement) == 0


def test_every_comment_is_in_one_topic_and_copies_are_folded(
    database: Database, ring: KeyRing, scene: Scene
) -> None:
    copy = "强烈要求在人民公园东门外增设共享单车停放点位，方便附近居民出行和购物。"
    send(database, ring, scene, [*TEXTS, *TEXTS, *[copy] * 5])
    with database.reading() as session:
        assert to_group(session) == [scene.consultation_id]
    made = topic_runs.group_topics(database, scene.consultation_id, START)
    with database.reading() as session:
        topics = session.scalars(select(Topic)).all()
        assert len(topics) == made
        members = session.execute(
            select(Topic.purpose, TopicMember.comment_id).join(
                TopicMember, TopicMember.topic_id == Topic.id
            )
        ).all()
        ids = session.scalars(select(Comment.id)).all()
        assert to_group(session) == []
    topical = [comment_id for purpose, comment_id in members if purpose != "campaign"]
    assert sorted(topical) == sorted(ids)
    assert max(t.comment_count for t in topics if t.purpose == "campaign") == 5
    assert all(len(t.excerpt) <= topic_runs.EXCERPT_LENGTH for t in topics)


def test_too_few_comments_make_an_empty_run_that_is_not_repeated(
    database: Database, ring: KeyRing, scene: Scene
) -> None:
    send(database, ring, scene, TEXTS)
    assert topic_runs.group_topics(database, scene.consultation_id, START) == 0
    with database.reading() as session:
        assert to_group(session) == []
    assert (count(database, TopicRun), count(database, Topic)) == (1, 0)


def test_each_consultation_is_grouped_for_its_own_new_comments(
    database: Database, ring: KeyRing, scene: Scene
) -> None:
    with database.transaction() as session:
        made = make.published(session, make.officer(session, "second"))
        keys = [clause.identity for clause in make.clauses(session, made)]
    other = Scene(made.id, made.reference, scene.closes_at, keys)
    send(database, ring, scene, TEXTS)
    send(database, ring, other, TEXTS)
    for one in (scene, other):
        topic_runs.group_topics(database, one.consultation_id, START)
    with database.reading() as session:
        assert to_group(session) == []
    send(database, ring, scene, TEXTS[:1])
    with database.reading() as session:
        assert to_group(session) == [scene.consultation_id]


def test_a_new_comment_makes_a_new_run_and_the_old_one_stays(
    database: Database, ring: KeyRing, scene: Scene
) -> None:
    send(database, ring, scene, TEXTS)
    topic_runs.group_topics(database, scene.consultation_id, START)
    send(database, ring, scene, TEXTS[:1])
    with database.reading() as session:
        assert to_group(session) == [scene.consultation_id]
    topic_runs.group_topics(database, scene.consultation_id, START)
    with database.reading() as session:
        runs = session.scalars(select(TopicRun).order_by(TopicRun.id)).all()
    assert [run.comment_count for run in runs] == [4, 5]


def test_campaigns_stood_in_the_order_in_which_they_began_not_by_size(
    database: Database, ring: KeyRing, scene: Scene
) -> None:
    send(database, ring, scene, ["支持。", "支持。", "坚决反对。", "坚决反对。", "坚决反对。"])
    topic_runs.group_topics(database, scene.consultation_id, START)
    with database.reading() as session:
        counts = select(Topic.comment_count).order_by(Topic.position)
        assert session.scalars(counts.where(Topic.purpose == "campaign")).all() == [3, 2]
