"""无意见: an organisation answers formally that it has no comment."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request
from flask_babel import gettext

from portal.errors import ConflictError
from portal.operations.no_comment import answer_no_comment, take_back_no_comment
from portal.web import edge
from portal.web.errors import status_of
from portal.web.public import blueprint
from portal.web.public.basket_cookie import basket_token, fresh_basket_token, hand_out
from portal.web.public.forms import CitizenForm
from portal.web.public.frame import Frame, load_frame
from portal.web.public.refusal import refusal_of
from portal.web.words import sentence


@blueprint.route("/consultations/<reference>/no-comment", methods=["GET", "POST"])
def no_comment(reference: str) -> Any:
    """What the answer means; the button leads on to the contact form of organisations."""
    frame, form = load_frame(reference), CitizenForm()
    if not form.is_submitted():
        return _page(frame, form)
    if not form.validate_on_submit():
        return _page(frame, form), 422
    token = fresh_basket_token()
    is_taken_back = request.form.get("act") == "take_back"
    try:
        with edge.transaction() as db:
            if is_taken_back:
                take_back_no_comment(db, token=token, consultation_id=frame.consultation.id)
            else:
                answer_no_comment(
                    db, token=token, consultation_id=frame.consultation.id, now=edge.now()
                )
    except ConflictError as error:
        refusal = refusal_of(error)
        if refusal is None:
            form.form_errors.append(sentence(error) or gettext("情况已经变化，请刷新页面。"))
        return _page(frame, form, refusal=refusal), status_of(error)
    response = redirect(frame.address("draft" if is_taken_back else "submit"), 303)
    hand_out(response, token)
    return response


def _page(frame: Frame, form: CitizenForm, *, refusal: str | None = None) -> str:
    return render_template(
        "public/no_comment.html",
        frame=frame,
        form=form,
        refusal=refusal,
        has_basket=basket_token() is not None and frame.waiting_count > 0,
    )
