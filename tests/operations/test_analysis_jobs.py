"""Jobs of the analysis: planned once, taken in shards by one worker each, resumed, cancelled."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.db import Database
from portal.errors import ConflictError, NotFoundError
from portal.models.analyses import AnalysisResult, TopicRun
from portal.models.analysis_jobs import AnalysisJob, AnalysisShard, JobPurpose
from portal.models.submissions import ClauseTally, Comment
from portal.operations import analysis_jobs
from portal.operations.analysis_jobs import CLAIM, REGROUP_AFTER
from portal.operations.tallies import derived_tally
from portal.queries.analysis_jobs import Progress, newest_jobs
from portal.queries.topic_edits import Asked
from portal.secrets import KeyRing
from portal.worker import Worker
from tests.conftest import START, TestClock
from tests.make import Scene
from tests.operations.test_analyses import TEXTS, count, officer, send


@pytest.fixture
def small_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shards of two comments: several of them without a crowd."""
    monkeypatch.setattr(analysis_jobs, "SHARD_SIZE", 2)


@pytest.fixture
def worker(database: Database) -> Iterator[Worker]:
    """A worker in this process."""
    made = Worker(database.settings, "first")
    yield made
    made.close()


def plan(database: Database, **options: bool) -> list[int]:
    with database.transaction() as session:
        return analysis_jobs.plan_jobs(session, START, **options)


def ask(database: Database, scene: Scene, purpose: JobPurpose, topic_count: int | None = None) -> None:
    with database.transaction() as session:
        analysis_jobs.ask_for_job(
            session, scene.consultation_id, purpose, actor=officer(session), now=START,
            asked=Asked(topic_count),
        )  # fmt: skip


def cancel(database: Database, scene: Scene, job_id: int) -> None:
    with database.transaction() as session:
        analysis_jobs.cancel_job(
            session, scene.consultation_id, job_id, actor=officer(session), now=START
        )


def progress(database: Database, scene: Scene) -> dict[str, Progress]:
    with database.reading() as session:
        now = START + timedelta(minutes=1)
        return {p.job.purpose: p for p in newest_jobs(session, scene.consultation_id, now)}


def finish(worker: Worker) -> int:
    done = 0
    while worker.work():
        done += 1
    return done


def tallies(session: Session, scene: Scene) -> list[dict[str, float]]:
    rows = session.scalars(
        select(ClauseTally).where(ClauseTally.consultation_id == scene.consultation_id)
    ).all()
    names = derived_tally(session, scene.consultation_id, "none").keys()
    return [
        {name: pytest.approx(getattr(row, name)) for name in names}
        | {"derived": derived_tally(session, scene.consultation_id, row.clause_key)}
        for row in rows
    ]


@pytest.mark.usefixtures("small_shards")
def test_what_has_no_finding_is_planned_once_and_done_shard_by_shard(
    database: Database, ring: KeyRing, scene: Scene, worker: Worker
) -> None:
    send(database, ring, scene, [*TEXTS, TEXTS[0]])
    assert len(plan(database)) == 1
    assert plan(database) == []
    assert finish(worker) == 3
    assert count(database, AnalysisResult) == 5
    assert progress(database, scene)["comments"].done_count == 5


@pytest.mark.usefixtures("small_shards")
def test_the_tallies_follow_every_shard(
    database: Database, ring: KeyRing, scene: Scene, worker: Worker
) -> None:
    send(database, ring, scene, [*TEXTS, *TEXTS])
    plan(database)
    while worker.work():
        with database.reading() as session:
            for row in tallies(session, scene):
                derived = row.pop("derived")
                assert row == derived


def test_topics_wait_for_the_findings_and_then_one_shard_groups_all(
    database: Database, ring: KeyRing, scene: Scene, worker: Worker
) -> None:
    send(database, ring, scene, TEXTS)
    plan(database)
    assert set(progress(database, scene)) == {"comments"}
    finish(worker)
    plan(database)
    assert finish(worker) == 1
    assert count(database, TopicRun) == 1
    assert plan(database) == []


def test_a_comment_that_comes_during_a_job_is_planned_beside_it(
    database: Database, ring: KeyRing, scene: Scene, worker: Worker
) -> None:
    send(database, ring, scene, TEXTS)
    plan(database)
    send(database, ring, scene, TEXTS[:1])
    assert len(plan(database)) == 1
    with database.reading() as session:
        counts = session.scalars(select(AnalysisJob.comment_count).order_by(AnalysisJob.id)).all()
    assert counts == [4, 1]
    finish(worker)
    assert count(database, AnalysisResult) == 5


