"""One request to a WSGI application in this process: the smallest client there is."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

Application = Callable[[dict[str, Any], Any], Any]
Answer = tuple[int, list[tuple[str, str]], bytes]


def environ(
    path: str,
    *,
    query: str = "",
    cookies: Mapping[str, str] | None = None,
    fields: Mapping[str, str] | None = None,
    address: str = "127.0.0.1",
) -> dict[str, Any]:
    """What a server would hand to the application: a GET, or a POST when there are fields."""
    body = urlencode(fields).encode() if fields is not None else b""
    made = {
        "REQUEST_METHOD": "GET" if fields is None else "POST",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "127.0.0.1:8000",
        "HTTP_ACCEPT_LANGUAGE": "zh-CN",
        "REMOTE_ADDR": address,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    if cookies:
        made["HTTP_COOKIE"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
    if fields is not None:
        made["CONTENT_TYPE"] = "application/x-www-form-urlencoded"
        made["CONTENT_LENGTH"] = str(len(body))
    return made


def call(application: Application, request: dict[str, Any]) -> Answer:
    """Status, headers and body of the answer; the request is used up."""
    seen: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]], _error: Any = None) -> None:
        seen[:] = [int(status.split(" ", 1)[0]), headers]

    answer = application(request, start_response)
    try:
        body = b"".join(answer)
    finally:
        if hasattr(answer, "close"):
            answer.close()
    return seen[0], seen[1], body


def expect(answer: Answer, status: int) -> Answer:
    """The answer. Raises: RuntimeError for another status."""
    if answer[0] != status:
        raise RuntimeError(f"{answer[0]} instead of {status}: {answer[2].decode()[:1500]}")
    return answer
