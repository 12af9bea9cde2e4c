"""The clause tree as it was understood, beside its lines in the source."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from portal.errors import ConflictError
from portal.models.consultations import Consultation
from portal.models.drafts import DraftVersion
from portal.operations import consultations, outlines
from portal.operations.outline_keeping import (
    edition,
    newest_edits,
    require_editable,
    require_edition,
)
from portal.queries.consultations import clauses
from portal.web import edge
from portal.web.bureau import blueprint, workbench
from portal.web.bureau.outline_forms import CommentableForm
from portal.web.bureau.outline_sources import sources
from portal.web.bureau.outline_warnings import located_warnings
from portal.web.bureau.outline_words import EDITS
from portal.web.forms import SeenForm

SHOWN_EDITS = 20
"""Edits listed; all of them can be taken back."""


@blueprint.route("/consultations/<reference>/draft", methods=["GET", "POST"])
def draft_preview(reference: str) -> Any:
    """Warnings, counts and the tree; a box a clause says whether people may comment on it."""
    own = workbench.get_own(reference)
    form = CommentableForm()
    if not form.is_submitted():
        return tree_page(own)
    status = 422
    if form.validate_on_submit():
        status = workbench.perform(form, lambda db: _mark(db, own.id, form))
        if status == workbench.DONE:
            flash(gettext("已保存可提意见的条款。"), "success")
            return redirect(url_for("bureau.draft_preview", reference=reference), 303)
    return tree_page(workbench.get_own_anew(reference), status, commentable=form)


def tree_page(
    own: Consultation,
    status: int = workbench.DONE,
    *,
    commentable: CommentableForm | None = None,
    undo: SeenForm | None = None,
    check: SeenForm | None = None,
) -> Any:
    """The page of the tree; a form that was refused says so on it."""
    db = edge.reading()
    draft = consultations.current_draft(db, own.id)
    rows = clauses(db, draft.id) if draft else []
    edits = newest_edits(db, draft, SHOWN_EDITS) if draft else []
    seen = edition(draft, edits[0] if edits else None) if draft else ""
    form = commentable or CommentableForm(
        formdata=None, commentable=[clause.identity for clause in rows if clause.is_commentable]
    )
    undo_form = undo or SeenForm(formdata=None, prefix="undo")
    check_form = check or SeenForm(formdata=None, prefix="check")
    for shown in (form, undo_form, check_form):  # the page now shows the tree as it stands
        shown.saw(seen)
    return workbench.page(
        "draft_preview",
        own,
        status,
        form=form,
        undo_form=undo_form,
        check_form=check_form,
        submitted=commentable or undo or check,
        draft=draft,
        clauses=rows,
        sources=sources(draft, rows) if draft else {},
        warnings=located_warnings(db, draft, rows, has_window=own.window is not None),
        marked=set(form.commentable.data or []),
        edits=edits,
        edit_words=EDITS,
        is_editable=draft is not None and draft.published_at is None,
    )


def _mark(db: Session, consultation_id: int, form: CommentableForm) -> None:
    """Raises: ConflictError, InvalidInputError."""
    consultations.lock_consultation(db, consultation_id)
    draft: DraftVersion | None = consultations.current_draft(db, consultation_id)
    if draft is None:
        raise ConflictError(rule="no_draft")
    require_editable(draft)
    require_edition(db, draft, form.seen.data or "")
    chosen = form.commentable.data or []
    outlines.mark_clauses(db, draft, chosen, actor=edge.actor(db), now=edge.now())