@pytest.mark.usefixtures("small_shards")
def test_the_smallest_job_is_served_first(
    database: Database, ring: KeyRing, scene: Scene, worker: Worker
) -> None:
    send(database, ring, scene, TEXTS)
    plan(database)
    send(database, ring, scene, TEXTS[:1])
    plan(database)
    worker.work()
    with database.reading() as session:
        done = session.scalars(select(AnalysisResult.comment_id)).all()
        assert list(done) == [session.scalar(select(func.max(Comment.id)))]


@pytest.mark.usefixtures("small_shards")
def test_a_shard_is_one_workers_until_its_claim_runs_out(
    database: Database, ring: KeyRing, scene: Scene, worker: Worker, test_clock: TestClock
) -> None:
    send(database, ring, scene, TEXTS[:2])
    plan(database)
    with database.transaction() as session:
        held = analysis_jobs.claim_shard(session, worker="dead", now=test_clock())
    assert held is not None
    assert worker.work() is False
    test_clock.move(seconds=CLAIM.total_seconds())
    assert worker.work() is True
    assert count(database, AnalysisResult) == 2
    with pytest.raises(ConflictError), database.transaction() as session:
        analysis_jobs.finish_shard(session, held, worker="dead", now=test_clock())


def test_a_shard_that_ends_its_worker_three_times_is_left_alone_and_shown(
    database: Database, ring: KeyRing, scene: Scene, worker: Worker, test_clock: TestClock
) -> None:
    send(database, ring, scene, TEXTS)
    plan(database)
    for _time in range(3):
        with database.transaction() as session:
            assert analysis_jobs.claim_shard(session, worker="dies", now=test_clock()) is not None
        test_clock.move(seconds=CLAIM.total_seconds())
    assert worker.work() is False
    found = progress(database, scene)["comments"]
    assert (found.done_count, found.failed_count, found.is_running) == (0, 4, False)


@pytest.mark.usefixtures("small_shards")
def test_a_cancelled_job_begins_no_shard_and_is_not_planned_again_by_itself(
    database: Database, ring: KeyRing, scene: Scene, worker: Worker
) -> None:
    send(database, ring, scene, TEXTS)
    job_id = plan(database)[0]
    worker.work()
    cancel(database, scene, job_id)
    assert finish(worker) == 0
    plan(database, thoroughly=True)
    assert progress(database, scene)["comments"].job.id == job_id
    cancel(database, scene, progress(database, scene)["topics"].job.id)
    assert plan(database) == []
    assert count(database, AnalysisResult) == 2
    ask(database, scene, JobPurpose.COMMENTS)
    finish(worker)
    assert count(database, AnalysisResult) == 4


@pytest.mark.usefixtures("small_shards")
def test_a_shard_in_work_when_its_job_is_cancelled_writes_nothing(
    database: Database, ring: KeyRing, scene: Scene
) -> None:
    send(database, ring, scene, TEXTS)
    job_id = plan(database)[0]
    with database.transaction() as session:
        shard = analysis_jobs.claim_shard(session, worker="first", now=START)
    assert shard is not None
    cancel(database, scene, job_id)
    with pytest.raises(ConflictError), database.transaction() as session:
        analysis_jobs.finish_shard(session, shard, worker="first", now=START)


def test_only_a_running_job_of_this_consultation_can_be_cancelled(
    database: Database, ring: KeyRing, scene: Scene, worker: Worker
) -> None:
    send(database, ring, scene, TEXTS)
    job_id = plan(database)[0]
    finish(worker)
    with pytest.raises(ConflictError):
        cancel(database, scene, job_id)
    with pytest.raises(NotFoundError):
        cancel(database, scene, job_id + 1)


def test_asking_twice_before_anybody_has_begun_is_one_job(
    database: Database, ring: KeyRing, scene: Scene
) -> None:
    send(database, ring, scene, TEXTS)
    for topic_count in (None, None, 3):
        ask(database, scene, JobPurpose.TOPICS, topic_count)
    with database.reading() as session:
        assert session.scalars(select(AnalysisJob.topic_count)).all() == [None, 3]


