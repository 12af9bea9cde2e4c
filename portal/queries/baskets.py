"""The opinions waiting in one visitor's basket, with the clauses they are on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from portal import secrets
from portal.errors import NotFoundError
from portal.models.drafts import Clause
from portal.models.submissions import WHOLE, Basket, BasketOpinion


def _waiting(
    token: str, consultation_id: int, *columns: Any, is_removed: bool = False
) -> Select[Any]:
    return (
        select(*columns)
        .select_from(BasketOpinion)
        .join(Basket, Basket.id == BasketOpinion.basket_id)
        .outerjoin(Clause, Clause.id == BasketOpinion.clause_id)
        .where(
            Basket.token_hash == secrets.token_hash(token),
            Basket.consultation_id == consultation_id,
            BasketOpinion.removed_at.is_not(None)
            if is_removed
            else BasketOpinion.removed_at.is_(None),
        )
    )


def basket_counts(session: Session, token: str | None, consultation_id: int) -> dict[str, int]:
    """How many opinions wait on each clause identity; WHOLE stands for the whole draft."""
    if not token:
        return {}
    query = _waiting(token, consultation_id, Clause.identity, func.count())
    rows = session.execute(query.group_by(Clause.identity))
    return {str(identity or WHOLE): int(count) for identity, count in rows}


def basket_opinions(session: Session, token: str | None, consultation_id: int) -> Sequence[Any]:
    """The waiting opinions as the visitor ordered them, else in clause order, the whole draft first.

    Shape: row (BasketOpinion, Clause | None).
    """
    if not token:
        return []
    query = _waiting(token, consultation_id, BasketOpinion, Clause)
    order = (BasketOpinion.place, func.coalesce(Clause.position, 0), BasketOpinion.id)
    return session.execute(query.order_by(*order)).all()


def removed_opinions(session: Session, token: str | None, consultation_id: int) -> Sequence[Any]:
    """What the visitor took out of the basket and can put back, the latest first. Shape: as above."""
    if not token:
        return []
    query = _waiting(token, consultation_id, BasketOpinion, Clause, is_removed=True)
    order = (BasketOpinion.removed_at.desc(), BasketOpinion.id.desc())
    return session.execute(query.order_by(*order)).all()


def get_basket_opinion(
    session: Session, token: str | None, consultation_id: int, opinion_id: int
) -> Any:
    """One waiting opinion of the visitor's own. Shape: row (BasketOpinion, Clause | None).

    Raises: NotFoundError, the same for unknown and for another visitor's.
    """
    query = _waiting(token or "", consultation_id, BasketOpinion, Clause)
    row = session.execute(query.where(BasketOpinion.id == opinion_id)).one_or_none()
    if row is None:
        raise NotFoundError(subject="opinion")
    return row
