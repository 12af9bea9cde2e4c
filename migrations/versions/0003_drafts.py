"""drafts"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "draft_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("genre", sa.String(length=20), nullable=False),
        sa.Column("preamble", sa.Text(), nullable=False),
        sa.Column("source_text", sa.Text(), nullable=False),
        sa.Column("source_name", sa.String(length=200), nullable=False),
        sa.Column("source_hash", sa.String(length=64), nullable=False),
        sa.Column("warnings", sa.JSON(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("imported_by_id", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "genre IN ('legislation', 'policy', 'notice_with_draft', 'bundle', 'speech', 'other')",
            name=op.f("ck_draft_versions_genre_known"),
        ),
        sa.CheckConstraint(
            "length(source_hash) = 64", name=op.f("ck_draft_versions_source_hashed")
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_draft_versions_number_positive")),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultations.id"],
            name=op.f("fk_draft_versions_consultation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["imported_by_id"], ["users.id"], name=op.f("fk_draft_versions_imported_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_versions")),
        sa.UniqueConstraint(
            "consultation_id", "number", name=op.f("uq_draft_versions_consultation_id_number")
        ),
    )
    op.create_table(
        "clauses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_version_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("identity", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("level", sa.String(length=4), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("heading", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("is_commentable", sa.Boolean(), nullable=False),
        sa.Column("units", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "level IN ('编', '分编', '章', '节', '条', '款', '项', '目', '一、', '（一）', '1.', '（1）', '①', 'X要')",
            name=op.f("ck_clauses_level_known"),
        ),
        sa.CheckConstraint("length(number) > 0", name=op.f("ck_clauses_numbered")),
        sa.CheckConstraint("length(text_hash) = 64", name=op.f("ck_clauses_text_hashed")),
        sa.CheckConstraint("line >= 1", name=op.f("ck_clauses_line_positive")),
        sa.CheckConstraint(
            "parent_id IS NULL OR parent_id <> id", name=op.f("ck_clauses_not_its_own_parent")
        ),
        sa.ForeignKeyConstraint(
            ["draft_version_id"],
            ["draft_versions.id"],
            name=op.f("fk_clauses_draft_version_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["clauses.id"], name=op.f("fk_clauses_parent_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clauses")),
        sa.UniqueConstraint(
            "draft_version_id", "identity", name=op.f("uq_clauses_draft_version_id_identity")
        ),
        sa.UniqueConstraint(
            "draft_version_id", "path", name=op.f("uq_clauses_draft_version_id_path")
        ),
        sa.UniqueConstraint(
            "draft_version_id", "position", name=op.f("uq_clauses_draft_version_id_position")
        ),
    )
    with op.batch_alter_table("clauses", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_clauses_identity"), ["identity"], unique=False)
        batch_op.create_index(batch_op.f("ix_clauses_parent_id"), ["parent_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("clauses", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_clauses_parent_id"))
        batch_op.drop_index(batch_op.f("ix_clauses_identity"))

    op.drop_table("clauses")
    op.drop_table("draft_versions")
