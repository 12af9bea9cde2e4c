"""Preparing an installation: key file, schema, first rows."""

from __future__ import annotations

from portal import secrets
from portal.config import Settings
from portal.db import Database, migrate
from portal.operations.consultations import ensure_document_kinds


def prepare(settings: Settings) -> bool:
    """Instance folder, keys, schema and legal table stand; True when the keys were made now."""
    settings.instance_dir.mkdir(parents=True, exist_ok=True)
    settings.instance_dir.chmod(0o700)
    settings.attachment_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = secrets.make_key_file(settings.key_file)
    database = Database(settings)
    try:
        migrate(database)
        database.check_settings()
        with database.transaction() as session:
            ensure_document_kinds(session)
    finally:
        database.dispose()
    return made
