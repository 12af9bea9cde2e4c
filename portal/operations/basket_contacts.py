"""What is typed into the contact form waits with the basket, encrypted, until it is submitted."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal import secrets
from portal.errors import NotFoundError
from portal.models.submissions import BasketContact
from portal.operations.baskets import find_basket, require_open, touch_basket


@dataclass(frozen=True, slots=True)
class TypedContact:
    """The fields of the contact form by name; `is_complete`: they passed its checks."""

    fields: dict[str, Any]
    is_complete: bool


def save_contact(
    session: Session,
    ring: secrets.KeyRing,
    *,
    token: str,
    consultation_id: int,
    typed: TypedContact,
    now: datetime,
) -> None:
    """The fields wait in the visitor's basket in place of earlier ones.

    Raises: WindowClosedError, NotFoundError when there is no basket.
    """
    require_open(session, consultation_id, now)
    basket = find_basket(session, token, consultation_id, lock=True)
    if basket is None:
        raise NotFoundError(subject="basket")
    plain = json.dumps({"fields": typed.fields, "is_complete": typed.is_complete})
    sealed = ring.seal(plain, _context(basket.id))
    row = session.get(BasketContact, basket.id) or BasketContact(basket_id=basket.id)
    row.key_id, row.nonce, row.ciphertext = sealed.key_id, sealed.nonce, sealed.ciphertext
    row.saved_at = now
    session.add(row)
    touch_basket(session, basket.id, now)
    session.flush()


def find_contact(
    session: Session, ring: secrets.KeyRing, token: str | None, consultation_id: int
) -> TypedContact | None:
    """What waits in the visitor's basket; None when nothing was typed, or too long ago."""
    basket = find_basket(session, token, consultation_id)
    row = session.get(BasketContact, basket.id) if basket else None
    if row is None or basket is None:
        return None
    sealed = secrets.Sealed(row.key_id, row.nonce, row.ciphertext)
    plain = json.loads(ring.open(sealed, _context(basket.id)))
    return TypedContact(plain["fields"], plain["is_complete"])


def _context(basket_id: int) -> str:
    return f"basket:{basket_id}"
