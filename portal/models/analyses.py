"""What the machine found, and what officers judged instead."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.analysis.labels import KINDS
from portal.db import Base, one_of
from portal.models.submissions import Stance

_STANCES = [*(stance.value for stance in Stance), "none"]


class AnalysisResult(Base):
    """One finding on one comment by one analyser version. Scores: sentiment 0-1, stance -1…1."""

    __tablename__ = "analysis_results"
    __table_args__ = (
        one_of("stance", _STANCES, "stance_known"),
        CheckConstraint("sentiment_score BETWEEN 0 AND 1", name="sentiment_range"),
        CheckConstraint("stance_score BETWEEN -1 AND 1", name="stance_range"),
    )

    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"), primary_key=True)
    analyser_version: Mapped[str] = mapped_column(String(20), primary_key=True)
    input_hash: Mapped[str] = mapped_column(String(64))
    sentiment_score: Mapped[float]
    sentiment_clear: Mapped[bool]
    stance: Mapped[str] = mapped_column(String(10))
    stance_score: Mapped[float]
    stance_confident: Mapped[bool]
    kind: Mapped[str] = mapped_column(String(24))
    personal_data: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    why: Mapped[dict[str, Any]] = mapped_column(default=dict)
    analysed_at: Mapped[datetime]


class Judgement(Base):
    """An officer's values in place of the machine's; a machine never overwrites them."""

    __tablename__ = "judgements"
    __table_args__ = (
        one_of("stance", _STANCES, "stance_known"),
        one_of("kind", list(KINDS), "kind_known"),
        CheckConstraint("stance IS NOT NULL OR kind IS NOT NULL", name="judges_something"),
    )

    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"), primary_key=True)
    stance: Mapped[str | None] = mapped_column(String(10))
    kind: Mapped[str | None] = mapped_column(String(24))
    set_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    set_at: Mapped[datetime]


class LearnedJudgement(Base):
    """What the machine makes of a comment after the corrections and own choices in its consultation.

    Renewed with every correction; it stands behind what commenters and officers said themselves.
    """

    __tablename__ = "learned_judgements"
    __table_args__ = (
        one_of("stance", _STANCES, "stance_known"),
        one_of("kind", list(KINDS), "kind_known"),
        CheckConstraint("stance_score BETWEEN -1 AND 1", name="stance_range"),
        CheckConstraint("label_count >= 1", name="has_labels"),
    )

    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"), primary_key=True)
    stance: Mapped[str] = mapped_column(String(10))
    stance_score: Mapped[float]
    stance_confident: Mapped[bool]
    kind: Mapped[str] = mapped_column(String(24))
    why: Mapped[dict[str, Any]] = mapped_column(default=dict)
    label_count: Mapped[int]
    learned_at: Mapped[datetime]


class TopicRun(Base):
    """One grouping of all comments of a consultation; the newest one is shown.

    `model` is what a later run starts from, `fitted_count` how many comments it was learned from
    (fewer than all where they are too many).
    """

    __tablename__ = "topic_runs"
    __table_args__ = (CheckConstraint("comment_count >= 0", name="not_negative"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(
        ForeignKey("consultations.id", ondelete="CASCADE"), index=True
    )
    analyser_version: Mapped[str] = mapped_column(String(20))
    comment_count: Mapped[int]
    last_comment_id: Mapped[int]
    fitted_count: Mapped[int | None]
    model: Mapped[bytes | None] = mapped_column(deferred=True)
    made_at: Mapped[datetime]

    topics: Mapped[list[Topic]] = relationship(
        order_by="Topic.position", cascade="all, delete-orphan", back_populates="run"
    )


class Topic(Base):
    """意见主题 or 雷同意见组: a named group of comments within a run.

    `key` is a topic's lasting number over the runs of its consultation; campaigns have none.
    """

    __tablename__ = "topics"
    __table_args__ = (
        UniqueConstraint("run_id", "purpose", "position"),
        one_of("purpose", ["topic", "rest", "campaign"], "purpose_known"),
        CheckConstraint("comment_count >= 1", name="has_comments"),
        CheckConstraint("purpose <> 'campaign' OR key IS NULL", name="no_key_of_campaign"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("topic_runs.id", ondelete="CASCADE"))
    purpose: Mapped[str] = mapped_column(String(10))
    position: Mapped[int]
    key: Mapped[int | None]
    warnings: Mapped[list[str]] = mapped_column(default=list)
    words: Mapped[list[str]] = mapped_column(default=list)
    excerpt: Mapped[str] = mapped_column(Text, default="")
    comment_count: Mapped[int]

    run: Mapped[TopicRun] = relationship(back_populates="topics")


class TopicMember(Base):
    """A comment's place in a topic."""

    __tablename__ = "topic_members"
    __table_args__ = (Index("ix_topic_members_comment_id", "comment_id"),)

    topic_id: Mapped[int] = mapped_column(
        ForeignKey("topics.id", ondelete="CASCADE"), primary_key=True
    )
    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"), primary_key=True)
