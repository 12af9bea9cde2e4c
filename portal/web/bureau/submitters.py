"""Who submitted: contact data on request, on record each time, and the seal scan."""

from __future__ import annotations

from typing import Any

from flask import Response

from portal.errors import NotFoundError
from portal.models.submissions import Attachment, Submission
from portal.operations import contacts
from portal.operations.submissions import Contact
from portal.queries.comments import get_card
from portal.web import edge
from portal.web.bureau import blueprint, workbench
from portal.web.bureau.decide import decide_page
from portal.web.bureau.workbench import ROW_ID
from portal.web.forms import ConfirmForm
from portal.web.stored_files import stored_download


@blueprint.post(f"/consultations/<reference>/comments/<{ROW_ID}:comment_id>/contact")
def contact(reference: str, comment_id: int) -> Any:
    """The commenter's contact data, once the look at it is on record."""
    own = workbench.get_own(reference)
    row = get_card(edge.reading(), own.id, comment_id)
    form = ConfirmForm()
    if not form.validate_on_submit():
        return decide_page(own, row, 422, errors=form)
    found = _read(row.Comment.submission_id)
    return workbench.page(
        "contact", own, contact=found, comment=row.Comment, number=row.submission_number
    )


def _read(submission_id: int) -> Contact:
    """The data leaves only a transaction that is committed, record included."""
    with edge.transaction() as db:
        return contacts.read_contact(
            db, edge.ring(), submission_id, actor=edge.actor(db), now=edge.now()
        )


@blueprint.get(f"/consultations/<reference>/attachments/<{ROW_ID}:attachment_id>")
def attachment(reference: str, attachment_id: int) -> Response:
    """The seal scan as a download that no browser will run or show in the page."""
    own, db = workbench.get_own(reference), edge.reading()
    row = db.get(Attachment, attachment_id)
    owner = db.get(Submission, row.submission_id) if row and row.submission_id else None
    if row is None or owner is None or owner.consultation_id != own.id:
        raise NotFoundError(subject="attachment")
    return stored_download(row.sha256, row.media_type, row.original_name)
