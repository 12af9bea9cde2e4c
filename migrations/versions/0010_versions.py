"""versions"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_PURPOSE = "purpose IN ('consultation', 'final')"
_PUBLISHED = (
    "(SELECT published_at FROM draft_versions WHERE id = {row}.draft_version_id) IS NOT NULL"
)


def _add_purpose() -> None:
    """On SQLite without batch mode: making the table anew would drop its guards."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "ALTER TABLE draft_versions ADD COLUMN purpose VARCHAR(12) DEFAULT 'consultation' "
            f"NOT NULL CONSTRAINT ck_draft_versions_purpose_known CHECK ({_PURPOSE})"
        )
        return
    op.add_column(
        "draft_versions",
        sa.Column("purpose", sa.String(length=12), server_default="consultation", nullable=False),
    )
    op.create_check_constraint(
        op.f("ck_draft_versions_purpose_known"), "draft_versions", _PURPOSE
    )


def _add_guards() -> None:
    """The mapping of a published version is frozen."""
    if op.get_bind().dialect.name == "sqlite":
        new, old = _PUBLISHED.format(row="NEW"), _PUBLISHED.format(row="OLD")
        for act, condition in (("INSERT", new), ("UPDATE", f"{old} OR {new}"), ("DELETE", old)):
            op.execute(
                f"CREATE TRIGGER guard_clause_mappings_{act.lower()} BEFORE {act} "
                f"ON clause_mappings WHEN {condition} "
                "BEGIN SELECT RAISE(ABORT, 'clause_mappings is frozen'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION portal_refuse_mapped() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN IF EXISTS (SELECT 1 FROM draft_versions WHERE published_at IS NOT NULL "
        "AND id IN (OLD.draft_version_id, NEW.draft_version_id)) THEN "
        "RAISE EXCEPTION 'clause_mappings is frozen' "
        "USING ERRCODE = 'integrity_constraint_violation'; END IF; "
        "RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END; END $$"
    )
    op.execute(
        "CREATE TRIGGER guard_clause_mappings BEFORE INSERT OR UPDATE OR DELETE ON clause_mappings "
        "FOR EACH ROW EXECUTE FUNCTION portal_refuse_mapped()"
    )


def upgrade() -> None:
    _add_purpose()
    op.create_table(
        "clause_mappings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_version_id", sa.Integer(), nullable=False),
        sa.Column("old_clause_id", sa.Integer(), nullable=True),
        sa.Column("new_clause_id", sa.Integer(), nullable=True),
        sa.Column("change", sa.String(length=10), nullable=False),
        sa.Column("similarity", sa.Double(), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "change IN ('kept', 'changed', 'moved', 'renumbered', 'split', 'merged', 'deleted', 'new')",
            name=op.f("ck_clause_mappings_change_known"),
        ),
        sa.CheckConstraint(
            "(change = 'deleted') = (new_clause_id IS NULL)",
            name=op.f("ck_clause_mappings_deleted_has_no_new"),
        ),
        sa.CheckConstraint(
            "(change = 'new') = (old_clause_id IS NULL)",
            name=op.f("ck_clause_mappings_new_has_no_old"),
        ),
        sa.CheckConstraint(
            "similarity BETWEEN 0 AND 1", name=op.f("ck_clause_mappings_similarity_range")
        ),
        sa.ForeignKeyConstraint(
            ["draft_version_id"],
            ["draft_versions.id"],
            name=op.f("fk_clause_mappings_draft_version_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["old_clause_id"],
            ["clauses.id"],
            name=op.f("fk_clause_mappings_old_clause_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["new_clause_id"],
            ["clauses.id"],
            name=op.f("fk_clause_mappings_new_clause_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["set_by_id"], ["users.id"], name=op.f("fk_clause_mappings_set_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clause_mappings")),
        sa.UniqueConstraint(
            "draft_version_id",
            "old_clause_id",
            "new_clause_id",
            name=op.f("uq_clause_mappings_draft_version_id_old_clause_id_new_clause_id"),
        ),
    )
    for name in ("old_clause_id", "new_clause_id"):
        op.create_index(op.f(f"ix_clause_mappings_{name}"), "clause_mappings", [name])
    _add_guards()


def downgrade() -> None:
    op.drop_table("clause_mappings")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION portal_refuse_mapped()")
        op.drop_constraint(op.f("ck_draft_versions_purpose_known"), "draft_versions")
    op.drop_column("draft_versions", "purpose")
