"""A page everybody sees alike is kept for a second, and never past the instant it would change.

Only for visitors without a basket or a session, only where the view said `keep_page`, per process.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Response, current_app, g, request, session
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response as BaseResponse

from portal.web import edge, language
from portal.web.kept_pages import KEEP_UNTIL
from portal.web.page_store import Key, PageStore
from portal.web.public import blueprint
from portal.web.public.basket_cookie import BASKET_COOKIE

LIFE = timedelta(seconds=1)
EXTENSION = "portal.page_cache"


@dataclass(frozen=True, slots=True)
class Page:
    """The bytes of a page, true from `made_at` until just before `ends_at`."""

    body: bytes
    etag: str
    made_at: datetime
    ends_at: datetime


def keep_page(changes_at: datetime | None) -> None:
    """The page now being made may be kept: it holds at least until `changes_at`."""
    g.page_changes_at = changes_at


def _cache() -> PageStore[Page]:
    cache: PageStore[Page] = current_app.extensions[EXTENSION]
    return cache


def _is_for_everybody() -> bool:
    """True when nothing in the request tells this visitor from another."""
    cookies = request.cookies
    session_cookie = current_app.config["SESSION_COOKIE_NAME"]
    reads = request.method in ("GET", "HEAD")
    return reads and BASKET_COOKIE not in cookies and session_cookie not in cookies


def _key() -> Key:
    return request.full_path, language.html_lang(), str(language.display())


@blueprint.record_once
def _install(state: BlueprintSetupState) -> None:
    state.app.extensions[EXTENSION] = PageStore[Page]()


@blueprint.before_request
def answer_from_cache() -> BaseResponse | None:
    """A kept page answers at once; None lets the view make it."""
    if not _is_for_everybody():
        return None
    page = _cache().find(_key(), edge.now())
    return _response(page) if page else None


def _response(page: Page) -> BaseResponse:
    response = Response(page.body, content_type="text/html; charset=utf-8")
    _mark(response, page.etag)
    return response.make_conditional(request)


def _mark(response: Response, etag: str) -> None:
    response.set_etag(etag)
    response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    response.vary.update(("Cookie", "Accept-Language"))


@blueprint.after_request
def keep_for_others(response: Response) -> BaseResponse:
    """A page the view allowed to be kept is kept, unless it speaks to one visitor only."""
    if "page_changes_at" not in g or response.status_code != 200 or session.modified:
        return response
    if request.method != "GET" or not _is_for_everybody():
        return response
    changes_at: datetime | None = g.page_changes_at
    now, body = edge.now(), response.get_data()
    ends_at = now + LIFE if changes_at is None else min(now + LIFE, changes_at)
    etag = hashlib.sha256(body).hexdigest()[:32]
    _cache().keep(_key(), Page(body, etag, now, ends_at))
    request.environ[KEEP_UNTIL] = (etag, now, ends_at)
    _mark(response, etag)
    return response.make_conditional(request)


@blueprint.after_app_request
def forget_after_staff_acts(response: Response) -> Response:
    """What staff just did shows at once; citizens' own posts change no public page."""
    if request.method == "POST" and request.blueprint != blueprint.name:
        _cache().clear()
        current_app.extensions["portal.kept_pages"].clear()
    return response
