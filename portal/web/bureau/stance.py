"""Correcting the stance shown for a comment."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField

from portal.operations import analyses
from portal.queries.comments import get_card
from portal.web import edge
from portal.web.bureau import blueprint, workbench
from portal.web.bureau.decide import DecisionForm, decide_page
from portal.web.forms import PortalForm
from portal.web.language import local_path
from portal.web.words import STANCES


class StanceForm(PortalForm):
    """The stance an officer reads in a comment, and the page to go back to."""

    stance = SelectField(_l("立场"), choices=[*STANCES.items(), ("none", _l("未表明立场"))])
    next = StringField()


@blueprint.post("/consultations/<reference>/comments/<int:comment_id>/stance")
def stance(reference: str, comment_id: int) -> Any:
    """The officer's stance is shown from now on."""
    own = workbench.get_own(reference)
    row = get_card(edge.reading(), own.id, comment_id)
    form = StanceForm()
    status = 422
    if form.validate_on_submit():
        status = workbench.perform(
            form,
            lambda db: analyses.correct_stance(
                db,
                comment_id=comment_id,
                stance=form.stance.data,
                actor=edge.actor(db),
                now=edge.now(),
            ),
        )
    if status != workbench.DONE:
        return decide_page(own, row, DecisionForm.of(row), status, errors=form)
    flash(gettext("立场已改定。"), "success")
    home = url_for("bureau.decide", reference=reference, comment_id=comment_id)
    return redirect(local_path(form.next.data, home), 303)
