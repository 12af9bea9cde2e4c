"""Reading contact data: opened for staff, masked for the public."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.analysis.personal_mask import masked
from portal.errors import NotFoundError
from portal.models.accounts import User
from portal.models.submissions import CommenterKind, ContactData, Submission
from portal.operations.audit import record_event
from portal.operations.submissions import Contact, contact_context
from portal.secrets import KeyRing, Sealed

_CHUNK = 500


def _open(ring: KeyRing, box: ContactData, kind: str, seal: str) -> Contact:
    sealed = Sealed(box.key_id, box.nonce, box.ciphertext)
    plain = json.loads(ring.open(sealed, contact_context(box.submission_id)))
    return Contact(kind=kind, seal=seal, **plain)


def read_contact(
    session: Session, ring: KeyRing, submission_id: int, *, actor: User, now: datetime
) -> Contact:
    """The contact data of one submission, in clear; who looked is on record.

    Raises: NotFoundError.
    """
    submission = session.get(Submission, submission_id)
    if submission is None or submission.contact is None:
        raise NotFoundError(subject="contact")
    record_event(
        session,
        "contact_read",
        at=now,
        subject="submission",
        subject_id=submission_id,
        consultation_id=submission.consultation_id,
        actor=actor,
    )
    return _open(ring, submission.contact, submission.commenter_kind, submission.seal)


def public_names(
    session: Session, ring: KeyRing, submission_ids: Collection[int]
) -> dict[int, str]:
    """The names that may be printed: persons masked (张*), organisations in full.

    Source: domain.md section 4, 脱敏.
    """
    names: dict[int, str] = dict.fromkeys(submission_ids, "")
    wanted = sorted(names)
    for start in range(0, len(wanted), _CHUNK):
        query = (
            select(Submission.id, Submission.commenter_kind, Submission.seal, ContactData)
            .join(ContactData)
            .where(Submission.id.in_(wanted[start : start + _CHUNK]))
        )
        for submission_id, kind, seal, box in session.execute(query):
            contact = _open(ring, box, kind, seal)
            is_person = kind == CommenterKind.INDIVIDUAL
            names[submission_id] = (
                masked("name", contact.name) if is_person else contact.organisation
            )
    return names
