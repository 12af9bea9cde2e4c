"""Extending a window, closing it early, opening it early: each with a public reason."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from portal.errors import ConflictError, InvalidInputError
from portal.models.consultations import Consultation
from portal.operations import windows
from portal.operations.consultations import lock_consultation
from portal.queries.administration import window_changes
from portal.queries.consultations import get_for_bureau, has_report, state_of
from portal.web import edge
from portal.web.admin import blueprint
from portal.web.admin.forms import CloseForm, ExtendForm, OpenForm
from portal.web.errors import status_of
from portal.web.forms import PortalForm
from portal.web.minima import measure
from portal.web.words import WINDOW_CHANGES
from portal.window import to_civil, to_instant

FORMS: dict[str, type[PortalForm]] = {"open": OpenForm, "extend": ExtendForm, "close": CloseForm}
ACTS = {"upcoming": ("open", "extend"), "open": ("extend", "close")}
"""What may be done, by state; after the close nothing may."""


@blueprint.route("/consultations/<reference>/window", methods=["GET", "POST"])
def window(reference: str) -> Any:
    """The window, its history, and a form for each act the state allows."""
    consultation = get_for_bureau(edge.reading(), reference, None)
    if request.method == "GET":
        return _page(consultation, {})
    act = request.form.get("act", "")
    if act not in FORMS:
        abort(400)
    form = FORMS[act](prefix=act)
    status = 422
    if form.validate_on_submit():
        try:
            with edge.transaction() as db:
                _change(db, consultation.id, act, form)
        except (ConflictError, InvalidInputError) as error:
            form.show(error)
            status = status_of(error)
        else:
            flash(gettext("期限已改变，公众页面已显示变更和理由。"), "success")
            return redirect(url_for("admin.window", reference=reference), 303)
    return _page(consultation, {act: form}), status


def _change(db: Session, consultation_id: int, act: str, form: Any) -> None:
    consultation = lock_consultation(db, consultation_id)
    told: dict[str, Any] = {
        "reason": form.reason.data or "",
        "actor": edge.actor(db),
        "now": edge.now(),
    }
    if act == "open":
        windows.open_early(db, consultation, **told)
    elif act == "extend":
        windows.extend_window(db, consultation, to_instant(form.closes_at.data), **told)
    else:
        at_once = form.when.data == "now"
        closes_at = edge.now() if at_once else to_instant(form.closes_at.data)
        windows.close_early(db, consultation, closes_at, **told)
        # Asked only now: what the rules refuse is refused at once, and what is not agreed to is undone.
        assert consultation.window is not None  # noqa: S101  it was closed a moment ago
        form.require_sure(measure(db, consultation.document_kind, consultation.window.value()))


def _page(consultation: Consultation, submitted: dict[str, PortalForm]) -> str:
    """The page; a submitted form stays on it even when the state no longer offers its act."""
    db = edge.reading()
    state = state_of(consultation, has_report(db, consultation.id), edge.now())
    acts = [act for act in FORMS if act in ACTS.get(state, ()) or act in submitted]
    value = consultation.window.value() if consultation.window else None
    return render_template(
        "admin/window.html",
        consultation=consultation,
        state=state,
        window=value,
        measured=measure(db, consultation.document_kind, value) if value else None,
        forms={act: submitted.get(act) or _fresh(act, consultation) for act in acts},
        submitted=next(iter(submitted.values()), None),
        changes=window_changes(db, consultation.id),
        change_words=WINDOW_CHANGES,
    )


def _fresh(act: str, consultation: Consultation) -> PortalForm:
    """The form as it is first shown: a later close begins at the present one."""
    given: dict[str, Any] = {}
    if act == "extend" and consultation.window is not None:
        given["closes_at"] = to_civil(consultation.window.closes_at).replace(tzinfo=None)
    return FORMS[act](formdata=None, prefix=act, **given)
