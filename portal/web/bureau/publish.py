"""Publishing: the checklist, what will be public, and one button."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from portal.models.consultations import Consultation
from portal.operations import consultations
from portal.operations.editions import publication_edition, require_seen
from portal.queries.consultations import clauses
from portal.web import edge
from portal.web.bureau import blueprint, workbench
from portal.web.bureau.checklist import steps
from portal.web.forms import SeenForm
from portal.web.minima import measure


@blueprint.route("/consultations/<reference>/publish", methods=["GET", "POST"])
def publish(reference: str) -> Any:
    """The summary; a success makes notice, draft and window public."""
    own = workbench.get_own(reference)
    form = SeenForm()
    status = 422 if form.is_submitted() else workbench.DONE
    if form.validate_on_submit():
        status = workbench.perform(form, lambda db: _publish(db, own.id, form.seen.data))
        if status == workbench.DONE:
            flash(gettext("公告已发布。"), "success")
            return redirect(url_for("bureau.consultation", reference=reference), 303)
    if status != workbench.DONE:
        own = workbench.get_own_anew(reference)
    draft = consultations.current_draft(edge.reading(), own.id)
    form.saw(publication_edition(edge.reading(), own, draft))
    missing = consultations.missing_for_publication(edge.reading(), own, edge.now())
    return workbench.page(
        "publish", own, status, form=form, missing=missing, steps=steps(missing), **_summary(own)
    )


def _publish(db: Session, consultation_id: int, seen: str | None) -> None:
    """Raises: StaleError when what would be public is not what was looked at."""
    own = consultations.lock_consultation(db, consultation_id)
    consultations.require_unpublished(own)
    draft = consultations.current_draft(db, own.id)
    require_seen(seen, publication_edition(db, own, draft), "publication_changed")
    consultations.publish_consultation(
        db,
        own,
        actor=edge.actor(db),
        now=edge.now(),
    )


def _summary(own: Consultation) -> dict[str, Any]:
    db = edge.reading()
    draft = consultations.current_draft(db, own.id)
    rows = clauses(db, draft.id) if draft else []
    return {
        "draft": draft,
        "clause_count": len(rows),
        "commentable_count": sum(clause.is_commentable for clause in rows),
        "measured": measure(db, own.document_kind, own.window.value()) if own.window else None,
    }
