"""Files that members hand in with their opinions: kept with the originals, copied along with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from portal.errors import LimitReachedError, NotFoundError
from portal.models.collations import Collation, CollationFile, CollationInput, CollationOriginal
from portal.models.submissions import Attachment, AttachmentPurpose, BasketOpinion
from portal.operations.basket_files import StoredFile, add_file
from portal.operations.baskets import find_basket

COLLATION_FILE_LIMIT = 200
"""Files in one collation: a gigabyte at most. All of them fit into its lead's basket."""


def keep_files(
    session: Session, collation_id: int, basket_id: int, original_of: Mapping[int, int]
) -> None:
    """The files of the handed-in opinions have left the basket and stand with their originals.

    Those of the basket as a whole stand with the first original; a seal stays where it is.
    Shape: `original_of` names the original by the opinion's id, in the order they were handed in.
    Raises: LimitReachedError.
    """
    files = _files_leaving(session, basket_id, original_of)
    if files and _kept_count(session, collation_id) + len(files) > COLLATION_FILE_LIMIT:
        raise LimitReachedError(
            action="collation", rule="collation_files_full", retry_after_seconds=0
        )
    first, known = next(iter(original_of.values())), set()
    for file in files:
        original_id = original_of[file.basket_opinion_id] if file.basket_opinion_id else first
        if (original_id, file.sha256) not in known:
            known.add((original_id, file.sha256))
            session.add(_kept(file, original_id))
    session.execute(delete(Attachment).where(Attachment.id.in_([file.id for file in files])))
    session.flush()


def _files_leaving(
    session: Session, basket_id: int, original_of: Mapping[int, int]
) -> Sequence[Attachment]:
    is_of_whole = Attachment.purpose == AttachmentPurpose.SUBMISSION
    query = select(Attachment).where(
        Attachment.basket_id == basket_id,
        is_of_whole | Attachment.basket_opinion_id.in_(original_of),
    )
    return session.scalars(query.order_by(Attachment.id)).all()


def _kept_count(session: Session, collation_id: int) -> int:
    query = (
        select(func.count(CollationFile.id))
        .join(CollationOriginal, CollationOriginal.id == CollationFile.original_id)
        .join(CollationInput)
        .where(CollationInput.collation_id == collation_id)
    )
    return session.scalar(query) or 0


def _kept(file: Attachment, original_id: int) -> CollationFile:
    return CollationFile(
        original_id=original_id,
        sha256=file.sha256,
        media_type=file.media_type,
        byte_count=file.byte_count,
        original_name=file.original_name,
    )


def copy_files(
    session: Session,
    *,
    token: str,
    consultation_id: int,
    original_ids: Sequence[int],
    now: datetime,
) -> None:
    """The files of the originals lie with their copies in the lead's basket.

    Raises: WindowClosedError.
    """
    basket = find_basket(session, token, consultation_id, lock=True)
    query = (
        select(CollationFile, BasketOpinion.id)
        .join(BasketOpinion, BasketOpinion.original_id == CollationFile.original_id)
        .where(
            BasketOpinion.basket_id == (basket.id if basket else 0),
            BasketOpinion.removed_at.is_(None),
            CollationFile.original_id.in_(original_ids),
        )
        .order_by(CollationFile.id)
    )
    for kept, opinion_id in session.execute(query).all():
        file = StoredFile(kept.sha256, kept.media_type, kept.byte_count, kept.original_name)
        add_file(
            session,
            token=token,
            consultation_id=consultation_id,
            opinion_id=opinion_id,
            file=file,
            is_collated=True,
            now=now,
        )


def collated_files(session: Session, collation_id: int) -> dict[int, list[CollationFile]]:
    """What members attached, by the original it came with."""
    query = (
        select(CollationFile)
        .join(CollationOriginal, CollationOriginal.id == CollationFile.original_id)
        .join(CollationInput)
        .where(CollationInput.collation_id == collation_id)
        .order_by(CollationFile.id)
    )
    found: dict[int, list[CollationFile]] = {}
    for row in session.scalars(query):
        found.setdefault(row.original_id, []).append(row)
    return found


def copied_files(session: Session, basket_id: int) -> set[tuple[int, str]]:
    """Which files (original, hash) lie with the copies in the basket."""
    query = (
        select(BasketOpinion.original_id, Attachment.sha256)
        .join(Attachment, Attachment.basket_opinion_id == BasketOpinion.id)
        .where(
            BasketOpinion.basket_id == basket_id,
            BasketOpinion.original_id.is_not(None),
            BasketOpinion.removed_at.is_(None),
        )
    )
    rows = session.execute(query).all()
    return {(original, digest) for original, digest in rows if original is not None}


def get_collated_file(session: Session, collation: Collation | None, file_id: int) -> CollationFile:
    """One file of the visitor's own collation. Raises: NotFoundError, the same for anybody else's."""
    query = (
        select(CollationFile)
        .join(CollationOriginal, CollationOriginal.id == CollationFile.original_id)
        .join(CollationInput)
        .where(
            CollationFile.id == file_id,
            CollationInput.collation_id == (collation.id if collation else 0),
        )
    )
    row = session.scalar(query)
    if row is None:
        raise NotFoundError(subject="attachment")
    return row
