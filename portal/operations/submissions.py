"""Accepting a submission: one transaction makes it durable, or nothing happened."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal import secrets
from portal.db import violated_constraint
from portal.errors import IdempotencyError, IncompleteError, InvalidInputError
from portal.models.drafts import Clause, DraftVersion
from portal.models.submissions import (
    WHOLE,
    Attachment,
    Basket,
    BasketOpinion,
    ClauseTally,
    Comment,
    CommenterKind,
    ContactData,
    SealKind,
    Stance,
    Submission,
)
from portal.operations.baskets import find_basket, require_open
from portal.sanitize import clean_line, comparable

IDEMPOTENCY_MINIMUM = 32
"""Characters of the hidden key: 256 random bits in URL-safe base 64 have 43."""
_STANCE_COUNTS = {stance.value: f"{stance.value}_count" for stance in Stance}
"""The tally column of a stance the commenter chose."""


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

    Raises: WindowClosedError, IncompleteError (empty basket, missing seal), InvalidInputError,
    IdempotencyError when the same key came before with another content.
    """
    if len(idempotency_key) < IDEMPOTENCY_MINIMUM:
        raise InvalidInputError(field="key", rule="too_short", limit=IDEMPOTENCY_MINIMUM)
    contact = clean_contact(contact)
    key = f"{token}\0{idempotency_key}"
    content_hash = ring.keyed_hash("content", json.dumps(asdict(contact), sort_keys=True))
    basket = find_basket(session, token, consultation_id, lock=True)
    opinions = _basket_rows(session, basket.id) if basket else []
    earlier = _earlier(session, ring, key, content_hash, has_opinions=bool(opinions))
    if earlier is not None:
        return earlier
    require_open(session, consultation_id, now)
    if basket is None or not opinions:
        raise IncompleteError(missing=["opinions"])
    _require_seal(session, basket, contact)
    facts = {"content_hash": content_hash, "is_flagged": is_flagged}
    return _accept(session, ring, basket, opinions, contact, key, facts, now)


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
    found = session.execute(
        select(Submission.id, Submission.number, Submission.content_hash).where(
            Submission.idempotency_hash == secrets.token_hash(key)
        )
    ).one_or_none()
    if found is None:
        return None
    if has_opinions or found.content_hash != content_hash:
        raise IdempotencyError(number=found.number)
    return Receipt(found.id, found.number, query_code(ring, key), is_repeat=True)


def _basket_rows(session: Session, basket_id: int) -> list[Any]:
    query = (
        select(
            BasketOpinion.clause_id,
            BasketOpinion.kind,
            BasketOpinion.stance,
            BasketOpinion.body,
            Clause.identity,
            Clause.number,
            Clause.heading,
            Clause.text,
            Clause.text_hash,
            Clause.draft_version_id,
        )
        .outerjoin(Clause, Clause.id == BasketOpinion.clause_id)
        .where(BasketOpinion.basket_id == basket_id)
        .order_by(BasketOpinion.id)
    )
    return list(session.execute(query).all())


def _require_seal(session: Session, basket: Basket, contact: Contact) -> None:
    if contact.seal != SealKind.UPLOAD:
        return
    found = session.scalar(select(Attachment.id).where(Attachment.basket_id == basket.id).limit(1))
    if found is None:
        raise IncompleteError(missing=["seal"])


def _accept(
    session: Session,
    ring: secrets.KeyRing,
    basket: Basket,
    opinions: list[Any],
    contact: Contact,
    key: str,
    facts: dict[str, Any],
    now: datetime,
) -> Receipt:
    code = query_code(ring, key)
    submission = _insert_submission(session, ring, basket, len(opinions), contact, key, facts, now)
    _insert_contact(session, ring, submission.id, contact)
    comments = [
        _comment_values(submission, row, position, _version(session, row, basket), now)
        for position, row in enumerate(opinions, start=1)
    ]
    session.execute(insert(Comment), comments)
    count_comments(session, basket.consultation_id, comments)
    session.execute(
        update(Attachment)
        .where(Attachment.basket_id == basket.id)
        .values(basket_id=None, submission_id=submission.id)
    )
    session.execute(delete(Basket).where(Basket.id == basket.id))
    session.expunge(basket)
    return Receipt(submission.id, submission.number, code, is_repeat=False)


