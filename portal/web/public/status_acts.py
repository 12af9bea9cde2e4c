"""What an author does with a submission looked up by its code: add to an opinion, withdraw it."""

from __future__ import annotations

import re
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from portal.errors import ConflictError, InvalidInputError, LimitReachedError, WindowClosedError
from portal.models.consultations import Consultation
from portal.models.submissions import Submission
from portal.operations import submissions_later
from portal.queries.submissions import answered_comments
from portal.sanitize import BODY_LIMIT
from portal.secrets import new_token
from portal.web import edge
from portal.web.errors import status_of
from portal.web.forms import ConfirmForm
from portal.web.public import blueprint
from portal.web.public.forms import CitizenForm, Storable
from portal.web.public.frame import load_frame
from portal.web.public.own_submission import remembered
from portal.web.public.refusal import refusal_of
from portal.web.words import INPUT_RULES

_KEY = re.compile(r"[A-Za-z0-9_-]{43}")


class SupplementForm(CitizenForm):
    """Which opinion, and what is added to it."""

    opinion = RadioField(
        _l("补充到哪一条意见？"),
        [InputRequired(_l("请选择补充到哪一条意见。"))],
        invalid_choice_message=INPUT_RULES["unknown"],
        coerce=str,
    )
    body = TextAreaField(
        _l("补充的内容"),
        [
            Storable(
                BODY_LIMIT,
                required=_l("请填写补充的内容。"),
                too_long=_l("补充的内容太长，请精简后重试。"),
            )
        ],
    )
    key = HiddenField()
    langs: dict[str, str]
    """The language of each choice that quotes a clause."""

    def among(self, comments: list[Any]) -> SupplementForm:
        """The choices are the submission's opinions; the only one is chosen, or the one named."""
        self.opinion.choices = [
            SelectChoice(
                str(comment.position),
                f"{comment.position}. {comment.clause_label or gettext('整个草案')}",
            )
            for comment in comments
        ]
        self.langs = {str(c.position): "zh-CN" for c in comments if c.clause_label}
        if not self.is_submitted():
            self.opinion.data = request.args.get("opinion", "1" if len(comments) == 1 else None)
        if not _KEY.fullmatch(self.key.data or ""):
            self.key.data = new_token()
        return self


@blueprint.route("/status/supplement", methods=["GET", "POST"])
def supplement() -> Any:
    """The form; a success leads back to the submission with the supplement beside its opinion."""
    submission = remembered()
    if submission is None and not request.form.get("body"):
        return redirect(url_for("public.status"), 303)
    comments = [row.Comment for row in _comments(submission)]
    form = SupplementForm().among(comments)
    if submission is None:
        form.form_errors.append(gettext("查询已过时，请重新输入查询码；写的文字还在下面，请先复制。"))
        return _supplement_page(None, form), 422
    if not form.validate_on_submit():
        return _supplement_page(submission, form), 422 if form.is_submitted() else 200
    chosen = next(c for c in comments if str(c.position) == form.opinion.data)
    try:
        with edge.transaction() as db:
            submissions_later.supplement_comment(
                db,
                submission.id,
                comment_id=chosen.id,
                body=form.body.data,
                key=form.key.data,
                now=edge.now(),
            )
    except (ConflictError, InvalidInputError, LimitReachedError) as error:
        refusal = refusal_of(error)
        if refusal is None:
            form.show(error)
        return _supplement_page(submission, form, refusal), status_of(error)
    flash(gettext("补充已经收到。"), "success")
    return redirect(url_for("public.own_submission"), 303)


def _comments(submission: Submission | None) -> Any:
    return answered_comments(edge.reading(), submission.id) if submission else []


def _supplement_page(
    submission: Submission | None, form: SupplementForm, refusal: str | None = None
) -> str:
    return render_template(
        "public/supplement.html",
        submission=submission,
        frame=_frame(submission),
        form=form,
        refusal=refusal,
    )


def _frame(submission: Submission | None) -> Any:
    if submission is None:
        return None
    db = edge.reading()
    return load_frame(db.get_one(Consultation, submission.consultation_id).reference)


@blueprint.route("/status/withdraw", methods=["GET", "POST"])
def withdraw() -> Any:
    """What withdrawing means, and the button; a success leads back to the submission."""
    submission = remembered()
    if submission is None:
        return redirect(url_for("public.status"), 303)
    form = ConfirmForm()
    if not form.validate_on_submit():
        return _withdraw_page(submission, form), 422 if form.is_submitted() else 200
    try:
        with edge.transaction() as db:
            submissions_later.withdraw_submission(db, submission.id, now=edge.now())
    except WindowClosedError as error:
        return _withdraw_page(submission, form, refusal_of(error)), 409
    except ConflictError:
        return redirect(url_for("public.own_submission"), 303)  # withdrawn a moment ago
    flash(gettext("这次提交已经撤回。"), "success")
    return redirect(url_for("public.own_submission"), 303)


def _withdraw_page(submission: Submission, form: ConfirmForm, refusal: str | None = None) -> str:
    return render_template(
        "public/withdraw.html",
        submission=submission,
        frame=_frame(submission),
        form=form,
        refusal=refusal,
    )
