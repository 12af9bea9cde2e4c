"""意见篮: opinions collected by one visitor before submitting."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal import secrets
from portal.errors import (
    ConflictError,
    InvalidInputError,
    LimitReachedError,
    NotFoundError,
    WindowClosedError,
)
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
    session: Session,
    *,
    token: str,
    consultation_id: int,
    opinion: Opinion,
    now: datetime,
    form_key: str = "",
    is_unfinished: bool = False,
) -> BasketOpinion:
    """The opinion is in the visitor's basket; what a form (`form_key`) sends twice is there once.

    `is_unfinished`: it is only kept, to be written on.

    Raises: WindowClosedError, InvalidInputError, NotFoundError, LimitReachedError.
    """
    require_open(session, consultation_id, now)
    clause, body = _checked(session, consultation_id, opinion)
    basket = open_basket(session, token=token, consultation_id=consultation_id, now=now)
    values = {
        "clause_id": clause.id if clause else None,
        "kind": opinion.kind,
        "stance": opinion.stance,
        "body": body,
        "is_unfinished": is_unfinished,
    }
    form_hash = secrets.token_hash(form_key) if form_key else None
    earlier = _sent_before(session, basket.id, form_hash, values) if form_hash else None
    if earlier is not None:
        return _written(session, earlier, values, now)
    place = free_place(session, basket.id)
    basket.is_no_comment = False
    row = BasketOpinion(
        basket_id=basket.id, place=place, form_hash=form_hash, created_at=now, updated_at=now, **values
    )
    session.add(row)
    session.flush()
    return row


def _sent_before(
    session: Session, basket_id: int, form_hash: str, values: dict[str, Any]
) -> BasketOpinion | None:
    """The row of the same form: the one still being written, or the finished one it repeats.

    Or the one that says the very same: the form was opened anew, as the browser's back button does.
    """
    same = and_(*(getattr(BasketOpinion, name) == value for name, value in values.items()))
    is_same = and_(
        same,
        BasketOpinion.removed_at.is_(None),
        BasketOpinion.original_id.is_(None),  # two members may have written the same words
    )
    query = select(BasketOpinion).where(
        BasketOpinion.basket_id == basket_id,
        or_(BasketOpinion.form_hash == form_hash, is_same),
    )
    rows = session.scalars(query.order_by(BasketOpinion.id)).all()
    own = [row for row in rows if row.form_hash == form_hash]
    finished = [row for row in own if not row.is_unfinished]
    if values["is_unfinished"]:
        # An automatic saving may come after the button.
        return next(iter(finished[-1:] or own), None)
    equal = [row for row in rows if all(getattr(row, n) == v for n, v in values.items())]
    return next(iter(equal or [row for row in own if row.is_unfinished]), None)


def _written(
    session: Session, row: BasketOpinion, values: dict[str, Any], now: datetime
) -> BasketOpinion:
    """The row holds the values; a finished one only comes back, should it have been removed.

    Raises: LimitReachedError when others have filled the basket meanwhile.
    """
    if row.removed_at is not None:
        free_place(session, row.basket_id)
        row.removed_at = None
        session.get_one(Basket, row.basket_id).is_no_comment = False
    if row.is_unfinished:
        for name, value in values.items():
            setattr(row, name, value)
        row.updated_at = now
    session.flush()
    return row


def free_place(session: Session, basket_id: int) -> int:
    """Where a further opinion stands: last, or in clause order. Raises: LimitReachedError."""
    held, last = session.execute(
        select(func.count(), func.max(BasketOpinion.place)).where(
            BasketOpinion.basket_id == basket_id, BasketOpinion.removed_at.is_(None)
        )
    ).one()
    if held >= OPINION_LIMIT:
        raise LimitReachedError(
            action="basket", rule="basket_full", retry_after_seconds=0, limit=OPINION_LIMIT
        )
    return int(last) + 1 if last else 0


def edit_opinion(
    session: Session,
    *,
    token: str,
    consultation_id: int,
    opinion_id: int,
    opinion: Opinion,
    now: datetime,
    is_unfinished: bool = False,
    seen: str = "",
) -> BasketOpinion:
    """The opinion in the visitor's basket holds the new words. Raises: as `put_opinion`.

    It stays on the draft version it was begun on. What is finished does not become unfinished.
    `seen` is the hash of the words the form was drawn from, should it know them.
    Raises: ConflictError when another window has saved other words since.
    """
    require_open(session, consultation_id, now)
    row = get_opinion(session, token, consultation_id, opinion_id, lock=True)
    clause, body = _checked(session, consultation_id, _on_its_version(session, row, opinion))
    is_other = seen not in ("", secrets.text_hash(row.body)) and row.body != body
    if is_other and not row.is_unfinished:  # what is unfinished saves itself while one writes
        raise ConflictError(rule="opinion_changed")
    row.clause_id = clause.id if clause else None
    row.kind, row.stance, row.body, row.updated_at = opinion.kind, opinion.stance, body, now
    row.is_unfinished = row.is_unfinished and is_unfinished
    touch_basket(session, row.basket_id, now)
    session.flush()
    return row


def touch_basket(session: Session, basket_id: int, now: datetime) -> Basket:
    """The basket was used: its life begins anew."""
    basket = session.get_one(Basket, basket_id)
    basket.updated_at = now
    return basket


def _on_its_version(session: Session, row: BasketOpinion, opinion: Opinion) -> Opinion:
    number = session.scalar(
        select(DraftVersion.number)
        .join(Clause)
        .where(Clause.id == row.clause_id, Clause.identity == opinion.clause)
    )
    return opinion if number is None else replace(opinion, version=number)


def get_opinion(
    session: Session,
    token: str | None,
    consultation_id: int,
    opinion_id: int,
    *,
    lock: bool = False,
    is_removed: bool = False,
) -> BasketOpinion:
    """The opinion, if it lies in the visitor's own basket (locked for a change), or was taken out.

    Raises: NotFoundError.
    """
    basket = find_basket(session, token, consultation_id, lock=lock)
    row = session.get(BasketOpinion, opinion_id) if basket else None
    is_mine = row is not None and basket is not None and row.basket_id == basket.id
    if row is None or not is_mine or (row.removed_at is not None) != is_removed:
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
