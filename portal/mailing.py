"""Sending the outbox by SMTP, or into a folder: one connection for many letters, each attempt on record."""

from __future__ import annotations

import logging
import os
import smtplib
from datetime import datetime
from email.message import EmailMessage
from enum import Enum
from pathlib import Path

from portal.addressing import Post
from portal.config import Settings
from portal.db import Database
from portal.errors import SetupError
from portal.logs import log_event
from portal.models.audit import OutboxMessage
from portal.operations import outbox
from portal.secrets import load_key_ring

TIMEOUT_SECONDS = 20
BATCHES = 40
"""Batches in one run of the job: after that the next run goes on."""
_FOR_GOOD = 500


class Fate(Enum):
    """What became of one attempt."""

    SENT = "sent"
    LATER = "later"
    REFUSED = "refused"
    CUT_OFF = "cut_off"
    """As LATER, and the server is not there: the others of the batch wait untried."""


def deliver_due(database: Database, now: datetime) -> int:
    """Due messages are sent, each outside any transaction; returns how many were."""
    sent = 0
    for _ in range(BATCHES):
        done, is_over = _deliver_batch(database, now)
        sent += done
        if is_over:
            break
    return sent


def _deliver_batch(database: Database, now: datetime) -> tuple[int, bool]:
    """How many were sent, and whether nothing is left to be done in this run."""
    ring = load_key_ring(database.settings.key_file)
    with database.reading() as session:
        messages = outbox.due_messages(session, now)
        post = Post(session, ring, database.settings)
        letters = [(message.id, *_written(post, message)) for message in messages]
    sent, fate = 0, Fate.SENT
    with _line(database.settings) as line:
        for message_id, letter, is_writable in letters:
            fate = Fate.SENT if letter is None else line.send(letter)
            fate = fate if is_writable else Fate.REFUSED
            with database.transaction() as session:
                outbox.record_attempt(
                    session,
                    message_id,
                    is_sent=fate is Fate.SENT,
                    is_refused=fate is Fate.REFUSED,
                    now=now,
                )
            sent += fate is Fate.SENT
            if fate is Fate.CUT_OFF:
                break
    return sent, fate is Fate.CUT_OFF or not letters


def _written(post: Post, message: OutboxMessage) -> tuple[EmailMessage | None, bool]:
    """The mail and True; None and False for what no mail can be written of."""
    try:
        return post.write(message), True
    except (ValueError, IndexError, AttributeError, SetupError):
        log_event("mail_unwritable", level=logging.WARNING, exc=True, message_id=message.id)
        return None, False


def _line(settings: Settings) -> _Line | _Folder:
    return _Folder(Path(settings.mail_folder)) if settings.mail_folder else _Line(settings)


class _Folder:
    """Takes the place of a mail server: each letter is a file that mail programs open, its owner's alone."""

    def __init__(self, place: Path) -> None:
        self._place = place

    def __enter__(self) -> _Folder:
        return self

    def __exit__(self, *_error: object) -> None:
        """Nothing is left open."""

    def send(self, letter: EmailMessage) -> Fate:
        """The letter stands in the folder under its own id: sent twice, it is there once."""
        name = letter["Message-ID"].strip("<>").partition("@")[0]
        try:
            self._place.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = os.open(
                self._place / f"{name}.eml", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600
            )
            with os.fdopen(file, "wb") as handle:
                handle.write(letter.as_bytes())
        except OSError:
            return _note(Fate.CUT_OFF)
        return Fate.SENT


class _Line:
    """A connection opened at the first letter and kept for the others."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> _Line:
        return self

    def __exit__(self, *_error: object) -> None:
        if self._smtp is not None:
            self._smtp.close()

    def send(self, letter: EmailMessage) -> Fate:
        """What became of the attempt; no address and no reply of the server is logged."""
        try:
            self._connected().send_message(letter)
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _reply in error.recipients.values()]
            return _note(Fate.REFUSED if min(codes, default=0) >= _FOR_GOOD else Fate.LATER)
        except smtplib.SMTPDataError as error:
            return _note(Fate.REFUSED if error.smtp_code >= _FOR_GOOD else Fate.LATER)
        except smtplib.SMTPSenderRefused:
            return _note(Fate.LATER)  # our own set-up is wrong: nothing is given up for that
        except (OSError, smtplib.SMTPException):
            return _note(Fate.CUT_OFF)
        return Fate.SENT

    def _connected(self) -> smtplib.SMTP:
        if self._smtp is None:
            settings = self._settings
            smtp = smtplib.SMTP(settings.mail_host, settings.mail_port, timeout=TIMEOUT_SECONDS)
            self._smtp = smtp
            if settings.mail_starttls:
                smtp.starttls()
        return self._smtp


def _note(fate: Fate) -> Fate:
    log_event("mail_failed", level=logging.WARNING, fate=fate.value)
    return fate
