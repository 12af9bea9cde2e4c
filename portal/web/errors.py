"""Errors as pages: domain errors, HTTP errors, and a last resort that needs nothing."""

from __future__ import annotations

import json
import logging
from typing import Any

from flask import Flask, Response, g, render_template, request
from flask_login import AnonymousUserMixin
from sqlalchemy.exc import (
    DatabaseError,
    InterfaceError,
    OperationalError,
    SQLAlchemyError,
    TimeoutError,
)
from werkzeug.exceptions import HTTPException
from werkzeug.http import HTTP_STATUS_CODES

from portal import errors
from portal.config import RESOURCE_DIR
from portal.logs import log_event
from portal.web.words import sentence

_STATUS: tuple[tuple[type[errors.PortalError], int], ...] = (
    (errors.NotFoundError, 404),
    (errors.ForbiddenError, 403),
    (errors.SignInFailedError, 403),
    (errors.InvalidInputError, 422),
    (errors.LimitReachedError, 429),
    (errors.ConflictError, 409),
    (errors.SetupError, 503),
    (errors.BusyError, 503),
)
_UNAVAILABLE = (OperationalError, InterfaceError, TimeoutError)
"""Not reached, cut off, full, or all connections busy; a damaged file is a plain DatabaseError."""
_KEPT_FIELDS = ("body", "reason", "reach", "text")
_SECRET_FIELDS = ("csrf_token", "key", "code", "password", "present", "repeated")
_KEPT_LIMIT = 200_000
"""Characters an error page gives back: ten opinions of the greatest length."""
_LONG = 20
"""Characters from which any field counts as something somebody wrote."""


def status_of(error: errors.PortalError) -> int:
    """The HTTP status a domain error is answered with."""
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 400)


def _page(code: int, **words: Any) -> tuple[Any, int]:
    """The error page, for a program a problem; should even that fail, a file that depends on nothing."""
    if request.path.startswith("/api/"):
        return _problem(code), code
    try:
        return render_template(
            "errors/error.html", code=code, request_id=_request_id(), **words
        ), code
    except Exception:  # whatever broke, the visitor gets an answer
        log_event("error_page_failed", level=logging.ERROR, exc=True, code=code)
        return fallback(), code


def _problem(code: int) -> Response:
    """Source: RFC 9457."""
    data = {
        "type": "about:blank",
        "title": HTTP_STATUS_CODES.get(code, "Error"),
        "status": code,
        "detail": "",
    }
    body = json.dumps(data)
    headers = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
    return Response(body, code, headers, content_type="application/problem+json; charset=utf-8")


def fallback() -> str:
    """The page of last resort."""
    return (RESOURCE_DIR / "templates" / "errors" / "fallback.html").read_text("utf-8")


def _request_id() -> str:
    return str(g.get("request_id", ""))


def kept_text() -> str:
    """What the visitor had typed, so that an error page can give it back."""
    if request.method != "POST":
        return ""
    try:
        fields = list(request.form.items(multi=True))
    except HTTPException:  # the body itself was refused (too large, malformed)
        return ""
    kept = "\n\n".join(value for name, value in fields if _is_written(name, value))
    return kept[:_KEPT_LIMIT]


def _is_written(name: str, value: str) -> bool:
    """True for what a person wrote and would miss; a form's prefix does not matter."""
    plain = name.rsplit("-", 1)[-1]
    if plain in _SECRET_FIELDS or not value.strip():
        return False
    return plain in _KEPT_FIELDS or len(value) >= _LONG


def on_portal_error(error: errors.PortalError) -> tuple[Any, int]:
    """A domain error nobody nearer to the form has answered."""
    status = status_of(error)
    log_event("refused", code=error.code, status=status, request_id=_request_id())
    explanation = None if status == 404 else sentence(error)
    return _page(status, explanation=explanation, kept_text=kept_text())


def on_http_error(error: HTTPException) -> Any:
    """404, 405, 413 and their like; redirects pass through."""
    if error.code is None or error.code < 400:
        return error
    page = _page(error.code, kept_text=kept_text())
    allowed = sorted(getattr(error, "valid_methods", None) or ())  # of a 405: RFC 9110, 15.5.6
    return (*page, {"Allow": ", ".join(allowed)}) if allowed else page


def on_database_error(error: SQLAlchemyError) -> tuple[Any, int]:
    """Out of reach, the outcome is unknown and may be tried again; our own mistakes are defects."""
    if not isinstance(error, _UNAVAILABLE) and type(error) is not DatabaseError:
        return on_any_error(error)
    return on_system_error(error)


def on_system_error(_error: Exception) -> tuple[Any, int]:
    """The database or the disk is gone or full: 503, and the text to try again with."""
    g.setdefault("_login_user", AnonymousUserMixin())  # the page must not ask who is signed in
    log_event("database_unavailable", level=logging.ERROR, exc=True, request_id=_request_id())
    return _page(503, kept_text=kept_text())


def on_any_error(error: Exception) -> tuple[Any, int]:
    """The last resort."""
    log_event("unexpected_error", level=logging.ERROR, exc=True, request_id=_request_id())
    return _page(500, kept_text=kept_text())


def register_errors(app: Flask) -> None:
    """The handlers stand."""
    app.register_error_handler(errors.PortalError, on_portal_error)
    app.register_error_handler(HTTPException, on_http_error)
    app.register_error_handler(SQLAlchemyError, on_database_error)
    app.register_error_handler(OSError, on_system_error)
    app.register_error_handler(Exception, on_any_error)
