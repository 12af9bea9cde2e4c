"""taken up comments"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_PUBLISHED = (
    "(SELECT published_at FROM draft_versions WHERE id = {row}.draft_version_id) IS NOT NULL"
)
_FOREIGN = (
    "NOT EXISTS (SELECT 1 FROM draft_versions AS newer "
    "JOIN comments ON comments.consultation_id = newer.consultation_id "
    "JOIN draft_versions AS own ON own.consultation_id = newer.consultation_id "
    "AND own.number IN (newer.number, newer.number - 1) "
    "JOIN clauses ON clauses.draft_version_id = own.id "
    "WHERE newer.id = NEW.draft_version_id AND comments.id = NEW.comment_id "
    "AND clauses.id = NEW.clause_id)"
)
"""The comment, or the clause, is of another consultation than the version."""


def _sqlite_guard(name: str, act: str, condition: str, words: str) -> None:
    op.execute(
        f"CREATE TRIGGER guard_taken_up_comments_{name} BEFORE {act} ON taken_up_comments "
        f"WHEN {condition} BEGIN SELECT RAISE(ABORT, 'taken_up_comments {words}'); END"
    )


def _add_guards() -> None:
    """What a public version names is frozen; only comments of its own consultation are named."""
    if op.get_bind().dialect.name == "sqlite":
        new, old = _PUBLISHED.format(row="NEW"), _PUBLISHED.format(row="OLD")
        _sqlite_guard("insert", "INSERT", new, "is frozen")
        _sqlite_guard("update", "UPDATE", f"{old} OR {new}", "is frozen")
        _sqlite_guard("delete", "DELETE", old, "is frozen")
        _sqlite_guard("insert_own", "INSERT", _FOREIGN, "names a foreign comment")
        _sqlite_guard("update_own", "UPDATE", _FOREIGN, "names a foreign comment")
        return
    op.execute(
        "CREATE FUNCTION portal_refuse_taken_up() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN IF EXISTS (SELECT 1 FROM draft_versions WHERE published_at IS NOT NULL "
        "AND id IN (OLD.draft_version_id, NEW.draft_version_id)) THEN "
        "RAISE EXCEPTION 'taken_up_comments is frozen' "
        "USING ERRCODE = 'integrity_constraint_violation'; END IF; "
        "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; "
        "IF <foreign> THEN RAISE EXCEPTION 'taken_up_comments names a foreign comment' "
        "USING ERRCODE = 'integrity_constraint_violation'; END IF; "
        "RETURN NEW; END $$".replace("<foreign>", _FOREIGN)
    )
    op.execute(
        "CREATE TRIGGER guard_taken_up_comments BEFORE INSERT OR UPDATE OR DELETE "
        "ON taken_up_comments FOR EACH ROW EXECUTE FUNCTION portal_refuse_taken_up()"
    )


def upgrade() -> None:
    op.create_table(
        "taken_up_comments",
        sa.Column("draft_version_id", sa.Integer(), nullable=False),
        sa.Column("clause_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("named_by_id", sa.Integer(), nullable=False),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_version_id"],
            ["draft_versions.id"],
            name=op.f("fk_taken_up_comments_draft_version_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["clause_id"],
            ["clauses.id"],
            name=op.f("fk_taken_up_comments_clause_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comments.id"], name=op.f("fk_taken_up_comments_comment_id")
        ),
        sa.ForeignKeyConstraint(
            ["named_by_id"], ["users.id"], name=op.f("fk_taken_up_comments_named_by_id")
        ),
        sa.PrimaryKeyConstraint(
            "draft_version_id", "clause_id", "comment_id", name=op.f("pk_taken_up_comments")
        ),
    )
    for name in ("clause_id", "comment_id"):
        op.create_index(op.f(f"ix_taken_up_comments_{name}"), "taken_up_comments", [name])
    _add_guards()


def downgrade() -> None:
    op.drop_table("taken_up_comments")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION portal_refuse_taken_up()")