def _insert_submission(
    session: Session,
    ring: secrets.KeyRing,
    basket: Basket,
    comment_count: int,
    contact: Contact,
    key: str,
    facts: dict[str, Any],
    now: datetime,
) -> Submission:
    submission = Submission(
        consultation_id=basket.consultation_id,
        number=secrets.new_receipt_number(now.year),
        query_code_hash=secrets.token_hash(query_code(ring, key)),
        idempotency_hash=secrets.token_hash(key),
        commenter_kind=contact.kind,
        seal=contact.seal,
        channel="web",
        person_hash=person_hash(ring, contact),
        comment_count=comment_count,
        allows_publication=contact.allows_publication,
        received_at=now,
        **facts,
    )
    session.add(submission)
    try:
        session.flush()
    except IntegrityError as error:
        if violated_constraint(error) == "uq_submissions_idempotency_hash":
            raise IdempotencyError(rule="concurrent") from error
        raise
    return submission


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
    sealed = ring.seal(plain, contact_context(submission_id))
    session.execute(
        insert(ContactData).values(
            submission_id=submission_id,
            key_id=sealed.key_id,
            nonce=sealed.nonce,
            ciphertext=sealed.ciphertext,
        )
    )


def contact_context(submission_id: int) -> str:
    """What a contact box is bound to: it cannot be moved to another submission."""
    return f"contact:{submission_id}"


def _version(session: Session, row: Any, basket: Basket) -> int:
    """The draft version an opinion was made on; the newest public one for the whole draft."""
    if row.draft_version_id is not None:
        return int(row.draft_version_id)
    found = session.scalar(
        select(DraftVersion.id)
        .where(
            DraftVersion.consultation_id == basket.consultation_id,
            DraftVersion.published_at.is_not(None),
        )
        .order_by(DraftVersion.number.desc())
        .limit(1)
    )
    if found is None:
        raise IncompleteError(missing=["draft"])
    return found


def _comment_values(
    submission: Submission, row: Any, position: int, version_id: int, now: datetime
) -> dict[str, Any]:
    has_clause = row.clause_id is not None
    return {
        "submission_id": submission.id,
        "consultation_id": submission.consultation_id,
        "draft_version_id": version_id,
        "clause_id": row.clause_id,
        "clause_key": row.identity if has_clause else WHOLE,
        "clause_label": f"{row.number}{row.heading}" if has_clause else "",
        "clause_quote": "\n".join(p for p in (row.heading, row.text) if p) if has_clause else "",
        "clause_text_hash": row.text_hash,
        "position": position,
        "kind": row.kind,
        "stance": row.stance,
        "body": row.body,
        "received_at": now,
    }


def count_comments(
    session: Session, consultation_id: int, comments: Sequence[dict[str, Any]]
) -> None:
    """The tallies of the clauses have grown by the new comments; locked in key order."""
    insert_ = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    rows = [
        {"consultation_id": consultation_id, "clause_key": key, **_counts(comments, key)}
        for key in sorted({str(comment["clause_key"]) for comment in comments})
    ]
    statement = insert_(ClauseTally)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["consultation_id", "clause_key"],
            set_={
                name: getattr(ClauseTally, name) + statement.excluded[name]
                for name in ("comment_count", *_STANCE_COUNTS.values())
            },
        ),
        rows,
    )


def _counts(comments: Sequence[dict[str, Any]], key: str) -> dict[str, int]:
    stances = [comment["stance"] for comment in comments if comment["clause_key"] == key]
    counts = {name: stances.count(stance) for stance, name in _STANCE_COUNTS.items()}
    return {"comment_count": len(stances), **counts}
