"""“这不是我提交的”: whose address got a receipt may say so, by the link in the letter."""

from __future__ import annotations

from typing import Any

from flask import render_template

from portal.errors import NotFoundError
from portal.models.consultations import Consultation
from portal.operations.submissions_later import dispute_submission, find_disowned
from portal.queries.submissions_later import later_of
from portal.web import edge
from portal.web.forms import ConfirmForm
from portal.web.public import blueprint


@blueprint.route("/receipts/<receipt>/not-me/<token>", methods=["GET", "POST"])
def not_me(receipt: str, token: str) -> Any:
    """What saying so does, and the button; a mail scanner that opens the link changes nothing.

    Raises: NotFoundError, the same for a wrong link and an unknown number.
    """
    db = edge.reading()
    submission = find_disowned(db, edge.ring(), receipt, token)
    if submission is None:
        raise NotFoundError(subject="receipt")
    form, is_done = ConfirmForm(), later_of(db, submission.id).disputed_at is not None
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        with edge.transaction() as writing:
            dispute_submission(writing, submission.id, now=edge.now())
        is_done, status = True, 200
    consultation = db.get_one(Consultation, submission.consultation_id)
    return render_template(
        "public/not_me.html",
        submission=submission,
        consultation=consultation,
        form=form,
        is_done=is_done,
    ), status
