"""The migrations build what the models say, to the last constraint."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, inspect

import portal.models  # noqa: F401  the import fills the metadata
from portal.db import Base, Database, migrate, migration_config, schema_revision
from portal.models.search import INDEX_NAME


def _is_mapped(name: str | None, kind: str, _parents: object) -> bool:
    """The index of the search is made for each database in its own way, and no model."""
    return kind != "table" or not (name or "").startswith(INDEX_NAME)


def test_nothing_is_left_for_a_further_migration(bare: Database) -> None:
    migrate(bare)
    with bare.reading() as session:
        options = {"compare_type": True, "include_name": _is_mapped}
        context = MigrationContext.configure(session.connection(), opts=options)
        assert compare_metadata(context, Base.metadata) == []
    found, head = schema_revision(bare)
    assert found == head is not None


def test_every_check_foreign_key_and_unique_has_its_name_in_the_database(bare: Database) -> None:
    """The comparison above does not look at CHECKs."""
    migrate(bare)
    with bare.reading() as session:
        inspector = inspect(session.connection())
        for name, table in Base.metadata.tables.items():
            checks = {c.name for c in table.constraints if isinstance(c, CheckConstraint)}
            assert {c["name"] for c in inspector.get_check_constraints(name)} == checks
            keys = {constraint.name for constraint in table.foreign_key_constraints}
            assert {c["name"] for c in inspector.get_foreign_keys(name)} == keys
            is_unnamed = bare.is_sqlite and table.dialect_options["sqlite"]["autoincrement"]
            expected = None if is_unnamed else table.primary_key.name
            assert inspector.get_pk_constraint(name)["name"] == expected


def test_the_foreign_keys_cascade_as_the_models_say(bare: Database) -> None:
    migrate(bare)
    with bare.reading() as session:
        inspector = inspect(session.connection())
        for name, table in Base.metadata.tables.items():
            found = {
                key["name"]: key["options"].get("ondelete")
                for key in inspector.get_foreign_keys(name)
            }
            assert found == {key.name: key.ondelete for key in table.foreign_key_constraints}


def test_the_revisions_form_one_line_each_with_a_way_back(bare: Database) -> None:
    script = ScriptDirectory.from_config(migration_config(bare))
    revisions = [item.revision for item in script.walk_revisions()]
    assert revisions == sorted(revisions, reverse=True)
    assert len(script.get_heads()) == len(script.get_bases()) == 1
    for item in script.walk_revisions():
        assert callable(item.module.upgrade)
        assert callable(item.module.downgrade)
        assert item.module.__doc__
