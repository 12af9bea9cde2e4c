"""A mail server of the tests' own: it keeps what it gets, and refuses what it is told to."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

from aiosmtpd.controller import Controller

from portal.config import Settings

URL = "https://yj.example.cn"


@dataclass
class PostOffice:
    """Letters by arrival; `refusals` maps an address to the reply its letters get."""

    port: int
    letters: list[EmailMessage] = field(default_factory=list)
    refusals: dict[str, str] = field(default_factory=dict)

    async def handle_RCPT(
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        """The receiver is taken, or refused."""
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        """The letter is kept."""
        made = message_from_bytes(envelope.content, policy=default)
        self.letters.append(cast(EmailMessage, made))
        return "250 OK"

    def settings(self, settings: Settings) -> Settings:
        """The installation's settings with this server."""
        return replace(
            settings, mail_host="127.0.0.1", mail_port=self.port, mail_sender="portal@example.cn",
            public_url=URL,
        )  # fmt: skip

    def to(self, address: str) -> list[EmailMessage]:
        """The letters to an address."""
        return [letter for letter in self.letters if letter["To"] == address]


@contextmanager
def open_office() -> Iterator[PostOffice]:
    """The server stands until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    office = PostOffice(port)
    controller: Any = Controller(office, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield office
    finally:
        controller.stop()


def plain(letter: EmailMessage) -> str:
    """The plain words of a letter."""
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def html(letter: EmailMessage) -> str:
    """The same as HTML."""
    body = letter.get_body(("html",))
    assert body is not None
    return str(body.get_content())


def link(letter: EmailMessage, part: str) -> str:
    """The path of the first link that contains `part`."""
    found = next(word for word in plain(letter).split() if word.startswith(URL) and part in word)
    return found.removeprefix(URL)
