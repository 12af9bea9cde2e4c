"""Sending the outbox by SMTP: plain text from templates/mail, no citizen's words in it."""

from __future__ import annotations

import logging
import smtplib
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy.orm import Session

from portal.config import RESOURCE_DIR, Settings
from portal.db import Database
from portal.logs import log_event
from portal.models.audit import OutboxMessage
from portal.models.consultations import Consultation
from portal.operations import outbox
from portal.window import to_civil

TIMEOUT_SECONDS = 20


def deliver_due(database: Database, now: datetime) -> int:
    """Due messages are sent, each outside any transaction; returns how many were."""
    with database.reading() as session:
        messages = outbox.due_messages(session, now)
        letters = [(m.id, _written(session, m, database.settings)) for m in messages]
    sent = 0
    for message_id, (letter, is_writable) in letters:
        is_sent = is_writable and (letter is None or _send(letter, database.settings))
        with database.transaction() as session:
            outbox.record_attempt(session, message_id, is_sent=is_sent, now=now)
        sent += is_sent
    return sent


def _written(
    session: Session, message: OutboxMessage, settings: Settings
) -> tuple[EmailMessage | None, bool]:
    """The mail and True; None and False for an address no mail can be written to."""
    try:
        return _letter(session, message, settings), True
    except (ValueError, IndexError, AttributeError):
        log_event("mail_unwritable", level=logging.WARNING, exc=True, message_id=message.id)
        return None, False


def _letter(session: Session, message: OutboxMessage, settings: Settings) -> EmailMessage | None:
    """The mail, or None when nobody is left to receive it."""
    consultation = session.get(Consultation, message.consultation_id)
    if consultation is None or consultation.notice is None or not consultation.notice.email:
        return None
    letter = EmailMessage()
    letter["Subject"] = f"{_SUBJECTS[message.kind]} {consultation.reference}"
    letter["From"] = settings.mail_sender
    letter["To"] = consultation.notice.email
    letter["Date"] = format_datetime(message.created_at)
    # The same id on every attempt: a server that got it before can tell.
    letter["Message-ID"] = f"<portal-{message.id}@{settings.mail_sender.rpartition('@')[2]}>"
    letter.set_content(_body(message.kind, consultation))
    return letter


_SUBJECTS = {"window_opened": "[征求意见开始]", "window_closed": "[征求意见结束]"}


def _body(kind: str, consultation: Consultation) -> str:
    loader = FileSystemLoader(RESOURCE_DIR / "templates" / "mail")
    environment = Environment(loader=loader, undefined=StrictUndefined, autoescape=False)  # noqa: S701  plain text
    closes = consultation.window.closes_at if consultation.window else consultation.created_at
    return environment.get_template(f"{kind}.txt").render(
        title=consultation.title,
        reference=consultation.reference,
        closes_at=to_civil(closes).strftime("%Y-%m-%d %H:%M"),
    )


def _send(letter: EmailMessage, settings: Settings) -> bool:
    try:
        with smtplib.SMTP(settings.mail_host, settings.mail_port, timeout=TIMEOUT_SECONDS) as smtp:
            if settings.mail_starttls:
                smtp.starttls()
            smtp.send_message(letter)
    except (OSError, smtplib.SMTPException):
        log_event("mail_failed", level=logging.WARNING, exc=True)
        return False
    return True
