"""Files that go with an opinion or with the whole submission: checked, bounded, in the basket first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.drafts.errors import DraftError
from portal.drafts.readers.archive import Archive
from portal.errors import InvalidInputError, LimitReachedError, NotFoundError
from portal.models.collations import CollationFile
from portal.models.submissions import Attachment, AttachmentPurpose, BasketOpinion
from portal.operations.attachments import DOCX, XLSX, is_locked, media_type, named_as
from portal.operations.baskets import find_basket, get_opinion, require_open, touch_basket

FILE_LIMIT = 10
"""Files a visitor puts into one basket: neither the seal nor what members handed in counts."""
FILE_BYTE_LIMIT = 5 * 1024 * 1024
_FIELD = "file"
_ZIP = b"PK\x03\x04"
_MAIN_PARTS = (("word/document.xml", DOCX), ("xl/workbook.xml", XLSX))


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that stands under its hash and belongs to nobody yet."""

    digest: str
    kind: str
    byte_count: int
    name: str


def file_type(data: bytes) -> str:
    """The type by content: PDF, JPEG, PNG, Word or Excel without a program.

    Raises: InvalidInputError.
    """
    if not data.startswith(_ZIP):
        return _plain_type(data)
    if len(data) > FILE_BYTE_LIMIT:
        raise InvalidInputError(field=_FIELD, rule="file_too_large", limit=FILE_BYTE_LIMIT)
    try:
        archive = Archive(data)
        types = archive.read("[Content_Types].xml")
    except DraftError as error:
        raise InvalidInputError(field=_FIELD, rule="file_incomplete") from error
    has_program = any(name.lower().endswith("vbaproject.bin") for name in archive.names)
    if has_program or b"macroenabled" in (types or b"").lower():
        raise InvalidInputError(field=_FIELD, rule="file_macros")
    for name, kind in _MAIN_PARTS:
        if name in archive.names:
            return kind
    raise InvalidInputError(field=_FIELD, rule="attachment_kind")


def _plain_type(data: bytes) -> str:
    try:
        return media_type(data, _FIELD)
    except InvalidInputError as error:
        if error.details["rule"] != "file_kind":
            raise
        rule = "file_encrypted" if is_locked(data) else "attachment_kind"
        raise InvalidInputError(field=_FIELD, rule=rule) from error


def add_file(
    session: Session,
    *,
    token: str,
    consultation_id: int,
    opinion_id: int | None,
    file: StoredFile,
    now: datetime,
    is_collated: bool = False,
) -> Attachment:
    """The stored file is with the opinion, or with the whole basket; the same one twice is one.

    `is_collated`: it is a copy of a member's file, and the collation has bounded those already.

    Raises: WindowClosedError, NotFoundError, LimitReachedError.
    """
    require_open(session, consultation_id, now)
    basket = find_basket(session, token, consultation_id, lock=True)
    if basket is None:
        raise NotFoundError(subject="basket")
    if opinion_id is not None:
        get_opinion(session, token, consultation_id, opinion_id)
    touch_basket(session, basket.id, now)
    rows = [row for row in basket_files(session, basket.id) if row.purpose != AttachmentPurpose.SEAL]
    for row in rows:
        if (row.sha256, row.basket_opinion_id) == (file.digest, opinion_id):
            return row
    if not is_collated and own_file_count(session, basket.id) >= FILE_LIMIT:
        raise LimitReachedError(
            action="basket", rule="files_full", field=_FIELD, retry_after_seconds=0, limit=FILE_LIMIT
        )
    row = Attachment(
        basket_id=basket.id,
        basket_opinion_id=opinion_id,
        purpose=AttachmentPurpose.OPINION if opinion_id else AttachmentPurpose.SUBMISSION,
        sha256=file.digest,
        media_type=file.kind,
        byte_count=file.byte_count,
        original_name=named_as(file.name, file.kind),
        created_at=now,
    )
    session.add(row)
    session.flush()
    return row


def remove_file(session: Session, *, token: str, consultation_id: int, file_id: int) -> None:
    """The file is no longer in the visitor's basket. Raises: NotFoundError."""
    basket = find_basket(session, token, consultation_id, lock=True)
    row = session.get(Attachment, file_id) if basket else None
    if row is None or basket is None or row.basket_id != basket.id:
        raise NotFoundError(subject="attachment")
    session.delete(row)
    session.flush()


def basket_files(session: Session, basket_id: int) -> list[Attachment]:
    """The files in the basket, the seal among them, in the order they came."""
    query = select(Attachment).where(Attachment.basket_id == basket_id).order_by(Attachment.id)
    return list(session.scalars(query))


def own_file_count(session: Session, basket_id: int) -> int:
    """How many files the visitor put into the basket: neither the seal nor copies of members' files."""
    is_collated = (
        select(CollationFile.id)
        .join(BasketOpinion, BasketOpinion.original_id == CollationFile.original_id)
        .where(
            BasketOpinion.id == Attachment.basket_opinion_id,
            CollationFile.sha256 == Attachment.sha256,
        )
    )
    query = select(func.count(Attachment.id)).where(
        Attachment.basket_id == basket_id,
        Attachment.purpose != AttachmentPurpose.SEAL,
        ~is_collated.exists(),
    )
    return session.scalar(query) or 0
