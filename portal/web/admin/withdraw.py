"""Withdrawing a consultation: its page stays and says why."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext

from portal.errors import ConflictError, InvalidInputError
from portal.models.consultations import Consultation
from portal.operations.consultations import lock_consultation, withdraw_consultation
from portal.queries.consultations import get_for_bureau, has_report, state_of
from portal.web import edge
from portal.web.admin import blueprint
from portal.web.admin.forms import WithdrawForm
from portal.web.errors import status_of
from portal.web.minima import Measure, measure
from portal.window import Window


@blueprint.route("/consultations/<reference>/withdraw", methods=["GET", "POST"])
def withdraw(reference: str) -> Any:
    """The question, with room for the reason; then the withdrawal."""
    consultation = get_for_bureau(edge.reading(), reference, None)
    form = WithdrawForm()
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            with edge.transaction() as db:
                withdraw_consultation(
                    db,
                    lock_consultation(db, consultation.id),
                    reason=form.reason.data or "",
                    actor=edge.actor(db),
                    now=edge.now(),
                )
        except (ConflictError, InvalidInputError) as error:
            form.show(error)
            status = status_of(error)
        else:
            flash(gettext("已撤回。原页面保留，并公开撤回理由。"), "success")
            return redirect(url_for("admin.consultations"), 303)
    state = state_of(consultation, has_report(edge.reading(), consultation.id), edge.now())
    page = render_template(
        "admin/withdraw.html",
        form=form,
        consultation=consultation,
        state=state,
        measured=_measured(consultation) if state == "open" else None,
    )
    return page, status


def _measured(consultation: Consultation) -> Measure | None:
    """The window as it would have been, withdrawn now."""
    if consultation.window is None:
        return None
    until_now = Window(consultation.window.opens_at, edge.now())
    return measure(edge.reading(), consultation.document_kind, until_now)
