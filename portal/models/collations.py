"""汇总: members of an organisation write with one code, the lead submits once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base, one_of
from portal.models.drafts import Clause
from portal.models.submissions import CommentKind, Stance
from portal.sanitize import BODY_LIMIT


class Collation(Base):
    """汇总 of one organisation for one consultation; its code is stored hashed."""

    __tablename__ = "collations"
    __table_args__ = (
        UniqueConstraint("code_hash"),
        CheckConstraint("length(name) >= 1", name="named"),
        CheckConstraint(
            "submission_id IS NULL OR closed_at IS NOT NULL", name="closed_once_submitted"
        ),
        Index("ix_collations_consultation_id_lead_hash", "consultation_id", "lead_hash"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id", ondelete="CASCADE"))
    lead_hash: Mapped[str] = mapped_column(String(64))
    """Of the basket cookie of whoever opened it."""
    code_hash: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(200))
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    submission_id: Mapped[int | None] = mapped_column(ForeignKey("submissions.id"), index=True)


class CollationInput(Base):
    """What one member handed in at once; who it was, if they said so, is one AES-GCM box."""

    __tablename__ = "collation_inputs"
    __table_args__ = (
        CheckConstraint(
            "(key_id IS NULL) = (nonce IS NULL) AND (nonce IS NULL) = (ciphertext IS NULL)",
            name="sealed_whole",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    collation_id: Mapped[int] = mapped_column(
        ForeignKey("collations.id", ondelete="CASCADE"), index=True
    )
    member_hash: Mapped[str] = mapped_column(String(64))
    key_id: Mapped[str | None] = mapped_column(String(16))
    nonce: Mapped[bytes | None]
    ciphertext: Mapped[bytes | None]
    handed_in_at: Mapped[datetime]


class CollationOriginal(Base):
    """One opinion as its member wrote it; never altered (trigger)."""

    __tablename__ = "collation_originals"
    __table_args__ = (
        UniqueConstraint("input_id", "position"),
        one_of("kind", [kind.value for kind in CommentKind], "kind_known"),
        one_of("stance", [stance.value for stance in Stance], "stance_known"),
        CheckConstraint(f"length(body) BETWEEN 1 AND {BODY_LIMIT}", name="body_length"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    input_id: Mapped[int] = mapped_column(ForeignKey("collation_inputs.id", ondelete="CASCADE"))
    position: Mapped[int]
    clause_id: Mapped[int | None] = mapped_column(
        ForeignKey("clauses.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[str] = mapped_column(String(12))
    stance: Mapped[str | None] = mapped_column(String(10))
    body: Mapped[str] = mapped_column(Text)

    clause: Mapped[Clause | None] = relationship()


class CollationFile(Base):
    """A file that a member handed in with an original; never altered (trigger)."""

    __tablename__ = "collation_files"
    __table_args__ = (
        UniqueConstraint("original_id", "sha256"),
        CheckConstraint("byte_count > 0", name="not_empty"),
        CheckConstraint("length(sha256) = 64", name="hashed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    original_id: Mapped[int] = mapped_column(
        ForeignKey("collation_originals.id", ondelete="CASCADE")
    )
    sha256: Mapped[str] = mapped_column(String(64))
    media_type: Mapped[str] = mapped_column(String(100))
    byte_count: Mapped[int]
    original_name: Mapped[str] = mapped_column(String(200))


class CommentOrigin(Base):
    """Which member's original the lead's opinion was made from."""

    __tablename__ = "comment_origins"

    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"), primary_key=True)
    original_id: Mapped[int] = mapped_column(ForeignKey("collation_originals.id"), index=True)
