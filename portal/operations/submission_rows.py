"""The rows of a submission: read from the basket, written once, counted.

Every statement is built once, since building it takes longer than running it, and by the table,
since rows that nobody loads need no mapped objects.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import (
    CursorResult,
    Insert,
    Select,
    Table,
    bindparam,
    func,
    insert,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.db import Base, violated_constraint
from portal.errors import IdempotencyError, IncompleteError
from portal.models.drafts import Clause, DraftVersion, Purpose, citation
from portal.models.submissions import (
    WHOLE,
    BasketOpinion,
    ClauseTally,
    Comment,
    ContactData,
    Stance,
    Submission,
)
from portal.secrets import Sealed

Row = dict[str, Any]
_STANCE_COUNTS = {stance.value: f"{stance.value}_count" for stance in Stance}
"""The tally column of a stance the commenter chose."""


def find_by_key(session: Session, idempotency_hash: str) -> Any:
    """The submission of a key, or None. Shape: row (id, number, content_hash)."""
    return session.execute(_of_key(), {"hash": idempotency_hash}).one_or_none()


@cache
def _of_key() -> Select[*tuple[Any, ...]]:
    return select(Submission.id, Submission.number, Submission.content_hash).where(
        Submission.idempotency_hash == bindparam("hash")
    )


def basket_rows(session: Session, basket_id: int) -> Sequence[Any]:
    """The opinions of a basket in order, each beside its clause.

    What is unfinished or was removed is not among them.

    Shape: row (id, original_id, clause_id, kind, stance, body, created_at, identity, level, path, number,
    heading, text,
    text_hash, draft_version_id).
    """
    return session.execute(_in_basket(), {"basket": basket_id}).all()


@cache
def _in_basket() -> Select[*tuple[Any, ...]]:
    return (
        select(
            BasketOpinion.id,
            BasketOpinion.original_id,
            BasketOpinion.clause_id,
            BasketOpinion.kind,
            BasketOpinion.stance,
            BasketOpinion.body,
            BasketOpinion.created_at,
            Clause.identity,
            Clause.level,
            Clause.path,
            Clause.number,
            Clause.heading,
            Clause.text,
            Clause.text_hash,
            Clause.draft_version_id,
        )
        .outerjoin(Clause, Clause.id == BasketOpinion.clause_id)
        .where(
            BasketOpinion.basket_id == bindparam("basket"),
            BasketOpinion.removed_at.is_(None),
            BasketOpinion.is_unfinished.is_(False),
        )
        .order_by(BasketOpinion.place, func.coalesce(Clause.position, 0), BasketOpinion.id)
    )


def insert_submission(session: Session, values: Row) -> int:
    """The id of the row. Raises: IdempotencyError when the same key came at the same time."""
    try:
        result = session.execute(_insert_into(Submission), values)
    except IntegrityError as error:
        if violated_constraint(error) == "uq_submissions_idempotency_hash":
            raise IdempotencyError(rule="concurrent") from error
        raise
    key = cast(CursorResult[Any], result).inserted_primary_key
    assert key is not None  # noqa: S101  one row was inserted
    return int(key[0])


def insert_contact_box(session: Session, submission_id: int, sealed: Sealed) -> None:
    """The encrypted contact data of the submission is stored."""
    session.execute(
        _insert_into(ContactData),
        {
            "submission_id": submission_id,
            "key_id": sealed.key_id,
            "nonce": sealed.nonce,
            "ciphertext": sealed.ciphertext,
        },
    )


def insert_comments(
    session: Session,
    submission_id: int,
    consultation_id: int,
    opinions: Sequence[Any],
    now: datetime,
) -> None:
    """The opinions are comments in the basket's order, and counted."""
    whole = any(row.clause_id is None for row in opinions)
    versions = commentable_versions(session, consultation_id) if whole else []
    comments = [
        {
            "submission_id": submission_id,
            "consultation_id": consultation_id,
            "draft_version_id": row.draft_version_id or _version_at(versions, row.created_at),
            "position": position,
            "kind": row.kind,
            "stance": row.stance,
            "body": row.body,
            "received_at": now,
            **_frozen_clause(row),
        }
        for position, row in enumerate(opinions, start=1)
    ]
    session.execute(_insert_into(Comment), comments)
    count_comments(session, consultation_id, comments)


def commentable_versions(session: Session, consultation_id: int) -> Sequence[Any]:
    """The versions put up for comment, oldest first.

    Shape: row (id, number, published_at). Raises: IncompleteError when there is none.
    """
    found = session.execute(
        select(DraftVersion.id, DraftVersion.number, DraftVersion.published_at)
        .where(
            DraftVersion.consultation_id == consultation_id,
            DraftVersion.published_at.is_not(None),
            DraftVersion.purpose == Purpose.CONSULTATION,
        )
        .order_by(DraftVersion.number)
    ).all()
    if not found:
        raise IncompleteError(missing=["draft"])
    return found


def _version_at(versions: Sequence[Any], instant: datetime) -> int:
    """The version that was public when an opinion on the whole draft was begun."""
    public = [row.id for row in versions if row.published_at <= instant]
    return int(public[-1] if public else versions[0].id)


def _frozen_clause(row: Any) -> Row:
    has_clause = row.clause_id is not None
    return {
        "clause_id": row.clause_id,
        "clause_key": row.identity if has_clause else WHOLE,
        "clause_label": citation(row.level, row.path, row.number, row.heading)
        if has_clause
        else "",
        "clause_quote": "\n".join(p for p in (row.heading, row.text) if p) if has_clause else "",
        "clause_text_hash": row.text_hash,
    }


@cache
def _insert_into(model: type[Base]) -> Insert:
    """By the table: rows that nobody loads need no mapped objects."""
    return insert(cast(Table, model.__table__))


def count_comments(session: Session, consultation_id: int, comments: Sequence[Row]) -> None:
    """The tallies of the clauses have grown by the new comments; locked in key order."""
    rows = [
        {"consultation_id": consultation_id, "clause_key": key, **_counts(comments, key)}
        for key in sorted({str(comment["clause_key"]) for comment in comments})
    ]
    session.execute(_counting(session.get_bind().dialect.name), rows)


@cache
def _counting(dialect: str) -> Insert:
    tallies = cast(Table, ClauseTally.__table__)
    statement = (sqlite.insert if dialect == "sqlite" else postgresql.insert)(tallies)
    return statement.on_conflict_do_update(
        index_elements=["consultation_id", "clause_key"],
        set_={
            name: tallies.c[name] + statement.excluded[name]
            for name in ("comment_count", *_STANCE_COUNTS.values())
        },
    )


def _counts(comments: Sequence[Row], key: str) -> dict[str, int]:
    stances = [comment["stance"] for comment in comments if comment["clause_key"] == key]
    counts = {name: stances.count(stance) for stance, name in _STANCE_COUNTS.items()}
    return {"comment_count": len(stances), **counts}
