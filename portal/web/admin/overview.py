"""The administrators' first page: what stands, what the scheduler did and will do."""

from __future__ import annotations

from typing import Any

from flask import render_template

from portal.queries import administration
from portal.queries.submissions_later import recent_disputes
from portal.web import edge
from portal.web.admin import blueprint
from portal.web.admin.words import TRANSITIONS, action_words
from portal.web.words import STATES

RECENT_EVENT_COUNT = 10


@blueprint.get("/")
def overview() -> Any:
    """Counts by state, the scheduler, the clock, the database, the latest events."""
    db, now = edge.reading(), edge.now()
    events, _older = administration.audit_trail(db, limit=RECENT_EVENT_COUNT)
    return render_template(
        "admin/overview.html",
        totals=administration.state_totals(db, now),
        states=STATES,
        scheduler=administration.scheduler_state(db, now),
        unrecorded_count=administration.unrecorded_count(db, now),
        recorded=administration.recent_transitions(db),
        coming=administration.coming_transitions(db, now),
        transition_words=TRANSITIONS,
        disputes=recent_disputes(db),
        events=events,
        action_words=action_words,
        database_name="SQLite" if edge.database().is_sqlite else "PostgreSQL",
        tick_seconds=edge.settings().tick_seconds,
    )
