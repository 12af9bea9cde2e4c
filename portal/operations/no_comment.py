"""无意见: an organisation answers formally that it has no comment."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.errors import ConflictError
from portal.models.submissions import Basket, BasketOpinion
from portal.operations.baskets import find_basket, open_basket, require_open


def answer_no_comment(
    session: Session, *, token: str, consultation_id: int, now: datetime
) -> Basket:
    """The visitor's basket stands for 无意见; an opinion put into it later takes that back.

    Raises: WindowClosedError, ConflictError when opinions wait in the basket.
    """
    require_open(session, consultation_id, now)
    basket = open_basket(session, token=token, consultation_id=consultation_id, now=now)
    session.flush()
    waiting = select(BasketOpinion.id).where(
        BasketOpinion.basket_id == basket.id, BasketOpinion.removed_at.is_(None)
    )
    if session.scalar(waiting.limit(1)) is not None:
        raise ConflictError(rule="basket_not_empty")
    basket.is_no_comment = True
    session.flush()
    return basket


def take_back_no_comment(session: Session, *, token: str, consultation_id: int) -> None:
    """The basket is an ordinary one again."""
    basket = find_basket(session, token, consultation_id, lock=True)
    if basket is not None:
        basket.is_no_comment = False
        session.flush()
