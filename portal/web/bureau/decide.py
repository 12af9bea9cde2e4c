"""One comment in full, and the bureau's response to it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from portal.models.consultations import Consultation
from portal.models.responses import Response
from portal.models.submissions import Submission
from portal.operations import responses
from portal.operations.consultations import lock_consultation
from portal.operations.editions import require_seen, response_edition
from portal.operations.responses import Decision
from portal.queries.collations import find_original
from portal.queries.comments import comments_of_submission, get_card
from portal.queries.consultations import has_report
from portal.queries.decisions import next_undecided
from portal.queries.versions_fates import fate_of
from portal.queries.versions_taken_up import changes_naming
from portal.web import edge
from portal.web.bureau import blueprint, workbench
from portal.web.bureau.cards import card
from portal.web.bureau.decision_form import DecisionForm
from portal.web.bureau.letter_form import letter_view
from portal.web.bureau.stance_form import StanceForm
from portal.web.bureau.workbench import ROW_ID
from portal.web.forms import ConfirmForm, PortalForm
from portal.web.words import CHANGES


@blueprint.route(
    f"/consultations/<reference>/comments/<{ROW_ID}:comment_id>", methods=["GET", "POST"]
)
def decide(reference: str, comment_id: int) -> Any:
    """The comment and its form; a success stays here or goes on to the next undecided one."""
    own = workbench.get_own(reference)
    row = get_card(edge.reading(), own.id, comment_id)
    form = DecisionForm.of(row.Response)
    status = 422 if form.is_submitted() else workbench.DONE
    if form.validate_on_submit() and (decision := form.decision()):
        status = workbench.perform(form, lambda db: _decide(db, own.id, comment_id, form, decision))
        if status == workbench.DONE:
            flash(gettext("已保存第 %(number)s 号意见的采纳情况。", number=comment_id), "success")
            return _onward(own, row)
    if status != workbench.DONE:
        own = workbench.get_own_anew(reference)
        row = get_card(edge.reading(), own.id, comment_id)
    return decide_page(own, row, status, form)


def _decide(
    db: Session, consultation_id: int, comment_id: int, form: DecisionForm, decision: Decision
) -> None:
    """Raises: StaleError when another officer decided otherwise since the form was drawn."""
    lock_consultation(db, consultation_id)
    present = db.get(Response, comment_id)
    if not responses.says(present, decision):
        require_seen(form.seen.data, response_edition(present), "response_changed")
    responses.decide_comments(
        db, consultation_id, [comment_id], decision, actor=edge.actor(db), now=edge.now()
    )


def _onward(own: Consultation, row: Any) -> BaseResponse:
    here = row.Comment.id
    if request.form.get("go") == "next":
        following = next_undecided(edge.reading(), own.id, row.Comment)
        if following is None:
            return redirect(url_for("bureau.comments", reference=own.reference), 303)
        here = following
    return redirect(url_for("bureau.decide", reference=own.reference, comment_id=here), 303)


def decide_page(
    own: Consultation,
    row: Any,
    status: int,
    form: DecisionForm | None = None,
    errors: PortalForm | None = None,
) -> Any:
    """The page of one comment; `errors` is another form whose refusal it shows."""
    db = edge.reading()
    form = form or DecisionForm.of(row.Response, formdata=None)
    is_overtaken = form.is_submitted() and form.seen.data != response_edition(row.Response)
    form.saw(response_edition(row.Response))
    reported = has_report(db, own.id)
    shown = card(row)
    return workbench.page(
        "decide",
        own,
        status,
        card=shown,
        letter=letter_view(db, shown, is_reported=reported, refused=errors),
        siblings=[
            one
            for one in comments_of_submission(db, row.Comment.submission_id)
            if one.id not in (row.Comment.id, shown.letter_id)
        ],
        fate=fate_of(db, row.Comment),
        namings=changes_naming(db, [row.Comment.id]).get(row.Comment.id),
        original=find_original(db, comment_id=row.Comment.id),
        changes=CHANGES,
        submission=db.get_one(Submission, row.Comment.submission_id),
        form=form,
        is_overtaken=is_overtaken,
        errors=errors or form,
        is_reported=reported,
        following=None if reported else next_undecided(db, own.id, row.Comment),
        stance_form=StanceForm(formdata=None),
        contact_form=ConfirmForm(),
    )
