"""Alembic's environment: its own engine, foreign keys off on SQLite (batch mode would cascade)."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection, create_engine, pool, text

import portal.models  # noqa: F401  the import fills the metadata
from portal.db import Base, UTCDateTime

_POSTGRES_LOCK = 7_263_001


def _render_item(kind: str, item: object, autogen_context: object) -> str | bool:
    return "sa.DateTime(timezone=True)" if isinstance(item, UTCDateTime) else False


def _configure(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        render_item=_render_item,
        compare_type=True,
        transaction_per_migration=True,
    )


def _check_foreign_keys(connection: Connection) -> None:
    broken = connection.execute(text("PRAGMA foreign_key_check")).fetchall()
    if broken:
        raise RuntimeError(f"foreign keys broken after migration: {broken[:5]}")


def run() -> None:
    """The migrations asked for are applied on a connection of their own."""
    engine = create_engine(context.config.attributes["url"], poolclass=pool.NullPool)
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_lock({_POSTGRES_LOCK})"))
            connection.commit()
        else:
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.commit()
        _configure(connection)
        with context.begin_transaction():
            context.run_migrations()
        if connection.dialect.name == "sqlite":
            _check_foreign_keys(connection)
    engine.dispose()


run()
