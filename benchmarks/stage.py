"""An installation of its own for a rehearsal, and a consultation in it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.bootstrap.catalogues import compile_catalogues
from portal.bootstrap.checkout import Checkout
from portal.config import Settings, load_settings
from portal.db import Database
from portal.models.accounts import User
from portal.operations import windows
from portal.operations.consultations import lock_consultation
from portal.operations.setup import prepare
from tests import make


@contextmanager
def installation(database_url: str = "") -> Iterator[Settings]:
    """A fresh installation, with English compiled, in a temporary folder: SQLite, or an empty database of a server."""
    compile_catalogues(Checkout(Path(__file__).parents[1]))
    with tempfile.TemporaryDirectory(prefix="portal-") as folder:
        overrides: dict[str, object] = {"instance_dir": str(Path(folder) / "instance")}
        if database_url:
            overrides["database_url"] = database_url
        settings = load_settings(overrides, {})
        prepare(settings)
        yield settings


@contextmanager
def opened(settings: Settings) -> Iterator[Database]:
    """The installation's database, closed at the end of the block."""
    database = Database(settings)
    try:
        yield database
    finally:
        database.dispose()


def closing_at(database: Database, closes_at: datetime, now: datetime) -> make.Scene:
    """A published consultation whose window closes at `closes_at`, by a decision with a reason."""
    scene = make.scene(database)
    with database.transaction() as session:
        windows.close_early(
            session,
            lock_consultation(session, scene.consultation_id),
            closes_at,
            reason="演练:提前结束征求意见。",
            actor=_officer(session),
            now=now,
        )
    return make.Scene(scene.consultation_id, scene.reference, closes_at, scene.clause_ids)


def _officer(session: Session) -> User:
    return session.scalars(select(User).where(User.username == "officer")).one()
