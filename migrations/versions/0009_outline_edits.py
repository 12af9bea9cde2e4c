"""outline edits"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_CHECKED = "(checked_at IS NULL) = (checked_by_id IS NULL)"
_PUBLISHED = (
    "(SELECT published_at FROM draft_versions WHERE id = {row}.draft_version_id) IS NOT NULL"
)
_NEW, _OLD = _PUBLISHED.format(row="NEW"), _PUBLISHED.format(row="OLD")
_GUARDS = (
    ("clauses", "INSERT", _NEW),
    ("clauses", "UPDATE", f"({_OLD}) OR ({_NEW})"),
    ("clauses", "DELETE", _OLD),
    ("draft_versions", "UPDATE", "OLD.published_at IS NOT NULL"),
    ("draft_versions", "DELETE", "OLD.published_at IS NOT NULL"),
)
"""The guards of 0008 that SQLite loses, or stumbles over, when draft_versions is made anew."""


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _drop_guards() -> None:
    for table, act, _condition in _GUARDS:
        op.execute(f"DROP TRIGGER guard_{table}_{act.lower()}")


def _create_guards() -> None:
    for table, act, condition in _GUARDS:
        op.execute(
            f"CREATE TRIGGER guard_{table}_{act.lower()} BEFORE {act} ON {table} "
            f"WHEN {condition} BEGIN SELECT RAISE(ABORT, '{table} is frozen'); END"
        )


def _add_check() -> None:
    with op.batch_alter_table("draft_versions") as batch_op:
        batch_op.add_column(sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("checked_by_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_draft_versions_checked_by_id"), "users", ["checked_by_id"], ["id"]
        )
        batch_op.create_check_constraint(op.f("ck_draft_versions_checked_by_someone"), _CHECKED)


def _drop_check() -> None:
    with op.batch_alter_table("draft_versions") as batch_op:
        batch_op.drop_constraint(op.f("ck_draft_versions_checked_by_someone"))
        batch_op.drop_constraint(op.f("fk_draft_versions_checked_by_id"))
        batch_op.drop_column("checked_by_id")
        batch_op.drop_column("checked_at")


def upgrade() -> None:
    if _is_sqlite():
        _drop_guards()
    _add_check()
    if _is_sqlite():
        _create_guards()
    op.create_table(
        "outline_edits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_version_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("identity", sa.String(length=32), nullable=False),
        sa.Column("clause_label", sa.Text(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('promoted', 'demoted', 'merged', 'split', 'rewritten', 'marked', "
            "'units_set', 'deleted')",
            name=op.f("ck_outline_edits_kind_known"),
        ),
        sa.CheckConstraint("sequence >= 1", name=op.f("ck_outline_edits_sequence_positive")),
        sa.ForeignKeyConstraint(
            ["draft_version_id"],
            ["draft_versions.id"],
            name=op.f("fk_outline_edits_draft_version_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["users.id"], name=op.f("fk_outline_edits_made_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outline_edits")),
        sa.UniqueConstraint(
            "draft_version_id", "sequence", name=op.f("uq_outline_edits_draft_version_id_sequence")
        ),
    )


def downgrade() -> None:
    op.drop_table("outline_edits")
    if _is_sqlite():
        _drop_guards()
    _drop_check()
    if _is_sqlite():
        _create_guards()
