"""Baskets, submissions, comments, contact data and attachments."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base, one_of
from portal.sanitize import BODY_LIMIT

if TYPE_CHECKING:
    from portal.models.submissions_later import Supplement


class CommentKind(StrEnum):
    """What kind of opinion it is."""

    REMARK = "remark"
    REPLACEMENT = "replacement"
    ADDITION = "addition"
    DELETION = "deletion"


class Stance(StrEnum):
    """立场, as chosen by the commenter or judged later."""

    SUPPORT = "support"
    OPPOSE = "oppose"
    SUGGEST = "suggest"
    QUESTION = "question"


class CommenterKind(StrEnum):
    """Who submits."""

    INDIVIDUAL = "individual"
    ORGANISATION = "organisation"


class SealKind(StrEnum):
    """How an organisation's seal reaches the bureau."""

    NONE = "none"
    UPLOAD = "upload"
    POST = "post"


class AttachmentPurpose(StrEnum):
    """What a file is there for."""

    SEAL = "seal"
    OPINION = "opinion"
    SUBMISSION = "submission"


_BODY_CHECK = f"length(body) BETWEEN 1 AND {BODY_LIMIT}"


class Basket(Base):
    """意见篮: opinions being collected by one visitor (a random cookie, stored hashed)."""

    __tablename__ = "baskets"
    __table_args__ = (UniqueConstraint("token_hash", "consultation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64))
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id", ondelete="CASCADE"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime] = mapped_column(index=True)
    is_no_comment: Mapped[bool] = mapped_column(default=False, server_default=false())
    """An organisation will answer 无意见 formally: a submission without comments."""

    opinions: Mapped[list[BasketOpinion]] = relationship(
        order_by="BasketOpinion.id", cascade="all, delete-orphan"
    )


class BasketContact(Base):
    """What was typed into the contact form and is not submitted yet: one AES-GCM box."""

    __tablename__ = "basket_contacts"

    basket_id: Mapped[int] = mapped_column(
        ForeignKey("baskets.id", ondelete="CASCADE"), primary_key=True
    )
    key_id: Mapped[str] = mapped_column(String(16))
    nonce: Mapped[bytes]
    ciphertext: Mapped[bytes]
    saved_at: Mapped[datetime] = mapped_column(index=True)


class BasketOpinion(Base):
    """One opinion in a basket; clause_id is NULL for the draft as a whole."""

    __tablename__ = "basket_opinions"
    __table_args__ = (
        one_of("kind", [kind.value for kind in CommentKind], "kind_known"),
        one_of("stance", [stance.value for stance in Stance], "stance_known"),
        CheckConstraint(_BODY_CHECK, name="body_length"),
        CheckConstraint("kind <> 'deletion' OR clause_id IS NOT NULL", name="deletion_of_a_clause"),
        CheckConstraint(
            "kind <> 'replacement' OR clause_id IS NOT NULL", name="replacement_of_a_clause"
        ),
        CheckConstraint("place >= 0", name="place_not_negative"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    """Never used twice: a form of another window means the opinion it was drawn for, or none."""
    basket_id: Mapped[int] = mapped_column(ForeignKey("baskets.id", ondelete="CASCADE"), index=True)
    clause_id: Mapped[int | None] = mapped_column(
        ForeignKey("clauses.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[str] = mapped_column(String(12))
    stance: Mapped[str | None] = mapped_column(String(10))
    body: Mapped[str] = mapped_column(Text)
    place: Mapped[int] = mapped_column(default=0, server_default="0")
    """Where the visitor put it; all 0: in clause order."""
    form_hash: Mapped[str | None] = mapped_column(String(64))
    """Of the form it was typed into: the same form sent twice is one opinion."""
    is_unfinished: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Kept to be written on; not submitted."""
    original_id: Mapped[int | None] = mapped_column(
        ForeignKey("collation_originals.id", ondelete="SET NULL"), index=True
    )
    """The member's original it is a copy of."""
    removed_at: Mapped[datetime | None]
    """When it was taken out; it can be put back for a while."""
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class Submission(Base):
    """一次提交 of one person or organisation; never changed afterwards (trigger)."""

    __tablename__ = "submissions"
    __table_args__ = (
        UniqueConstraint("number"),
        UniqueConstraint("query_code_hash"),
        UniqueConstraint("idempotency_hash"),
        one_of("commenter_kind", [kind.value for kind in CommenterKind], "commenter_kind_known"),
        one_of("seal", [seal.value for seal in SealKind], "seal_known"),
        CheckConstraint(
            "(commenter_kind = 'individual') = (seal = 'none')", name="seal_of_organisation"
        ),
        CheckConstraint(
            "comment_count >= 1 OR (comment_count = 0 AND commenter_kind = 'organisation')",
            name="has_comments",
        ),
        Index("ix_submissions_consultation_id_received_at", "consultation_id", "received_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"))
    number: Mapped[str] = mapped_column(String(40))
    query_code_hash: Mapped[str] = mapped_column(String(64))
    idempotency_hash: Mapped[str] = mapped_column(String(64))
    content_hash: Mapped[str] = mapped_column(String(64))
    commenter_kind: Mapped[str] = mapped_column(String(12))
    seal: Mapped[str] = mapped_column(String(8))
    channel: Mapped[str] = mapped_column(String(20), default="web")
    person_hash: Mapped[str] = mapped_column(String(64), index=True)
    comment_count: Mapped[int]
    allows_publication: Mapped[bool] = mapped_column(default=False)
    is_flagged: Mapped[bool] = mapped_column(default=False)
    received_at: Mapped[datetime]

    comments: Mapped[list[Comment]] = relationship(
        order_by="Comment.position", back_populates="submission"
    )
    contact: Mapped[ContactData | None] = relationship(back_populates="submission")
    attachments: Mapped[list[Attachment]] = relationship(order_by="Attachment.id")


class ContactData(Base):
    """Who submitted and how to reach them: one AES-GCM box a row, apart from the opinions."""

    __tablename__ = "contact_data"

    submission_id: Mapped[int] = mapped_column(
        ForeignKey("submissions.id", ondelete="CASCADE"), primary_key=True
    )
    key_id: Mapped[str] = mapped_column(String(16))
    nonce: Mapped[bytes]
    ciphertext: Mapped[bytes]

    submission: Mapped[Submission] = relationship(back_populates="contact")


class Comment(Base):
    """一条意见: verbatim, with the clause's number, quote and hash frozen (trigger)."""

    __tablename__ = "comments"
    __table_args__ = (
        UniqueConstraint("submission_id", "position"),
        one_of("kind", [kind.value for kind in CommentKind], "kind_known"),
        one_of("stance", [stance.value for stance in Stance], "stance_known"),
        CheckConstraint(_BODY_CHECK, name="body_length"),
        CheckConstraint(
            "(clause_id IS NULL) = (clause_text_hash IS NULL)", name="clause_frozen_with_its_hash"
        ),
        Index("ix_comments_consultation_id_clause_key_id", "consultation_id", "clause_key", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"))
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"))
    draft_version_id: Mapped[int] = mapped_column(ForeignKey("draft_versions.id"))
    clause_id: Mapped[int | None] = mapped_column(ForeignKey("clauses.id"), index=True)
    clause_key: Mapped[str] = mapped_column(String(32))
    clause_label: Mapped[str] = mapped_column(Text)
    clause_quote: Mapped[str] = mapped_column(Text)
    clause_text_hash: Mapped[str | None] = mapped_column(String(64))
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(12))
    stance: Mapped[str | None] = mapped_column(String(10))
    body: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime]

    submission: Mapped[Submission] = relationship(back_populates="comments")
    supplements: Mapped[list[Supplement]] = relationship(
        order_by="Supplement.position", viewonly=True
    )


class Attachment(Base):
    """An uploaded file, stored under its hash; of a basket first, then of a submission."""

    __tablename__ = "attachments"
    __table_args__ = (
        one_of("purpose", [purpose.value for purpose in AttachmentPurpose], "purpose_known"),
        CheckConstraint("(basket_id IS NULL) <> (submission_id IS NULL)", name="one_owner"),
        CheckConstraint(
            "(purpose = 'opinion') = (basket_opinion_id IS NOT NULL OR comment_id IS NOT NULL)",
            name="opinion_named",
        ),
        CheckConstraint(
            "(basket_opinion_id IS NULL OR submission_id IS NULL) "
            "AND (comment_id IS NULL OR basket_id IS NULL)",
            name="opinion_of_its_owner",
        ),
        CheckConstraint("byte_count > 0", name="not_empty"),
        CheckConstraint("length(sha256) = 64", name="hashed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    basket_id: Mapped[int | None] = mapped_column(
        ForeignKey("baskets.id", ondelete="CASCADE"), index=True
    )
    submission_id: Mapped[int | None] = mapped_column(ForeignKey("submissions.id"), index=True)
    basket_opinion_id: Mapped[int | None] = mapped_column(
        ForeignKey("basket_opinions.id", ondelete="CASCADE"), index=True
    )
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(10))
    sha256: Mapped[str] = mapped_column(String(64))
    media_type: Mapped[str] = mapped_column(String(100))
    byte_count: Mapped[int]
    original_name: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]


class ClauseTally(Base):
    """Counts of one clause (key = clause identity, or "whole"), kept so that lists stay fast.

    Every count can be derived from comments, findings and responses; `operations.tallies.recount`
    is that derivation and the tests compare.
    """

    __tablename__ = "clause_tallies"
    __table_args__ = (CheckConstraint("comment_count >= 0", name="not_negative"),)

    consultation_id: Mapped[int] = mapped_column(
        ForeignKey("consultations.id", ondelete="CASCADE"), primary_key=True
    )
    clause_key: Mapped[str] = mapped_column(String(32), primary_key=True)
    comment_count: Mapped[int] = mapped_column(default=0)
    decided_count: Mapped[int] = mapped_column(default=0)
    support_count: Mapped[int] = mapped_column(default=0)
    oppose_count: Mapped[int] = mapped_column(default=0)
    suggest_count: Mapped[int] = mapped_column(default=0)
    question_count: Mapped[int] = mapped_column(default=0)
    clear_mood_count: Mapped[int] = mapped_column(default=0)
    positive_mood_count: Mapped[int] = mapped_column(default=0)
    mood_sum: Mapped[float] = mapped_column(default=0.0)


WHOLE = "whole"
"""The clause key of an opinion on the draft as a whole."""
