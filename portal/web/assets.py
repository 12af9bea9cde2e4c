"""The style sheet: all parts in one file under a hashed name, cached for good."""

from __future__ import annotations

import gzip
import hashlib
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, abort, request, url_for

from portal.config import RESOURCE_DIR
from portal.web.kept_pages import accepts_gzip

blueprint = Blueprint("assets", __name__)
_CSS = RESOURCE_DIR / "static" / "css"


def _sheets() -> list[Path]:
    """Tokens, base, layout, then the components by name."""
    return [
        *(_CSS / f"{name}.css" for name in ("tokens", "base", "layout")),
        *sorted((_CSS / "components").glob("*.css")),
    ]


@cache
def _bundle() -> tuple[str, bytes]:
    """The hash and the bytes of the bundle, read once in the life of a process."""
    body = "\n".join(sheet.read_text("utf-8") for sheet in _sheets()).encode()
    return hashlib.sha256(body).hexdigest()[:12], body


@cache
def _zipped() -> bytes:
    """The bundle packed, once in the life of a process."""
    return gzip.compress(_bundle()[1], compresslevel=9, mtime=0)


def asset(name: str) -> str:
    """The hashed address of an asset."""
    if name != "portal.css":
        raise ValueError(f"no asset {name}")
    return url_for("assets.stylesheet", digest=_bundle()[0])


@blueprint.get("/assets/portal.<digest>.css")
def stylesheet(digest: str) -> Response:
    """The bundle; an old hash is gone."""
    current, body = _bundle()
    if digest != current:
        abort(404)
    is_zipped = accepts_gzip(request.headers.get("Accept-Encoding", ""))
    response = Response(_zipped() if is_zipped else body, mimetype="text/css")
    response.vary.add("Accept-Encoding")
    if is_zipped:
        response.content_encoding = "gzip"
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
