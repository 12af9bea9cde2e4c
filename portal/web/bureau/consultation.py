"""The overview of one consultation's workbench."""

from __future__ import annotations

from typing import Any

from portal.operations.consultations import missing_for_publication
from portal.queries.comments import clause_tallies
from portal.queries.consultations import window_history
from portal.web import edge
from portal.web.bureau import blueprint, workbench
from portal.web.bureau.checklist import steps


@blueprint.get("/consultations/<reference>")
def consultation(reference: str) -> Any:
    """State, checklist, window with its history, and progress."""
    own, db = workbench.get_own(reference), edge.reading()
    missing = [] if own.published_at else missing_for_publication(db, own, edge.now())
    tallies = clause_tallies(db, own.id).values()
    return workbench.page(
        "consultation",
        own,
        steps=[] if own.published_at else steps(missing),
        missing=missing,
        comment_count=sum(tally.comment_count for tally in tallies),
        decided_count=sum(tally.decided_count for tally in tallies),
        history=window_history(db, own.id),
    )
