"""Uploaded files: checked by content, stored under their hash, durable before their row exists."""

from __future__ import annotations

import hashlib
import os
import re
import secrets as random
from datetime import datetime
from functools import cache
from pathlib import Path

from sqlalchemy import Select, bindparam, delete, select
from sqlalchemy.orm import Session

from portal.errors import InvalidInputError, NotFoundError
from portal.models.submissions import Attachment, AttachmentPurpose
from portal.operations.baskets import open_basket, require_open
from portal.secrets import sync_folder

SEAL_BYTE_LIMIT = 5 * 1024 * 1024
_SIGNATURES = (
    (b"%PDF-", "application/pdf", b"%%EOF"),
    (b"\xff\xd8\xff", "image/jpeg", b"\xff\xd9"),
    (b"\x89PNG\r\n\x1a\n", "image/png", b"IEND"),
)
"""First bytes, media type, and what must stand near the end: a cut-off upload is refused."""
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ENDINGS = {
    "application/pdf": ".pdf",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    DOCX: ".docx",
    XLSX: ".xlsx",
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PART = "EncryptedPackage".encode("utf-16-le")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


def media_type(data: bytes, field: str = "seal_file") -> str:
    """The type by content. Raises: InvalidInputError for anything but PDF, JPEG and PNG."""
    if not data:
        raise InvalidInputError(field=field, rule="empty_file")
    if len(data) > SEAL_BYTE_LIMIT:
        raise InvalidInputError(field=field, rule="file_too_large", limit=SEAL_BYTE_LIMIT)
    for head, kind, tail in _SIGNATURES:
        if data.startswith(head):
            if tail not in data[-2048:]:
                raise InvalidInputError(field=field, rule="file_incomplete")
            return kind
    raise InvalidInputError(field=field, rule="file_kind")


def is_locked(data: bytes) -> bool:
    """True for a Word or Excel file that opens with a password only. Source: MS-OFFCRYPTO 2.3.1."""
    return data.startswith(_OLE) and _ENCRYPTED_PART in data


def safe_name(name: str) -> str:
    """A display name without path, control or direction characters; never used as a path."""
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    return _UNSAFE.sub("_", base).strip(" .")[-120:] or "file"


def named_as(name: str, kind: str) -> str:
    """The display name with the ending of what the file really is."""
    stem = safe_name(name).rsplit(".", 1)[0] or "file"
    return stem + _ENDINGS[kind]


def store_file(folder: Path, data: bytes) -> str:
    """The bytes are durable under their SHA-256; storing them twice keeps one file."""
    digest = hashlib.sha256(data).hexdigest()
    target = stored_path(folder, digest)
    if target.exists():
        os.utime(target)  # as young as a new one, so that no clean-up takes it before its row stands
        return digest
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    sync_folder(folder)
    temporary = target.with_name(f".{digest}.{random.token_hex(4)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(data)
            handle.flush()
            os.fsync(handle.fileno())
        temporary.rename(target)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(target.parent)
    return digest


def stored_path(folder: Path, digest: str) -> Path:
    """Where a stored file stands. Raises: NotFoundError for anything but a hash."""
    if not re.fullmatch(r"[0-9a-f]{64}", digest):
        raise NotFoundError(subject="attachment")
    return folder / digest[:2] / digest


def stage_seal(
    session: Session,
    *,
    token: str,
    consultation_id: int,
    digest: str,
    kind: str,
    byte_count: int,
    name: str,
    now: datetime,
) -> Attachment:
    """The stored seal scan belongs to the visitor's basket, replacing an earlier one.

    Raises: WindowClosedError.
    """
    require_open(session, consultation_id, now)
    basket = open_basket(session, token=token, consultation_id=consultation_id, now=now)
    session.flush()
    earlier = Attachment.basket_id == basket.id, Attachment.purpose == AttachmentPurpose.SEAL
    session.execute(delete(Attachment).where(*earlier))
    row = Attachment(
        basket_id=basket.id,
        purpose=AttachmentPurpose.SEAL,
        sha256=digest,
        media_type=kind,
        byte_count=byte_count,
        original_name=named_as(name, kind),
        created_at=now,
    )
    session.add(row)
    session.flush()
    return row


def find_staged_seal(session: Session, basket_id: int) -> Attachment | None:
    """The seal scan waiting in the basket, if any."""
    return session.scalar(_staged(), {"basket": basket_id})


@cache
def _staged() -> Select[Attachment]:
    return (
        select(Attachment)
        .where(
            Attachment.basket_id == bindparam("basket"),
            Attachment.purpose == AttachmentPurpose.SEAL.value,
        )
        .limit(1)
    )
