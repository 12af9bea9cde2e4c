"""The web server: waitress with bounds, a stamp of arrival, and an end without losses."""

from __future__ import annotations

import logging
import resource
import socket
import time
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.server import create_server
from waitress.task import WSGITask
from waitress.utilities import RequestEntityTooLarge

from portal import clock
from portal.config import FORM_TYPE, RESOURCE_DIR, Settings
from portal.errors import SetupError
from portal.logs import log_event

ARRIVED_AT = "portal.arrived_at"
RECEIVE_SECONDS = 600
"""A request that has not come whole after this long is dropped, however steadily it drips."""
IDLE_SECONDS = 60
DRAIN_SECONDS = 15
PASSING_BYTES = 256 * 1024 * 1024
"""A refused body up to this size is read and dropped, so that its sender sees why."""
CONNECTION_COUNT = 1000
_SPARE_DESCRIPTOR_COUNT = 200

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


class TooLarge(RequestEntityTooLarge):
    """Answered with a page for people."""

    def to_response(self, ident: str | None = None) -> tuple[str, list[tuple[str, str]], bytes]:
        """Status, headers and the page."""
        page = (RESOURCE_DIR / "templates" / "errors" / "too_large.html").read_bytes()
        headers = [("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-store")]
        return f"{self.code} {self.reason}", headers, page


class StampedParser(HTTPRequestParser):
    """Remembers when the first byte of its request came; the body may come much later.

    A body that announces itself as too large is kept nowhere. What was announced is let pass,
    within reason: a browser shows the answer only when it has sent everything.
    """

    arrived_at: datetime | None = None
    began: float = 0.0
    _passing_count = 0
    """Unit: bytes of a refused body that are still to come."""

    def received(self, data: bytes) -> int:
        """As waitress does; blank lines between requests are not yet a request."""
        if self.arrived_at is None and data.strip():
            self.arrived_at = clock.now()
            self.began = time.monotonic()
        if self._passing_count:
            return self._let_pass(data)
        consumed = int(super().received(data))
        if self.headers_finished and self._is_too_large():
            self._refuse()
        return consumed

    def parse_header(self, header_plus: bytes) -> None:
        """Raises: ParsingError, too, where a proxy in front may see another end of the body.

        Source: RFC 9112, 6.1 (both lengths, or pieces in HTTP/1.0, are how requests are smuggled).
        """
        super().parse_header(header_plus)
        has_two_lengths = self.chunked and "CONTENT_LENGTH" in self.headers
        if has_two_lengths or "TRANSFER_ENCODING" in self.headers:
            raise ParsingError("Ambiguous length of the body")

    def _is_too_large(self) -> bool:
        kind = self.headers.get("CONTENT_TYPE", "").partition(";")[0].strip().lower()
        is_text = kind == FORM_TYPE and self.content_length > self.adj.max_text_bytes
        return is_text or isinstance(self.error, RequestEntityTooLarge)

    def _refuse(self) -> None:
        self.error = TooLarge("")  # type: ignore[assignment]  # waitress reads its response only
        is_heard = not (self.chunked or self.expect_continue) and self.content_length <= PASSING_BYTES
        self.expect_continue = False  # nobody is told to go on
        self._passing_count = self.content_length if is_heard else 0
        self.completed = not self._passing_count

    def _let_pass(self, data: bytes) -> int:
        consumed = min(len(data), self._passing_count)
        self._passing_count -= consumed
        self.completed = not self._passing_count
        return consumed

    def is_overdue(self) -> bool:
        """True when the request has been arriving for longer than any honest line needs."""
        return self.arrived_at is not None and time.monotonic() - self.began > RECEIVE_SECONDS


class StampedTask(WSGITask):
    """Hands the stamp to the application."""

    def get_environment(self) -> dict[str, Any]:
        """The WSGI environment with `portal.arrived_at`, aware UTC."""
        environ: dict[str, Any] = super().get_environment()
        environ[ARRIVED_AT] = self.request.arrived_at
        return environ


class StampedChannel(HTTPChannel):
    """A connection whose requests are stamped, and that does not wait for ever for one of them."""

    parser_class = StampedParser
    task_class = StampedTask

    def received(self, data: bytes) -> bool:
        """As waitress does, until the request has taken too long."""
        request = self.request
        if isinstance(request, StampedParser) and request.is_overdue():
            self.will_close = True
            return False
        return bool(super().received(data))


def open_socket(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one. Raises: SetupError when it cannot be had."""
    try:
        family, _kind, _protocol, _name, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        return socket.create_server(address[:2], family=family)
    except (OSError, OverflowError) as error:
        raise SetupError(message=f"无法监听 / cannot listen on {host}:{port}: {error}") from error


class _PlainEvents(logging.Handler):
    """Waitress' own messages name client addresses: only their level and exception are kept."""

    def emit(self, record: logging.LogRecord) -> None:
        """One event of ours stands for the message."""
        log_event("web_server_problem", level=record.levelno, exc=record.exc_info is not None)


class WebServer:
    """One listening socket, one loop for all connections, `threads` workers for the application."""

    def __init__(
        self,
        application: Application,
        listener: socket.socket,
        settings: Settings,
        threads: int = 8,
    ) -> None:
        self._connections: dict[int, Any] = {}
        self._is_stopping = False
        self.url = url_of(listener)
        self._server: Any = create_server(
            application,
            map=self._connections,
            sockets=[listener],
            threads=threads,
            connection_limit=_connection_limit(),
            channel_timeout=IDLE_SECONDS,
            cleanup_interval=15,
            max_request_body_size=settings.max_request_bytes,
            max_request_header_size=64 * 1024,
            clear_untrusted_proxy_headers=settings.proxy_count == 0,
            asyncore_use_poll=True,
            ident=None,
        )
        self._server.channel_class = StampedChannel
        self._server.adj.max_text_bytes = settings.max_text_bytes
        _redirect_logs()

    def run(self) -> None:
        """Returns after `stop()`, when what was begun is answered or DRAIN_SECONDS are over."""
        while not self._is_stopping:
            self._turn()
        # Not the server's own close(): it would take the trigger away from working threads.
        wasyncore.dispatcher.close(self._server)
        end = time.monotonic() + DRAIN_SECONDS
        while self._is_busy() and time.monotonic() < end:
            self._turn()
        self._server.task_dispatcher.shutdown()
        wasyncore.close_all(self._connections)

    def stop(self) -> None:
        """The server takes no new connection; safe in a signal handler and from other threads."""
        if not self._is_stopping:  # a second Ctrl-C may come when the trigger is already closed
            self._is_stopping = True
            self._server.pull_trigger()

    def _turn(self) -> None:
        wasyncore.loop(timeout=0.5, use_poll=True, map=self._connections, count=1)

    def _is_busy(self) -> bool:
        channels = list(self._server.active_channels.values())
        return any(c.request is not None or c.requests or c.total_outbufs_len for c in channels)


def _redirect_logs() -> None:
    logger = logging.getLogger("waitress")
    logger.propagate = False
    logger.handlers = [_PlainEvents()]
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # it warns of every queued request


def _connection_limit() -> int:
    """At most CONNECTION_COUNT, and always fewer than the descriptors this process may open."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTION_COUNT + _SPARE_DESCRIPTOR_COUNT
    if soft < wanted:
        soft = min(wanted, hard) if hard != resource.RLIM_INFINITY else wanted
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return max(50, min(CONNECTION_COUNT, soft - _SPARE_DESCRIPTOR_COUNT))


def url_of(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
