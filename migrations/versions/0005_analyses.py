"""analyses"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "topic_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("analyser_version", sa.String(length=20), nullable=False),
        sa.Column("comment_count", sa.Integer(), nullable=False),
        sa.Column("last_comment_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("comment_count >= 0", name=op.f("ck_topic_runs_not_negative")),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultations.id"],
            name=op.f("fk_topic_runs_consultation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic_runs")),
    )
    with op.batch_alter_table("topic_runs", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_topic_runs_consultation_id"), ["consultation_id"], unique=False
        )

    op.create_table(
        "topics",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=10), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("excerpt", sa.Text(), nullable=False),
        sa.Column("comment_count", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "purpose IN ('topic', 'rest', 'campaign')", name=op.f("ck_topics_purpose_known")
        ),
        sa.CheckConstraint("comment_count >= 1", name=op.f("ck_topics_has_comments")),
        sa.ForeignKeyConstraint(
            ["run_id"], ["topic_runs.id"], name=op.f("fk_topics_run_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topics")),
        sa.UniqueConstraint(
            "run_id", "purpose", "position", name=op.f("uq_topics_run_id_purpose_position")
        ),
    )
    op.create_table(
        "analysis_results",
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("analyser_version", sa.String(length=20), nullable=False),
        sa.Column("input_hash", sa.String(length=64), nullable=False),
        sa.Column("sentiment_score", sa.Double(), nullable=False),
        sa.Column("sentiment_clear", sa.Boolean(), nullable=False),
        sa.Column("stance", sa.String(length=10), nullable=False),
        sa.Column("stance_score", sa.Double(), nullable=False),
        sa.Column("stance_confident", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("personal_data", sa.JSON(), nullable=False),
        sa.Column("why", sa.JSON(), nullable=False),
        sa.Column("analysed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "stance IN ('support', 'oppose', 'suggest', 'question', 'none')",
            name=op.f("ck_analysis_results_stance_known"),
        ),
        sa.CheckConstraint(
            "sentiment_score BETWEEN 0 AND 1", name=op.f("ck_analysis_results_sentiment_range")
        ),
        sa.CheckConstraint(
            "stance_score BETWEEN -1 AND 1", name=op.f("ck_analysis_results_stance_range")
        ),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comments.id"], name=op.f("fk_analysis_results_comment_id")
        ),
        sa.PrimaryKeyConstraint("comment_id", "analyser_version", name=op.f("pk_analysis_results")),
    )
    op.create_table(
        "judgements",
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("stance", sa.String(length=10), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "stance IN ('support', 'oppose', 'suggest', 'question', 'none')",
            name=op.f("ck_judgements_stance_known"),
        ),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comments.id"], name=op.f("fk_judgements_comment_id")
        ),
        sa.ForeignKeyConstraint(["set_by_id"], ["users.id"], name=op.f("fk_judgements_set_by_id")),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_judgements")),
    )
    op.create_table(
        "topic_members",
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comments.id"], name=op.f("fk_topic_members_comment_id")
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topics.id"], name=op.f("fk_topic_members_topic_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("topic_id", "comment_id", name=op.f("pk_topic_members")),
    )
    with op.batch_alter_table("topic_members", schema=None) as batch_op:
        batch_op.create_index("ix_topic_members_comment_id", ["comment_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("topic_members", schema=None) as batch_op:
        batch_op.drop_index("ix_topic_members_comment_id")

    op.drop_table("topic_members")
    op.drop_table("judgements")
    op.drop_table("analysis_results")
    op.drop_table("topics")
    with op.batch_alter_table("topic_runs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_topic_runs_consultation_id"))

    op.drop_table("topic_runs")
