"""Letters that were split: what stands in their place, and what counts as an opinion."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session, aliased

from portal.models.letter_parts import LetterPart
from portal.models.responses import Response
from portal.models.submissions import Comment
from portal.queries.submissions_later import still_counts

_CHUNK = 500


def is_whole(comment_id: Any) -> ColumnElement[bool]:
    """The SQL condition that the comment is neither a split letter nor a part that was merged back."""
    part = aliased(LetterPart)
    is_split = exists().where(part.letter_id == comment_id, part.merged_at.is_(None))
    is_merged = exists().where(part.comment_id == comment_id, part.merged_at.is_not(None))
    return ~is_split & ~is_merged


def opinion_counts() -> ColumnElement[bool]:
    """The SQL condition that a Comment is one opinion to be answered: not withdrawn, and whole.

    A split letter counts as its parts.
    """
    return still_counts(Comment.submission_id) & is_whole(Comment.id)


def as_received(comment_id: Any) -> ColumnElement[bool]:
    """The SQL condition that the comment came so from its author: no part officers made."""
    part = aliased(LetterPart)
    return ~exists().where(part.comment_id == comment_id)


def part_count() -> ColumnElement[int]:
    """Into how many standing parts a Comment was split."""
    part = aliased(LetterPart)
    query = select(func.count(part.comment_id)).where(
        part.letter_id == Comment.id, part.merged_at.is_(None)
    )
    return query.scalar_subquery().label("part_count")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a split letter with the bureau's response to it."""

    comment: Comment
    response: Response | None


def parts_of(session: Session, letter_ids: Collection[int]) -> dict[int, list[Part]]:
    """The standing parts of each letter that was split, in the order of its text."""
    wanted = sorted(set(letter_ids))
    found: dict[int, list[Part]] = {}
    for start in range(0, len(wanted), _CHUNK):
        rows = session.execute(
            select(LetterPart.letter_id, Comment, Response)
            .join(Comment, Comment.id == LetterPart.comment_id)
            .outerjoin(Response, Response.comment_id == Comment.id)
            .where(
                LetterPart.letter_id.in_(wanted[start : start + _CHUNK]),
                LetterPart.merged_at.is_(None),
            )
            .order_by(LetterPart.letter_id, LetterPart.cut_start)
        )
        for letter_id, comment, response in rows:
            found.setdefault(letter_id, []).append(Part(comment, response))
    return found
