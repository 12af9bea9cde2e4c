"""Organisations that answered 无意见 formally: submissions without comments."""

from __future__ import annotations

from typing import Any

from portal.errors import NotFoundError
from portal.models.submissions import Submission
from portal.operations import contacts
from portal.queries.comments import no_comment_submissions
from portal.web import edge
from portal.web.bureau import blueprint, workbench
from portal.web.bureau.workbench import ROW_ID
from portal.web.forms import ConfirmForm


@blueprint.get("/consultations/<reference>/no-comments")
def no_comments(reference: str) -> Any:
    """Each with its number, its instant and its seal; the names on request, on record."""
    return _page(reference)


def _page(reference: str, status: int = 200, form: ConfirmForm | None = None) -> Any:
    own = workbench.get_own(reference)
    rows = no_comment_submissions(edge.reading(), own.id)
    form = form or ConfirmForm(formdata=None)
    return workbench.page("no_comments", own, status, submissions=rows, form=form)


@blueprint.post(f"/consultations/<reference>/submissions/<{ROW_ID}:submission_id>/contact")
def submission_contact(reference: str, submission_id: int) -> Any:
    """Who answered, once the look at it is on record. Raises: NotFoundError."""
    own = workbench.get_own(reference)
    row = edge.reading().get(Submission, submission_id)
    if row is None or row.consultation_id != own.id:
        raise NotFoundError(subject="submission")
    form = ConfirmForm()
    if not form.validate_on_submit():
        return _page(reference, 422, form)
    with edge.transaction() as db:
        found = contacts.read_contact(
            db, edge.ring(), submission_id, actor=edge.actor(db), now=edge.now()
        )
    return workbench.page("contact", own, contact=found, comment=None, number=row.number)
