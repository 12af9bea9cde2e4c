"""Who submitted a comment: contact data on request, and the seal scan."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from portal import clock
from portal.config import Settings
from portal.db import Database
from portal.models.audit import AuditEvent
from portal.models.submissions import Attachment
from portal.operations import attachments, baskets, submissions
from portal.operations.baskets import Opinion
from portal.operations.submissions import Contact
from portal.secrets import KeyRing, new_token
from tests import make
from tests.lint import LintClient
from tests.web.bureau import desk


@pytest.fixture
def scene(client: LintClient, database: Database) -> make.Scene:
    """A published consultation, its officer signed in."""
    made = make.scene(database)
    client.sign_in("officer", make.PASSWORD)
    return made


def _page(scene: make.Scene, number: int) -> str:
    return f"/bureau/consultations/{scene.reference}/comments/{number}"


def test_contact_data_is_shown_on_request_and_the_look_is_on_record(
    client: LintClient, database: Database, ring: KeyRing, scene: make.Scene
) -> None:
    desk.submitted(database, ring, scene, "建议加宽标线")
    (number,) = desk.comment_ids(database, scene)
    client.get(_page(scene, number))
    assert make.PERSON.reach not in client.text()
    desk.send(client, f"{_page(scene, number)}/contact", {"csrf_token": "stale"})
    assert make.PERSON.reach not in client.text()
    assert _looks(database) == 0
    client.get(_page(scene, number))
    answer = desk.send(client, f"{_page(scene, number)}/contact")
    assert answer.status_code == 200
    assert make.PERSON.name in client.text()
    assert make.PERSON.reach in client.text()
    assert _looks(database) == 1


def _looks(database: Database) -> int:
    with database.reading() as session:
        query = select(AuditEvent).where(AuditEvent.action == "contact_read")
        return len(session.scalars(query).all())


PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40 + b"IEND\xaeB`\x82"
SEALED = Contact(
    kind="organisation", name="周一鸣", reach="0999-5550188", organisation="云川市骑行协会",
    seal="upload",
)


def _sealed(database: Database, ring: KeyRing, scene: make.Scene, settings: Settings) -> int:
    """The id of the seal scan of an organisation's submission."""
    token, digest = new_token(), attachments.store_file(settings.attachment_dir, PNG)
    opinion = Opinion(clause=scene.clause_ids[0], kind="remark", stance=None, body="协会的意见")
    common: dict[str, Any] = {"token": token, "consultation_id": scene.consultation_id, "now": clock.now()}
    with database.transaction() as session:
        baskets.put_opinion(session, opinion=opinion, **common)
        attachments.stage_seal(
            session, digest=digest, kind="image/png", byte_count=len(PNG), name="公章.png", **common
        )
        submissions.submit_basket(
            session, ring, contact=SEALED, idempotency_key=new_token(), **common
        )
    with database.reading() as session:
        return session.scalars(select(Attachment.id)).one()


def test_a_seal_scan_is_a_download_nothing_can_run(
    client: LintClient, database: Database, ring: KeyRing, scene: make.Scene, settings: Settings
) -> None:
    number = _sealed(database, ring, scene, settings)
    (comment,) = desk.comment_ids(database, scene)
    client.get(_page(scene, comment))
    (address,) = client.links("下载盖章扫描件")
    assert address.endswith(f"/attachments/{number}")
    answer = client.get(address)
    assert answer.data == PNG
    assert answer.mimetype == "image/png"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    answer.close()


def test_a_seal_scan_of_another_consultation_is_not_found(
    client: LintClient, database: Database, ring: KeyRing, scene: make.Scene, settings: Settings
) -> None:
    number = _sealed(database, ring, scene, settings)
    other = desk.own(database)
    assert client.get(f"/bureau/consultations/{other}/attachments/{number}").status_code == 404
    assert client.get(f"/bureau/consultations/{scene.reference}/attachments/999").status_code == 404
