"""The contact form: who submits. What is typed waits with the basket until it is checked and sent."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, session
from flask_babel import gettext
from sqlalchemy.orm import Session

from portal.errors import (
    InvalidInputError,
    LimitReachedError,
    NotFoundError,
    PortalError,
    WindowClosedError,
)
from portal.models.submissions import CommenterKind
from portal.operations import attachments
from portal.operations.basket_contacts import TypedContact, find_contact, save_contact
from portal.operations.basket_files import StoredFile
from portal.operations.baskets import find_basket
from portal.operations.collations import find_own_collation
from portal.queries.baskets import basket_opinions
from portal.web import edge
from portal.web.errors import status_of
from portal.web.public import blueprint
from portal.web.public.basket_cookie import basket_token, hand_out
from portal.web.public.contact_form import ContactForm
from portal.web.public.frame import Frame, load_frame
from portal.web.public.refusal import refusal_of
from portal.web.public.seal import stage, store


@blueprint.route("/consultations/<reference>/submit", methods=["GET", "POST"])
def submit(reference: str) -> Any:
    """Who submits; what is well filled leads to the page where everything is checked."""
    frame, form = load_frame(reference), ContactForm()
    if not form.is_submitted():
        return _first(frame, form)
    is_valid = form.validate_on_submit() and form.check_kind(is_no_comment=frame.is_no_comment)
    kept = _kept_seal(frame.consultation.id) if form.is_organisation else None
    upload = form.uploaded_seal()
    is_valid = form.check_seal(has_file=upload is not None, is_kept=kept is not None) and is_valid
    if form.has_expired:
        return _page(frame, form, kept_seal=kept), 422
    try:
        seal = store(upload) if upload and form.is_organisation and frame.is_open else None
        with edge.transaction() as db:
            kept = _keep(db, frame, form, seal, is_complete=is_valid) or kept
    except (WindowClosedError, InvalidInputError, NotFoundError, LimitReachedError) as error:
        return _refused(frame, form, error, kept)
    except OSError:
        form.seal_file.errors = [gettext("文件暂时无法保存，请稍后再试，或改为邮寄盖章原件。")]
        return _page(frame, form, kept_seal=kept), 503
    if not is_valid:
        return _page(frame, form, kept_seal=kept), 422
    response = redirect(frame.address("check"), 303)
    hand_out(response, basket_token() or "")
    return response


def _first(frame: Frame, form: ContactForm) -> Any:
    """The page as it is opened: with what was typed before, if anything."""
    if not (frame.waiting_count or frame.is_no_comment):
        return redirect(frame.address("basket"), 303)
    typed = find_contact(edge.reading(), edge.ring(), basket_token(), frame.consultation.id)
    if typed is not None:
        form.fill(typed.fields)
    _suggest(frame, form, is_new=typed is None)
    return _page(frame, form, refusal=None if frame.is_open else frame.state)


def _suggest(frame: Frame, form: ContactForm, *, is_new: bool) -> None:
    """Whoever answers 无意见 submits for an organisation, whatever was typed before; so does, at first, who
    leads a collation, and has named it."""
    if frame.is_no_comment:
        form.commenter_kind.data = CommenterKind.ORGANISATION.value
    led = find_own_collation(edge.reading(), basket_token(), frame.consultation.id) if is_new else None
    if led is not None:
        form.commenter_kind.data = CommenterKind.ORGANISATION.value
        form.organisation.data = led.name


def _keep(
    db: Session, frame: Frame, form: ContactForm, seal: StoredFile | None, *, is_complete: bool
) -> str | None:
    """What was typed and the good file wait in the basket; the file's name."""
    token, consultation_id = basket_token() or "", frame.consultation.id
    save_contact(
        db,
        edge.ring(),
        token=token,
        consultation_id=consultation_id,
        typed=TypedContact(form.typed(), is_complete),
        now=edge.now(),
    )
    return stage(db, seal, token, consultation_id) if seal else None


def _kept_seal(consultation_id: int) -> str | None:
    """The name of the scan that already waits in the basket."""
    basket = find_basket(edge.reading(), basket_token(), consultation_id)
    found = attachments.find_staged_seal(edge.reading(), basket.id) if basket else None
    return found.original_name if found else None


def _refused(
    frame: Frame, form: ContactForm, error: PortalError, kept: str | None
) -> tuple[str, int]:
    """The page with everything kept, and why it was not taken."""
    refusal = refusal_of(error)
    if isinstance(error, NotFoundError):
        form.form_errors.append(gettext("意见篮是空的，请先写一条意见"))
        return _page(frame, form, kept_seal=kept), 409
    if refusal is None:
        form.show(error)
    else:  # nothing can be mended any more
        for field in form:
            field.errors = []
    return _page(frame, form, kept_seal=kept, refusal=refusal), status_of(error)


def _page(
    frame: Frame, form: ContactForm, *, kept_seal: str | None = None, refusal: str | None = None
) -> str:
    return render_template(
        "public/submit.html",
        frame=frame,
        form=form,
        opinions=basket_opinions(edge.reading(), basket_token(), frame.consultation.id)
        if refusal
        else [],
        kept_seal=kept_seal or _kept_seal(frame.consultation.id),
        refusal=refusal,
        has_receipt="receipt" in session,
    )
