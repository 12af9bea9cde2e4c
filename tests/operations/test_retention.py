"""Contact data and stray files are kept no longer than promised; the opinions stay."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.db import Database
from portal.errors import NotFoundError
from portal.models.accounts import User
from portal.models.audit import AuditEvent
from portal.models.consultations import Consultation
from portal.models.responses import Report
from portal.models.submissions import Attachment, Comment, ContactData
from portal.operations import attachments, contacts, retention
from portal.operations.baskets import Opinion
from portal.secrets import KeyRing
from tests import make
from tests.conftest import START
from tests.make import Scene

YEAR = timedelta(days=365)
TICK = timedelta(microseconds=1)


def publish_report(session: Session, consultation_id: int) -> None:
    made = session.get_one(Consultation, consultation_id)
    session.add(
        Report(
            consultation_id=made.id,
            title="反馈",
            process="经过",
            collection="收集",
            figures={},
            published_at=START,
            published_by_id=made.created_by_id,
        )
    )


@pytest.fixture
def answered(database: Database, ring: KeyRing, scene: Scene) -> Scene:
    """A reported consultation with two submissions, one of them with a scan."""
    for _ in range(2):
        make.submission(database, ring, scene, [Opinion(None, "remark", None, "好")])
    with database.transaction() as session:
        publish_report(session, scene.consultation_id)
        session.add(
            Attachment(
                submission_id=1,
                purpose="seal",
                sha256="a" * 64,
                media_type="image/png",
                byte_count=9,
                original_name="章.png",
                created_at=START,
            )
        )
    return scene


def count(session: Session, model: type[object]) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def erase(database: Database, late: timedelta) -> int:
    with database.transaction() as session:
        return retention.erase_contact_data(session, days=365, now=START + YEAR + late)


def test_a_year_after_the_report_contact_data_and_scans_are_gone_and_opinions_stay(
    database: Database, ring: KeyRing, answered: Scene
) -> None:
    assert erase(database, TICK) == 2
    with database.transaction() as session:
        assert (count(session, ContactData), count(session, Attachment)) == (0, 0)
        assert count(session, Comment) == 2
        events = select(AuditEvent).where(AuditEvent.action == "contact_data_erased")
        assert session.scalars(events).one().facts == {"submission_count": 2}
        actor = session.scalars(select(User).where(User.username == "officer")).one()
        with pytest.raises(NotFoundError):
            contacts.read_contact(session, ring, 1, actor=actor, now=START)
    assert erase(database, TICK) == 0


def test_before_the_year_is_over_nothing_is_erased(database: Database, answered: Scene) -> None:
    assert erase(database, timedelta(0)) == 0
    with database.reading() as session:
        assert (count(session, ContactData), count(session, Attachment)) == (2, 1)


def test_without_a_report_nothing_is_erased_however_old(
    database: Database, ring: KeyRing, scene: Scene
) -> None:
    make.submission(database, ring, scene, [Opinion(None, "remark", None, "好")])
    assert erase(database, 10 * YEAR) == 0


def test_a_file_nobody_owns_goes_after_a_day_and_an_owned_or_young_one_stays(
    database: Database, answered: Scene, tmp_path: Path
) -> None:
    owned = tmp_path / "aa" / ("a" * 64)
    stray, young = tmp_path / "bb" / ("b" * 64), tmp_path / "cc" / ("c" * 64)
    for path in (owned, stray, young):
        path.parent.mkdir()
        path.write_bytes(b"x")
        os.utime(path, (START.timestamp(), START.timestamp()))
    later = START + timedelta(days=1, seconds=1)
    os.utime(young, (later.timestamp(), later.timestamp()))
    with database.reading() as session:
        assert retention.remove_orphan_files(session, tmp_path, START) == 0
        assert retention.remove_orphan_files(session, tmp_path, later) == 1
        assert retention.remove_orphan_files(session, tmp_path / "none", later) == 0
    assert (owned.exists(), stray.exists(), young.exists()) == (True, False, True)


def test_a_stray_file_uploaded_again_is_young_again(tmp_path: Path) -> None:
    digest = attachments.store_file(tmp_path, b"the same scan")
    path = attachments.stored_path(tmp_path, digest)
    os.utime(path, (0, 0))
    attachments.store_file(tmp_path, b"the same scan")
    assert path.stat().st_mtime > 10**9
