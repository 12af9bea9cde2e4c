"""Bureaus, staff accounts, their sessions, and the counters of attempts."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from flask_login import UserMixin
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base, one_of


class Role(StrEnum):
    """What a member of staff may do."""

    ADMIN = "admin"
    OFFICER = "officer"


class Bureau(Base):
    """征求意见单位: a bureau that consults."""

    __tablename__ = "bureaus"
    __table_args__ = (
        UniqueConstraint("name"),
        CheckConstraint("length(name) BETWEEN 1 AND 200", name="name_length"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class User(UserMixin, Base):
    """A member of staff. An officer belongs to a bureau, an administrator to none."""

    __tablename__ = "users"
    __table_args__ = (
        UniqueConstraint("username"),
        one_of("role", [role.value for role in Role], "role_known"),
        CheckConstraint("(role = 'officer') = (bureau_id IS NOT NULL)", name="officer_has_bureau"),
        CheckConstraint("length(username) BETWEEN 2 AND 60", name="username_length"),
        CheckConstraint("length(password_hash) > 20", name="password_hashed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(60))
    display_name: Mapped[str] = mapped_column(String(100))
    role: Mapped[str] = mapped_column(String(10))
    bureau_id: Mapped[int | None] = mapped_column(ForeignKey("bureaus.id"))
    password_hash: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]

    bureau: Mapped[Bureau | None] = relationship(lazy="joined")

    session_token = ""
    """The token of the session this user was loaded through; not a column."""

    @property
    def is_active(self) -> bool:
        """False once the account, or its bureau, is disabled."""
        bureau_open = self.bureau is None or self.bureau.disabled_at is None
        return self.disabled_at is None and bureau_open

    @property
    def is_admin(self) -> bool:
        """True for administrators."""
        return self.role == Role.ADMIN

    def get_id(self) -> str:
        """What Flask-Login keeps in the cookie: the session's token, never the user's id."""
        return self.session_token


class StaffSession(Base):
    """A signed-in session; a copied cookie dies with its row."""

    __tablename__ = "staff_sessions"
    __table_args__ = (
        UniqueConstraint("token_hash"),
        CheckConstraint("expires_at > created_at", name="expires_later"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(lazy="joined")


class Attempt(Base):
    """One counted attempt (sign-in, submission…) of an account or address, by keyed hash only."""

    __tablename__ = "attempts"
    __table_args__ = (Index("ix_attempts_action_key_hash_at", "action", "key_hash", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    action: Mapped[str] = mapped_column(String(30))
    key_hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(index=True)
