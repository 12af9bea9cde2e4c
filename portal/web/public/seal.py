"""The seal scan of an organisation: durable as a file first, then a row of the basket."""

from __future__ import annotations

from sqlalchemy.orm import Session

from portal.operations import attachments, limits
from portal.operations.basket_files import StoredFile
from portal.web import edge
from portal.web.public.counting import count_one


def store(upload: tuple[bytes, str, str]) -> StoredFile:
    """The file is durable. Raises: OSError when there is no room, LimitReachedError."""
    data, kind, name = upload
    count_one(limits.UPLOAD)
    digest = attachments.store_file(edge.settings().attachment_dir, data)
    return StoredFile(digest, kind, len(data), name)


def stage(db: Session, seal: StoredFile, token: str, consultation_id: int) -> str:
    """The file belongs to the visitor's basket; its display name. Raises: WindowClosedError."""
    row = attachments.stage_seal(
        db,
        token=token,
        consultation_id=consultation_id,
        digest=seal.digest,
        kind=seal.kind,
        byte_count=seal.byte_count,
        name=seal.name,
        now=edge.now(),
    )
    return row.original_name