def test_the_grouping_asked_for_last_is_the_one_that_stays(
    database: Database, ring: KeyRing, scene: Scene, worker: Worker, test_clock: TestClock
) -> None:
    """Finer, then at once coarser: two workers took one each, and the slower one had the last word."""
    send(database, ring, scene, TEXTS)
    plan(database)
    finish(worker)
    for topic_count in (3, 2):
        ask(database, scene, JobPurpose.TOPICS, topic_count)
    with database.transaction() as session:
        held = analysis_jobs.claim_shard(session, worker="dead", now=test_clock())
        assert held is not None
        assert analysis_jobs.claim_shard(session, worker="second", now=test_clock()) is None
    test_clock.move(seconds=CLAIM.total_seconds())
    assert finish(worker) >= 2


def test_the_third_wish_was_folded_into_the_first(database: Database, ring: KeyRing, scene: Scene) -> None:
    """Finer, coarser, finer: the coarser topics stayed."""
    send(database, ring, scene, TEXTS)
    wishes = ("finer", "finer", "coarser", "finer")
    for scale in wishes:
        with database.transaction() as session:
            analysis_jobs.ask_for_job(
                session, scene.consultation_id, JobPurpose.TOPICS, actor=officer(session),
                now=START, asked=Asked(scale=scale),
            )  # fmt: skip
    with database.reading() as session:
        jobs = newest_jobs(session, scene.consultation_id, START)
    assert [job.job.topic_scale for job in jobs] == ["finer", "coarser", "finer"]
    assert [job.is_waiting for job in jobs] == [False, True, True]


def test_new_comments_do_not_wait_for_a_grouping(
    database: Database, ring: KeyRing, scene: Scene, worker: Worker
) -> None:
    send(database, ring, scene, TEXTS)
    plan(database)
    finish(worker)
    ask(database, scene, JobPurpose.TOPICS)
    with database.transaction() as session:
        assert analysis_jobs.claim_shard(session, worker="first", now=START) is not None
    send(database, ring, scene, TEXTS[:1])
    assert plan(database)
    with database.transaction() as session:
        assert analysis_jobs.claim_shard(session, worker="second", now=START) is not None


def test_nothing_to_analyse_cannot_be_asked_for(
    database: Database, ring: KeyRing, scene: Scene, worker: Worker
) -> None:
    for purpose in (JobPurpose.COMMENTS, JobPurpose.TOPICS):
        with pytest.raises(ConflictError):
            ask(database, scene, purpose)


def test_a_few_new_comments_are_grouped_ten_minutes_later_and_many_at_once(
    database: Database, ring: KeyRing, scene: Scene, worker: Worker, test_clock: TestClock
) -> None:
    send(database, ring, scene, list(TEXTS) * 6)
    plan(database)
    finish(worker)
    plan(database)
    finish(worker)
    send(database, ring, scene, TEXTS[:1])
    plan(database)
    finish(worker)
    assert plan(database) == []
    with database.transaction() as session:
        assert len(analysis_jobs.plan_jobs(session, START + REGROUP_AFTER)) == 1


def test_a_comment_committed_late_with_a_low_number_is_found(
    database: Database, ring: KeyRing, scene: Scene, worker: Worker
) -> None:
    send(database, ring, scene, TEXTS)
    plan(database)
    finish(worker)
    with database.transaction() as session:
        session.delete(session.scalars(select(AnalysisResult)).first())
    plan(database)
    finish(worker)
    assert count(database, AnalysisResult) == 4


def test_old_jobs_are_forgotten_except_the_newest_of_each_kind(
    database: Database, ring: KeyRing, scene: Scene, worker: Worker
) -> None:
    for _round in range(2):
        send(database, ring, scene, TEXTS)
        plan(database)
        finish(worker)
    with database.transaction() as session:
        assert analysis_jobs.forget_old_jobs(session, START + timedelta(days=29)) == 0
        assert analysis_jobs.forget_old_jobs(session, START + timedelta(days=31)) == 1
    assert count(database, AnalysisJob) == 1
    assert count(database, AnalysisShard) == 1


def test_time_left_is_told_from_what_is_done(
    database: Database, ring: KeyRing, scene: Scene, worker: Worker, small_shards: None
) -> None:
    send(database, ring, scene, TEXTS)
    plan(database)
    assert progress(database, scene)["comments"].left is None
    worker.work()
    found = progress(database, scene)["comments"]
    assert (found.done_count, found.left, found.is_running) == (2, timedelta(minutes=1), True)


