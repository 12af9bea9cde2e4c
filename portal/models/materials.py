"""What goes with a notice: its files, and where else to look."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, one_of


class RelationKind(StrEnum):
    """How another page belongs to a consultation."""

    EARLIER_ROUND = "earlier_round"
    ISSUED = "issued"
    OTHER = "other"


class NoticeFile(Base):
    """附件 of the notice. Once public it is never deleted, only withdrawn with a reason."""

    __tablename__ = "notice_files"
    __table_args__ = (
        UniqueConstraint("consultation_id", "sha256"),
        CheckConstraint("length(sha256) = 64", name="hashed"),
        CheckConstraint("byte_count > 0", name="not_empty"),
        CheckConstraint("length(title) BETWEEN 1 AND 200", name="title_length"),
        CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawal_reason IS NULL)", name="withdrawn_with_reason"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    media_type: Mapped[str] = mapped_column(String(100))
    byte_count: Mapped[int]
    file_name: Mapped[str] = mapped_column(String(140))
    added_at: Mapped[datetime]
    added_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawal_reason: Mapped[str | None] = mapped_column(Text)


class RelatedLink(Base):
    """相关链接: another consultation of this portal, or an https address elsewhere."""

    __tablename__ = "related_links"
    __table_args__ = (
        one_of("kind", [kind.value for kind in RelationKind], "kind_known"),
        CheckConstraint("(target_id IS NULL) = (length(url) > 0)", name="one_target"),
        CheckConstraint("target_id IS NULL OR target_id <> consultation_id", name="not_itself"),
        CheckConstraint("kind <> 'earlier_round' OR target_id IS NOT NULL", name="round_is_here"),
        UniqueConstraint("consultation_id", "target_id", "url"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20))
    target_id: Mapped[int | None] = mapped_column(
        ForeignKey("consultations.id", ondelete="CASCADE"), index=True
    )
    title: Mapped[str] = mapped_column(String(300), default="")
    url: Mapped[str] = mapped_column(String(500), default="")
    added_at: Mapped[datetime]
    added_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
