"""盖章表: the opinions on paper with a place for the seal, for organisations that send it by post."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import redirect, render_template, url_for

from portal.models.consultations import Consultation
from portal.models.submissions import Attachment, AttachmentPurpose
from portal.queries.submissions import answered_comments
from portal.web import edge
from portal.web.public import blueprint
from portal.web.public.answers import answers_of
from portal.web.public.frame import load_frame
from portal.web.public.receipt import kept_submission


@blueprint.get("/consultations/<reference>/basket/print")
def seal_form(reference: str) -> Any:
    """The form before the submission: the receipt's number is written in by hand."""
    frame = load_frame(reference)
    answers = answers_of(frame)
    if answers is None:
        return redirect(frame.address("basket"), 303)
    opinions = [
        {
            "label": clause.label if clause else "",
            "kind": opinion.kind,
            "body": opinion.body,
            "files": [file for file in answers.files if file.basket_opinion_id == opinion.id],
        }
        for opinion, clause in answers.opinions
    ]
    return render_template(
        "public/seal_form.html",
        title=frame.consultation.title,
        notice=frame.notice,
        opinions=opinions,
        files=_of_whole(answers.files),
        contact=answers.contact,
        number="",
        back=frame.address("check"),
    )


@blueprint.get("/receipt/print")
def receipt_seal_form() -> Any:
    """The form after the submission, for the visitor whose session holds the receipt."""
    submission = kept_submission()
    if submission is None:
        return redirect(url_for("public.receipt"), 303)
    consultation = edge.reading().get_one(Consultation, submission.consultation_id)
    opinions = [
        {
            "label": comment.clause_label,
            "kind": comment.kind,
            "body": comment.body,
            "files": [file for file in submission.attachments if file.comment_id == comment.id],
        }
        for comment, _response in answered_comments(edge.reading(), submission.id)
    ]
    return render_template(
        "public/seal_form.html",
        title=consultation.title,
        notice=consultation.notice,
        opinions=opinions,
        files=_of_whole(submission.attachments),
        contact=None,
        number=submission.number,
        back=url_for("public.receipt"),
    )


def _of_whole(files: Iterable[Attachment]) -> list[Attachment]:
    """The files that belong to no single opinion; a seal that was scanned is not on its own paper."""
    return [file for file in files if file.purpose == AttachmentPurpose.SUBMISSION]
