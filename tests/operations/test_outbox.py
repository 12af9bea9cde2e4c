"""Messages leave with their cause, are tried again, and carry nobody's words."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.message import Message
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as MessageHandler

from portal import clock
from portal.config import Settings
from portal.db import Database
from portal.models.audit import OutboxMessage
from portal.operations import outbox
from portal.scheduler import Ticker
from tests import make
from tests.conftest import TestClock


class _Sink(MessageHandler):
    def __init__(self) -> None:
        super().__init__()
        self.letters: list[Message] = []

    def handle_message(self, message: Message) -> None:
        self.letters.append(message)


@pytest.fixture
def sink() -> Iterator[tuple[_Sink, int]]:
    """A mail server that keeps what it gets."""
    handler = _Sink()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    controller: Any = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler, port
    controller.stop()


def _with_mail(settings: Settings, port: int) -> Settings:
    return replace(
        settings, mail_host="127.0.0.1", mail_port=port, mail_sender="portal@example.cn"
    )


def _messages(database: Database) -> list[OutboxMessage]:
    with database.reading() as session:
        return list(session.query(OutboxMessage).order_by(OutboxMessage.id))


def test_the_bureau_is_told_once_that_its_window_opened_and_closed(
    settings: Settings, database: Database, test_clock: TestClock, sink: tuple[_Sink, int]
) -> None:
    handler, port = sink
    scene = make.scene(database)
    ticker = Ticker(_with_mail(settings, port))
    ticker.tick()
    assert ticker.deliver() == 1
    test_clock.set(scene.closes_at)
    ticker.tick()
    ticker.tick()
    assert ticker.deliver() == 1
    assert ticker.deliver() == 0
    ticker.close()
    assert [letter["To"] for letter in handler.letters] == ["bike@example.cn"] * 2
    assert scene.reference in handler.letters[1]["Subject"]
    plain, html = handler.letters[1].get_payload()
    for part in (plain, html):
        assert "2026年3月31日 24:00" in part.get_payload(decode=True).decode()  # type: ignore[union-attr]  # a part, not a text


def test_a_letter_to_the_bureau_is_signed_by_the_site_with_its_deadline_and_commas_as_on_its_pages(
    settings: Settings, database: Database, sink: tuple[_Sink, int]
) -> None:
    handler, port = sink
    make.scene(database)
    ticker = Ticker(replace(_with_mail(settings, port), site_name="云川市公开征求意见平台"))
    ticker.tick()
    ticker.deliver()
    ticker.close()
    text = handler.letters[0].get_payload()[0].get_payload(decode=True).decode()  # type: ignore[union-attr]  # a part, not a text
    assert "截止时间：2026年3月31日 24:00（北京时间）。" in text
    assert "本邮件由云川市公开征求意见平台自动发送，请勿回复。" in text
    assert re.findall(r"[\u4e00-\u9fff》][,:;()]", text) == []


def test_without_a_mail_server_a_folder_keeps_the_letters_as_files_of_their_owner(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    make.scene(database)
    folder = tmp_path / "mail"
    ticker = Ticker(replace(settings, mail_folder=str(folder), mail_sender="portal@example.cn"))
    ticker.tick()
    assert ticker.deliver() == 1
    ticker.close()
    [file] = folder.iterdir()
    letter = message_from_bytes(file.read_bytes(), policy=default)
    assert (file.suffix, letter["To"]) == (".eml", "bike@example.cn")
    assert (folder.stat().st_mode & 0o777, file.stat().st_mode & 0o777) == (0o700, 0o600)
    assert _messages(database)[0].sent_at is not None


def test_a_letter_waits_where_its_folder_cannot_be(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    make.scene(database)
    (tmp_path / "file").touch()
    folder = str(tmp_path / "file" / "mail")
    ticker = Ticker(replace(settings, mail_folder=folder, mail_sender="portal@example.cn"))
    ticker.tick()
    assert ticker.deliver() == 0
    ticker.close()
    assert (_messages(database)[0].sent_at, _messages(database)[0].attempt_count) == (None, 1)


def test_a_mail_server_that_is_away_is_tried_again_later(
    settings: Settings, database: Database, test_clock: TestClock, sink: tuple[_Sink, int]
) -> None:
    handler, port = sink
    make.scene(database)
    with socket.create_server(("127.0.0.1", 0)) as closed:
        nobody = closed.getsockname()[1]
    away = Ticker(_with_mail(settings, nobody))
    away.tick()
    assert away.deliver() == 0
    waiting = _messages(database)[0]
    assert waiting.attempt_count == 1
    assert waiting.sent_at is None
    away.close()
    back = Ticker(_with_mail(settings, port))
    assert back.deliver() == 0, "the next attempt is not due yet"
    test_clock.move(minutes=2)
    assert back.deliver() == 1
    back.close()
    assert len(handler.letters) == 1


def test_without_a_mail_server_nothing_is_queued(settings: Settings, database: Database) -> None:
    make.scene(database)
    ticker = Ticker(settings)
    ticker.tick()
    ticker.close()
    assert _messages(database) == []


def test_a_message_is_given_up_after_many_attempts(
    database: Database, test_clock: TestClock
) -> None:
    scene = make.scene(database)
    with database.transaction() as session:
        outbox.put_message(
            session, "window_closed", consultation_id=scene.consultation_id, now=clock.now()
        )
    for _ in range(outbox.ATTEMPT_LIMIT):
        test_clock.move(days=1)
        with database.transaction() as session:
            due = outbox.due_messages(session, clock.now())
            outbox.record_attempt(session, due[0].id, is_sent=False, now=clock.now())
    test_clock.move(days=30)
    with database.reading() as session:
        assert outbox.due_messages(session, clock.now()) == []
