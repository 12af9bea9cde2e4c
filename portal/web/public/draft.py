"""The tab 草案内容: the draft clause by clause."""

from __future__ import annotations

from typing import Any

from flask import render_template

from portal.errors import NotFoundError
from portal.queries import consultations
from portal.web import edge
from portal.web.public import blueprint
from portal.web.public.draft_parts import parts_of
from portal.web.public.frame import load_frame
from portal.web.public.page_cache import keep_page


@blueprint.get("/consultations/<reference>/draft")
def draft(reference: str) -> Any:
    """Every clause with its own address and, while open, its own button."""
    frame, db = load_frame(reference), edge.reading()
    version = consultations.public_draft(db, frame.consultation.id)
    if version is None:
        raise NotFoundError(subject="draft")
    new_href = frame.address("opinion_new")
    parts = parts_of(
        version.id,
        new_href if frame.is_open else "",
        lambda: consultations.clauses(db, version.id),
    )
    keep_page(frame.changes_at)
    return render_template(
        "public/draft.html",
        frame=frame,
        draft=version,
        outline=parts.outline,
        clauses=parts.body(frame.waiting),
        new_href=new_href,
    )
