"""How far the analysis of a consultation is, and what it has not seen yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, func, select
from sqlalchemy.orm import Session, aliased

from portal.analysis.version import ANALYSER_VERSION
from portal.models.analyses import AnalysisResult, Judgement
from portal.models.analysis_jobs import AnalysisJob, AnalysisShard, JobPurpose
from portal.models.submissions import Comment
from portal.queries.letter_parts import opinion_counts
from portal.queries.submissions_later import still_counts

MOST_ATTEMPTS = 3
"""A shard that ended its worker that often is left alone and shown as failed."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is. Unit: counts are comments; `left` is None until the first shard is done."""

    job: AnalysisJob
    done_count: int
    failed_count: int
    left: timedelta | None
    is_waiting: bool = False
    """An earlier job of its kind comes first."""

    @property
    def is_one_step(self) -> bool:
        """All comments are worked on together: there is no number before it is done."""
        return self.job.purpose != JobPurpose.COMMENTS

    @property
    def is_running(self) -> bool:
        """Neither done nor cancelled, and something is left that can be done."""
        open_count = self.job.comment_count - self.done_count - self.failed_count
        return self.job.cancelled_at is None and open_count > 0


def is_open() -> ColumnElement[bool]:
    """True for a shard that may still be done."""
    return (
        AnalysisShard.done_at.is_(None)
        & (AnalysisShard.attempt_count < MOST_ATTEMPTS)
        & AnalysisJob.cancelled_at.is_(None)
    )


def has_forerunner() -> ColumnElement[bool]:
    """True for a job over all comments while an earlier one of its kind and consultation is not over."""
    job, shard = aliased(AnalysisJob), aliased(AnalysisShard)
    return (AnalysisJob.purpose != JobPurpose.COMMENTS) & exists().where(
        shard.job_id == job.id,
        job.consultation_id == AnalysisJob.consultation_id,
        job.purpose == AnalysisJob.purpose,
        job.id < AnalysisJob.id,
        job.cancelled_at.is_(None),
        shard.done_at.is_(None),
        shard.attempt_count < MOST_ATTEMPTS,
    )


def active_jobs() -> Select[Any]:
    """Ids of the jobs with an open shard."""
    return select(AnalysisJob.id).join(AnalysisShard).where(is_open()).distinct()


def open_shard_count(session: Session) -> int:
    """How many shards wait or are being worked on."""
    query = select(func.count()).select_from(AnalysisShard).join(AnalysisJob)
    return session.scalar(query.where(is_open())) or 0


def newest_jobs(session: Session, consultation_id: int, now: datetime) -> list[Progress]:
    """The newest job of each purpose of a consultation and all that are not over, with progress."""
    newest = (
        select(func.max(AnalysisJob.id))
        .where(AnalysisJob.consultation_id == consultation_id)
        .group_by(AnalysisJob.purpose)
    )
    done = case((AnalysisShard.done_at.is_not(None), AnalysisShard.comment_count), else_=0)
    failed = case(
        (
            AnalysisShard.done_at.is_(None) & (AnalysisShard.attempt_count >= MOST_ATTEMPTS),
            AnalysisShard.comment_count,
        ),
        else_=0,
    )
    rows = session.execute(
        select(
            AnalysisJob,
            func.sum(done).label("done"),
            func.sum(failed).label("failed"),
            has_forerunner().label("is_waiting"),
        )
        .join(AnalysisShard)
        .where(
            AnalysisJob.consultation_id == consultation_id,
            AnalysisJob.id.in_(newest) | AnalysisJob.id.in_(active_jobs()),
        )
        .group_by(AnalysisJob.id)
        .order_by(AnalysisJob.id)
    ).all()
    return [_progress(row, now) for row in rows]


def _progress(row: Any, now: datetime) -> Progress:
    job, done, failed = row.AnalysisJob, int(row.done or 0), int(row.failed or 0)
    left = None
    if done:
        left = (now - job.created_at) / done * (job.comment_count - done - failed)
    return Progress(job, done, failed, left, bool(row.is_waiting))


def is_pending() -> ColumnElement[bool]:
    """True for a Comment without a finding of this version, unless its author withdrew it."""
    return ~_has_finding() & still_counts(Comment.submission_id)


def pending_ids(session: Session, consultation_id: int, after: int = 0) -> Sequence[int]:
    """Ids > `after` of the consultation's comments that wait for a finding, in order."""
    return session.scalars(
        select(Comment.id)
        .where(Comment.consultation_id == consultation_id, Comment.id > after, is_pending())
        .order_by(Comment.id)
    ).all()


def _has_finding() -> ColumnElement[bool]:
    return (
        select(AnalysisResult.comment_id)
        .where(
            AnalysisResult.comment_id == Comment.id,
            AnalysisResult.analyser_version == ANALYSER_VERSION,
        )
        .exists()
    )


def has_findings(session: Session, consultation_id: int) -> bool:
    """True when a comment of the consultation has a finding of this version."""
    query = select(Comment.id).where(Comment.consultation_id == consultation_id, _has_finding())
    return session.scalars(query.limit(1)).first() is not None


def has_labels(session: Session, consultation_id: int) -> bool:
    """True when officers have corrected the machine in this consultation, or authors chose a stance."""
    judged = select(Judgement.comment_id).where(Judgement.comment_id == Comment.id).exists()
    query = select(Comment.id).where(
        Comment.consultation_id == consultation_id,
        Comment.stance.is_not(None) | judged,
        opinion_counts(),
    )
    return session.scalars(query.limit(1)).first() is not None


def newest_finding_id(session: Session) -> int:
    """The highest id of a comment with a finding of this version; 0 when there is none."""
    found = session.scalar(
        select(func.max(AnalysisResult.comment_id)).where(
            AnalysisResult.analyser_version == ANALYSER_VERSION
        )
    )
    return found or 0


def consultations_with_pending(session: Session, after: int = 0) -> list[int]:
    """Consultations with comments of an id > `after` that wait for a finding."""
    query = select(Comment.consultation_id).where(Comment.id > after, is_pending()).distinct()
    return list(session.scalars(query.order_by(Comment.consultation_id)))
