"""What is kept no longer than promised: contact data, seal scans, files nobody owns."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, select, union
from sqlalchemy.orm import Session

from portal.models.collations import CollationFile
from portal.models.materials import NoticeFile
from portal.models.responses import Report
from portal.models.submissions import Attachment, AttachmentPurpose, ContactData, Submission
from portal.operations.audit import record_event
from portal.operations.collation_origins import erase_signers

ORPHAN_SECONDS = 86_400
"""A file without a row this old is no upload in progress."""


def erase_contact_data(session: Session, *, days: int, now: datetime) -> int:
    """Contact data and seal scans are gone `days` after the report; the opinions stay.

    Returns how many submissions were stripped.
    Source: 个人信息保护法 第十九条 (the shortest necessary time), 第四十七条.
    """
    due = (
        select(Submission.id)
        .join(Report, Report.consultation_id == Submission.consultation_id)
        .join(ContactData, ContactData.submission_id == Submission.id)
        .where(Report.published_at < now - timedelta(days=days))
    )
    ids = list(session.scalars(due.limit(5000)))
    if not ids:
        return 0
    session.execute(delete(ContactData).where(ContactData.submission_id.in_(ids)))
    seals = Attachment.purpose == AttachmentPurpose.SEAL  # what belongs to an opinion stays with it
    session.execute(delete(Attachment).where(Attachment.submission_id.in_(ids), seals))
    erase_signers(session, ids)
    record_event(
        session,
        "contact_data_erased",
        at=now,
        subject="submission",
        facts={"submission_count": len(ids)},
    )
    return len(ids)


def remove_orphan_files(session: Session, folder: Path, now: datetime) -> int:
    """Stored files that no row names, and that are older than a day, are gone; returns how many."""
    owners = (Attachment.sha256, NoticeFile.sha256, CollationFile.sha256)
    owned = set(session.scalars(union(*(select(owner) for owner in owners))))
    oldest = now.timestamp() - ORPHAN_SECONDS
    removed = 0
    for path in folder.glob("??/*") if folder.is_dir() else ():
        if path.name not in owned and path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
            removed += 1
    return removed
