"""jobs of the analysis"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "analysis_jobs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=10), nullable=False),
        sa.Column("comment_count", sa.Integer(), nullable=False),
        sa.Column("topic_count", sa.Integer(), nullable=True),
        sa.Column("topic_scale", sa.String(length=8), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "purpose IN ('comments', 'stances', 'topics')",
            name=op.f("ck_analysis_jobs_purpose_known"),
        ),
        sa.CheckConstraint("comment_count >= 1", name=op.f("ck_analysis_jobs_has_comments")),
        sa.CheckConstraint(
            "(cancelled_at IS NULL) = (cancelled_by_id IS NULL)",
            name=op.f("ck_analysis_jobs_cancelled_by_someone"),
        ),
        sa.CheckConstraint(
            "topic_count IS NULL OR (purpose = 'topics' AND topic_count BETWEEN 2 AND 60)",
            name=op.f("ck_analysis_jobs_topic_count_of_topics"),
        ),
        sa.CheckConstraint(
            "topic_scale IS NULL OR (purpose = 'topics' AND topic_count IS NULL "
            "AND topic_scale IN ('coarser', 'usual', 'finer'))",
            name=op.f("ck_analysis_jobs_topic_scale_of_topics"),
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultations.id"],
            name=op.f("fk_analysis_jobs_consultation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["cancelled_by_id"], ["users.id"], name=op.f("fk_analysis_jobs_cancelled_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_analysis_jobs")),
    )
    op.create_index(
        "ix_analysis_jobs_consultation_id_purpose", "analysis_jobs", ["consultation_id", "purpose"]
    )
    op.create_table(
        "analysis_shards",
        sa.Column("job_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("first_comment_id", sa.Integer(), nullable=False),
        sa.Column("last_comment_id", sa.Integer(), nullable=False),
        sa.Column("comment_count", sa.Integer(), nullable=False),
        sa.Column("attempt_count", sa.Integer(), nullable=False),
        sa.Column("claimed_by", sa.String(length=80), nullable=True),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "first_comment_id <= last_comment_id", name=op.f("ck_analysis_shards_stretch")
        ),
        sa.CheckConstraint("comment_count >= 1", name=op.f("ck_analysis_shards_has_comments")),
        sa.CheckConstraint(
            "attempt_count >= 0", name=op.f("ck_analysis_shards_attempts_not_negative")
        ),
        sa.CheckConstraint(
            "(claimed_by IS NULL) = (claimed_until IS NULL)",
            name=op.f("ck_analysis_shards_claimed_by_someone"),
        ),
        sa.CheckConstraint(
            "done_at IS NULL OR claimed_by IS NOT NULL",
            name=op.f("ck_analysis_shards_done_by_someone"),
        ),
        sa.ForeignKeyConstraint(
            ["job_id"],
            ["analysis_jobs.id"],
            name=op.f("fk_analysis_shards_job_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("job_id", "position", name=op.f("pk_analysis_shards")),
    )
    op.create_index(
        "ix_analysis_shards_done_at_job_id", "analysis_shards", ["done_at", "job_id"]
    )


def downgrade() -> None:
    op.drop_table("analysis_shards")
    op.drop_table("analysis_jobs")
