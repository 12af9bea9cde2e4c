"""After the lead has submitted: which comment was made from which member's original."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from portal.models.collations import Collation, CollationInput, CollationOriginal, CommentOrigin
from portal.models.submissions import Comment


def keep_origins(
    session: Session, submission_id: int, opinions: Sequence[Any], now: datetime
) -> None:
    """The comments name the originals they are copies of, and the collation has ended.

    Shape: rows with original_id, in the order of the comments.
    """
    origins = {place: row.original_id for place, row in enumerate(opinions, start=1) if row.original_id}
    if not origins:
        return
    query = select(Comment.position, Comment.id).where(Comment.submission_id == submission_id)
    comments = {int(place): int(comment_id) for place, comment_id in session.execute(query)}
    rows = [
        {"comment_id": comments[place], "original_id": original}
        for place, original in origins.items()
    ]
    session.execute(insert(CommentOrigin), rows)
    collated = (
        select(CollationInput.collation_id)
        .join(CollationOriginal)
        .where(CollationOriginal.id.in_(origins.values()))
    )
    session.execute(
        update(Collation)
        .where(Collation.id.in_(collated))
        .values(submission_id=submission_id, closed_at=now)
    )


def erase_signers(session: Session, submission_ids: Collection[int]) -> None:
    """Who the members were is gone with the contact data of the submissions."""
    inputs = (
        select(CollationInput.id)
        .join(Collation)
        .where(Collation.submission_id.in_(submission_ids))
    )
    session.execute(
        update(CollationInput)
        .where(CollationInput.id.in_(inputs))
        .values(key_id=None, nonce=None, ciphertext=None)
        .execution_options(synchronize_session=False)
    )
