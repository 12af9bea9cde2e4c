"""parts of letters"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_REFERENCES = {
    "comment_id": "comments.id",
    "letter_id": "comments.id",
    "made_by_id": "users.id",
    "merged_by_id": "users.id",
}


def upgrade() -> None:
    op.create_table(
        "letter_parts",
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("cut_start", sa.Integer(), nullable=False),
        sa.Column("cut_end", sa.Integer(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("merged_by_id", sa.Integer(), nullable=True),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("comment_id <> letter_id", name=op.f("ck_letter_parts_not_of_itself")),
        sa.CheckConstraint(
            "cut_start >= 0 AND cut_start < cut_end", name=op.f("ck_letter_parts_stretch")
        ),
        sa.CheckConstraint(
            "(merged_at IS NULL) = (merged_by_id IS NULL)",
            name=op.f("ck_letter_parts_merged_by_someone"),
        ),
        *(
            sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_letter_parts_{column}"))
            for column, target in _REFERENCES.items()
        ),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_letter_parts")),
    )
    op.create_index(op.f("ix_letter_parts_letter_id"), "letter_parts", ["letter_id"])


def downgrade() -> None:
    op.drop_table("letter_parts")
