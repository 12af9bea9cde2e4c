"""submissions_later"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

FROZEN = ("supplements", "withdrawals", "disputes")


def _mark_table(name: str, instant: str) -> None:
    """A table of at most one row a submission: what became of it, and when."""
    op.create_table(
        name,
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column(instant, sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f(f"fk_{name}_submission_id")
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f(f"fk_{name}_consultation_id")
        ),
        sa.PrimaryKeyConstraint("submission_id", name=op.f(f"pk_{name}")),
    )
    op.create_index(op.f(f"ix_{name}_consultation_id"), name, ["consultation_id"])


def _add_guards() -> None:
    """Written once, like the submissions they belong to."""
    for table in FROZEN:
        if op.get_bind().dialect.name == "sqlite":
            for act in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER guard_{table}_{act.lower()} BEFORE {act} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is frozen'); END"
                )
        else:
            op.execute(
                f"CREATE TRIGGER guard_{table} BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION portal_refuse()"
            )


def upgrade() -> None:
    op.create_table(
        "supplements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "length(body) BETWEEN 1 AND 20000", name=op.f("ck_supplements_body_length")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_supplements_submission_id")
        ),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comments.id"], name=op.f("fk_supplements_comment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplements")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_supplements_key_hash")),
        sa.UniqueConstraint(
            "submission_id", "position", name=op.f("uq_supplements_submission_id_position")
        ),
    )
    op.create_index(op.f("ix_supplements_comment_id"), "supplements", ["comment_id"])
    _mark_table("withdrawals", "withdrawn_at")
    _mark_table("disputes", "disputed_at")
    _add_guards()


def downgrade() -> None:
    for table in reversed(FROZEN):
        op.drop_table(table)
