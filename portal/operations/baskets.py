"""意见篮: opinions collected by one visitor before submitting."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal import secrets
from portal.errors import InvalidInputError, LimitReachedError, NotFoundError, WindowClosedError
from portal.models.consultations import Consultation, ConsultationWindow
from portal.models.drafts import Clause, DraftVersion, Purpose
from portal.models.submissions import Basket, BasketOpinion, CommentKind, Stance
from portal.operations.windows import lock_window
from portal.queries.consultations import has_report
from portal.sanitize import BODY_LIMIT, clean_text

OPINION_LIMIT = 200
"""Opinions in one basket: an association's forty remarks fit five times over."""
NEAR_CLOSE = timedelta(minutes=15)
"""Requests that arrived this late may still be on their way when a report is published."""
_ANY_VERSION = 2**31 - 1
_OF_A_CLAUSE = (CommentKind.REPLACEMENT, CommentKind.DELETION)


@dataclass(frozen=True, slots=True)
class Opinion:
    """An opinion as typed; `clause` is a clause identity or None for the whole draft.

    `version` is the number of the draft version that was read while typing; None: the newest.
    """

    clause: str | None
    kind: str
    stance: str | None
    body: str
    version: int | None = None


def require_open(
    session: Session, consultation_id: int, arrived_at: datetime
) -> ConsultationWindow:
    """The window row, share-locked, when a request that arrived at `arrived_at` is in time.

    Raises: WindowClosedError with the phase, or "withdrawn".
    """
    row = lock_window(session, consultation_id, shared=True)
    state = session.execute(_publication(), {"consultation": consultation_id}).one()
    if state.published_at is None:
        raise WindowClosedError(phase="unpublished")
    if state.withdrawn_at is not None:
        raise WindowClosedError(phase="withdrawn")
    if row.value().time_left(arrived_at) < NEAR_CLOSE and has_report(session, consultation_id):
        raise WindowClosedError(phase="answered")  # it arrived in time, and came in after the report
    phase = row.value().phase(arrived_at)
    if not row.value().is_open(arrived_at):
        raise WindowClosedError(phase=phase.value)
    return row


@cache
def _publication() -> Select[*tuple[Any, ...]]:
    return select(Consultation.published_at, Consultation.withdrawn_at).where(
        Consultation.id == bindparam("consultation")
    )


def find_basket(
    session: Session, token: str | None, consultation_id: int, *, lock: bool = False
) -> Basket | None:
    """The visitor's basket for the consultation, if there is one."""
    if not token:
        return None
    whose = {"token": secrets.token_hash(token), "consultation": consultation_id}
    return session.scalar(_basket(lock=lock), whose)


@cache
def _basket(*, lock: bool) -> Select[Basket]:
    query = select(Basket).where(
        Basket.token_hash == bindparam("token"),
        Basket.consultation_id == bindparam("consultation"),
    )
    return query.with_for_update() if lock else query


def open_basket(session: Session, *, token: str, consultation_id: int, now: datetime) -> Basket:
    """The visitor's basket, locked, made when there was none (two tabs at once make one)."""
    basket = find_basket(session, token, consultation_id, lock=True)
    if basket is not None:
        basket.updated_at = now
        return basket
    made = Basket(
        token_hash=secrets.token_hash(token),
        consultation_id=consultation_id,
        created_at=now,
        updated_at=now,
    )
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:
        basket = find_basket(session, token, consultation_id, lock=True)
        if basket is None:
            raise
        return basket
    return made


