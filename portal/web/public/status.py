"""Looking up a submission by its query code."""

from __future__ import annotations

import unicodedata
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import StringField

from portal import secrets
from portal.errors import LimitReachedError
from portal.models.consultations import Consultation
from portal.models.submissions import Submission
from portal.operations import limits
from portal.queries import consultations, report_rows
from portal.queries.letter_parts import parts_of
from portal.queries.submissions import answered_comments, find_by_query_code
from portal.queries.submissions_later import later_of
from portal.queries.versions_taken_up import changes_naming
from portal.web import edge
from portal.web.forms import ConfirmForm
from portal.web.public import blueprint
from portal.web.public.forms import CitizenForm, storable_line
from portal.web.public.own_submission import forget, remember, remembered


class QueryForm(CitizenForm):
    """查询码 as printed on the receipt."""

    query_code = StringField(
        _l("查询码"),
        [storable_line(_l("请填写查询码。"))],
        description=_l("回执上的 26 位字母和数字；大小写、空格和横线不影响查询。"),
    )


@blueprint.route("/status", methods=["GET", "POST"])
def status() -> Any:
    """The form; a known code leads to its submission. The code is never in an address, and whoever
    goes on and comes back finds the submission, not a form to be sent again."""
    form = QueryForm()
    if not form.validate_on_submit():
        return render_template("public/status.html", form=form), 422 if form.is_submitted() else 200
    try:
        submission = _looked_up(form.query_code.data)
    except LimitReachedError as error:
        form.show(error)
        return render_template("public/status.html", form=form), 429
    if submission is None:
        form.query_code.errors = [_not_found(form.query_code.data)]
        return render_template("public/status.html", form=form), 422
    remember(submission)
    return redirect(url_for("public.own_submission"), 303)


@blueprint.get("/status/found")
def own_submission() -> Any:
    """The submission looked up a moment ago; else the code is asked for."""
    submission = remembered()
    return _found_page(submission) if submission else redirect(url_for("public.status"), 303)


@blueprint.post("/status/end")
def status_end() -> Any:
    """Whoever uses the computer next needs the code."""
    if ConfirmForm().validate_on_submit():
        forget()
        flash(gettext("已结束查询。"), "success")
    return redirect(url_for("public.status"), 303)


def _looked_up(typed: str) -> Submission | None:
    """The submission of the code; only misses count, so that a full library may look up its own.

    Raises: LimitReachedError.
    """
    ring, address, now = edge.ring(), edge.client_address(), edge.now()
    limits.require_below(edge.reading(), ring, limits.QUERY, address, now)
    found = find_by_query_code(edge.reading(), unicodedata.normalize("NFKC", typed))
    if found is None:
        with edge.transaction() as db:
            limits.count_attempt(db, ring, limits.QUERY, address, now)
    return found


def _not_found(typed: str) -> str:
    """Codes that could be right are answered alike; of another length, what is wrong with it is said."""
    count = len(secrets.normalise_query_code(typed))
    told: str = gettext("没有找到对应的提交，请核对查询码。")
    if secrets.is_receipt_number(typed):
        told = gettext(
            "您填写的是回执编号。请填写回执上的查询码，共 %(length)s 位字母和数字。",
            length=secrets.QUERY_CODE_LENGTH,
        )
    elif count != secrets.QUERY_CODE_LENGTH:
        told = gettext(
            "查询码有 %(length)s 位字母和数字（不算空格和横线），您填写了 %(count)s 位，请对照回执核对。",
            length=secrets.QUERY_CODE_LENGTH,
            count=count,
        )
    return told


def _found_page(submission: Submission) -> str:
    """What was received, what became of it, and what its author may still do."""
    db = edge.reading()
    consultation = db.get_one(Consultation, submission.consultation_id)
    reported = consultations.has_report(db, consultation.id)
    answers = answered_comments(db, submission.id)
    ids = [comment.id for comment, _response in answers]
    parts = parts_of(db, ids) if reported else {}
    ids += [part.comment.id for found in parts.values() for part in found]
    return render_template(
        "public/status_found.html",
        submission=submission,
        consultation=consultation,
        state=consultations.state_of(consultation, reported, edge.now()),
        answers=answers,
        parts=parts,
        namings=changes_naming(db, ids),
        lines=report_rows.rows_of_comments(db, ids),
        page_of=report_rows.page_of,
        later=later_of(db, submission.id),
        end_form=ConfirmForm(formdata=None),
    )
