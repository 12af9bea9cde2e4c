"""Jobs of the analysis: planned by the scheduler, asked for and cancelled by officers, taken in shards.

A shard is claimed for a while; a worker that dies lets it go when the time is over. PostgreSQL skips
rows another worker is claiming; SQLite has one writer anyway.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from portal.errors import ConflictError, NotFoundError
from portal.models.accounts import User
from portal.models.analyses import LearnedJudgement, TopicRun
from portal.models.analysis_jobs import AnalysisJob, AnalysisShard, JobPurpose
from portal.models.submissions import ClauseTally, Comment
from portal.operations.audit import record_event
from portal.operations.learning import MOST
from portal.operations.tallies import recount
from portal.queries import analysis_jobs as questions
from portal.queries.letter_parts import opinion_counts
from portal.queries.topic_coverage import unseen_by_topics
from portal.queries.topic_edits import AS_BEFORE, Asked

SHARD_SIZE = 500
CLAIM = timedelta(seconds=120)
OVERLAP = 10_000
"""How far below the newest finding a tick still looks for comments that were committed late."""
REGROUP_SHARE = 20
REGROUP_AFTER = timedelta(minutes=10)
"""New comments are grouped when they are a twentieth of the others, or when that long went by."""


def plan_jobs(session: Session, now: datetime, *, thoroughly: bool = False) -> list[int]:
    """What has not been analysed is planned; returns the ids of the new jobs.

    New comments are also judged by what officers corrected and authors chose before they came.

    `thoroughly` looks at every comment, otherwise only at the newest: at a million that is a second.
    A consultation whose last job an officer cancelled waits until it is asked for again.
    """
    after = 0 if thoroughly else max(0, questions.newest_finding_id(session) - OVERLAP)
    planned = [
        _plan_comments(session, key, after, now)
        for key in questions.consultations_with_pending(session, after)
        if not _is_cancelled(session, key, JobPurpose.COMMENTS)
    ]
    session.flush()
    for key, fresh, run in unseen_by_topics(session, exactly=thoroughly):
        if _is_worth_grouping(fresh, run, now) and not _is_cancelled(session, key, JobPurpose.TOPICS):
            planned.append(_plan_topics(session, key, now))
            if planned[-1] is not None and questions.has_labels(session, key):
                plan_learning(session, key, now)
    return [job for job in planned if job is not None]


def _plan_comments(session: Session, consultation_id: int, after: int, now: datetime) -> int | None:
    planned = session.scalar(
        select(func.max(AnalysisShard.last_comment_id))
        .join(AnalysisJob)
        .where(
            AnalysisJob.consultation_id == consultation_id,
            AnalysisJob.purpose == JobPurpose.COMMENTS,
            questions.is_open(),
        )
    )
    if planned is None and not questions.has_findings(session, consultation_id):
        _forget_older_version(session, consultation_id)
    ids = questions.pending_ids(session, consultation_id, max(after, planned or 0))
    return _add(session, consultation_id, JobPurpose.COMMENTS, ids, now) if ids else None


def _forget_older_version(session: Session, consultation_id: int) -> None:
    """Before the first finding of this version: what is counted and learned is no older version's.

    The older findings stay in their table.
    """
    own = select(Comment.id).where(Comment.consultation_id == consultation_id)
    session.execute(delete(LearnedJudgement).where(LearnedJudgement.comment_id.in_(own)))
    keys = session.scalars(
        select(ClauseTally.clause_key).where(ClauseTally.consultation_id == consultation_id)
    )
    recount(session, consultation_id, set(keys))


def _plan_topics(session: Session, consultation_id: int, now: datetime) -> int | None:
    """One shard over all comments, once the findings of all are there and no other one waits."""
    active = select(AnalysisJob.id).where(
        AnalysisJob.consultation_id == consultation_id,
        AnalysisJob.id.in_(questions.active_jobs()),
        AnalysisJob.purpose.in_([JobPurpose.COMMENTS, JobPurpose.TOPICS]),
    )
    if session.scalars(active).first() is not None:
        return None
    return _add_whole(session, consultation_id, JobPurpose.TOPICS, now)


def _is_worth_grouping(fresh: int, run: TopicRun | None, now: datetime) -> bool:
    if run is None:
        return True
    return fresh * REGROUP_SHARE >= run.comment_count or run.made_at <= now - REGROUP_AFTER


def _is_cancelled(session: Session, consultation_id: int, purpose: JobPurpose) -> bool:
    cancelled_at = session.scalar(
        select(AnalysisJob.cancelled_at)
        .where(AnalysisJob.consultation_id == consultation_id, AnalysisJob.purpose == purpose)
        .order_by(AnalysisJob.id.desc())
        .limit(1)
    )
    return cancelled_at is not None


def _add(
    session: Session,
    consultation_id: int,
    purpose: JobPurpose,
    ids: Sequence[int],
    now: datetime,
    size: int | None = None,
    asked: Asked = AS_BEFORE,
) -> int:
    job = AnalysisJob(
        consultation_id=consultation_id,
        purpose=purpose,
        comment_count=len(ids),
        topic_count=asked.count,
        topic_scale=asked.scale,
        created_at=now,
    )
    session.add(job)
    session.flush()
    size = size or SHARD_SIZE
    pieces = [ids[start : start + size] for start in range(0, len(ids), size)]
    session.execute(
        insert(AnalysisShard),
        [
            {
                "job_id": job.id,
                "position": position,
                "first_comment_id": piece[0],
                "last_comment_id": piece[-1],
                "comment_count": len(piece),
                "attempt_count": 0,
            }
            for position, piece in enumerate(pieces)
        ],
    )
    return job.id


def _add_whole(
    session: Session,
    consultation_id: int,
    purpose: JobPurpose,
    now: datetime,
    asked: Asked = AS_BEFORE,
    most: int | None = None,
) -> int | None:
    """One shard over all opinions that count: neither groups nor what corrections teach can be found in parts.

    `most` is how many are looked at where there are more: the newest.
    """
    newest_first = session.scalars(
        select(Comment.id)
        .where(Comment.consultation_id == consultation_id, opinion_counts())
        .order_by(Comment.id.desc())
        .limit(most)
    ).all()
    if not newest_first:
        return None
    ids = newest_first[::-1]
    return _add(session, consultation_id, purpose, ids, now, len(ids), asked)


def ask_for_job(
    session: Session,
    consultation_id: int,
    purpose: JobPurpose,
    *,
    actor: User,
    now: datetime,
    asked: Asked = AS_BEFORE,
) -> None:
    """The job is planned, or one that nobody has begun yet will do.

    Raises: ConflictError when there is nothing to do it on.
    """
    if _is_waiting(session, consultation_id, purpose, asked):
        return
    if purpose is JobPurpose.COMMENTS:
        ids = questions.pending_ids(session, consultation_id)
        job_id = _add(session, consultation_id, purpose, ids, now) if ids else None
    else:
        job_id = _add_whole(session, consultation_id, purpose, now, asked)
    if job_id is None:
        raise ConflictError(rule="nothing_to_analyse")
    record_event(
        session,
        "analysis_asked",
        at=now,
        subject="analysis_job",
        subject_id=job_id,
        consultation_id=consultation_id,
        actor=actor,
        facts={"purpose": str(purpose), "topic_count": asked.count, "scale": asked.scale},
    )


def plan_learning(session: Session, consultation_id: int, now: datetime) -> None:
    """The consultation's comments will be judged anew with what officers and authors said, once."""
    if not _is_waiting(session, consultation_id, JobPurpose.STANCES, AS_BEFORE):
        _add_whole(session, consultation_id, JobPurpose.STANCES, now, most=MOST)


