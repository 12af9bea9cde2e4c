"""Letters of several opinions that officers split: each part is a comment of its own."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base


class LetterPart(Base):
    """拆条: a stretch of a letter (a comment as received) that is judged and answered by itself.

    The letter is never changed; it counts again, and its parts no more, once they are merged back.
    Unit: `cut_start` and `cut_end` count characters of the letter, half-open.
    """

    __tablename__ = "letter_parts"
    __table_args__ = (
        CheckConstraint("comment_id <> letter_id", name="not_of_itself"),
        CheckConstraint("cut_start >= 0 AND cut_start < cut_end", name="stretch"),
        CheckConstraint("(merged_at IS NULL) = (merged_by_id IS NULL)", name="merged_by_someone"),
    )

    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"), primary_key=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey("comments.id"), index=True)
    cut_start: Mapped[int]
    cut_end: Mapped[int]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime]
    merged_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    merged_at: Mapped[datetime | None]
