"""A stored file as it is handed to a browser: saved, never run or shown in the page."""

from __future__ import annotations

from flask import Response, send_file

from portal.errors import NotFoundError
from portal.operations.attachments import stored_path
from portal.web import edge


def stored_download(digest: str, media_type: str, name: str) -> Response:
    """The file for one reader only, under its display name. Raises: NotFoundError."""
    path = stored_path(edge.settings().attachment_dir, digest)
    if not path.is_file():
        raise NotFoundError(subject="attachment")
    response = send_file(path, mimetype=media_type, as_attachment=True, download_name=name)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response
