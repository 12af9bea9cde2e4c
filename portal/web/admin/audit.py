"""The audit trail."""

from __future__ import annotations

from typing import Any

from flask import render_template, request

from portal.errors import InvalidInputError, NotFoundError
from portal.queries.administration import audit_trail
from portal.queries.consultations import get_for_bureau
from portal.sanitize import clean_line
from portal.web import edge
from portal.web.admin import blueprint
from portal.web.admin.words import action_words

_LARGEST_ID = 2**31 - 1
_REFERENCE_LENGTH = 24


@blueprint.get("/audit")
def audit() -> Any:
    """A page of events, newest first, of one consultation if it is named."""
    reference = request.args.get("consultation", "").strip()
    try:
        consultation_id = _consultation_id(reference)
    except (NotFoundError, InvalidInputError):
        typed = "".join(character for character in reference if character.isprintable())
        return _page(typed[:_REFERENCE_LENGTH], [], None, is_unknown=True), 404
    before = request.args.get("before", None, int)
    if before is not None:
        before = min(max(before, 0), _LARGEST_ID)
    events, older = audit_trail(edge.reading(), before=before, consultation_id=consultation_id)
    return _page(reference, events, older, is_unknown=False)


def _consultation_id(reference: str) -> int | None:
    if not reference:
        return None
    reference = clean_line(reference, field="consultation", limit=_REFERENCE_LENGTH)
    return get_for_bureau(edge.reading(), reference, None).id


def _page(reference: str, events: Any, older: int | None, *, is_unknown: bool) -> str:
    return render_template(
        "admin/audit.html",
        reference=reference,
        events=events,
        older=older,
        is_unknown=is_unknown,
        action_words=action_words,
    )
