"""Reading contact data: opened for staff, masked for the public."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class PublicCommenter:
    """What may be printed of a commenter, and what of theirs must not stand in any text."""

    name: str
    private: tuple[str, ...]

    def hide(self, text: str, least: int = 2) -> tuple[str, int]:
        """The text without the commenter's own name and address, and how many were hidden.

        Unit: values of fewer than `least` characters stay: short ones are words of the language.
        """
        count = 0
        for value in (value for value in self.private if len(value) >= least):
            count += text.count(value)
            text = text.replace(value, "*" * min(len(value), 6))
        return text, count


def public_commenters(
    session: Session, ring: KeyRing, submission_ids: Collection[int]
) -> dict[int, PublicCommenter]:
    """The names that may be printed: persons masked (张*), organisations in full.

    Source: domain.md section 4, 脱敏.
    """
    found: dict[int, PublicCommenter] = {}
    wanted = sorted(set(submission_ids))
    for start in range(0, len(wanted), _CHUNK):
        query = (
            select(Submission.id, Submission.commenter_kind, Submission.seal, ContactData)
            .join(ContactData)
            .where(Submission.id.in_(wanted[start : start + _CHUNK]))
        )
        for submission_id, kind, seal, box in session.execute(query):
            found[submission_id] = _public(_open(ring, box, kind, seal))
    return found


def _public(contact: Contact) -> PublicCommenter:
    is_person = contact.kind == CommenterKind.INDIVIDUAL
    private = tuple(v for v in (contact.name, contact.reach) if len(v) >= 2)
    name = masked("name", contact.name) if is_person else contact.organisation
    return PublicCommenter(name, private)
