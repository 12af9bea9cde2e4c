"""Who follows what by e-mail, and which notices were given: addresses encrypted, apart from all else."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base, one_of


class OccasionKind(StrEnum):
    """What followers are told of."""

    OPENED = "opened"
    CLOSING_SOON = "closing_soon"
    CLOSED = "closed"
    EXTENDED = "extended"
    CLOSED_EARLY = "closed_early"
    REPORTED = "reported"
    WITHDRAWN = "withdrawn"


class Subscriber(Base):
    """One address that follows something: its hash finds it again, its box opens to send."""

    __tablename__ = "subscribers"
    __table_args__ = (
        UniqueConstraint("address_hash"),
        one_of("language", ["zh", "en"], "language_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    address_hash: Mapped[str] = mapped_column(String(64))
    key_id: Mapped[str] = mapped_column(String(16))
    nonce: Mapped[bytes]
    ciphertext: Mapped[bytes]
    language: Mapped[str] = mapped_column(String(2))
    created_at: Mapped[datetime]


class Subscription(Base):
    """One thing followed: a consultation, all of a bureau, or all of a document kind."""

    __tablename__ = "subscriptions"
    __table_args__ = (
        UniqueConstraint("reference"),
        UniqueConstraint("subscriber_id", "consultation_id"),
        UniqueConstraint("subscriber_id", "bureau_id"),
        UniqueConstraint("subscriber_id", "document_kind_id"),
        CheckConstraint(
            "(CASE WHEN consultation_id IS NULL THEN 0 ELSE 1 END) "
            "+ (CASE WHEN bureau_id IS NULL THEN 0 ELSE 1 END) "
            "+ (CASE WHEN document_kind_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="one_target",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subscriber_id: Mapped[int] = mapped_column(ForeignKey("subscribers.id", ondelete="CASCADE"))
    reference: Mapped[str] = mapped_column(String(43))
    consultation_id: Mapped[int | None] = mapped_column(ForeignKey("consultations.id"), index=True)
    bureau_id: Mapped[int | None] = mapped_column(ForeignKey("bureaus.id"), index=True)
    document_kind_id: Mapped[int | None] = mapped_column(
        ForeignKey("document_kinds.id"), index=True
    )
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]

    subscriber: Mapped[Subscriber] = relationship(lazy="joined", innerjoin=True)


class Occasion(Base):
    """Something followers were told of, once: compare-and-set by its constraint."""

    __tablename__ = "occasions"
    __table_args__ = (
        UniqueConstraint("consultation_id", "kind", "revision"),
        one_of("kind", [kind.value for kind in OccasionKind], "kind_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20))
    revision: Mapped[int]
    recorded_at: Mapped[datetime]
