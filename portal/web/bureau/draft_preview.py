"""The clause tree as it was understood, beside its lines in the source."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import SelectMultipleField
from wtforms.fields import SelectChoice

from portal.models.drafts import Clause
from portal.operations import consultations, drafts
from portal.queries.consultations import clauses
from portal.web import edge
from portal.web.bureau import blueprint, workbench
from portal.web.forms import PortalForm


class CommentableForm(PortalForm):
    """Which clauses can be commented on."""

    commentable = SelectMultipleField(_l("可提意见的条款"))


@dataclass(frozen=True, slots=True)
class Located:
    """A warning of the import with the clause nearest above its line, if any."""

    line: int
    message: str
    anchor: str


@blueprint.route("/consultations/<reference>/draft", methods=["GET", "POST"])
def draft_preview(reference: str) -> Any:
    """Warnings, counts and the tree; a box a clause says whether people may comment on it."""
    own, db = workbench.get_own(reference), edge.reading()
    draft = consultations.current_draft(db, own.id)
    rows = clauses(db, draft.id) if draft else []
    form = CommentableForm(data={"commentable": [c.identity for c in rows if c.is_commentable]})
    form.commentable.choices = [SelectChoice(clause.identity, clause.label) for clause in rows]
    status = 422 if form.is_submitted() else workbench.DONE
    if form.validate_on_submit():
        status = workbench.perform(form, lambda db: _mark(db, own.id, form))
        if status == workbench.DONE:
            flash(gettext("已保存可提意见的条款。"), "success")
            return redirect(url_for("bureau.draft_preview", reference=reference), 303)
    return workbench.page(
        "draft_preview",
        own,
        status,
        form=form,
        draft=draft,
        clauses=rows,
        warnings=_located(draft.warnings if draft else [], rows),
        marked=set(form.commentable.data or []),
    )


def _mark(db: Session, consultation_id: int, form: CommentableForm) -> None:
    drafts.set_commentable(
        db,
        consultations.lock_consultation(db, consultation_id),
        form.commentable.data or [],
        actor=edge.actor(db),
        now=edge.now(),
    )


def _located(warnings: Sequence[dict[str, Any]], rows: Sequence[Clause]) -> list[Located]:
    """The warnings by line."""
    lines = [clause.line for clause in rows]
    located = []
    for warning in sorted(warnings, key=lambda item: item["line"]):
        place = bisect_right(lines, warning["line"])
        anchor = rows[place - 1].identity if place else ""
        located.append(Located(warning["line"], warning["message"], anchor))
    return located
