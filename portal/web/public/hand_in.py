"""A member hands the opinions of the basket to the lead of a collation, by its code."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import StringField

from portal import secrets
from portal.errors import ConflictError, InvalidInputError, LimitReachedError, PortalError
from portal.operations import collations, limits
from portal.operations.basket_files import basket_files
from portal.operations.baskets import find_basket
from portal.queries.baskets import basket_opinions
from portal.web import edge
from portal.web.errors import status_of
from portal.web.public import blueprint
from portal.web.public.basket_cookie import basket_token, hand_out
from portal.web.public.forms import CitizenForm, storable_line
from portal.web.public.frame import Frame, load_frame
from portal.web.public.refusal import refusal_of
from portal.web.words import INPUT_RULES


class HandInForm(CitizenForm):
    """汇总码, and who hands in, should they wish to say."""

    code = StringField(
        _l("汇总码"),
        [storable_line(_l("请填写汇总码。"))],
        description=_l("26 位字母和数字，由本单位的汇总人提供；大小写、空格和横线不影响。"),
    )
    signer = StringField(
        _l("您的称呼"),
        [storable_line(limit=collations.SIGNER_LIMIT)],
        description=_l("只给汇总人看，例如科室或姓氏；加密保存。"),
    )


@blueprint.route("/consultations/<reference>/hand-in", methods=["GET", "POST"])
def hand_in(reference: str) -> Any:
    """The form; a success empties the basket, any refusal leaves it as it is."""
    frame, form = load_frame(reference), HandInForm()
    rows = basket_opinions(edge.reading(), basket_token(), frame.consultation.id)
    if not rows:
        return redirect(frame.address("basket"), 303)
    if not form.validate_on_submit():
        return _page(frame, form, rows), 422 if form.is_submitted() else 200
    try:
        _hand_in(frame, form)
    except (ConflictError, InvalidInputError, LimitReachedError) as error:
        return _refused(frame, form, rows, error)
    flash(gettext("已交给汇总人，由汇总人统一提交。您不需要再提交。"), "success")
    response = redirect(frame.address("basket"), 303)
    hand_out(response, basket_token() or "")
    return response


def _hand_in(frame: Frame, form: HandInForm) -> None:
    """Raises: PortalError; a code that is not known counts like a wrong query code."""
    ring, address, now = edge.ring(), edge.client_address(), edge.now()
    limits.require_below(edge.reading(), ring, limits.QUERY, address, now)
    try:
        with edge.transaction() as db:
            collations.hand_in(
                db,
                ring,
                token=basket_token() or "",
                consultation_id=frame.consultation.id,
                code=form.code.data or "",
                signer=form.signer.data or "",
                now=now,
            )
    except InvalidInputError:
        with edge.transaction() as db:
            limits.count_attempt(db, ring, limits.QUERY, address, now)
        raise


def _refused(frame: Frame, form: HandInForm, rows: Any, error: PortalError) -> tuple[str, int]:
    refusal = refusal_of(error)
    if refusal is None:
        form.show(error)
    if error.details.get("rule") == "unknown_collation":
        form.code.errors = [_not_found(form.code.data or "")]
    return _page(frame, form, rows, refusal), status_of(error)


def _not_found(typed: str) -> str:
    """Codes that could be right are answered alike; of another length, what is wrong with it is said."""
    count = len(secrets.normalise_query_code(typed))
    if count == secrets.QUERY_CODE_LENGTH:
        return str(INPUT_RULES["unknown_collation"])
    told: str = gettext(
        "汇总码有 %(length)s 位字母和数字（不算空格和横线），您填写了 %(count)s 位，请与汇总人核对。",
        length=secrets.QUERY_CODE_LENGTH,
        count=count,
    )
    return told


def _page(frame: Frame, form: HandInForm, rows: Any, refusal: str | None = None) -> str:
    db = edge.reading()
    held = find_basket(db, basket_token(), frame.consultation.id)
    return render_template(
        "public/hand_in.html",
        frame=frame,
        form=form,
        opinions=rows,
        files=basket_files(db, held.id) if held else [],
        refusal=refusal,
    )
