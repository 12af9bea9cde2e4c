"""How the open data answers: JSON for everybody, problems as RFC 9457, parameters taken at their word."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from flask import Response, request, url_for

from portal.errors import InvalidInputError, NotFoundError
from portal.web.numbers import typed_number
from portal.web.public import blueprint

PREFIX = "/api/v1"
STALE_SECONDS = 60
LARGEST = 2**31 - 1
OPEN_TO_ALL = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
_ASKED_BEFORE = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "If-None-Match",
    "Access-Control-Max-Age": "86400",
}
_OPEN = (f"{PREFIX}/", "/feed.atom", "/deadlines.ics")
_TITLES = {404: "Not found", 422: "The parameter is not understood"}

View = Callable[..., Response]


@blueprint.after_app_request
def answer_preflight(response: Response) -> Response:
    """A page of another site may ask with the tag it has: browsers ask before whether it may.

    Source: Fetch, CORS preflight; If-None-Match is no safelisted header.
    """
    if request.method == "OPTIONS" and request.path.startswith(_OPEN) and response.status_code == 200:
        response.headers.update(_ASKED_BEFORE)
    return response


def answer(data: Any, status: int = 200, media_type: str = "application/json") -> Response:
    """The data as JSON that any page may read."""
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return Response(body, status, OPEN_TO_ALL, content_type=f"{media_type}; charset=utf-8")


def problem(status: int, detail: str = "") -> Response:
    """What went wrong. Source: RFC 9457."""
    data = {"type": "about:blank", "title": _TITLES[status], "status": status, "detail": detail}
    return answer(data, status, "application/problem+json")


def link(endpoint: str, **values: Any) -> str:
    """The whole address of a public endpoint."""
    return url_for(f"public.{endpoint}", _external=True, **values)


def open_data(*names: str) -> Callable[[View], View]:
    """The view answers with these parameters only; refusals become problems."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answered(**values: Any) -> Response:
            try:
                _require_known(names)
                return view(**values)
            except NotFoundError:
                return problem(404)
            except InvalidInputError as error:
                return problem(422, str(error.details.get("field", "")))

        return answered

    return decorate


def _require_known(names: Iterable[str]) -> None:
    """Raises: InvalidInputError for a parameter that is unknown, given twice, or cannot be read."""
    for name, values in request.args.lists():
        if name not in names or len(values) != 1:
            raise InvalidInputError(field=name, rule="unknown")
        if any(c < " " or "\x7f" <= c <= "\x9f" for c in values[0]):
            raise InvalidInputError(field=name, rule="control_character")


def number(name: str, default: int, largest: int = LARGEST, least: int = 1) -> int:
    """A whole number from the address. Raises: InvalidInputError."""
    typed = request.args.get(name)
    if typed is None:
        return default
    found = typed_number(typed, largest)
    if found is None or found < least:
        raise InvalidInputError(field=name, rule="unknown")
    return found


def choice(name: str, known: Iterable[str], default: str = "") -> str:
    """One of the known words. Raises: InvalidInputError."""
    typed = request.args.get(name)
    if typed is None:
        return default
    if typed not in set(known):
        raise InvalidInputError(field=name, rule="unknown")
    return typed


def line(name: str, limit: int = 200) -> str:
    """A text from the address. Raises: InvalidInputError when it is empty or too long."""
    typed = request.args.get(name)
    if typed is None:
        return ""
    if not typed.strip() or len(typed) > limit:
        raise InvalidInputError(field=name, rule="too_long")
    return typed.strip()


def page(data: list[Any], rows: list[Any], limit: int, following: Callable[[Any], Any]) -> Any:
    """A page of a list: `rows` may have one more than `limit`, and then there is a next page."""
    has_more = len(rows) > limit
    kept = {name: value for name, value in request.args.items() if name != "after"}
    values = {**(request.view_args or {}), **kept}
    return {
        "data": data[:limit],
        "next": url_for(
            str(request.endpoint), _external=True, after=following(rows[limit - 1]), **values
        )
        if has_more
        else None,
    }
