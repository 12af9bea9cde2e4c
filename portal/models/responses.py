"""The bureau's answers and the published report."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base, one_of


class Outcome(StrEnum):
    """采纳情况. Source: domain.md section 2, 采纳分类."""

    ADOPTED = "adopted"
    PARTLY_ADOPTED = "partly_adopted"
    NOT_ADOPTED = "not_adopted"
    EXPLAINED = "explained"
    ALREADY_PROVIDED = "already_provided"
    FURTHER_STUDY = "further_study"
    TRANSFERRED = "transferred"
    DUPLICATE = "duplicate"
    IRRELEVANT = "irrelevant"


SUBSTANTIVE_OUTCOMES = (
    Outcome.ADOPTED,
    Outcome.PARTLY_ADOPTED,
    Outcome.NOT_ADOPTED,
    Outcome.EXPLAINED,
    Outcome.ALREADY_PROVIDED,
    Outcome.FURTHER_STUDY,
)
"""What the adoption rate divides by; transfers, duplicates and irrelevant ones are left out."""


class Response(Base):
    """单位的答复 to one comment. Anything but plain adoption carries its reason."""

    __tablename__ = "responses"
    __table_args__ = (
        one_of("outcome", [outcome.value for outcome in Outcome], "outcome_known"),
        CheckConstraint("outcome = 'adopted' OR length(reason) > 0", name="reason_given"),
        CheckConstraint(
            "outcome <> 'partly_adopted' OR length(changed_text) > 0", name="changed_text_given"
        ),
        CheckConstraint(
            "(outcome = 'duplicate') = (duplicate_of_id IS NOT NULL)", name="duplicate_named"
        ),
        CheckConstraint(
            "duplicate_of_id IS NULL OR duplicate_of_id <> comment_id", name="not_of_itself"
        ),
        Index("ix_responses_consultation_id_outcome", "consultation_id", "outcome"),
    )

    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"), primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"))
    outcome: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text, default="")
    changed_text: Mapped[str] = mapped_column(Text, default="")
    duplicate_of_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"))
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime]


class Report(Base):
    """意见采纳情况反馈: a snapshot; published once (trigger)."""

    __tablename__ = "reports"
    __table_args__ = (UniqueConstraint("consultation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"))
    title: Mapped[str] = mapped_column(String(300))
    process: Mapped[str] = mapped_column(Text)
    collection: Mapped[str] = mapped_column(Text)
    thanks: Mapped[str] = mapped_column(Text, default="")
    figures: Mapped[dict[str, Any]] = mapped_column(default=dict)
    published_at: Mapped[datetime]
    published_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))

    rows: Mapped[list[ReportRow]] = relationship(
        order_by="ReportRow.sequence", cascade="all, delete-orphan"
    )


class ReportRow(Base):
    """One line of the 意见采纳情况表: public text only, names already masked."""

    __tablename__ = "report_rows"
    __table_args__ = (
        UniqueConstraint("comment_id"),
        one_of("outcome", [outcome.value for outcome in Outcome], "outcome_known"),
    )

    report_id: Mapped[int] = mapped_column(
        ForeignKey("reports.id", ondelete="CASCADE"), primary_key=True
    )
    sequence: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"))
    clause_label: Mapped[str] = mapped_column(Text)
    commenter: Mapped[str] = mapped_column(String(220))
    body: Mapped[str] = mapped_column(Text)
    outcome: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text, default="")
    changed_text: Mapped[str] = mapped_column(Text, default="")
    duplicate_of_sequence: Mapped[int | None]
    channel: Mapped[str] = mapped_column(String(20))
