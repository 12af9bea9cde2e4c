"""The fastest answer: a kept page given back by the WSGI server before the application is asked.

Only GET and HEAD without any cookie; only what `web.public.page_cache` said may be kept, and only as
long as it said. Host, scheme and the languages asked for are part of the key.
"""

from __future__ import annotations

import secrets as random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from werkzeug.http import parse_etags

from portal import clock
from portal.web.page_store import Key, PageStore

KEEP_UNTIL = "portal.keep_until"
"""Set in the environ by the application: (etag, made at, the instant from which it may be untrue)."""
_OF_ONE_REQUEST = {"x-request-id", "set-cookie", "content-length"}

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]
Headers = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Kept:
    """A whole answer, true from `made_at` until just before `ends_at`."""

    headers: Headers
    body: bytes
    etag: str
    made_at: datetime
    ends_at: datetime

    def is_known_to(self, tags: str) -> bool:
        """True when the If-None-Match header names the answer; compared weakly (RFC 9110, 13.1.2)."""
        return bool(tags) and parse_etags(tags).contains_weak(self.etag.strip('"'))


class KeptPages:
    """Wraps the application; one instance a process."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._pages: PageStore[Kept] = PageStore()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """A kept page, or what the application says."""
        key = _key(environ)
        if key is None:
            return self._application(environ, start_response)
        page = self._pages.find(key, clock.now())
        if page is not None:
            return _answer(page, environ, start_response)
        return self._made(key, environ, start_response)

    def _made(self, key: Key, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        told: list[tuple[str, Headers]] = []

        def listen(status: str, headers: Headers, exc_info: Any = None) -> Any:
            told.append((status, headers))
            return start_response(status, headers, exc_info)

        body = self._application(environ, listen)
        keep = environ.get(KEEP_UNTIL)
        if keep is None or environ["REQUEST_METHOD"] != "GET" or told[-1][0] != "200 OK":
            return body
        try:
            whole = b"".join(body)
        finally:
            getattr(body, "close", lambda: None)()
        etag, made_at, ends_at = keep
        headers = [pair for pair in told[-1][1] if pair[0].lower() not in _OF_ONE_REQUEST]
        self._pages.keep(key, Kept(headers, whole, f'"{etag}"', made_at, ends_at))
        return [whole]

    def clear(self) -> None:
        """No page is kept."""
        self._pages.clear()


def accepts_gzip(accepted: str) -> bool:
    """True when the Accept-Encoding header names gzip and does not rule it out."""
    for part in accepted.lower().split(","):
        name, _, weight = part.replace(" ", "").partition(";q=")
        if name == "gzip":
            return not weight or weight.strip("0.") != ""
    return False


def _key(environ: Environ) -> Key | None:
    """What tells one answer from another; None for a visitor who may be somebody."""
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or environ.get("HTTP_COOKIE"):
        return None
    return (
        environ["wsgi.url_scheme"],
        environ.get("HTTP_HOST", ""),
        environ.get("PATH_INFO", ""),
        environ.get("QUERY_STRING", ""),
        environ.get("HTTP_ACCEPT_LANGUAGE", ""),
        "gzip" if accepts_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")) else "",
    )


def _answer(page: Kept, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    """The page under a request number of its own; Age tells that it was kept (RFC 9111, 5.1)."""
    headers = [*page.headers, ("X-Request-Id", random.token_hex(8)), ("Age", "0")]
    if page.is_known_to(environ.get("HTTP_IF_NONE_MATCH", "")):
        start_response("304 NOT MODIFIED", headers)
        return []
    start_response("200 OK", [*headers, ("Content-Length", str(len(page.body)))])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [page.body]
