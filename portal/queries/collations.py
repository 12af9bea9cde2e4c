"""Members' originals as the lead reads them, and where a comment came from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.models.collations import CollationInput, CollationOriginal, CommentOrigin
from portal.models.drafts import Clause


def collated_originals(session: Session, collation_id: int) -> Sequence[Any]:
    """What members handed in, in clause order, the whole draft first.

    Shape: row (CollationOriginal, CollationInput, Clause | None).
    """
    query = (
        select(CollationOriginal, CollationInput, Clause)
        .join(CollationInput, CollationInput.id == CollationOriginal.input_id)
        .outerjoin(Clause, Clause.id == CollationOriginal.clause_id)
        .where(CollationInput.collation_id == collation_id)
        .order_by(func.coalesce(Clause.position, 0), CollationOriginal.id)
    )
    return session.execute(query).all()


def find_original(session: Session, comment_id: int) -> CollationOriginal | None:
    """The member's original a comment was made from; None when it was not collated."""
    return session.scalar(
        select(CollationOriginal)
        .join(CommentOrigin, CommentOrigin.original_id == CollationOriginal.id)
        .where(CommentOrigin.comment_id == comment_id)
    )
