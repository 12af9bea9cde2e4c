"""responses"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("process", sa.Text(), nullable=False),
        sa.Column("collection", sa.Text(), nullable=False),
        sa.Column("thanks", sa.Text(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_reports_consultation_id")
        ),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["users.id"], name=op.f("fk_reports_published_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sa.UniqueConstraint("consultation_id", name=op.f("uq_reports_consultation_id")),
    )
    op.create_table(
        "report_rows",
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("clause_label", sa.Text(), nullable=False),
        sa.Column("commenter", sa.String(length=220), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("changed_text", sa.Text(), nullable=False),
        sa.Column("duplicate_of_sequence", sa.Integer(), nullable=True),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('adopted', 'partly_adopted', 'not_adopted', 'explained', 'already_provided', 'further_study', 'transferred', 'duplicate', 'irrelevant')",
            name=op.f("ck_report_rows_outcome_known"),
        ),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comments.id"], name=op.f("fk_report_rows_comment_id")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name=op.f("fk_report_rows_report_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("report_id", "sequence", name=op.f("pk_report_rows")),
        sa.UniqueConstraint("comment_id", name=op.f("uq_report_rows_comment_id")),
    )
    op.create_table(
        "responses",
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("changed_text", sa.Text(), nullable=False),
        sa.Column("duplicate_of_id", sa.Integer(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(outcome = 'duplicate') = (duplicate_of_id IS NOT NULL)",
            name=op.f("ck_responses_duplicate_named"),
        ),
        sa.CheckConstraint(
            "outcome <> 'partly_adopted' OR length(changed_text) > 0",
            name=op.f("ck_responses_changed_text_given"),
        ),
        sa.CheckConstraint(
            "outcome = 'adopted' OR length(reason) > 0", name=op.f("ck_responses_reason_given")
        ),
        sa.CheckConstraint(
            "outcome IN ('adopted', 'partly_adopted', 'not_adopted', 'explained', 'already_provided', 'further_study', 'transferred', 'duplicate', 'irrelevant')",
            name=op.f("ck_responses_outcome_known"),
        ),
        sa.CheckConstraint(
            "duplicate_of_id IS NULL OR duplicate_of_id <> comment_id",
            name=op.f("ck_responses_not_of_itself"),
        ),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comments.id"], name=op.f("fk_responses_comment_id")
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_responses_consultation_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["users.id"], name=op.f("fk_responses_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["duplicate_of_id"], ["comments.id"], name=op.f("fk_responses_duplicate_of_id")
        ),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_responses")),
    )
    with op.batch_alter_table("responses", schema=None) as batch_op:
        batch_op.create_index(
            "ix_responses_consultation_id_outcome", ["consultation_id", "outcome"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("responses", schema=None) as batch_op:
        batch_op.drop_index("ix_responses_consultation_id_outcome")

    op.drop_table("responses")
    op.drop_table("report_rows")
    op.drop_table("reports")
