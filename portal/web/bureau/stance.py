"""Correcting the stance and kind shown for a comment."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from portal.operations import analyses
from portal.queries.comments import get_card
from portal.web import edge
from portal.web.bureau import blueprint, workbench
from portal.web.bureau.cards import Card, card
from portal.web.bureau.decide import decide_page
from portal.web.bureau.stance_form import StanceForm
from portal.web.bureau.workbench import ROW_ID
from portal.web.language import local_path


@blueprint.post(f"/consultations/<reference>/comments/<{ROW_ID}:comment_id>/stance")
def stance(reference: str, comment_id: int) -> Any:
    """The officer's stance and kind are shown from now on."""
    own = workbench.get_own(reference)
    row = get_card(edge.reading(), own.id, comment_id)
    form = StanceForm()
    status = 422
    if form.validate_on_submit():
        status = workbench.perform(form, lambda db: _judge(db, card(row), form))
    if status != workbench.DONE:
        return decide_page(own, row, status, errors=form)
    flash(gettext("已按您的判断改定，机器会据此重新判断本次征集的其他意见。"), "success")
    home = url_for("bureau.decide", reference=reference, comment_id=comment_id)
    return redirect(local_path(form.next.data, home), 303)


def _judge(db: Session, shown: Card, form: StanceForm) -> None:
    """What differs from the page is the officer's; when nothing does, the stance shown is confirmed."""
    kind = form.kind.data if form.kind.data and form.kind.data != shown.kind else None
    is_confirmed = form.stance.data == shown.stance and kind is not None
    analyses.judge_comment(
        db,
        comment_id=shown.comment.id,
        stance=None if is_confirmed else form.stance.data,
        kind=kind,
        actor=edge.actor(db),
        now=edge.now(),
    )
