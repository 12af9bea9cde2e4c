"""The tab 草案内容: the draft clause by clause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from flask import render_template

from portal.errors import NotFoundError
from portal.models.drafts import Clause
from portal.queries import consultations
from portal.web import edge
from portal.web.public import blueprint
from portal.web.public.frame import load_frame
from portal.web.public.page_cache import keep_page

OUTLINE_LIMIT = 120
"""Entries a table of contents may have before its deepest level is left out."""


@blueprint.get("/consultations/<reference>/draft")
def draft(reference: str) -> Any:
    """Every clause with its own address and, while open, its own button."""
    frame, db = load_frame(reference), edge.reading()
    version = consultations.public_draft(db, frame.consultation.id)
    if version is None:
        raise NotFoundError(subject="draft")
    clauses = consultations.clauses(db, version.id)
    keep_page(frame.changes_at)
    return render_template(
        "public/draft.html",
        frame=frame,
        draft=version,
        clauses=clauses,
        outline=_outline(clauses),
        new_href=frame.address("opinion_new"),
    )


def _outline(clauses: Sequence[Clause]) -> list[dict[str, Any]]:
    """The contents, as deep as OUTLINE_LIMIT allows; the topmost level always."""
    at_depth = Counter(clause.depth for clause in clauses)
    totals = accumulate(at_depth[depth] for depth in range(len(at_depth)))
    deepest = max(sum(total <= OUTLINE_LIMIT for total in totals) - 1, 0)
    return [
        {
            "href": f"#c-{clause.identity}",
            "number": clause.number,
            "heading": clause.heading,
            "depth": clause.depth + 1,
        }
        for clause in clauses
        if clause.depth <= deepest
    ]
