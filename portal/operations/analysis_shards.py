"""What a worker does with a shard it has claimed: computed outside the transaction, written in one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from portal.db import Database
from portal.models.analysis_jobs import AnalysisJob, AnalysisShard, JobPurpose
from portal.operations import analyses, learning, topic_runs
from portal.queries.topic_edits import Asked

Save = Callable[[Session, datetime], object]


def computed(database: Database, shard: AnalysisShard) -> Save:
    """What the shard asks for is computed; calling the result writes it."""
    with database.reading() as session:
        job = session.get_one(AnalysisJob, shard.job_id)
    return _COMPUTE[JobPurpose(job.purpose)](database, job, shard)


def _findings(database: Database, job: AnalysisJob, shard: AnalysisShard) -> Save:
    with database.reading() as session:
        rows = analyses.pending_between(
            session, job.consultation_id, shard.first_comment_id, shard.last_comment_id
        )
    found = analyses.judge_each(rows)
    return lambda session, now: analyses.save_findings(session, found, now)


def _stances(database: Database, job: AnalysisJob, _shard: AnalysisShard) -> Save:
    return learning.relearned(database, job.consultation_id)


def _topics(database: Database, job: AnalysisJob, _shard: AnalysisShard) -> Save:
    asked = Asked(job.topic_count, job.topic_scale)
    save = topic_runs.grouped(database, job.consultation_id, asked)
    return save or (lambda _session, _now: None)


_COMPUTE: dict[JobPurpose, Callable[[Database, AnalysisJob, AnalysisShard], Save]] = {
    JobPurpose.COMMENTS: _findings,
    JobPurpose.STANCES: _stances,
    JobPurpose.TOPICS: _topics,
}
