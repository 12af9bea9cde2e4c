"""All consultations of all bureaus."""

from __future__ import annotations

from typing import Any

from flask import render_template, request

from portal.queries.consultations import PAGE, staff_list
from portal.web import edge
from portal.web.admin import blueprint

_LAST_PAGE = 10_000


@blueprint.get("/consultations")
def consultations() -> Any:
    """A page of the list, newest first."""
    page = min(max(request.args.get("page", 1, int), 1), _LAST_PAGE)
    listed, total = staff_list(edge.reading(), None, edge.now(), page)
    return render_template(
        "admin/consultations.html",
        listed=listed,
        total=total,
        page=page,
        has_older=page * PAGE < total,
    )
