"""The receipt as a letter, to whoever gave a mail address as the way to be reached."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from portal.operations.mail_addresses import find_address
from portal.operations.outbox import put_message
from portal.operations.submissions import Contact, Receipt


def put_receipt(
    session: Session,
    receipt: Receipt,
    contact: Contact,
    consultation_id: int,
    language: str,
    now: datetime,
) -> None:
    """The letter waits in the submission's own transaction; a repeat sends no second one."""
    if receipt.is_repeat or find_address(contact.reach) is None:
        return
    put_message(
        session,
        "receipt",
        consultation_id=consultation_id,
        submission_id=receipt.submission_id,
        language=language,
        now=now,
    )
