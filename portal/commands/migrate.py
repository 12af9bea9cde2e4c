"""`portal migrate`: the database stands at the newest schema."""

from __future__ import annotations

import argparse

from portal.bootstrap.speech import say

HELP = "将数据库升级到最新结构 / bring the database to the newest schema"


def configure(parser: argparse.ArgumentParser) -> None:
    """The command takes no options: PORTAL_DATABASE_URL names the database."""


def run(arguments: argparse.Namespace) -> int:
    """All migrations are applied; running it again changes nothing."""
    from portal.config import load_settings
    from portal.db import Database, migrate, schema_revision

    database = Database(load_settings())
    try:
        migrate(database)
        revision, _newest = schema_revision(database)
    finally:
        database.dispose()
    say(f"数据库结构版本:{revision}", f"the schema is at {revision}")
    return 0
