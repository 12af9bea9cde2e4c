"""What officers changed in an imported clause tree, so that each change can be taken back."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, one_of


class EditKind(StrEnum):
    """What an officer can do to the tree."""

    PROMOTED = "promoted"
    DEMOTED = "demoted"
    MERGED = "merged"
    SPLIT = "split"
    REWRITTEN = "rewritten"
    MARKED = "marked"
    UNITS_SET = "units_set"
    DELETED = "deleted"


class OutlineEdit(Base):
    """One edit of an unpublished tree; `before` is what undo needs, the newest row goes first."""

    __tablename__ = "outline_edits"
    __table_args__ = (
        UniqueConstraint("draft_version_id", "sequence"),
        one_of("kind", [kind.value for kind in EditKind], "kind_known"),
        CheckConstraint("sequence >= 1", name="sequence_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_version_id: Mapped[int] = mapped_column(
        ForeignKey("draft_versions.id", ondelete="CASCADE")
    )
    sequence: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    identity: Mapped[str] = mapped_column(String(32))
    clause_label: Mapped[str] = mapped_column(Text)
    before: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
