"""Contact data is opened for staff on record, masked for the public, and unreadable at rest."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sqlalchemy import Connection, inspect, select, text
from sqlalchemy.exc import DBAPIError

from portal.config import Settings
from portal.db import Database
from portal.errors import NotFoundError, SetupError
from portal.models.accounts import User
from portal.models.audit import AuditEvent
from portal.operations import contacts
from portal.operations.baskets import Opinion
from portal.operations.submissions import Contact, Receipt
from portal.secrets import KeyRing
from tests import make
from tests.conftest import START
from tests.make import ORGANISATION, PERSON, Scene

CANARY = Contact(
    kind="organisation", name="欧阳鹄羽", reach="kestrel-7741@example.cn",
    organisation="云川市金丝雀观察协会", seal="post",
)  # fmt: skip
MARKS = [CANARY.name, CANARY.reach, "kestrel", CANARY.organisation, "金丝雀"]


def send(database: Database, ring: KeyRing, scene: Scene, contact: Contact) -> Receipt:
    opinion = Opinion(scene.clause_ids[0], "remark", None, "点位太少")
    return make.submission(database, ring, scene, [opinion], contact=contact)


def stored_bytes(database: Database, settings: Settings) -> bytes:
    """Everything the database keeps: the SQLite file with its log, or a dump of every row."""
    if database.is_sqlite:
        files = [
            path for path in settings.instance_dir.iterdir() if path.name.startswith("portal.db")
        ]
        assert {path.name for path in files} >= {"portal.db", "portal.db-wal"}
        return b"".join(path.read_bytes() for path in files)
    with database.reading() as session:
        return b"".join(_table_bytes(session.connection()))


def _table_bytes(connection: Connection) -> list[bytes]:
    names = inspect(connection).get_table_names()
    rows = [connection.execute(text(f'SELECT * FROM "{name}"')).all() for name in names]  # noqa: S608  our own names
    values = [value for table in rows for row in table for value in row]
    return [
        bytes(v) if isinstance(v, (bytes, memoryview)) else json.dumps(v, default=str, ensure_ascii=False).encode()
        for v in values
    ]  # fmt: skip


def test_contact_data_cannot_be_read_from_what_the_database_keeps(
    database: Database, ring: KeyRing, scene: Scene, settings: Settings
) -> None:
    receipt = send(database, ring, scene, CANARY)
    kept = stored_bytes(database, settings)
    assert "点位太少".encode() in kept
    for mark in [*MARKS, receipt.query_code]:
        for encoding in ("utf-8", "gb18030", "utf-16-le", "unicode_escape"):
            assert mark.encode(encoding) not in kept
            assert mark.encode(encoding).hex().encode() not in kept


def test_an_officer_reads_a_contact_and_who_looked_is_on_record(
    database: Database, ring: KeyRing, scene: Scene
) -> None:
    receipt = send(database, ring, scene, CANARY)
    with database.transaction() as session:
        actor = session.scalars(select(User).where(User.username == "officer")).one()
        found = contacts.read_contact(session, ring, receipt.submission_id, actor=actor, now=START)
        assert found == CANARY
        event = session.scalars(select(AuditEvent).where(AuditEvent.action == "contact_read")).one()
        assert (event.actor_id, event.subject_id) == (actor.id, receipt.submission_id)
        assert not any(mark in json.dumps(event.facts) + event.reason for mark in MARKS)
        with pytest.raises(NotFoundError):
            contacts.read_contact(session, ring, 999, actor=actor, now=START)


def test_a_box_moved_to_another_submission_is_refused(
    database: Database, ring: KeyRing, scene: Scene
) -> None:
    first, second = (send(database, ring, scene, contact) for contact in (CANARY, PERSON))
    with database.transaction() as session:
        actor = session.scalars(select(User).where(User.username == "officer")).one()
        session.execute(
            text(
                "UPDATE contact_data SET nonce = (SELECT nonce FROM contact_data WHERE"
                " submission_id = :a), ciphertext = (SELECT ciphertext FROM contact_data WHERE"
                " submission_id = :a) WHERE submission_id = :b"
            ),
            {"a": first.submission_id, "b": second.submission_id},
        )
        with pytest.raises(SetupError):
            contacts.read_contact(session, ring, second.submission_id, actor=actor, now=START)


def test_the_public_sees_a_person_masked_and_an_organisation_in_full(
    database: Database, ring: KeyRing, scene: Scene
) -> None:
    people = (PERSON, replace(PERSON, name="欧阳鹄羽"), ORGANISATION)
    ids = [send(database, ring, scene, contact).submission_id for contact in people]
    with database.reading() as session:
        found = contacts.public_commenters(session, ring, ids)
    assert [found[i].name for i in ids] == ["李*禾", "欧**羽", "云川市骑行协会"]
    hidden, count = found[ids[0]].hide("我是李晓禾，电话19900001234，李晓禾敬上")
    assert "李晓禾" not in hidden
    assert "19900001234" not in hidden
    assert count == 3
    assert found[ids[0]].hide("别人的话") == ("别人的话", 0)


def test_a_reader_without_the_key_gets_nothing(
    database: Database, ring: KeyRing, scene: Scene
) -> None:
    receipt = send(database, ring, scene, CANARY)
    other = replace(ring, keys={ring.current: b"x" * 32})
    with pytest.raises(SetupError), database.reading() as session:
        contacts.public_commenters(session, other, [receipt.submission_id])
    with pytest.raises(DBAPIError), database.reading() as session:
        session.execute(text("DELETE FROM contact_data"))
