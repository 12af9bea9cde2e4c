"""The contact form, and the one act that makes the basket a submission."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, session, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from portal.errors import (
    IdempotencyError,
    IncompleteError,
    InvalidInputError,
    LimitReachedError,
    PortalError,
    WindowClosedError,
)
from portal.operations import attachments, limits, submissions
from portal.operations.basket_files import StoredFile
from portal.operations.baskets import find_basket
from portal.operations.receipt_letters import put_receipt
from portal.queries.baskets import basket_opinions
from portal.web import edge
from portal.web.errors import status_of
from portal.web.language import babel_locale
from portal.web.public import blueprint
from portal.web.public.basket_cookie import basket_token
from portal.web.public.contact_form import ContactForm
from portal.web.public.frame import Frame, Place
from portal.web.public.receipt import keep_receipt
from portal.web.public.refusal import refusal_of
from portal.web.public.seal import stage, store

_REFUSALS = (
    WindowClosedError,
    IncompleteError,
    InvalidInputError,
    IdempotencyError,
    LimitReachedError,
)


@blueprint.route("/consultations/<reference>/submit", methods=["GET", "POST"])
def submit(reference: str) -> Any:
    """Who submits, beside what is submitted; a success leads to the receipt."""
    place, form = Place(reference), ContactForm()
    if not form.is_submitted():
        frame = place.frame
        if not frame.waiting_count:
            return redirect(frame.address("basket"), 303)
        form.keep_key()
        return _page(frame, form, refusal=None if frame.is_open else frame.state)
    is_valid = form.validate_on_submit()
    form.keep_key()
    kept = _kept_seal(place.consultation_id) if form.is_organisation else None
    upload = form.uploaded_seal()
    is_valid = form.check_seal(has_file=upload is not None, is_kept=kept is not None) and is_valid
    try:
        seal = store(upload) if upload and form.is_organisation and place.frame.is_open else None
        if not is_valid:
            kept = _stage_only(place.frame, seal) if seal else kept
            return _page(place.frame, form, kept_seal=kept), 422
        _accept(place.consultation_id, form, seal)
    except _REFUSALS as error:
        return _refused(place.frame, form, error, kept)
    except OSError:
        form.seal_file.errors = [gettext("文件暂时无法保存，请稍后再试，或改为邮寄盖章原件。")]
        return _page(place.frame, form, kept_seal=kept), 503
    keep_receipt(basket_token() or "", form.key.data)
    return redirect(url_for("public.receipt"), 303)


def _accept(consultation_id: int, form: ContactForm, seal: StoredFile | None) -> None:
    """The submission is durable; two at once with the same key are one."""
    try:
        _accept_once(consultation_id, form, seal)
    except IdempotencyError as error:
        if error.details.get("rule") != "concurrent":
            raise
        _accept_once(consultation_id, form, seal)


def _accept_once(consultation_id: int, form: ContactForm, seal: StoredFile | None) -> None:
    token, now = basket_token() or "", edge.now()
    with edge.transaction() as db:
        is_flagged = _counted(db) or bool(form.website.data)
        # A repeated submit finds no basket: staging would make one again and leave it behind.
        if seal is not None and find_basket(db, token, consultation_id) is not None:
            stage(db, seal, token, consultation_id)
        receipt = submissions.submit_basket(
            db,
            edge.ring(),
            token=token,
            consultation_id=consultation_id,
            contact=form.contact(),
            idempotency_key=form.key.data,
            is_flagged=is_flagged,
            now=now,
        )
        if edge.settings().writes_to_citizens:
            put_receipt(db, receipt, form.contact(), consultation_id, babel_locale(), now)


def _counted(db: Session) -> bool:
    """One more submission from this address; True when there are conspicuously many.

    Raises: LimitReachedError.
    """
    ring, address, now = edge.ring(), edge.client_address(), edge.now()
    count = limits.require_below(db, ring, limits.SUBMIT_HARD, address, now)
    limits.count_attempt(db, ring, limits.SUBMIT_HARD, address, now)
    return count >= limits.SUBMIT_SOFT.count


def _stage_only(frame: Frame, seal: StoredFile) -> str | None:
    """The good file of a form that must be corrected waits in the basket; its name."""
    token = basket_token()
    if token is None or not frame.waiting_count:
        return None
    with edge.transaction() as db:
        return stage(db, seal, token, frame.consultation.id)


def _kept_seal(consultation_id: int) -> str | None:
    """The name of the scan that already waits in the basket."""
    basket = find_basket(edge.reading(), basket_token(), consultation_id)
    found = attachments.find_staged_seal(edge.reading(), basket.id) if basket else None
    return found.original_name if found else None


def _refused(
    frame: Frame, form: ContactForm, error: PortalError, kept: str | None
) -> tuple[str, int]:
    """The page with everything kept, and why nothing was submitted."""
    refusal = refusal_of(error)
    if refusal is None:
        form.show(error)
    form.keep_key(fresh=isinstance(error, IdempotencyError))
    return _page(frame, form, kept_seal=kept, refusal=refusal), status_of(error)


def _page(
    frame: Frame, form: ContactForm, *, kept_seal: str | None = None, refusal: str | None = None
) -> str:
    return render_template(
        "public/submit.html",
        frame=frame,
        form=form,
        opinions=basket_opinions(edge.reading(), basket_token(), frame.consultation.id),
        kept_seal=kept_seal or _kept_seal(frame.consultation.id),
        refusal=refusal,
        has_receipt="receipt" in session,
    )