def put_opinion(
    session: Session, *, token: str, consultation_id: int, opinion: Opinion, now: datetime
) -> BasketOpinion:
    """The opinion is in the visitor's basket.

    Raises: WindowClosedError, InvalidInputError, NotFoundError, LimitReachedError.
    """
    require_open(session, consultation_id, now)
    clause, body = _checked(session, consultation_id, opinion)
    basket = open_basket(session, token=token, consultation_id=consultation_id, now=now)
    held = session.scalar(select(func.count()).where(BasketOpinion.basket_id == basket.id)) or 0
    if held >= OPINION_LIMIT:
        raise LimitReachedError(action="basket", retry_after_seconds=0, limit=OPINION_LIMIT)
    row = BasketOpinion(
        basket_id=basket.id,
        clause_id=clause.id if clause else None,
        kind=opinion.kind,
        stance=opinion.stance,
        body=body,
        created_at=now,
        updated_at=now,
    )
    session.add(row)
    session.flush()
    return row


def edit_opinion(
    session: Session,
    *,
    token: str,
    consultation_id: int,
    opinion_id: int,
    opinion: Opinion,
    now: datetime,
) -> BasketOpinion:
    """The opinion in the visitor's basket holds the new words. Raises: as `put_opinion`.

    It stays on the draft version it was begun on.
    """
    require_open(session, consultation_id, now)
    row = get_opinion(session, token, consultation_id, opinion_id, lock=True)
    clause, body = _checked(session, consultation_id, _on_its_version(session, row, opinion))
    row.clause_id = clause.id if clause else None
    row.kind, row.stance, row.body, row.updated_at = opinion.kind, opinion.stance, body, now
    session.flush()
    return row


def _on_its_version(session: Session, row: BasketOpinion, opinion: Opinion) -> Opinion:
    number = session.scalar(
        select(DraftVersion.number)
        .join(Clause)
        .where(Clause.id == row.clause_id, Clause.identity == opinion.clause)
    )
    return opinion if number is None else replace(opinion, version=number)


def remove_opinion(session: Session, *, token: str, consultation_id: int, opinion_id: int) -> None:
    """The opinion has left the basket; allowed after the close too. Raises: NotFoundError."""
    session.delete(get_opinion(session, token, consultation_id, opinion_id, lock=True))
    session.flush()


def get_opinion(
    session: Session,
    token: str | None,
    consultation_id: int,
    opinion_id: int,
    *,
    lock: bool = False,
) -> BasketOpinion:
    """The opinion, if it lies in the visitor's own basket (locked for a change).

    Raises: NotFoundError.
    """
    basket = find_basket(session, token, consultation_id, lock=lock)
    row = session.get(BasketOpinion, opinion_id) if basket else None
    if row is None or basket is None or row.basket_id != basket.id:
        raise NotFoundError(subject="opinion")
    return row


def _checked(session: Session, consultation_id: int, opinion: Opinion) -> tuple[Clause | None, str]:
    if opinion.kind not in set(CommentKind):
        raise InvalidInputError(field="kind", rule="unknown")
    if opinion.stance is not None and opinion.stance not in set(Stance):
        raise InvalidInputError(field="stance", rule="unknown")
    if opinion.clause is None and opinion.kind in _OF_A_CLAUSE:
        raise InvalidInputError(field="kind", rule="needs_clause")
    body = clean_text(opinion.body, field="body", limit=BODY_LIMIT)
    if opinion.clause is None:
        return None, body
    clause = session.scalar(
        select(Clause)
        .join(DraftVersion)
        .where(
            DraftVersion.consultation_id == consultation_id,
            DraftVersion.published_at.is_not(None),
            DraftVersion.purpose == Purpose.CONSULTATION,
            DraftVersion.number <= (opinion.version or _ANY_VERSION),
            Clause.identity == opinion.clause,
        )
        .order_by(DraftVersion.number.desc())
        .limit(1)
    )
    if clause is None or not clause.is_commentable:
        raise NotFoundError(subject="clause")
    return clause, body


def forget_old_baskets(session: Session, *, seconds: int, now: datetime) -> int:
    """Baskets nobody touched for `seconds` are gone; returns how many."""
    result = session.execute(
        delete(Basket).where(Basket.updated_at < now - timedelta(seconds=seconds))
    )
    return int(result.rowcount)  # type: ignore[attr-defined]  # a DELETE returns a cursor result
