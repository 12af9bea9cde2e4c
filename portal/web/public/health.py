"""Whether this process can answer."""

from __future__ import annotations

from flask import Response
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from portal.web import edge
from portal.web.public import blueprint


@blueprint.get("/healthz")
def health() -> Response:
    """200 when the database answers, 503 otherwise."""
    try:
        edge.reading().execute(text("SELECT 1"))
    except SQLAlchemyError:
        return Response("unavailable\n", 503, content_type="text/plain; charset=utf-8")
    return Response("ok\n", content_type="text/plain; charset=utf-8")
