"""Triggers: what was accepted, published or recorded is never altered or deleted."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

FROZEN = ("submissions", "comments", "audit_events", "window_changes", "reports", "report_rows")
"""Tables whose rows are written once."""

_PUBLISHED = (
    "(SELECT published_at FROM draft_versions WHERE id = {row}.draft_version_id) IS NOT NULL"
)
_WAS_PUBLISHED = "OLD.published_at IS NOT NULL"


def _sqlite_trigger(table: str, act: str, condition: str = "") -> str:
    when = f"WHEN {condition}" if condition else ""
    return (
        f"CREATE TRIGGER guard_{table}_{act.lower()} BEFORE {act} ON {table} {when} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is frozen'); END"
    )


def _draft_guards() -> list[tuple[str, str, str]]:
    """(table, act, condition): a published draft and its clauses stay, and none is moved into it."""
    new, old = _PUBLISHED.format(row="NEW"), _PUBLISHED.format(row="OLD")
    return [
        ("clauses", "INSERT", new),
        ("clauses", "UPDATE", f"({old}) OR ({new})"),
        ("clauses", "DELETE", old),
        ("draft_versions", "UPDATE", _WAS_PUBLISHED),
        ("draft_versions", "DELETE", _WAS_PUBLISHED),
    ]


def _upgrade_sqlite() -> None:
    for table in FROZEN:
        op.execute(_sqlite_trigger(table, "UPDATE"))
        op.execute(_sqlite_trigger(table, "DELETE"))
    for table, act, condition in _draft_guards():
        op.execute(_sqlite_trigger(table, act, condition))


def _upgrade_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION portal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION '% is frozen', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; "
        "END $$"
    )
    op.execute(
        "CREATE FUNCTION portal_refuse_published() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN IF EXISTS (SELECT 1 FROM draft_versions WHERE published_at IS NOT NULL "
        "AND id IN (OLD.draft_version_id, NEW.draft_version_id)) THEN "
        "RAISE EXCEPTION 'clauses is frozen' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
        "RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END; END $$"
    )
    for table in FROZEN:
        op.execute(
            f"CREATE TRIGGER guard_{table} BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION portal_refuse()"
        )
    op.execute(
        "CREATE TRIGGER guard_clauses BEFORE INSERT OR UPDATE OR DELETE ON clauses "
        "FOR EACH ROW EXECUTE FUNCTION portal_refuse_published()"
    )
    op.execute(
        "CREATE TRIGGER guard_draft_versions BEFORE UPDATE OR DELETE ON draft_versions "
        f"FOR EACH ROW WHEN ({_WAS_PUBLISHED}) EXECUTE FUNCTION portal_refuse()"
    )


def upgrade() -> None:
    """The guards stand."""
    if op.get_bind().dialect.name == "sqlite":
        _upgrade_sqlite()
    else:
        _upgrade_postgresql()


def downgrade() -> None:
    """The guards are gone; no row changes."""
    if op.get_bind().dialect.name == "sqlite":
        for table in FROZEN:
            op.execute(f"DROP TRIGGER guard_{table}_update")
            op.execute(f"DROP TRIGGER guard_{table}_delete")
        for table, act, _condition in _draft_guards():
            op.execute(f"DROP TRIGGER guard_{table}_{act.lower()}")
        return
    for table in (*FROZEN, "clauses", "draft_versions"):
        op.execute(f"DROP TRIGGER guard_{table} ON {table}")
    op.execute("DROP FUNCTION portal_refuse()")
    op.execute("DROP FUNCTION portal_refuse_published()")
