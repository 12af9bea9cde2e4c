"""The officer's consultations."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for

from portal.queries.consultations import PAGE, staff_list
from portal.web import edge
from portal.web.bureau import blueprint

_LAST_PAGE = 100_000


@blueprint.get("/")
def consultation_list() -> Any:
    """One page of the consultations with their progress, newest first."""
    number = min(max(request.args.get("page", 1, type=int), 1), _LAST_PAGE)
    listed, total = staff_list(edge.reading(), edge.bureau_scope(), edge.now(), number)
    return render_template(
        "bureau/consultation_list.html",
        listed=listed,
        total=total,
        newer=_address(number - 1) if number > 1 else None,
        older=_address(number + 1) if number * PAGE < total else None,
    )


def _address(number: int) -> str:
    return url_for("bureau.consultation_list", page=number if number > 1 else None)
