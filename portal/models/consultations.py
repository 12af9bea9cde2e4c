"""Consultations, their notices, their windows and what happened to the windows."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import window
from portal.db import Base, one_of
from portal.legal import DayUnit, Strength
from portal.models.accounts import Bureau


class WindowChangeKind(StrEnum):
    """Why a window is what it is."""

    SET = "set"
    EXTENDED = "extended"
    OPENED_EARLY = "opened_early"
    CLOSED_EARLY = "closed_early"


class TransitionKind(StrEnum):
    """What the scheduler records."""

    OPENED = "opened"
    CLOSED = "closed"


class Subject(StrEnum):
    """领域: what a consultation is about, for those who look for their own concerns."""

    CITY = "city"
    TRANSPORT = "transport"
    HOUSING = "housing"
    EDUCATION = "education"
    HEALTH = "health"
    WELFARE = "welfare"
    ENVIRONMENT = "environment"
    ECONOMY = "economy"
    AGRICULTURE = "agriculture"
    CULTURE = "culture"
    SAFETY = "safety"
    GOVERNMENT = "government"
    OTHER = "other"


class DocumentKind(Base):
    """文件类型 with its legal minimum period; administrators maintain the rows."""

    __tablename__ = "document_kinds"
    __table_args__ = (
        UniqueConstraint("code"),
        one_of("unit", [unit.value for unit in DayUnit], "unit_known"),
        one_of("strength", [strength.value for strength in Strength], "strength_known"),
        CheckConstraint("minimum_days BETWEEN 0 AND 366", name="minimum_days_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(100))
    minimum_days: Mapped[int]
    unit: Mapped[str] = mapped_column(String(10))
    strength: Mapped[str] = mapped_column(String(10))
    source: Mapped[str] = mapped_column(String(300))


class Holiday(Base):
    """A civil day that differs from its weekday: a holiday, or a weekend day worked (调休)."""

    __tablename__ = "holidays"

    day: Mapped[date] = mapped_column(primary_key=True)
    is_workday: Mapped[bool]
    name: Mapped[str] = mapped_column(String(60))


class Consultation(Base):
    """征求意见活动. Its phase is derived from its window, never stored."""

    __tablename__ = "consultations"
    __table_args__ = (
        UniqueConstraint("reference"),
        CheckConstraint("length(title) BETWEEN 1 AND 300", name="title_length"),
        CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawal_reason IS NULL)", name="withdrawn_with_reason"
        ),
        CheckConstraint(
            "withdrawn_at IS NULL OR published_at IS NOT NULL", name="withdrawn_once_published"
        ),
        one_of("subject", [subject.value for subject in Subject], "subject_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(24))
    bureau_id: Mapped[int] = mapped_column(ForeignKey("bureaus.id"), index=True)
    document_kind_id: Mapped[int] = mapped_column(ForeignKey("document_kinds.id"))
    title: Mapped[str] = mapped_column(String(300))
    created_at: Mapped[datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    published_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawal_reason: Mapped[str | None] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(
        String(20), default=Subject.OTHER, server_default=Subject.OTHER
    )
    shows_counts: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether the public sees how many opinions each clause has received."""

    bureau: Mapped[Bureau] = relationship(lazy="joined", innerjoin=True)
    document_kind: Mapped[DocumentKind] = relationship(lazy="joined", innerjoin=True)
    window: Mapped[ConsultationWindow | None] = relationship(
        back_populates="consultation", lazy="joined", cascade="all, delete-orphan"
    )
    notice: Mapped[Notice | None] = relationship(
        back_populates="consultation", cascade="all, delete-orphan"
    )


class Notice(Base):
    """公告: the fields such notices carry; lists keep their order."""

    __tablename__ = "notices"

    consultation_id: Mapped[int] = mapped_column(
        ForeignKey("consultations.id", ondelete="CASCADE"), primary_key=True
    )
    title: Mapped[str] = mapped_column(String(300))
    issuer: Mapped[str] = mapped_column(String(200))
    issued_day: Mapped[date | None]
    background: Mapped[str] = mapped_column(Text)
    explanatory_note: Mapped[str] = mapped_column(Text, default="")
    no_note_reason: Mapped[str] = mapped_column(Text, default="")
    shortened_reason: Mapped[str] = mapped_column(Text, default="")
    channels: Mapped[list[str]] = mapped_column(default=list)
    organisation_requires: Mapped[list[str]] = mapped_column(default=list)
    individual_requires: Mapped[list[str]] = mapped_column(default=list)
    contacts: Mapped[list[str]] = mapped_column(default=list)
    phones: Mapped[list[str]] = mapped_column(default=list)
    email: Mapped[str] = mapped_column(String(200), default="")
    fax: Mapped[str] = mapped_column(String(60), default="")
    address: Mapped[str] = mapped_column(String(300), default="")
    postcode: Mapped[str] = mapped_column(String(20), default="")

    consultation: Mapped[Consultation] = relationship(back_populates="notice")


class ConsultationWindow(Base):
    """The window in force; `revision` counts its changes."""

    __tablename__ = "windows"
    __table_args__ = (
        CheckConstraint("closes_at > opens_at", name="ends_after_it_begins"),
        CheckConstraint("revision >= 1", name="revision_positive"),
    )

    consultation_id: Mapped[int] = mapped_column(
        ForeignKey("consultations.id", ondelete="CASCADE"), primary_key=True
    )
    opens_at: Mapped[datetime] = mapped_column(index=True)
    closes_at: Mapped[datetime] = mapped_column(index=True)
    revision: Mapped[int] = mapped_column(default=1)

    consultation: Mapped[Consultation] = relationship(back_populates="window")

    def value(self) -> window.Window:
        """The window as a value that knows its phases."""
        return window.Window(self.opens_at, self.closes_at)


class WindowChange(Base):
    """One line of a window's public history."""

    __tablename__ = "window_changes"
    __table_args__ = (
        UniqueConstraint("consultation_id", "revision"),
        one_of("kind", [kind.value for kind in WindowChangeKind], "kind_known"),
        CheckConstraint("closes_at > opens_at", name="ends_after_it_begins"),
        CheckConstraint("kind = 'set' OR length(reason) > 0", name="change_has_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id", ondelete="CASCADE"))
    revision: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text, default="")
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))


class Transition(Base):
    """An opening or closing as recorded by the scheduler, once: a closed window never re-opens."""

    __tablename__ = "transitions"
    __table_args__ = (
        UniqueConstraint("consultation_id", "kind"),
        one_of("kind", [kind.value for kind in TransitionKind], "kind_known"),
        CheckConstraint("recorded_at >= due_at", name="recorded_when_due"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(10))
    window_revision: Mapped[int]
    due_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
