"""What stands in a basket is moved, taken out, put back, and forgotten in the end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from portal.errors import InvalidInputError
from portal.models.drafts import Clause
from portal.models.submissions import Basket, BasketContact, BasketOpinion
from portal.operations.baskets import free_place, get_opinion, require_open, touch_basket
from portal.operations.collations import forget_old_collations

REMOVED_LIMIT = 20
"""Removed opinions that can be put back; older ones are gone."""
REMOVED_FOR = timedelta(days=1)
CONTACT_FOR = timedelta(days=7)
"""How long what was typed into the contact form waits for the submission."""


def remove_opinion(
    session: Session, *, token: str, consultation_id: int, opinion_id: int, now: datetime
) -> BasketOpinion:
    """The opinion has left the basket and can be put back; allowed after the close too.

    Raises: NotFoundError.
    """
    row = get_opinion(session, token, consultation_id, opinion_id, lock=True)
    row.removed_at = now
    touch_basket(session, row.basket_id, now)
    session.flush()
    kept = (
        select(BasketOpinion.id)
        .where(BasketOpinion.basket_id == row.basket_id, BasketOpinion.removed_at.is_not(None))
        .order_by(BasketOpinion.removed_at.desc(), BasketOpinion.id.desc())
        .offset(REMOVED_LIMIT)
    )
    stale = list(session.scalars(kept))
    session.execute(delete(BasketOpinion).where(BasketOpinion.id.in_(stale)))
    return row


def restore_opinion(
    session: Session, *, token: str, consultation_id: int, opinion_id: int, now: datetime
) -> BasketOpinion:
    """The removed opinion is back where it was; a basket that stood for 无意见 meanwhile no longer does.

    Raises: WindowClosedError, NotFoundError, LimitReachedError.
    """
    require_open(session, consultation_id, now)
    row = get_opinion(session, token, consultation_id, opinion_id, lock=True, is_removed=True)
    free_place(session, row.basket_id)
    row.removed_at = None
    touch_basket(session, row.basket_id, now).is_no_comment = False
    session.flush()
    return row


def move_opinion(
    session: Session,
    *,
    token: str,
    consultation_id: int,
    opinion_id: int,
    direction: str,
    now: datetime,
) -> None:
    """The opinion stands one place higher ("up") or lower ("down"); at the end nothing happens.

    Raises: WindowClosedError, NotFoundError, InvalidInputError.
    """
    if direction not in ("up", "down"):
        raise InvalidInputError(field="direction", rule="unknown")
    require_open(session, consultation_id, now)
    row = get_opinion(session, token, consultation_id, opinion_id, lock=True)
    rows = list(_in_order(session, row.basket_id))
    at = rows.index(row)
    to = at - 1 if direction == "up" else at + 1
    if 0 <= to < len(rows):
        rows[at], rows[to] = rows[to], rows[at]
    for place, opinion in enumerate(rows, start=1):
        opinion.place = place
    touch_basket(session, row.basket_id, now)
    session.flush()


def order_by_clause(session: Session, basket: Basket, now: datetime) -> None:
    """The opinions stand in the order of the draft again. Raises: WindowClosedError."""
    require_open(session, basket.consultation_id, now)
    session.execute(
        update(BasketOpinion).where(BasketOpinion.basket_id == basket.id).values(place=0)
    )
    basket.updated_at = now


def _in_order(session: Session, basket_id: int) -> Sequence[BasketOpinion]:
    return session.scalars(
        select(BasketOpinion)
        .outerjoin(Clause, Clause.id == BasketOpinion.clause_id)
        .where(BasketOpinion.basket_id == basket_id, BasketOpinion.removed_at.is_(None))
        .order_by(BasketOpinion.place, func.coalesce(Clause.position, 0), BasketOpinion.id)
    ).all()


def forget_old_baskets(session: Session, *, seconds: int, now: datetime) -> int:
    """Baskets nobody touched for `seconds` are gone, and what was removed or typed into the contact
    form too long ago; returns how many baskets.
    """
    session.execute(delete(BasketOpinion).where(BasketOpinion.removed_at < now - REMOVED_FOR))
    session.execute(delete(BasketContact).where(BasketContact.saved_at < now - CONTACT_FOR))
    forget_old_collations(session, seconds=seconds, now=now)
    result = session.execute(
        delete(Basket).where(Basket.updated_at < now - timedelta(seconds=seconds))
    )
    return int(result.rowcount)  # type: ignore[attr-defined]  # a DELETE returns a cursor result
