"""汇总: a lead opens it, members hand in with its code, the lead copies, edits and submits once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from portal import secrets
from portal.errors import (
    ConflictError,
    IncompleteError,
    InvalidInputError,
    LimitReachedError,
    NotFoundError,
)
from portal.models.collations import Collation, CollationInput, CollationOriginal
from portal.models.drafts import Clause, DraftVersion
from portal.models.submissions import BasketOpinion
from portal.operations.baskets import Opinion, find_basket, put_opinion, require_open
from portal.operations.collation_files import copy_files, keep_files
from portal.sanitize import clean_line

INPUT_LIMIT = 500
"""Times members may hand in to one collation."""
ORIGINAL_LIMIT = 5000
SIGNER_LIMIT = 40


@dataclass(frozen=True, slots=True)
class Copied:
    """`count`: originals copied anew; `left_count`: those for which the basket had no room."""

    count: int
    left_count: int


def collation_code(ring: secrets.KeyRing, collation: Collation) -> str:
    """汇总码: computed anew for its lead, since only its hash is stored. Unit: 130 bits."""
    whose = f"{collation.lead_hash}\0{collation.consultation_id}\0{collation.opened_at.isoformat()}"
    return secrets.encode_code(int(ring.keyed_hash("collation", whose), 16))


def open_collation(
    session: Session,
    ring: secrets.KeyRing,
    *,
    token: str,
    consultation_id: int,
    name: str,
    now: datetime,
) -> Collation:
    """The visitor leads a collation; one that is not submitted yet stays the one.

    Raises: WindowClosedError, InvalidInputError.
    """
    require_open(session, consultation_id, now)
    name = clean_line(name, field="name")
    found = find_own_collation(session, token, consultation_id)
    if found is not None:
        return found
    made = Collation(
        consultation_id=consultation_id,
        lead_hash=secrets.token_hash(token),
        name=name,
        opened_at=now,
    )
    made.code_hash = secrets.token_hash(collation_code(ring, made))
    session.add(made)
    session.flush()
    return made


def find_own_collation(
    session: Session, token: str | None, consultation_id: int
) -> Collation | None:
    """The collation the visitor leads and has not submitted."""
    if not token:
        return None
    query = select(Collation).where(
        Collation.lead_hash == secrets.token_hash(token),
        Collation.consultation_id == consultation_id,
        Collation.submission_id.is_(None),
    )
    return session.scalar(query.order_by(Collation.id.desc()).limit(1))


def get_own_collation(session: Session, token: str, consultation_id: int) -> Collation:
    """As `find_own_collation`. Raises: NotFoundError."""
    found = find_own_collation(session, token, consultation_id)
    if found is None:
        raise NotFoundError(subject="collation")
    return found


def find_by_code(session: Session, typed: str) -> Collation | None:
    """The collation of a code as typed; None for unknown and malformed alike."""
    code = secrets.normalise_query_code(typed)
    if len(code) != secrets.QUERY_CODE_LENGTH:
        return None
    return session.scalar(
        select(Collation).where(Collation.code_hash == secrets.token_hash(code))
    )


def set_receiving(
    session: Session, *, token: str, consultation_id: int, is_receiving: bool, now: datetime
) -> None:
    """Members can hand in to the visitor's collation, or no longer.

    Raises: WindowClosedError, NotFoundError.
    """
    require_open(session, consultation_id, now)
    collation = get_own_collation(session, token, consultation_id)
    collation.closed_at = None if is_receiving else now
    session.flush()


def hand_in(
    session: Session,
    ring: secrets.KeyRing,
    *,
    token: str,
    consultation_id: int,
    code: str,
    signer: str,
    now: datetime,
) -> CollationInput:
    """The finished opinions of the member's basket, with their files, are originals of the collation.

    They have left the basket.

    Raises: WindowClosedError, InvalidInputError (code), ConflictError (closed, own),
    IncompleteError, LimitReachedError; then nothing has left the basket.
    """
    require_open(session, consultation_id, now)
    signer = clean_line(signer, field="signer", limit=SIGNER_LIMIT, required=False)
    found = find_by_code(session, code)
    if found is None or found.consultation_id != consultation_id:
        raise InvalidInputError(field="code", rule="unknown_collation")
    collation = session.get_one(Collation, found.id, with_for_update=True)
    if collation.closed_at is not None:
        raise ConflictError(rule="collation_closed")
    if collation.lead_hash == secrets.token_hash(token):
        raise ConflictError(rule="own_collation")
    rows = _finished(session, token, consultation_id)
    _require_room(session, collation.id, len(rows))
    made = CollationInput(
        collation_id=collation.id, member_hash=secrets.token_hash(token), handed_in_at=now
    )
    session.add(made)
    session.flush()
    if signer:
        sealed = ring.seal(signer, _context(made.id))
        made.key_id, made.nonce, made.ciphertext = sealed.key_id, sealed.nonce, sealed.ciphertext
    originals = [_original(made.id, place, row) for place, row in enumerate(rows, start=1)]
    session.add_all(originals)
    session.flush()
    original_of = {row.id: one.id for row, one in zip(rows, originals, strict=True)}
    keep_files(session, collation.id, rows[0].basket_id, original_of)
    for row in rows:
        session.delete(row)
    session.flush()
    return made


def _original(input_id: int, position: int, row: BasketOpinion) -> CollationOriginal:
    return CollationOriginal(
        input_id=input_id,
        position=position,
        clause_id=row.clause_id,
        kind=row.kind,
        stance=row.stance,
        body=row.body,
    )


def _finished(session: Session, token: str, consultation_id: int) -> Sequence[BasketOpinion]:
    basket = find_basket(session, token, consultation_id, lock=True)
    query = (
        select(BasketOpinion)
        .where(
            BasketOpinion.basket_id == (basket.id if basket else 0),
            BasketOpinion.removed_at.is_(None),
            BasketOpinion.is_unfinished.is_(False),
        )
        .order_by(BasketOpinion.place, BasketOpinion.id)
    )
    rows = session.scalars(query).all()
    if not rows:
        raise IncompleteError(missing=["opinions"])
    return rows


def _require_room(session: Session, collation_id: int, count: int) -> None:
    inputs, originals = session.execute(
        select(func.count(func.distinct(CollationInput.id)), func.count(CollationOriginal.id))
        .select_from(CollationInput)
        .outerjoin(CollationOriginal, CollationOriginal.input_id == CollationInput.id)
        .where(CollationInput.collation_id == collation_id)
    ).one()
    if inputs >= INPUT_LIMIT or originals + count > ORIGINAL_LIMIT:
        raise LimitReachedError(action="collation", rule="collation_full", retry_after_seconds=0)


def signer_of(ring: secrets.KeyRing, row: CollationInput) -> str:
    """Who handed it in, as they signed; "" when they did not, or it was erased."""
    if row.key_id is None or row.nonce is None or row.ciphertext is None:
        return ""
    return ring.open(secrets.Sealed(row.key_id, row.nonce, row.ciphertext), _context(row.id))


def _context(input_id: int) -> str:
    return f"collation:{input_id}"


def copy_originals(
    session: Session,
    *,
    token: str,
    consultation_id: int,
    original_ids: Sequence[int] | None,
    now: datetime,
) -> Copied:
    """Copies of the members' originals (None: of all) lie in the lead's basket, each at most once.

    Their files come along. When the basket is full, what came before is there.
    Raises: WindowClosedError, NotFoundError, LimitReachedError.
    """
    require_open(session, consultation_id, now)
    collation = get_own_collation(session, token, consultation_id)
    query = (
        select(CollationOriginal, Clause.identity, DraftVersion.number)
        .join(CollationInput)
        .outerjoin(Clause, Clause.id == CollationOriginal.clause_id)
        .outerjoin(DraftVersion, DraftVersion.id == Clause.draft_version_id)
        .where(CollationInput.collation_id == collation.id)
        .order_by(CollationOriginal.id)
    )
    if original_ids is not None:
        query = query.where(CollationOriginal.id.in_(original_ids))
    found = session.execute(query).all()
    if original_ids is not None and len(found) != len(set(original_ids)):
        raise NotFoundError(subject="original")
    whose: dict[str, Any] = {"token": token, "consultation_id": consultation_id, "now": now}
    copied = copied_ids(session, token, consultation_id)
    fresh = [row for row in found if row[0].id not in copied]
    put: list[int] = []
    for original, identity, number in fresh:
        opinion = Opinion(identity, original.kind, original.stance, original.body, number)
        key = f"original\0{original.id}"
        try:
            row = put_opinion(session, opinion=opinion, form_key=key, **whose)
        except LimitReachedError:
            if not put:
                raise
            break
        row.original_id = original.id
        put.append(original.id)
    session.flush()
    copy_files(session, original_ids=put, **whose)
    return Copied(len(put), len(fresh) - len(put))


def copied_ids(session: Session, token: str | None, consultation_id: int) -> set[int]:
    """The originals a copy of which lies in the visitor's basket."""
    basket = find_basket(session, token, consultation_id)
    query = select(BasketOpinion.original_id).where(
        BasketOpinion.basket_id == (basket.id if basket else 0),
        BasketOpinion.original_id.is_not(None),
        BasketOpinion.removed_at.is_(None),
    )
    return {one for one in session.scalars(query) if one is not None}


def forget_old_collations(session: Session, *, seconds: int, now: datetime) -> None:
    """Collations that were never submitted are gone `seconds` after they were opened."""
    session.execute(
        delete(Collation).where(
            Collation.submission_id.is_(None),
            Collation.opened_at < now - timedelta(seconds=seconds),
        )
    )
