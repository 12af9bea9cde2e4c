"""What became of each clause from one version of a draft to the next."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, one_of


class Change(StrEnum):
    """变化; the codes are those of drafts.comparison."""

    KEPT = "kept"
    CHANGED = "changed"
    MOVED = "moved"
    RENUMBERED = "renumbered"
    SPLIT = "split"
    MERGED = "merged"
    DELETED = "deleted"
    NEW = "new"


class ClauseMapping(Base):
    """One old clause stands in one new clause; frozen with its version (trigger).

    A split has a row for each of its new clauses, a merger one for each of its old ones.
    Unit: similarity 0-1.
    """

    __tablename__ = "clause_mappings"
    __table_args__ = (
        UniqueConstraint("draft_version_id", "old_clause_id", "new_clause_id"),
        one_of("change", [change.value for change in Change], "change_known"),
        CheckConstraint("(change = 'deleted') = (new_clause_id IS NULL)", name="deleted_has_no_new"),
        CheckConstraint("(change = 'new') = (old_clause_id IS NULL)", name="new_has_no_old"),
        CheckConstraint("similarity BETWEEN 0 AND 1", name="similarity_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_version_id: Mapped[int] = mapped_column(
        ForeignKey("draft_versions.id", ondelete="CASCADE")
    )
    """The newer of the two versions."""
    old_clause_id: Mapped[int | None] = mapped_column(
        ForeignKey("clauses.id", ondelete="CASCADE"), index=True
    )
    new_clause_id: Mapped[int | None] = mapped_column(
        ForeignKey("clauses.id", ondelete="CASCADE"), index=True
    )
    change: Mapped[str] = mapped_column(String(10))
    similarity: Mapped[float]
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """The officer who set the row; NULL for the machine's proposal."""


class TakenUpComment(Base):
    """A change names a comment it took up; frozen with its version (trigger).

    The guard also refuses a comment, or a clause, of another consultation.
    """

    __tablename__ = "taken_up_comments"

    draft_version_id: Mapped[int] = mapped_column(
        ForeignKey("draft_versions.id", ondelete="CASCADE"), primary_key=True
    )
    """The version that shows the change."""
    clause_id: Mapped[int] = mapped_column(
        ForeignKey("clauses.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    """A clause of that version; where it was deleted, the clause of the version before."""
    comment_id: Mapped[int] = mapped_column(
        ForeignKey("comments.id"), primary_key=True, index=True
    )
    named_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    named_at: Mapped[datetime]
