"""The receipt, for the visitor whose session holds its key, on the day of the submission."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import render_template, session

from portal.models.consultations import Consultation
from portal.models.submissions import Submission
from portal.operations.submissions import query_code
from portal.queries import consultations
from portal.queries.submissions import answered_comments, find_by_query_code
from portal.web import edge
from portal.web.public import blueprint

_KEPT = "receipt"
SHOWN_FOR = timedelta(hours=24)
"""After a day the query code is needed: whoever uses the computer next shall not see it."""


def keep_receipt(token: str, key: str) -> None:
    """The visitor can open the receipt: the session holds what its code is derived from."""
    session[_KEPT] = {"token": token, "key": key}
    session.permanent = True


@blueprint.get("/receipt")
def receipt() -> Any:
    """Number, query code and what was received, to be printed; others are led to the status page."""
    submission = kept_submission()
    if submission is None:
        return render_template("public/receipt_gone.html")
    db = edge.reading()
    consultation = db.get_one(Consultation, submission.consultation_id)
    return render_template(
        "public/receipt.html",
        submission=submission,
        code=_kept_code(),
        answers=answered_comments(db, submission.id),
        consultation=consultation,
        state=consultations.state_of(consultation, False, edge.now()),
    )


def kept_submission() -> Submission | None:
    """The submission this browser made within the last day."""
    code = _kept_code()
    submission = find_by_query_code(edge.reading(), code) if code else None
    return submission if submission and _is_fresh(submission) else None


def _kept_code() -> str:
    kept = session.get(_KEPT)
    if not isinstance(kept, dict):
        return ""
    return query_code(edge.ring(), f"{kept.get('token')}\0{kept.get('key')}")


def _is_fresh(submission: Submission) -> bool:
    return edge.now() - submission.received_at < SHOWN_FOR
