"""Draft versions and their clauses."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base, one_of

LEVELS = (
    "编",
    "分编",
    "章",
    "节",
    "条",
    "款",
    "项",
    "目",
    "一、",
    "（一）",
    "1.",
    "（1）",
    "①",
    "X要",
)
GENRES = ("legislation", "policy", "notice_with_draft", "bundle", "speech", "other")


class DraftVersion(Base):
    """征求意见稿(版本): one imported text. Once published its clauses are frozen (trigger)."""

    __tablename__ = "draft_versions"
    __table_args__ = (
        UniqueConstraint("consultation_id", "number"),
        one_of("genre", GENRES, "genre_known"),
        CheckConstraint("number >= 1", name="number_positive"),
        CheckConstraint("length(source_hash) = 64", name="source_hashed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id", ondelete="CASCADE"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(300))
    genre: Mapped[str] = mapped_column(String(20))
    preamble: Mapped[str] = mapped_column(Text, default="")
    source_text: Mapped[str] = mapped_column(Text)
    source_name: Mapped[str] = mapped_column(String(200))
    source_hash: Mapped[str] = mapped_column(String(64))
    warnings: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    imported_at: Mapped[datetime]
    imported_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    published_at: Mapped[datetime | None]

    clauses: Mapped[list[Clause]] = relationship(
        order_by="Clause.position", cascade="all, delete-orphan", back_populates="draft_version"
    )


class Clause(Base):
    """条款: one node of the tree. `identity` stays the same through versions."""

    __tablename__ = "clauses"
    __table_args__ = (
        UniqueConstraint("draft_version_id", "position"),
        UniqueConstraint("draft_version_id", "path"),
        UniqueConstraint("draft_version_id", "identity"),
        one_of("level", LEVELS, "level_known"),
        CheckConstraint("parent_id IS NULL OR parent_id <> id", name="not_its_own_parent"),
        CheckConstraint("length(text_hash) = 64", name="text_hashed"),
        CheckConstraint("length(number) > 0", name="numbered"),
        CheckConstraint("line >= 1", name="line_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_version_id: Mapped[int] = mapped_column(
        ForeignKey("draft_versions.id", ondelete="CASCADE")
    )
    parent_id: Mapped[int | None] = mapped_column(
        ForeignKey("clauses.id", ondelete="CASCADE"), index=True
    )
    identity: Mapped[str] = mapped_column(String(32), index=True)
    position: Mapped[int]
    depth: Mapped[int]
    path: Mapped[str] = mapped_column(String(200))
    level: Mapped[str] = mapped_column(String(4))
    number: Mapped[str] = mapped_column(String(40))
    heading: Mapped[str] = mapped_column(Text, default="")
    text: Mapped[str] = mapped_column(Text, default="")
    text_hash: Mapped[str] = mapped_column(String(64))
    line: Mapped[int]
    is_commentable: Mapped[bool] = mapped_column(default=True)
    units: Mapped[list[dict[str, Any]]] = mapped_column(default=list)

    draft_version: Mapped[DraftVersion] = relationship(back_populates="clauses")

    @property
    def label(self) -> str:
        """Number and heading as people cite the clause."""
        return f"{self.number}{self.heading}" if self.heading else self.number

    @property
    def quote(self) -> str:
        """What a comment on this clause quotes: its heading and text."""
        return "\n".join(part for part in (self.heading, self.text) if part)
