"""What happens to a submission after it was accepted: rows beside it, never changes of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base
from portal.sanitize import BODY_LIMIT


class Supplement(Base):
    """补充: what the author added to one opinion within the window; verbatim (trigger)."""

    __tablename__ = "supplements"
    __table_args__ = (
        UniqueConstraint("key_hash"),
        UniqueConstraint("submission_id", "position"),
        CheckConstraint(f"length(body) BETWEEN 1 AND {BODY_LIMIT}", name="body_length"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"))
    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"), index=True)
    position: Mapped[int]
    key_hash: Mapped[str] = mapped_column(String(64))
    body: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime]


class Withdrawal(Base):
    """撤回 by the author within the window: the submission counts no more (trigger)."""

    __tablename__ = "withdrawals"

    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"), index=True)
    withdrawn_at: Mapped[datetime]


class Dispute(Base):
    """“不是我提交的”: somebody whose address got the receipt says so; its mail ends (trigger)."""

    __tablename__ = "disputes"

    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"), index=True)
    disputed_at: Mapped[datetime]
