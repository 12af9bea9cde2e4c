"""organisations: formal 无意见, and collations"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_OLD, _NEW = (
    "comment_count >= 1",
    "comment_count >= 1 OR (comment_count = 0 AND commenter_kind = 'organisation')",
)
_INSTANT = sa.DateTime(timezone=True)


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _set_check(condition: str) -> None:
    """SQLite makes the table anew: its guards of 0008 go before and stand again after."""
    if _is_sqlite():
        for act in ("update", "delete"):
            op.execute(f"DROP TRIGGER guard_submissions_{act}")
    with op.batch_alter_table("submissions") as batch_op:
        batch_op.drop_constraint(op.f("ck_submissions_has_comments"), type_="check")
        batch_op.create_check_constraint(op.f("ck_submissions_has_comments"), condition)
    if _is_sqlite():
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER guard_submissions_{act.lower()} BEFORE {act} ON submissions "
                "BEGIN SELECT RAISE(ABORT, 'submissions is frozen'); END"
            )


def upgrade() -> None:
    _set_check(_NEW)
    with op.batch_alter_table("baskets") as batch_op:
        batch_op.add_column(
            sa.Column("is_no_comment", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    _create_collations()
    _create_originals()
    with op.batch_alter_table("basket_opinions") as batch_op:
        batch_op.add_column(sa.Column("original_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_basket_opinions_original_id"),
            "collation_originals",
            ["original_id"],
            ["id"],
            ondelete="SET NULL",
        )
        batch_op.create_index(op.f("ix_basket_opinions_original_id"), ["original_id"])
    op.create_table(
        "comment_origins",
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("original_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comments.id"], name=op.f("fk_comment_origins_comment_id")
        ),
        sa.ForeignKeyConstraint(
            ["original_id"],
            ["collation_originals.id"],
            name=op.f("fk_comment_origins_original_id"),
        ),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_comment_origins")),
    )
    op.create_index(op.f("ix_comment_origins_original_id"), "comment_origins", ["original_id"])
    _guard_originals()


def _create_collations() -> None:
    op.create_table(
        "collations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("lead_hash", sa.String(length=64), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("opened_at", _INSTANT, nullable=False),
        sa.Column("closed_at", _INSTANT, nullable=True),
        sa.Column("submission_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("length(name) >= 1", name=op.f("ck_collations_named")),
        sa.CheckConstraint(
            "submission_id IS NULL OR closed_at IS NOT NULL",
            name=op.f("ck_collations_closed_once_submitted"),
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultations.id"],
            name=op.f("fk_collations_consultation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_collations_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collations")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_collations_code_hash")),
    )
    op.create_index(
        op.f("ix_collations_consultation_id_lead_hash"),
        "collations",
        ["consultation_id", "lead_hash"],
    )
    op.create_index(op.f("ix_collations_submission_id"), "collations", ["submission_id"])


def _create_originals() -> None:
    op.create_table(
        "collation_inputs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("collation_id", sa.Integer(), nullable=False),
        sa.Column("member_hash", sa.String(length=64), nullable=False),
        sa.Column("key_id", sa.String(length=16), nullable=True),
        sa.Column("nonce", sa.LargeBinary(), nullable=True),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=True),
        sa.Column("handed_in_at", _INSTANT, nullable=False),
        sa.CheckConstraint(
            "(key_id IS NULL) = (nonce IS NULL) AND (nonce IS NULL) = (ciphertext IS NULL)",
            name=op.f("ck_collation_inputs_sealed_whole"),
        ),
        sa.ForeignKeyConstraint(
            ["collation_id"],
            ["collations.id"],
            name=op.f("fk_collation_inputs_collation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collation_inputs")),
    )
    op.create_index(op.f("ix_collation_inputs_collation_id"), "collation_inputs", ["collation_id"])
    op.create_table(
        "collation_originals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("input_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("clause_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("stance", sa.String(length=10), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('remark', 'replacement', 'addition', 'deletion')",
            name=op.f("ck_collation_originals_kind_known"),
        ),
        sa.CheckConstraint(
            "stance IN ('support', 'oppose', 'suggest', 'question')",
            name=op.f("ck_collation_originals_stance_known"),
        ),
        sa.CheckConstraint(
            "length(body) BETWEEN 1 AND 20000", name=op.f("ck_collation_originals_body_length")
        ),
        sa.ForeignKeyConstraint(
            ["input_id"],
            ["collation_inputs.id"],
            name=op.f("fk_collation_originals_input_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["clause_id"],
            ["clauses.id"],
            name=op.f("fk_collation_originals_clause_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collation_originals")),
        sa.UniqueConstraint(
            "input_id", "position", name=op.f("uq_collation_originals_input_id_position")
        ),
    )
    op.create_index(op.f("ix_collation_originals_clause_id"), "collation_originals", ["clause_id"])


def _guard_originals() -> None:
    """What a member wrote is never altered; it goes only with its collation."""
    if _is_sqlite():
        op.execute(
            "CREATE TRIGGER guard_collation_originals_update BEFORE UPDATE ON collation_originals "
            "BEGIN SELECT RAISE(ABORT, 'collation_originals is frozen'); END"
        )
    else:
        op.execute(
            "CREATE TRIGGER guard_collation_originals BEFORE UPDATE ON collation_originals "
            "FOR EACH ROW EXECUTE FUNCTION portal_refuse()"
        )


def downgrade() -> None:
    """Submissions without a comment cannot stand in the older schema: they go."""
    op.drop_table("comment_origins")
    with op.batch_alter_table("basket_opinions") as batch_op:
        batch_op.drop_index(op.f("ix_basket_opinions_original_id"))
        batch_op.drop_constraint(op.f("fk_basket_opinions_original_id"), type_="foreignkey")
        batch_op.drop_column("original_id")
    op.drop_table("collation_originals")
    op.drop_table("collation_inputs")
    op.drop_table("collations")
    with op.batch_alter_table("baskets") as batch_op:
        batch_op.drop_column("is_no_comment")
    _drop_empty_submissions()
    _set_check(_OLD)


def _drop_empty_submissions() -> None:
    empty = "(SELECT id FROM submissions WHERE comment_count = 0)"
    for table in ("contact_data", "attachments"):
        op.execute(f"DELETE FROM {table} WHERE submission_id IN {empty}")  # noqa: S608  our own names
    if _is_sqlite():
        op.execute("DROP TRIGGER guard_submissions_delete")
    else:
        op.execute("ALTER TABLE submissions DISABLE TRIGGER guard_submissions")
    op.execute("DELETE FROM submissions WHERE comment_count = 0")
    if _is_sqlite():
        op.execute(
            "CREATE TRIGGER guard_submissions_delete BEFORE DELETE ON submissions "
            "BEGIN SELECT RAISE(ABORT, 'submissions is frozen'); END"
        )
    else:
        op.execute("ALTER TABLE submissions ENABLE TRIGGER guard_submissions")
