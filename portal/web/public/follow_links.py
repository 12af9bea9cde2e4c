"""The links of the letters: a page that asks, and an act that needs its button (or RFC 8058)."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template

from portal.models.accounts import Bureau
from portal.models.consultations import Consultation, DocumentKind
from portal.models.subscriptions import Subscription
from portal.operations import subscriptions
from portal.web import edge
from portal.web.forms import ConfirmForm
from portal.web.public import blueprint
from portal.web.public.one_click import is_one_click


@blueprint.route("/follow/confirm/<confirm_key>", methods=["GET", "POST"])
def follow_confirm(confirm_key: str) -> Any:
    """Notices begin with the button; a mail scanner that opens the link begins nothing."""
    found = subscriptions.find_by_key(edge.reading(), edge.ring(), "confirm", confirm_key)
    form = ConfirmForm()
    if found is None:
        return _page("gone", form, None), 410
    if form.validate_on_submit():
        with edge.transaction() as db:
            subscriptions.confirm_subscription(db, found.id, now=edge.now())
        return _page("confirmed", form, found)
    if found.confirmed_at is not None:
        return _page("confirmed", form, found)
    return _page("confirm", form, found), 422 if form.is_submitted() else 200


@blueprint.route("/follow/leave/<leave_key>", methods=["GET", "POST"])
def follow_leave(leave_key: str) -> Any:
    """Left by the page's button, or at once by the reader's mail program."""
    found = subscriptions.find_by_key(edge.reading(), edge.ring(), "leave", leave_key)
    by_program, form = is_one_click(), ConfirmForm()
    if found is None:
        return Response(status=204) if by_program else _page("left", form, None)
    if by_program or form.validate_on_submit():
        page = _page("left", form, found)
        with edge.transaction() as db:
            subscriptions.leave(db, found.id)
        return Response(status=204) if by_program else page
    return _page("leave", form, found), 422 if form.is_submitted() else 200


def _page(state: str, form: ConfirmForm, found: Subscription | None) -> str:
    return render_template(
        "public/follow_link.html", state=state, form=form, target=_target(found) if found else None
    )


def _target(found: Subscription) -> tuple[str, str]:
    """What is followed: its scope, and its name."""
    db = edge.reading()
    if found.consultation_id is not None:
        return "consultation", db.get_one(Consultation, found.consultation_id).title
    if found.bureau_id is not None:
        return "bureau", db.get_one(Bureau, found.bureau_id).name
    return "kind", db.get_one(DocumentKind, found.document_kind_id).name