def _is_waiting(
    session: Session, consultation_id: int, purpose: JobPurpose, asked: Asked
) -> bool:
    """True when the last wish of its kind is the same and nobody has begun it yet.

    An earlier one will not do: what was wished in between would be the one that stays.
    """
    job = session.scalar(
        select(AnalysisJob)
        .where(
            AnalysisJob.consultation_id == consultation_id,
            AnalysisJob.purpose == purpose,
            AnalysisJob.cancelled_at.is_(None),
        )
        .order_by(AnalysisJob.id.desc())
        .limit(1)
    )
    if job is None or asked != Asked(job.topic_count, job.topic_scale):
        return False
    most = select(func.max(AnalysisShard.attempt_count)).where(AnalysisShard.job_id == job.id)
    return session.scalar(most) == 0


def cancel_job(
    session: Session, consultation_id: int, job_id: int, *, actor: User, now: datetime
) -> None:
    """No further shard of the job is begun; findings already written stay.

    Raises: NotFoundError, ConflictError when it is over already.
    """
    job = session.get(AnalysisJob, job_id, with_for_update=True)
    if job is None or job.consultation_id != consultation_id:
        raise NotFoundError(subject="analysis_job")
    is_active = session.scalars(questions.active_jobs().where(AnalysisJob.id == job_id)).first()
    if is_active is None:
        raise ConflictError(rule="job_over")
    job.cancelled_at, job.cancelled_by_id = now, actor.id
    record_event(
        session,
        "analysis_cancelled",
        at=now,
        subject="analysis_job",
        subject_id=job_id,
        consultation_id=consultation_id,
        actor=actor,
        facts={"purpose": job.purpose},
    )


