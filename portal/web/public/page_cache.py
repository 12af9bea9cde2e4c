"""A page everybody sees alike is kept for a second, and never past the instant it would change.

Only for visitors without a basket, whose session holds at most the token of some form, only where the
view said `keep_page`, per process. Its bytes change only when it says something else, so that its ETag
spares those who have it.
"""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Response, current_app, g, request, session
from flask.blueprints import BlueprintSetupState
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from portal.web import edge, language
from portal.web.kept_pages import KEEP_UNTIL, accepts_gzip
from portal.web.page_store import Key, PageStore
from portal.web.public import blueprint
from portal.web.public.basket_cookie import BASKET_COOKIE

LIFE = timedelta(seconds=1)
EXTENSION = "portal.page_cache"
STALE_SECONDS = 30
"""How long others' caches may show a page while they ask anew, unless the view says otherwise."""
_TOKEN = "csrf_token"  # noqa: S105  the name of it
"""Where Flask-WTF keeps the token of forms: in the session, and in `g` once a page shows it."""


@dataclass(frozen=True, slots=True)
class Page:
    """The bytes of a page, true from `made_at` until just before `ends_at`."""

    body: bytes
    zipped: bytes
    headers: tuple[tuple[str, str], ...]
    etag: str
    made_at: datetime
    ends_at: datetime


def keep_page(changes_at: datetime | None, *, stale_seconds: int = STALE_SECONDS) -> None:
    """The page now being made may be kept: it holds at least until `changes_at`.

    Others' caches may show it for `stale_seconds` more while they ask anew, but never past
    `changes_at`: after a change of phase the answer is right at once.
    """
    g.page_changes_at = changes_at
    g.page_cache_control = _cache_control(changes_at, stale_seconds)


def is_kept() -> bool:
    """True when the page now being made may be kept: then it must not tell the time."""
    return "page_changes_at" in g


def _cache_control(changes_at: datetime | None, stale_seconds: int) -> str:
    if changes_at is not None:
        left = int((changes_at - edge.now()).total_seconds())
        stale_seconds = min(stale_seconds, left - 2)  # it may be handed out a second later
    if stale_seconds <= 0:
        return "public, max-age=0, must-revalidate"
    return f"public, max-age=0, stale-while-revalidate={stale_seconds}"


def _cache() -> PageStore[Page]:
    cache: PageStore[Page] = current_app.extensions[EXTENSION]
    return cache


def _is_for_everybody() -> bool:
    """True when nothing in the request tells this visitor from another."""
    reads = request.method in ("GET", "HEAD")
    return reads and BASKET_COOKIE not in request.cookies and set(session) <= {_TOKEN}


def _key() -> Key:
    here = (request.host_url, request.full_path)  # some pages say their own whole address
    return *here, language.html_lang(), str(language.display())


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
    """The page as this visitor's browser takes it: packed, under a tag of its own, or plain."""
    is_zipped = page.zipped and accepts_gzip(request.headers.get("Accept-Encoding", ""))
    response = Response(page.zipped if is_zipped else page.body, headers=list(page.headers))
    response.set_etag(f"{page.etag}-gz" if is_zipped else page.etag)
    if is_zipped:
        response.content_encoding = "gzip"
    return response.make_conditional(request)


@blueprint.after_request
def keep_for_others(response: Response) -> BaseResponse:
    """A page the view allowed to be kept is kept, unless it speaks to one visitor only."""
    if not is_kept() or response.status_code != 200 or session.modified or _TOKEN in g:
        return response
    if not _is_for_everybody():
        return response
    changes_at: datetime | None = g.page_changes_at
    now, body = edge.now(), response.get_data()
    ends_at = now + LIFE if changes_at is None else min(now + LIFE, changes_at)
    response.headers["Cache-Control"] = g.page_cache_control
    response.vary.update(("Cookie", "Accept-Language", "Accept-Encoding"))
    headers = tuple(pair for pair in response.headers if pair[0] != "Content-Length")
    etag = hashlib.sha256(body).hexdigest()[:32]
    page = Page(body, _zipped(body, response.mimetype or ""), headers, etag, now, ends_at)
    _cache().keep(_key(), page)
    answer = _response(page)
    request.environ[KEEP_UNTIL] = (answer.headers["ETag"].strip('"'), now, ends_at)
    return answer


def _zipped(body: bytes, mimetype: str) -> bytes:
    """Packed once for all visitors; b"" for what is small or packed already.

    Only what everybody sees alike is packed: the length of a packed page that holds a visitor's
    token beside the visitor's words would tell about the token (BREACH).
    """
    is_text = mimetype.startswith("text/") or mimetype.endswith(("xml", "json"))
    return gzip.compress(body, compresslevel=5, mtime=0) if is_text and len(body) > 1000 else b""


@blueprint.after_app_request
def forget_after_staff_acts(response: Response) -> Response:
    """What staff just did shows at once; what was refused and citizens' own posts change no public page."""
    is_theirs = request.method == "POST" and request.blueprint != blueprint.name
    if is_theirs and response.status_code < 400 and current_user.is_authenticated:
        _cache().clear()
        current_app.extensions["portal.kept_pages"].clear()
    return response
