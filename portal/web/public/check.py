"""Check your answers, and the one act that makes the basket a submission."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, session, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from wtforms import HiddenField

from portal.errors import (
    IdempotencyError,
    IncompleteError,
    InvalidInputError,
    LimitReachedError,
    PortalError,
    WindowClosedError,
)
from portal.operations import limits, submissions
from portal.operations.basket_contacts import find_contact
from portal.operations.receipt_letters import put_receipt
from portal.web import edge
from portal.web.errors import status_of
from portal.web.language import babel_locale
from portal.web.public import blueprint
from portal.web.public.answers import Answers, answers_of
from portal.web.public.basket_cookie import basket_token
from portal.web.public.forms import KeyedForm
from portal.web.public.frame import Frame, Place
from portal.web.public.personal_hints import personal_hints
from portal.web.public.receipt import keep_receipt
from portal.web.public.refusal import refusal_of

_REFUSALS = (
    WindowClosedError,
    IncompleteError,
    InvalidInputError,
    IdempotencyError,
    LimitReachedError,
)


class CheckForm(KeyedForm):
    """The last button: its key, and the mark of what stood on the page when it was pressed."""

    seen = HiddenField()


@blueprint.route("/consultations/<reference>/check", methods=["GET", "POST"])
def check(reference: str) -> Any:
    """Opinions, contact and consent as they will be sent; a success leads to the receipt."""
    place, form = Place(reference), CheckForm()
    if not form.is_submitted():
        return _first(place.frame, form)
    is_valid = form.validate_on_submit()
    form.keep_key()
    if is_valid and _was_sent(place.consultation_id, form):
        return _done(form)
    answers = answers_of(place.frame)
    if answers is None:
        is_sent = is_valid and _was_sent(place.consultation_id, form)  # meanwhile, by another click
        return _done(form) if is_sent else _incomplete(place.frame)
    if not is_valid:
        return _page(place.frame, form, answers), 422
    if form.seen.data != answers.mark:
        form.form_errors.append(gettext("意见或联系方式刚刚在别的窗口有改动，请按下面的内容再核对一遍，然后提交。"))
        return _page(place.frame, form, answers), 409
    try:
        _accept(place.consultation_id, form, answers)
    except _REFUSALS as error:
        return _refused(place.frame, form, error, answers)
    return _done(form)


def _first(frame: Frame, form: CheckForm) -> Any:
    answers = answers_of(frame)
    if answers is None:
        return _incomplete(frame)
    form.keep_key()
    return _page(frame, form, answers, refusal=None if frame.is_open else frame.state)


def _incomplete(frame: Frame) -> Any:
    """Something is still to be written: on to where it is."""
    typed = find_contact(edge.reading(), edge.ring(), basket_token(), frame.consultation.id)
    has_begun = frame.waiting_count or frame.is_no_comment
    if typed is None and has_begun:
        flash(gettext("请先填写联系方式。"), "info")
    return redirect(frame.address("submit" if has_begun else "basket"), 303)


def _was_sent(consultation_id: int, form: CheckForm) -> bool:
    """True when this very form was accepted before and nothing else waits: a double click."""
    db, token = edge.reading(), basket_token() or ""
    return submissions.was_accepted(
        db, token=token, consultation_id=consultation_id, idempotency_key=form.key.data or ""
    )


def _done(form: CheckForm) -> Any:
    keep_receipt(basket_token() or "", form.key.data or "")
    return redirect(url_for("public.receipt"), 303)


def _accept(consultation_id: int, form: CheckForm, answers: Answers) -> None:
    """The submission is durable; two at once with the same key are one."""
    try:
        _accept_once(consultation_id, form, answers)
    except IdempotencyError as error:
        if error.details.get("rule") != "concurrent":
            raise
        _accept_once(consultation_id, form, answers)


def _accept_once(consultation_id: int, form: CheckForm, answers: Answers) -> None:
    now = edge.now()
    with edge.transaction() as db:
        is_flagged = _counted(db) or answers.is_flagged
        receipt = submissions.submit_basket(
            db,
            edge.ring(),
            token=basket_token() or "",
            consultation_id=consultation_id,
            contact=answers.contact,
            idempotency_key=form.key.data or "",
            is_flagged=is_flagged,
            now=now,
        )
        if edge.settings().writes_to_citizens:
            put_receipt(db, receipt, answers.contact, consultation_id, babel_locale(), now)


def _counted(db: Session) -> bool:
    """One more submission from this address; True when there are conspicuously many.

    Raises: LimitReachedError.
    """
    ring, address, now = edge.ring(), edge.client_address(), edge.now()
    count = limits.require_below(db, ring, limits.SUBMIT_HARD, address, now)
    limits.count_attempt(db, ring, limits.SUBMIT_HARD, address, now)
    return count >= limits.SUBMIT_SOFT.count


def _refused(
    frame: Frame, form: CheckForm, error: PortalError, answers: Answers
) -> tuple[str, int]:
    """The page with everything kept, and why nothing was submitted."""
    refusal = refusal_of(error)
    if refusal is None:
        form.show(error)
    form.keep_key(fresh=isinstance(error, IdempotencyError))
    return _page(frame, form, answers, refusal=refusal), status_of(error)


def _page(
    frame: Frame, form: CheckForm, answers: Answers, *, refusal: str | None = None
) -> str:
    form.seen.data = answers.mark
    return render_template(
        "public/check.html",
        frame=frame,
        form=form,
        answers=answers,
        refusal=refusal,
        hints={} if refusal else personal_hints(answers.opinions),
        has_receipt="receipt" in session,
    )
