"""What officers made of the topics: names, places of comments, mergers. Every later run keeps to them.

A topic is meant by its key, which stays the same over the runs of a consultation.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base

NAME_LENGTH = 60


class TopicName(Base):
    """The name an officer gave to a topic."""

    __tablename__ = "topic_names"
    __table_args__ = (CheckConstraint("length(name) BETWEEN 1 AND 60", name="name_length"),)

    consultation_id: Mapped[int] = mapped_column(
        ForeignKey("consultations.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    set_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    set_at: Mapped[datetime]


class TopicPin(Base):
    """Where an officer put a comment, or left it when confirming a topic: no run moves it."""

    __tablename__ = "topic_pins"

    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"), primary_key=True)
    consultation_id: Mapped[int] = mapped_column(
        ForeignKey("consultations.id", ondelete="CASCADE"), index=True
    )
    key: Mapped[int]
    set_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    set_at: Mapped[datetime]


class TopicMerger(Base):
    """One topic went into another."""

    __tablename__ = "topic_mergers"
    __table_args__ = (CheckConstraint("key <> into_key", name="into_another"),)

    consultation_id: Mapped[int] = mapped_column(
        ForeignKey("consultations.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[int] = mapped_column(primary_key=True)
    into_key: Mapped[int]
    set_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    set_at: Mapped[datetime]
