"""意见篮: the review page before the contact form."""

from __future__ import annotations

from typing import Any

from flask import render_template, session

from portal.queries.baskets import basket_opinions
from portal.web import edge
from portal.web.forms import ConfirmForm
from portal.web.public import blueprint
from portal.web.public.basket_cookie import basket_token
from portal.web.public.frame import Frame, load_frame


@blueprint.get("/consultations/<reference>/basket")
def basket(reference: str) -> Any:
    """The visitor's opinions in clause order, each to be changed or removed."""
    return show_basket(load_frame(reference))


def show_basket(frame: Frame, *, has_expired: bool = False) -> str:
    """The page; `has_expired` says that a button was pressed on a page too old."""
    rows = basket_opinions(edge.reading(), basket_token(), frame.consultation.id)
    return render_template(
        "public/basket.html",
        frame=frame,
        opinions=rows,
        remove_form=ConfirmForm() if rows else None,
        has_expired=has_expired,
        has_receipt="receipt" in session,
    )
