"""What was done and by whom, what waits to be sent, and what the scheduler leans on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base


class AuditEvent(Base):
    """操作记录: append-only (trigger); facts are ids and codes, never texts of citizens."""

    __tablename__ = "audit_events"
    __table_args__ = (
        CheckConstraint("length(action) > 0", name="action_named"),
        Index("ix_audit_events_subject_subject_id", "subject", "subject_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    action: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int | None]
    consultation_id: Mapped[int | None] = mapped_column(index=True)
    reason: Mapped[str] = mapped_column(Text, default="")
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)


class OutboxMessage(Base):
    """A message written in the transaction of its cause, sent after the commit."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("delivery_key"),
        CheckConstraint("attempt_count >= 0", name="not_negative"),
        Index("ix_outbox_sent_at_next_attempt_at", "sent_at", "next_attempt_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    consultation_id: Mapped[int | None] = mapped_column(ForeignKey("consultations.id"))
    submission_id: Mapped[int | None] = mapped_column(ForeignKey("submissions.id"))
    subscription_id: Mapped[int | None] = mapped_column(
        ForeignKey("subscriptions.id", ondelete="CASCADE"), index=True
    )
    delivery_key: Mapped[str | None] = mapped_column(String(120))
    """Names the occasion and the receiver: the database refuses to tell the same one twice."""
    language: Mapped[str] = mapped_column(String(2), server_default="zh", default="zh")
    created_at: Mapped[datetime]
    next_attempt_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    refused_at: Mapped[datetime | None]
    """When a server refused it for good: it is not tried again."""
    attempt_count: Mapped[int] = mapped_column(default=0)


class Lease(Base):
    """Which process ticks; another may take over once it has expired."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    holder: Mapped[str] = mapped_column(String(100))
    expires_at: Mapped[datetime]


class ClockMark(Base):
    """The latest instant the scheduler has seen; a clock set back re-opens nothing."""

    __tablename__ = "clock_marks"
    __table_args__ = (CheckConstraint("id = 1", name="single_row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    seen_at: Mapped[datetime]
