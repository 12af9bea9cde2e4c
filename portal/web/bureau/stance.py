"""Correcting the stance shown for a comment."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from portal.operations import analyses
from portal.queries.comments import get_card
from portal.web import edge
from portal.web.bureau import blueprint, workbench
from portal.web.bureau.decide import decide_page
from portal.web.bureau.stance_form import StanceForm
from portal.web.bureau.workbench import ROW_ID
from portal.web.language import local_path


@blueprint.post(f"/consultations/<reference>/comments/<{ROW_ID}:comment_id>/stance")
def stance(reference: str, comment_id: int) -> Any:
    """The officer's stance is shown from now on."""
    own = workbench.get_own(reference)
    row = get_card(edge.reading(), own.id, comment_id)
    form = StanceForm()
    status = 422
    if form.validate_on_submit():
        status = workbench.perform(form, lambda db: _correct(db, comment_id, form))
    if status != workbench.DONE:
        return decide_page(own, row, status, errors=form)
    flash(gettext("立场已改定。"), "success")
    home = url_for("bureau.decide", reference=reference, comment_id=comment_id)
    return redirect(local_path(form.next.data, home), 303)


def _correct(db: Session, comment_id: int, form: StanceForm) -> None:
    analyses.correct_stance(
        db,
        comment_id=comment_id,
        stance=form.stance.data,
        actor=edge.actor(db),
        now=edge.now(),
    )
