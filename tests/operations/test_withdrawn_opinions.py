"""What authors withdrew is neither analysed, grouped, counted nor learned from, whenever they withdraw."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.db import Database
from portal.models.analyses import AnalysisResult, LearnedJudgement, Topic, TopicMember, TopicRun
from portal.models.analysis_jobs import AnalysisJob, AnalysisShard, JobPurpose
from portal.models.submissions import Comment
from portal.models.submissions_later import Withdrawal
from portal.operations import analyses, analysis_jobs, submissions_later, topic_edits, topic_runs
from portal.operations.baskets import Opinion
from portal.operations.tallies import shifted
from portal.queries.analysis_jobs import newest_jobs
from portal.queries.comments import clause_tallies
from portal.queries.topic_coverage import unseen_by_topics, unseen_count
from portal.queries.topic_edits import Asked
from portal.queries.topics import newest_run, topic_figures
from portal.secrets import KeyRing
from portal.worker import Worker
from tests import make
from tests.conftest import START
from tests.make import Scene
from tests.operations.test_analyses import TEXTS, count, send, to_group
from tests.operations.test_topic_edits import LIGHTS, PARKING, act

SUBJECTS = [text.format(n) for n in range(9) for text in (PARKING, LIGHTS)]


def withdraw(database: Database, comment_ids: Sequence[int]) -> None:
    with database.transaction() as session:
        for id_ in comment_ids:
            submission_id = session.get_one(Comment, id_).submission_id
            submissions_later.withdraw_submission(session, submission_id, now=START)


def ids(database: Database) -> list[int]:
    with database.reading() as session:
        return list(session.scalars(select(Comment.id).order_by(Comment.id)))


def members(database: Database, purpose: str) -> list[int]:
    """The comments in the newest run's groups of a purpose."""
    with database.reading() as session:
        newest = select(func.max(TopicRun.id)).scalar_subquery()
        return sorted(
            session.scalars(
                select(TopicMember.comment_id)
                .join(Topic, Topic.id == TopicMember.topic_id)
                .where(Topic.run_id == newest, Topic.purpose == purpose)
            )
        )


def unseen(database: Database, scene: Scene) -> int:
    """What the officer's page says: how many opinions are not in a topic yet."""
    with database.reading() as session:
        run = newest_run(session, scene.consultation_id)
        assert run is not None
        tallies = clause_tallies(session, scene.consultation_id).values()
        figures = topic_figures(session, [topic.id for topic in run.topics])
        groups = [topic.id for topic in run.topics if topic.purpose != "campaign"]
        total = sum(tally.comment_count for tally in tallies)
        return unseen_count(session, run, total, sum(figures[id_].comment_count for id_ in groups))


@pytest.fixture
def grouped(database: Database, ring: KeyRing, scene: Scene) -> Scene:
    """Two subjects, nine comments each, grouped into two topics and two campaigns."""
    send(database, ring, scene, SUBJECTS)
    topic_runs.group_topics(database, scene.consultation_id, START, Asked(2))
    return scene


def test_withdrawn_comments_were_still_grouped(
    database: Database, ring: KeyRing, scene: Scene
) -> None:
    send(database, ring, scene, SUBJECTS)
    every = ids(database)
    withdraw(database, every[:2])
    topic_runs.group_topics(database, scene.consultation_id, START, Asked(2))
    assert members(database, "topic") == every[2:]
    assert not {*every[:2]} & {*members(database, "campaign")}


def test_a_withdrawn_comment_leaves_its_topic_and_campaign_at_once(
    database: Database, grouped: Scene
) -> None:
    first = ids(database)[0]
    withdraw(database, [first])
    for purpose in ("topic", "campaign"):
        assert first not in members(database, purpose)
        assert len(members(database, purpose)) == 17
    with database.reading() as session:
        counts = select(Topic.comment_count).where(Topic.purpose == "topic")
        assert sorted(session.scalars(counts)) == [8, 9]


def test_a_topic_was_introduced_by_the_words_of_a_withdrawn_comment(
    database: Database, grouped: Scene
) -> None:
    with database.reading() as session:
        topic = session.scalars(select(Topic).where(Topic.purpose == "topic")).first()
        assert topic is not None
        topic_id, excerpt = topic.id, topic.excerpt
        shown = session.scalars(select(Comment.id).where(Comment.body == excerpt)).one()
    withdraw(database, [shown])
    with database.reading() as session:
        left = session.get_one(Topic, topic_id).excerpt
        assert left != excerpt
        author = session.scalars(select(Comment.id).where(Comment.body == left)).one()
    assert author in members(database, "topic")


def test_a_topic_all_of_which_was_withdrawn_is_gone(database: Database, grouped: Scene) -> None:
    withdraw(database, [id_ for place, id_ in enumerate(ids(database)) if place % 2 == 0])
    assert len(members(database, "topic")) == len(members(database, "campaign")) == 9
    assert count(database, Topic) == 2


