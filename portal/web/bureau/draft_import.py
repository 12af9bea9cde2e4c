"""Importing the draft anew, as long as nothing is published."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from portal.operations import consultations, drafts
from portal.web import edge
from portal.web.bureau import blueprint, workbench
from portal.web.bureau.source import Source, SourceForm, read_source


@blueprint.route("/consultations/<reference>/import", methods=["GET", "POST"])
def draft_import(reference: str) -> Any:
    """The form; a success replaces the earlier draft and leads to its preview."""
    own = workbench.get_own(reference)
    form = SourceForm()
    status = 422 if form.is_submitted() else workbench.DONE
    if form.validate_on_submit() and (source := read_source(form)):
        status = workbench.perform(form, lambda db: _replace(db, own.id, source))
        if status == workbench.DONE:
            flash(gettext("草案已重新导入，请核对条款。"), "success")
            return redirect(url_for("bureau.draft_preview", reference=reference), 303)
    return workbench.page("draft_import", own, status, form=form)


def _replace(db: Session, consultation_id: int, source: Source) -> None:
    drafts.import_draft(
        db,
        consultations.lock_consultation(db, consultation_id),
        source.outline,
        source_text=source.text,
        source_name=source.name,
        document=source.document,
        actor=edge.actor(db),
        now=edge.now(),
    )
