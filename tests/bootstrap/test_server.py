"""The web server on a real socket: stamps, bounds, and an orderly end."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from portal import clock
from portal.config import load_settings
from portal.errors import SetupError
from portal.server import ARRIVED_AT, StampedParser, WebServer, open_socket


@pytest.fixture(autouse=True)
def _real_clock() -> None:
    """These tests wait in real time, so the portal's clock must run with it."""
    clock.set_source(None)


Answer = Callable[[dict[str, Any]], bytes]


def _stamp(environ: dict[str, Any]) -> bytes:
    body = environ["wsgi.input"].read()
    facts = {"arrived_at": environ[ARRIVED_AT].isoformat(), "length": len(body)}
    return json.dumps({**facts, "forwarded": environ.get("HTTP_X_FORWARDED_FOR")}).encode()


@contextmanager
def _serving(
    tmp_path: Path, answer: Answer = _stamp, **overrides: object
) -> Iterator[tuple[int, WebServer, threading.Thread]]:
    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        body = answer(environ)
        start_response("200 OK", [("Content-Length", str(len(body)))])
        return [body]

    listener = open_socket("127.0.0.1", 0)
    settings = load_settings({"instance_dir": tmp_path, **overrides}, {})
    server = WebServer(application, listener, settings, threads=2)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield listener.getsockname()[1], server, thread
    finally:
        server.stop()
        thread.join(30)
        assert not thread.is_alive()


def _answer(connection: socket.socket) -> dict[str, Any]:
    response = http.client.HTTPResponse(connection)
    response.begin()
    answered: dict[str, Any] = json.loads(response.read())
    return answered


def _head(length: int) -> bytes:
    return f"POST /submit HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n".encode()


def test_a_request_is_stamped_when_it_begins_to_arrive(tmp_path: Path) -> None:
    with (
        _serving(tmp_path) as (port, _server, _thread),
        socket.create_connection(("127.0.0.1", port)) as connection,
    ):
        connection.sendall(_head(7))
        time.sleep(0.5)
        before_the_body = datetime.now(UTC)
        connection.sendall(b"opinion")
        answered = _answer(connection)
    stamp = datetime.fromisoformat(answered["arrived_at"])
    assert answered["length"] == 7
    assert timedelta(seconds=0.3) < before_the_body - stamp < timedelta(seconds=5)


def test_a_slow_line_is_stamped_by_its_first_byte(tmp_path: Path) -> None:
    with (
        _serving(tmp_path) as (port, _server, _thread),
        socket.create_connection(("127.0.0.1", port)) as connection,
    ):
        connection.sendall(b"POST /sub")
        time.sleep(0.4)
        middle = datetime.now(UTC)
        connection.sendall(_head(0)[9:])
        answered = _answer(connection)
    assert datetime.fromisoformat(answered["arrived_at"]) < middle


def test_each_request_of_a_connection_has_its_own_stamp(tmp_path: Path) -> None:
    with (
        _serving(tmp_path) as (port, _server, _thread),
        socket.create_connection(("127.0.0.1", port)) as connection,
    ):
        connection.sendall(_head(3) + b"one")
        first = _answer(connection)
        time.sleep(0.3)
        connection.sendall(_head(3) + b"two")
        second = _answer(connection)
    stamps = [datetime.fromisoformat(answer["arrived_at"]) for answer in (first, second)]
    assert stamps[1] - stamps[0] >= timedelta(seconds=0.3)


def test_blank_lines_sent_ahead_do_not_reserve_an_early_stamp(tmp_path: Path) -> None:
    with (
        _serving(tmp_path) as (port, _server, _thread),
        socket.create_connection(("127.0.0.1", port)) as connection,
    ):
        connection.sendall(b"\r\n")
        time.sleep(0.4)
        middle = datetime.now(UTC)
        connection.sendall(_head(3) + b"one")
        answered = _answer(connection)
    assert datetime.fromisoformat(answered["arrived_at"]) >= middle


def test_a_request_that_never_ends_is_dropped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.server.RECEIVE_SECONDS", 0.3)
    with (
        _serving(tmp_path) as (port, _server, _thread),
        socket.create_connection(("127.0.0.1", port), timeout=10) as connection,
    ):
        connection.sendall(_head(1000))
        for _ in range(3):
            time.sleep(0.2)
            connection.sendall(b"x")
        assert connection.recv(1) == b""


FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("length", "kind", "status"),
    [
        (150_001, "multipart/form-data; boundary=x", 413),
        (100_001, f"{FORM.upper()}; charset=utf-8", 413),
        (100_000, FORM, 200),
        (100_001, "multipart/form-data; boundary=x", 200),
    ],
)
def test_a_body_over_the_bound_was_refused_before_a_browser_would_listen(
    tmp_path: Path, length: int, kind: str, status: int
) -> None:
    """The connection ended while the browser was sending: it showed a broken connection, no reason."""
    with (
        _serving(tmp_path, max_request_bytes=150_001, max_text_bytes=100_000) as (port, _server, _thread),
        socket.create_connection(("127.0.0.1", port)) as connection,
    ):
        connection.sendall(_head(length)[:-2] + f"Content-Type: {kind}\r\n\r\n".encode())
        for _ in range(length // 1000):
            connection.sendall(b"x" * 1000)
        time.sleep(0.2)
        connection.sendall(b"x" * (length % 1000))
        response = http.client.HTTPResponse(connection)
        response.begin()
        assert response.status == status
        assert ("内容或文件太大" in response.read().decode()) == (status == 413)


@pytest.mark.parametrize("more", ["Content-Length: 999999999999", "Content-Length: 200000\r\nExpect: 100-continue"])
def test_a_body_nobody_waits_for_is_refused_at_once(tmp_path: Path, more: str) -> None:
    with (
        _serving(tmp_path, max_request_bytes=150_000) as (port, _server, _thread),
        socket.create_connection(("127.0.0.1", port)) as connection,
    ):
        connection.sendall(f"POST /submit HTTP/1.1\r\nHost: x\r\n{more}\r\n\r\n".encode())
        response = http.client.HTTPResponse(connection)
        response.begin()
        assert response.status == 413


def test_a_body_in_pieces_that_grows_too_large_is_refused(tmp_path: Path) -> None:
    with (
        _serving(tmp_path, max_request_bytes=1000) as (port, _server, _thread),
        socket.create_connection(("127.0.0.1", port)) as connection,
    ):
        head = b"POST /submit HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        connection.sendall(head + b"3e8\r\n" + b"x" * 1000)
        response = http.client.HTTPResponse(connection)
        response.begin()
        assert response.status == 413
        assert "内容或文件太大" in response.read().decode()


@pytest.mark.parametrize(
    ("version", "more"), [("1.1", "Content-Length: 5\r\n"), ("1.0", ""), ("1.0", "Content-Length: 5\r\n")]
)
def test_a_second_request_was_smuggled_behind_a_body_of_two_lengths(
    tmp_path: Path, version: str, more: str
) -> None:
    seen: list[str] = []

    def noting(environ: dict[str, Any]) -> bytes:
        seen.append(environ["PATH_INFO"])
        return b"{}"

    with (
        _serving(tmp_path, noting) as (port, _server, _thread),
        socket.create_connection(("127.0.0.1", port)) as connection,
    ):
        head = f"POST /first HTTP/{version}\r\nHost: x\r\n{more}Transfer-Encoding: chunked\r\n"
        second = b"0\r\n\r\nGET /second HTTP/1.1\r\nHost: x\r\n\r\n"
        connection.sendall(head.encode() + b"Connection: keep-alive\r\n\r\n" + second)
        assert b" 400 " in b"".join(iter(lambda: connection.recv(4096), b""))
    assert seen == []


@pytest.mark.parametrize(("proxy_count", "seen"), [(0, None), (1, "198.51.100.7")])
def test_the_address_a_client_claims_is_dropped_unless_a_proxy_is_declared(
    tmp_path: Path, proxy_count: int, seen: str | None
) -> None:
    with _serving(tmp_path, proxy_count=proxy_count) as (port, _server, _thread):
        client = http.client.HTTPConnection("127.0.0.1", port)
        client.request("GET", "/", headers={"X-Forwarded-For": "198.51.100.7"})
        assert json.loads(client.getresponse().read())["forwarded"] == seen
        client.close()


def test_what_was_begun_is_answered_before_the_server_ends(tmp_path: Path) -> None:
    begun = threading.Event()

    def slow(_environ: dict[str, Any]) -> bytes:
        begun.set()
        time.sleep(0.7)
        return b'"accepted"'

    with _serving(tmp_path, slow) as (port, server, thread):
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.sendall(_head(0))
            assert begun.wait(10)
            server.stop()
            assert json.loads(http_body(connection)) == "accepted"
        thread.join(10)
        assert not thread.is_alive()
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port))


def test_an_upload_under_way_may_finish_while_the_server_ends(tmp_path: Path) -> None:
    with (
        _serving(tmp_path) as (port, server, _thread),
        socket.create_connection(("127.0.0.1", port)) as connection,
    ):
        connection.sendall(_head(7) + b"opi")
        time.sleep(0.2)
        server.stop()
        time.sleep(0.7)
        connection.sendall(b"nion")
        assert _answer(connection)["length"] == 7


def test_a_taken_port_is_a_set_up_problem() -> None:
    with open_socket("127.0.0.1", 0) as listener, pytest.raises(SetupError, match="cannot listen"):
        open_socket("127.0.0.1", listener.getsockname()[1])


def test_a_host_that_does_not_exist_is_a_set_up_problem() -> None:
    with pytest.raises(SetupError, match="cannot listen"):
        open_socket("no-such-host.invalid", 0)


def test_a_request_without_a_byte_is_never_overdue(tmp_path: Path) -> None:
    with _serving(tmp_path) as (_port, server, _thread):
        parser = StampedParser(server._server.adj)
        assert not parser.is_overdue()


def http_body(connection: socket.socket) -> bytes:
    response = http.client.HTTPResponse(connection)
    response.begin()
    return response.read()
