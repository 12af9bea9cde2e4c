"""The front page: consultations by state."""

from __future__ import annotations

import math
from typing import Any

from flask import render_template, request, url_for
from flask_babel import lazy_gettext as _l

from portal.errors import NotFoundError
from portal.queries import consultations
from portal.queries.phase_changes import next_phase_change_at
from portal.web import edge
from portal.web.public import blueprint
from portal.web.public.page_cache import keep_page
from portal.web.public.paging import page_number

TAB_LABELS: dict[str, Any] = {
    "open": _l("征集中"),
    "upcoming": _l("待开始"),
    "closed": _l("已结束"),
    "answered": _l("已反馈"),
}


@blueprint.get("/")
def consultation_list() -> Any:
    """One page of the consultations in a state; open ones unless asked otherwise."""
    db, now = edge.reading(), edge.now()
    state, page = request.args.get("state", "open"), page_number()
    if state not in TAB_LABELS:
        raise NotFoundError(subject="state")
    counts = consultations.state_counts(db, now)
    listed, total = consultations.public_list(db, state, now, page)
    if page > 1 and not listed:
        raise NotFoundError(subject="page")
    keep_page(next_phase_change_at(db, now))
    return render_template(
        "public/consultation_list.html",
        state=state,
        page=page,
        page_count=math.ceil(total / consultations.PAGE),
        tabs=_tabs(state, counts),
        listed=listed,
        elsewhere=next((name for name in TAB_LABELS if counts[name]), None),
        labels=TAB_LABELS,
    )


def _tabs(current: str, counts: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "href": url_for("public.consultation_list", state=name if name != "open" else None),
            "current": name == current,
            "count": counts[name],
        }
        for name, label in TAB_LABELS.items()
    ]