def claim_shard(session: Session, *, worker: str, now: datetime) -> AnalysisShard | None:
    """A free shard belongs to `worker` until `now` + CLAIM: of the smallest job first, so that a
    comment that has just arrived does not wait for another consultation's hundred thousand.

    What takes all comments together is done in the order asked for: the last wish is the one that stays.
    """
    is_free = AnalysisShard.claimed_until.is_(None) | (AnalysisShard.claimed_until <= now)
    shard = session.scalars(
        select(AnalysisShard)
        .join(AnalysisJob)
        .where(questions.is_open(), is_free, ~questions.has_forerunner())
        .order_by(AnalysisJob.comment_count, AnalysisJob.id, AnalysisShard.position)
        .limit(1)
        .with_for_update(skip_locked=True, of=AnalysisShard)
    ).first()
    if shard is None:
        return None
    shard.claimed_by, shard.claimed_until = worker, now + CLAIM
    shard.attempt_count += 1
    session.flush()
    return shard


def keep_claim(session: Session, shard: AnalysisShard, *, worker: str, now: datetime) -> None:
    """The claim lasts another CLAIM. Raises: ConflictError when it is another's, or cancelled."""
    held = _held(session, shard, worker)
    held.claimed_until = now + CLAIM


def release_shard(session: Session, shard: AnalysisShard, *, worker: str) -> None:
    """The shard is free at once, if `worker` still holds it."""
    row = session.get(AnalysisShard, (shard.job_id, shard.position), with_for_update=True)
    if row is not None and row.claimed_by == worker and row.done_at is None:
        row.claimed_by = row.claimed_until = None


def release_claims(session: Session, *, worker_prefix: str) -> int:
    """Shards of workers that died are free at once; returns how many. Their attempts still count."""
    held = session.scalars(
        select(AnalysisShard)
        .where(
            AnalysisShard.done_at.is_(None),
            AnalysisShard.claimed_by.startswith(worker_prefix, autoescape=True),
        )
        .with_for_update()
    ).all()
    for shard in held:
        shard.claimed_by = shard.claimed_until = None
    return len(held)


def finish_shard(session: Session, shard: AnalysisShard, *, worker: str, now: datetime) -> None:
    """The shard is done, in the transaction that writes its results.

    Raises: ConflictError when the claim was lost meanwhile, or the job cancelled.
    """
    _held(session, shard, worker).done_at = now


def _held(session: Session, shard: AnalysisShard, worker: str) -> AnalysisShard:
    row = session.get(
        AnalysisShard, (shard.job_id, shard.position), with_for_update=True, populate_existing=True
    )
    job = session.get(AnalysisJob, shard.job_id)
    if row is None or row.claimed_by != worker or row.done_at is not None:
        raise ConflictError(rule="claim_lost")
    if job is None or job.cancelled_at is not None:
        raise ConflictError(rule="job_over")
    return row


def forget_old_jobs(session: Session, now: datetime, days: int = 30) -> int:
    """Jobs of which nothing is left to do are gone after `days`; returns how many.

    A cancelled one stays while it is the newest of its kind: it says that nobody wants it done.
    """
    newest = select(func.max(AnalysisJob.id)).group_by(
        AnalysisJob.consultation_id, AnalysisJob.purpose
    )
    old = session.scalars(
        select(AnalysisJob).where(
            AnalysisJob.created_at < now - timedelta(days=days),
            AnalysisJob.id.not_in(newest),
            AnalysisJob.id.not_in(questions.active_jobs()),
        )
    ).all()
    for job in old:
        session.delete(job)
    return len(old)
