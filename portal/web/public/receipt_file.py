"""The receipt as a JSON file, to whom its page is shown."""

from __future__ import annotations

from typing import Any

from flask import Response, redirect, url_for

from portal.models.consultations import Consultation
from portal.models.submissions import Submission
from portal.queries.submissions import answered_comments
from portal.queries.submissions_later import later_of
from portal.reports import receipt_file as files
from portal.web import edge
from portal.web.public import blueprint
from portal.web.public.own_submission import remembered
from portal.web.public.receipt import kept_submission
from portal.web.site import site_name


@blueprint.get("/receipt.json")
def receipt_file() -> Any:
    """Of the submission just made."""
    submission = kept_submission()
    return _file(submission) if submission else redirect(url_for("public.receipt"), 303)


@blueprint.get("/status/receipt.json")
def own_receipt_file() -> Any:
    """Of the submission looked up by its code."""
    submission = remembered()
    return _file(submission) if submission else redirect(url_for("public.status"), 303)


def _file(submission: Submission) -> Response:
    db = edge.reading()
    comments = [row.Comment for row in answered_comments(db, submission.id)]
    body = files.receipt_file(
        submission,
        db.get_one(Consultation, submission.consultation_id),
        comments,
        later_of(db, submission.id).withdrawn_at,
        site_name()[0],
    )
    response = Response(body, content_type="application/json")
    name = f"receipt-{submission.number}.json"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
