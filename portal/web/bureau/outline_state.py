"""Taking back the newest edit of the tree, and saying that the tree is right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from portal.errors import ConflictError
from portal.models.drafts import DraftVersion
from portal.operations import consultations, outline_keeping
from portal.web import edge
from portal.web.bureau import blueprint, workbench
from portal.web.bureau.draft_preview import tree_page
from portal.web.forms import SeenForm


@blueprint.post("/consultations/<reference>/draft/undo")
def outline_undo(reference: str) -> Any:
    """The newest edit is taken back; leads to the clause it was made on."""
    own, form = workbench.get_own(reference), SeenForm(prefix="undo")
    status, found = 422, []
    if form.validate_on_submit():
        undo = outline_keeping.undo_edit
        status = workbench.perform(form, lambda db: found.append(_act(db, own.id, form, undo)))
        if status == workbench.DONE:
            flash(gettext("已撤销上一步。"), "success")
            place = url_for("bureau.draft_preview", reference=reference, _anchor=found[0])
            return redirect(place, 303)
    return tree_page(workbench.get_own_anew(reference), status, undo=form)


@blueprint.post("/consultations/<reference>/draft/check")
def outline_check(reference: str) -> Any:
    """The tree is on record as checked; leads back to it."""
    own, form = workbench.get_own(reference), SeenForm(prefix="check")
    status = 422
    if form.validate_on_submit():
        check = outline_keeping.check_outline
        status = workbench.perform(form, lambda db: _act(db, own.id, form, check))
        if status == workbench.DONE:
            flash(gettext("已记录：条款核对无误。"), "success")
            return redirect(url_for("bureau.draft_preview", reference=reference), 303)
    return tree_page(workbench.get_own_anew(reference), status, check=form)


def _act(db: Session, consultation_id: int, form: SeenForm, verb: Callable[..., Any]) -> Any:
    """Raises: ConflictError."""
    consultations.lock_consultation(db, consultation_id)
    draft: DraftVersion | None = consultations.current_draft(db, consultation_id)
    if draft is None:
        raise ConflictError(rule="no_draft")
    outline_keeping.require_editable(draft)
    outline_keeping.require_edition(db, draft, form.seen.data or "")
    return verb(db, draft, actor=edge.actor(db), now=edge.now())
