"""Work for the analysis: jobs of a consultation, cut into shards that several processes take."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, one_of


class JobPurpose(StrEnum):
    """What a job does: a finding for each comment, stances learned anew, or new topic groups."""

    COMMENTS = "comments"
    STANCES = "stances"
    TOPICS = "topics"


class AnalysisJob(Base):
    """One job; whether it runs, is done or has failed is told by its shards.

    Topics with a count or a scale are found anew; without either the present ones take in what came.
    """

    __tablename__ = "analysis_jobs"
    __table_args__ = (
        one_of("purpose", [purpose.value for purpose in JobPurpose], "purpose_known"),
        CheckConstraint("comment_count >= 1", name="has_comments"),
        CheckConstraint(
            "(cancelled_at IS NULL) = (cancelled_by_id IS NULL)", name="cancelled_by_someone"
        ),
        CheckConstraint(
            "topic_count IS NULL OR (purpose = 'topics' AND topic_count BETWEEN 2 AND 60)",
            name="topic_count_of_topics",
        ),
        CheckConstraint(
            "topic_scale IS NULL OR (purpose = 'topics' AND topic_count IS NULL "
            "AND topic_scale IN ('coarser', 'usual', 'finer'))",
            name="topic_scale_of_topics",
        ),
        Index("ix_analysis_jobs_consultation_id_purpose", "consultation_id", "purpose"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id", ondelete="CASCADE"))
    purpose: Mapped[str] = mapped_column(String(10))
    comment_count: Mapped[int]
    topic_count: Mapped[int | None]
    topic_scale: Mapped[str | None] = mapped_column(String(8))
    created_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    cancelled_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class AnalysisShard(Base):
    """A stretch of a job's comments, taken by one worker at a time; a claim that ran out is free."""

    __tablename__ = "analysis_shards"
    __table_args__ = (
        CheckConstraint("first_comment_id <= last_comment_id", name="stretch"),
        CheckConstraint("comment_count >= 1", name="has_comments"),
        CheckConstraint("attempt_count >= 0", name="attempts_not_negative"),
        CheckConstraint(
            "(claimed_by IS NULL) = (claimed_until IS NULL)", name="claimed_by_someone"
        ),
        CheckConstraint("done_at IS NULL OR claimed_by IS NOT NULL", name="done_by_someone"),
        Index("ix_analysis_shards_done_at_job_id", "done_at", "job_id"),
    )

    job_id: Mapped[int] = mapped_column(
        ForeignKey("analysis_jobs.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    first_comment_id: Mapped[int]
    last_comment_id: Mapped[int]
    comment_count: Mapped[int]
    attempt_count: Mapped[int] = mapped_column(default=0)
    claimed_by: Mapped[str | None] = mapped_column(String(80))
    claimed_until: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
