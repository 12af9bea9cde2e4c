"""Draft versions and their clauses."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base, one_of
from portal.drafts.numbering import from_int

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


class Purpose(StrEnum):
    """What a version is published for: to be commented on, or as the text that was issued."""

    CONSULTATION = "consultation"
    FINAL = "final"


def citation(level: str, path: str, number: str, heading: str) -> str:
    """How people cite a clause: 第十二条第二款第（一）项, or number and heading.

    Source: 立法法 第六十五条 (编、章、节、条、款、项、目); a 款 has no printed number.
    """
    if level not in ("款", "项", "目"):
        return f"{number}{heading}"
    parts = [part.split("~")[0] for part in path.split("/")]
    start = max((i for i, part in enumerate(parts) if part.startswith("第")), default=0)
    inner = [_cited(part, is_first=i == 0) for i, part in enumerate(parts[start + 1 :])]
    return "".join([parts[start], *inner]) + heading


def _cited(part: str, *, is_first: bool) -> str:
    if part.isdigit():
        return f"第{from_int(int(part))}款" if is_first else f"第{part}目"
    return f"第{part}项"


class DraftVersion(Base):
    """征求意见稿(版本): one imported text. Once published its clauses are frozen (trigger)."""

    __tablename__ = "draft_versions"
    __table_args__ = (
        UniqueConstraint("consultation_id", "number"),
        one_of("genre", GENRES, "genre_known"),
        one_of("purpose", [purpose.value for purpose in Purpose], "purpose_known"),
        CheckConstraint("number >= 1", name="number_positive"),
        CheckConstraint("length(source_hash) = 64", name="source_hashed"),
        CheckConstraint(
            "(checked_at IS NULL) = (checked_by_id IS NULL)", name="checked_by_someone"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id", ondelete="CASCADE"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(300))
    genre: Mapped[str] = mapped_column(String(20))
    purpose: Mapped[str] = mapped_column(
        String(12), default=Purpose.CONSULTATION, server_default=Purpose.CONSULTATION
    )
    preamble: Mapped[str] = mapped_column(Text, default="")
    source_text: Mapped[str] = mapped_column(Text)
    source_name: Mapped[str] = mapped_column(String(200))
    source_hash: Mapped[str] = mapped_column(String(64))
    warnings: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    imported_at: Mapped[datetime]
    imported_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    published_at: Mapped[datetime | None]
    checked_at: Mapped[datetime | None]
    """When an officer said that the tree is right; any later edit clears it."""
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    clauses: Mapped[list[Clause]] = relationship(
        order_by="Clause.position", cascade="all, delete-orphan", back_populates="draft_version"
    )

    @property
    def needs_check(self) -> bool:
        """The import found something doubtful about the tree, and no officer has said it is right."""
        doubts = [warning for warning in self.warnings if warning["code"] != "notice_missing"]
        return bool(doubts) and self.checked_at is None


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
        return citation(self.level, self.path, self.number, self.heading)

    @property
    def printed_number(self) -> str:
        """The number as it stands in the text; a 款 is counted, its number is not printed."""
        return "" if self.level == "款" else self.number

    @property
    def quote(self) -> str:
        """What a comment on this clause quotes: its heading and text."""
        return "\n".join(part for part in (self.heading, self.text) if part)