def test_what_was_withdrawn_while_the_topics_were_computed_was_written_into_them(
    database: Database, grouped: Scene
) -> None:
    first = ids(database)[0]
    save = topic_runs.grouped(database, grouped.consultation_id)
    withdraw(database, [first])
    assert save is not None
    with database.transaction() as session:
        save(session, START)
        run = newest_run(session, grouped.consultation_id)
        assert run is not None
        assert run.comment_count == 17
    assert first not in members(database, "topic")
    assert first not in members(database, "campaign")
    assert unseen(database, grouped) == 0


def test_a_new_comment_after_a_withdrawal_was_never_grouped(
    database: Database, ring: KeyRing, grouped: Scene
) -> None:
    withdraw(database, ids(database)[:1])
    assert unseen(database, grouped) == 0
    with database.reading() as session:
        assert to_group(session) == []
    opinion = Opinion(grouped.clause_ids[0], "remark", None, PARKING.format("新"))
    make.submission(database, ring, grouped, [opinion])
    assert unseen(database, grouped) == 1
    with database.reading() as session:
        assert to_group(session) == [grouped.consultation_id]


def test_too_few_for_topics_a_new_comment_after_a_withdrawal_is_seen(
    database: Database, ring: KeyRing, scene: Scene
) -> None:
    send(database, ring, scene, TEXTS)
    topic_runs.group_topics(database, scene.consultation_id, START)
    withdraw(database, ids(database)[:1])
    assert unseen(database, scene) == 0
    make.submission(database, ring, scene, [Opinion(scene.clause_ids[0], "remark", None, "加一条。")])
    assert unseen(database, scene) == 1


def test_a_job_counted_withdrawn_comments(
    database: Database, ring: KeyRing, scene: Scene
) -> None:
    send(database, ring, scene, TEXTS)
    withdraw(database, ids(database)[:1])
    with database.transaction() as session:
        analysis_jobs.plan_jobs(session, START)
    worker = Worker(database.settings, "one")
    while worker.work():
        pass
    with database.transaction() as session:
        analysis_jobs.plan_jobs(session, START)
    worker.close()
    with database.reading() as session:
        assert set(session.scalars(select(AnalysisJob.comment_count))) == {3}
        assert session.scalars(
            select(AnalysisResult.comment_id).order_by(AnalysisResult.comment_id)
        ).all() == ids(database)[1:]


def test_what_is_withdrawn_while_a_job_runs_is_not_analysed(
    database: Database, ring: KeyRing, scene: Scene
) -> None:
    send(database, ring, scene, TEXTS)
    with database.transaction() as session:
        analysis_jobs.plan_jobs(session, START)
    withdraw(database, ids(database)[:1])
    worker = Worker(database.settings, "one")
    while worker.work():
        pass
    worker.close()
    assert count(database, AnalysisResult) == 3
    with database.reading() as session:
        (job,) = (
            one
            for one in newest_jobs(session, scene.consultation_id, START + timedelta(minutes=1))
            if one.job.purpose == JobPurpose.COMMENTS
        )
        assert not job.is_running


@pytest.mark.parametrize(("stance", "jobs"), [("oppose", 1), (None, 0)])
def test_a_withdrawn_stance_taught_until_somebody_corrected_something(
    database: Database, ring: KeyRing, scene: Scene, stance: str | None, jobs: int
) -> None:
    for place, text in enumerate(TEXTS):
        chosen = stance if place < 2 else None
        opinion = Opinion(scene.clause_ids[0], "remark", chosen, text)
        make.submission(database, ring, scene, [opinion])
    analyses.analyse_pending(database, START)
    withdraw(database, ids(database)[:2])
    with database.reading() as session:
        planned = session.scalars(
            select(AnalysisJob.comment_count).where(AnalysisJob.purpose == JobPurpose.STANCES)
        ).all()
    assert len(planned) == jobs
    worker = Worker(database.settings, "one")
    while worker.work():
        pass
    worker.close()
    assert count(database, LearnedJudgement) == 0
    assert count(database, AnalysisShard) == jobs


def test_a_confirmed_comment_that_is_withdrawn_holds_up_no_later_run(
    database: Database, grouped: Scene
) -> None:
    with database.reading() as session:
        topic_id = session.scalars(select(Topic.id).where(Topic.purpose == "topic")).first()
    act(database, topic_edits.confirm_topic, grouped, topic_id)
    withdraw(database, ids(database)[:1])
    topic_runs.group_topics(database, grouped.consultation_id, START)
    assert members(database, "topic") == ids(database)[1:]


def test_opinions_withdrawn_under_an_earlier_version_hide_no_new_ones_from_a_thorough_look(
    database: Database, ring: KeyRing, grouped: Scene
) -> None:
    with database.transaction() as session:
        gone = session.get_one(Comment, ids(database)[0])
        with shifted(session, grouped.consultation_id, [gone.id]):
            session.add(Withdrawal(
                submission_id=gone.submission_id, consultation_id=grouped.consultation_id,
                withdrawn_at=START,
            ))  # fmt: skip
    opinion = Opinion(grouped.clause_ids[0], "remark", None, PARKING.format("新"))
    make.submission(database, ring, grouped, [opinion])
    with database.reading() as session:
        (row,) = unseen_by_topics(session, exactly=True)
    assert row[:2] == (grouped.consultation_id, 1)
