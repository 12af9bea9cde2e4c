"""附件 of a notice: checked by content, public under their hash, withdrawn only with a reason."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.errors import ConflictError, InvalidInputError, NotFoundError
from portal.models.accounts import User
from portal.models.consultations import Consultation
from portal.models.materials import NoticeFile
from portal.operations.attachments import is_locked, safe_name
from portal.operations.audit import record_event
from portal.sanitize import clean_line, clean_text

FILE_BYTE_LIMIT = 20 * 1024 * 1024
COUNT_LIMIT = 20
_ENTRY_LIMIT = 10_000
_OFFICE = "application/vnd.openxmlformats-officedocument"
_SIGNED = (
    (b"%PDF-", b"%%EOF", "application/pdf", "pdf"),
    (b"\xff\xd8\xff", b"\xff\xd9", "image/jpeg", "jpg"),
    (b"\x89PNG\r\n\x1a\n", b"IEND", "image/png", "png"),
)
"""First bytes, what must stand near the end, media type, ending."""
_PACKED = (
    ("word/document.xml", f"{_OFFICE}.wordprocessingml.document", "docx"),
    ("xl/workbook.xml", f"{_OFFICE}.spreadsheetml.sheet", "xlsx"),
    ("OFD.xml", "application/ofd", "ofd"),
)
"""The part that tells a packed kind from the others."""


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file whose content is of a kind that may be published."""

    data: bytes
    media_type: str
    name: str


def check_file(data: bytes, name: str) -> CheckedFile:
    """The file under a display name with the ending of what it really is. Raises: InvalidInputError."""
    if not data:
        _refuse("empty_file")
    if len(data) > FILE_BYTE_LIMIT:
        _refuse("notice_file_too_large")
    media_type, ending = _kind(data)
    stem = safe_name(name).rsplit(".", 1)[0] or "file"
    return CheckedFile(data, media_type, f"{stem}.{ending}")


def _refuse(rule: str) -> NoReturn:
    raise InvalidInputError(field="file", rule=rule)


def _kind(data: bytes) -> tuple[str, str]:
    for head, tail, media_type, ending in _SIGNED:
        if data.startswith(head):
            if tail not in data[-2048:]:
                _refuse("file_incomplete")
            return media_type, ending
    if data.startswith(b"PK\x03\x04"):
        return _packed_kind(data)
    if is_locked(data):
        _refuse("file_encrypted")
    _refuse("notice_file_kind")


def _packed_kind(data: bytes) -> tuple[str, str]:
    """Only the list of parts is read, nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = set(package.namelist()[:_ENTRY_LIMIT])
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        _refuse("file_incomplete")
    if any(name.casefold().endswith("vbaproject.bin") for name in names):
        _refuse("notice_file_macros")
    for part, media_type, ending in _PACKED:
        if part in names:
            return media_type, ending
    _refuse("notice_file_kind")


def add_notice_file(
    session: Session,
    consultation: Consultation,
    file: CheckedFile,
    *,
    digest: str,
    title: str,
    actor: User,
    now: datetime,
) -> NoticeFile:
    """The file, already durable under its digest, stands with the notice.

    Raises: InvalidInputError (title, too many, the same file again), ConflictError once withdrawn.
    """
    _require_not_withdrawn(consultation)
    title = clean_line(title, field="title")
    query = select(NoticeFile.sha256).where(NoticeFile.consultation_id == consultation.id)
    digests = session.scalars(query).all()
    if digest in digests:
        _refuse("same_file")
    if len(digests) >= COUNT_LIMIT:
        _refuse("too_many_files")
    row = NoticeFile(
        consultation_id=consultation.id,
        title=title,
        sha256=digest,
        media_type=file.media_type,
        byte_count=len(file.data),
        file_name=file.name,
        added_at=now,
        added_by_id=actor.id,
    )
    session.add(row)
    session.flush()
    _record(session, "notice_file_added", row, actor, now)
    return row


def remove_notice_file(
    session: Session,
    consultation: Consultation,
    file_id: int,
    *,
    reason: str,
    actor: User,
    now: datetime,
) -> None:
    """Before publication the file is gone; after it, withdrawn for a reason the public sees.

    Raises: NotFoundError, InvalidInputError without a reason.
    """
    row = session.get(NoticeFile, file_id)
    if row is None or row.consultation_id != consultation.id or row.withdrawn_at is not None:
        raise NotFoundError(subject="notice_file")
    if consultation.published_at is None:
        session.delete(row)
        _record(session, "notice_file_removed", row, actor, now)
        return
    row.withdrawal_reason = clean_text(reason, field="reason", limit=2000)
    row.withdrawn_at = now
    _record(session, "notice_file_withdrawn", row, actor, now, row.withdrawal_reason)


def _require_not_withdrawn(consultation: Consultation) -> None:
    if consultation.withdrawn_at is not None:
        raise ConflictError(rule="withdrawn")


def _record(
    session: Session, action: str, row: NoticeFile, actor: User, now: datetime, reason: str = ""
) -> None:
    record_event(
        session,
        action,
        at=now,
        subject="notice_file",
        subject_id=row.id,
        consultation_id=row.consultation_id,
        actor=actor,
        reason=reason,
        facts={"sha256": row.sha256, "byte_count": row.byte_count},
    )
