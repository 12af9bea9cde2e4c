"""The tabs 征集公告 and 起草说明."""

from __future__ import annotations

from typing import Any

from flask import render_template

from portal import legal
from portal.models.consultations import WindowChangeKind
from portal.operations.consultations import calendar
from portal.queries import consultations, materials
from portal.web import edge, words
from portal.web.public import blueprint
from portal.web.public.frame import load_frame
from portal.web.public.page_cache import keep_page


@blueprint.get("/consultations/<reference>")
def consultation(reference: str) -> Any:
    """The notice: period, ways to comment, signing rules, contacts, changes of the period."""
    frame, db = load_frame(reference), edge.reading()
    history = consultations.window_history(db, frame.consultation.id)
    keep_page(frame.changes_at)
    return render_template(
        "public/consultation.html",
        frame=frame,
        notice=frame.notice,
        days=legal.count_days(frame.window, *calendar(db)),
        changes=[change for change in history if change.kind != WindowChangeKind.SET],
        change_words=words.WINDOW_CHANGES,
        files=materials.notice_files(db, frame.consultation.id),
        related=materials.related(db, frame.consultation.id),
        relations=words.RELATIONS_SEEN,
    )


@blueprint.get("/consultations/<reference>/note")
def note(reference: str) -> Any:
    """The explanatory note, or why there is none."""
    frame = load_frame(reference)
    keep_page(frame.changes_at)
    return render_template("public/note.html", frame=frame, notice=frame.notice)
