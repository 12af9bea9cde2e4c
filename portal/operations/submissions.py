"""Accepting a submission: one transaction makes it durable, or nothing happened."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import secrets
from portal.errors import IdempotencyError, IncompleteError, InvalidInputError
from portal.models.submissions import (
    Attachment,
    AttachmentPurpose,
    Basket,
    CommenterKind,
    SealKind,
)
from portal.operations.basket_emptying import empty_basket
from portal.operations.baskets import find_basket, require_open
from portal.operations.collation_origins import keep_origins
from portal.operations.submission_rows import (
    basket_rows,
    find_by_key,
    insert_comments,
    insert_contact_box,
    insert_submission,
)
from portal.sanitize import clean_line, comparable

IDEMPOTENCY_MINIMUM = 32
"""Characters of the hidden key: 256 random bits in URL-safe base 64 have 43."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Who submits. An individual gives `name` and `reach`; an organisation also its name.

    `name` is the person (the 联系人 of an organisation), `reach` the 联系方式.
    Source: the notice's signing rule (domain.md section 2, 营口署名规则).
    """

    kind: str
    name: str
    reach: str
    organisation: str = ""
    seal: str = SealKind.NONE
    allows_publication: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the commenter gets: the number and, this once, the query code in clear."""

    submission_id: int
    number: str
    query_code: str
    is_repeat: bool


def query_code(ring: secrets.KeyRing, idempotency_key: str) -> str:
    """The query code of a submission: derived from its key, so that a repeat shows the same one.

    Unit: 130 bits in Crockford's base 32.
    """
    digest = int(ring.keyed_hash("query_code", idempotency_key), 16)
    return secrets.encode_code(digest)


def submit_basket(
    session: Session,
    ring: secrets.KeyRing,
    *,
    token: str,
    consultation_id: int,
    contact: Contact,
    idempotency_key: str,
    is_flagged: bool = False,
    now: datetime,
) -> Receipt:
    """The basket is a submission, its opinions comments, the basket gone: all or nothing.

    An organisation's basket that stands for 无意见 becomes a submission without comments.

    Raises: WindowClosedError, IncompleteError (empty basket, missing seal), InvalidInputError,
    IdempotencyError when the same key came before with another content.
    """
    if len(idempotency_key) < IDEMPOTENCY_MINIMUM:
        raise InvalidInputError(field="key", rule="too_short", limit=IDEMPOTENCY_MINIMUM)
    contact = clean_contact(contact)
    key = f"{token}\0{idempotency_key}"
    content_hash = ring.keyed_hash("content", json.dumps(asdict(contact), sort_keys=True))
    basket = find_basket(session, token, consultation_id, lock=True)
    opinions = basket_rows(session, basket.id) if basket else []
    earlier = _earlier(session, ring, key, content_hash, has_opinions=bool(opinions))
    if earlier is not None:
        return earlier
    require_open(session, consultation_id, now)
    if basket is None or not (opinions or basket.is_no_comment):
        raise IncompleteError(missing=["opinions"])
    if not opinions and contact.kind != CommenterKind.ORGANISATION:
        raise InvalidInputError(field="commenter_kind", rule="no_comment_of_person")
    _require_seal(session, basket, contact)
    facts = {"content_hash": content_hash, "is_flagged": is_flagged}
    return _accept(session, ring, basket, opinions, contact, key, facts, now)


def was_accepted(
    session: Session, *, token: str, consultation_id: int, idempotency_key: str
) -> bool:
    """True when the key was accepted before and no finished opinion waits in the basket anew."""
    found = find_by_key(session, secrets.token_hash(f"{token}\0{idempotency_key}"))
    if found is None:
        return False
    basket = find_basket(session, token, consultation_id)
    return basket is None or not basket_rows(session, basket.id)


def clean_contact(contact: Contact) -> Contact:
    """The contact with each field checked. Raises: InvalidInputError naming the field."""
    if contact.kind not in set(CommenterKind):
        raise InvalidInputError(field="commenter_kind", rule="unknown")
    is_organisation = contact.kind == CommenterKind.ORGANISATION
    if is_organisation and contact.seal not in (SealKind.UPLOAD, SealKind.POST):
        raise InvalidInputError(field="seal", rule="required")
    return Contact(
        kind=contact.kind,
        name=clean_line(contact.name, field="name", limit=100),
        reach=clean_line(contact.reach, field="reach"),
        organisation=clean_line(
            contact.organisation if is_organisation else "",
            field="organisation",
            required=is_organisation,
        ),
        seal=contact.seal if is_organisation else SealKind.NONE,
        allows_publication=contact.allows_publication,
    )


def _earlier(
    session: Session, ring: secrets.KeyRing, key: str, content_hash: str, *, has_opinions: bool
) -> Receipt | None:
    found = find_by_key(session, secrets.token_hash(key))
    if found is None:
        return None
    if has_opinions or found.content_hash != content_hash:
        raise IdempotencyError(number=found.number)
    return Receipt(found.id, found.number, query_code(ring, key), is_repeat=True)


def _require_seal(session: Session, basket: Basket, contact: Contact) -> None:
    if contact.seal != SealKind.UPLOAD:
        return
    query = select(Attachment.id).where(
        Attachment.basket_id == basket.id, Attachment.purpose == AttachmentPurpose.SEAL
    )
    found = session.scalar(query.limit(1))
    if found is None:
        raise IncompleteError(missing=["seal"])


def _accept(
    session: Session,
    ring: secrets.KeyRing,
    basket: Basket,
    opinions: Sequence[Any],
    contact: Contact,
    key: str,
    facts: dict[str, Any],
    now: datetime,
) -> Receipt:
    number = secrets.new_receipt_number(now.year)
    submission = {
        "consultation_id": basket.consultation_id,
        "number": number,
        "query_code_hash": secrets.token_hash(query_code(ring, key)),
        "idempotency_hash": secrets.token_hash(key),
        "commenter_kind": contact.kind,
        "seal": contact.seal,
        "channel": "web",
        "person_hash": person_hash(ring, contact),
        "comment_count": len(opinions),
        "allows_publication": contact.allows_publication,
        "received_at": now,
        **facts,
    }
    submission_id = insert_submission(session, submission)
    _insert_contact(session, ring, submission_id, contact)
    if opinions:
        insert_comments(session, submission_id, basket.consultation_id, opinions, now)
    keep_origins(session, submission_id, opinions, now)
    empty_basket(session, basket, submission_id, opinions)
    return Receipt(submission_id, number, query_code(ring, key), is_repeat=False)


def person_hash(ring: secrets.KeyRing, contact: Contact) -> str:
    """The same for the same person or organisation: counts people without naming them."""
    who = contact.organisation or f"{contact.name}\0{contact.reach}"
    return ring.keyed_hash("person", comparable(who))


def _insert_contact(
    session: Session, ring: secrets.KeyRing, submission_id: int, contact: Contact
) -> None:
    plain = json.dumps(
        {"name": contact.name, "reach": contact.reach, "organisation": contact.organisation},
        ensure_ascii=False,
    )
    insert_contact_box(session, submission_id, ring.seal(plain, contact_context(submission_id)))


def contact_context(submission_id: int) -> str:
    """What a contact box is bound to: it cannot be moved to another submission."""
    return f"contact:{submission_id}"
