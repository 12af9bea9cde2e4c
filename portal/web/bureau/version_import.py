"""Importing the next version of a published draft, or the text as it was issued."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import RadioField
from wtforms.fields import SelectChoice

from portal.errors import InvalidInputError
from portal.models.consultations import Consultation
from portal.models.drafts import DraftVersion, Purpose
from portal.operations import consultations
from portal.operations import versions as verbs
from portal.operations.versions_mapping import Proposal, propose_mapping
from portal.queries.versions import newest_published
from portal.web import edge
from portal.web.bureau import blueprint, workbench
from portal.web.bureau.source import Source, SourceForm, read_source

_PURPOSES = [
    SelectChoice(Purpose.CONSULTATION.value, _l("征求意见稿的下一版：公布后，公众对这一版提意见")),
    SelectChoice(Purpose.FINAL.value, _l("正式印发的文本：只与征求意见稿对照，不再征求意见")),
]


class VersionForm(SourceForm):
    """A file or a pasted text, and what it is."""

    purpose = RadioField(_l("导入的是什么"), choices=_PURPOSES)


@blueprint.route("/consultations/<reference>/versions/import", methods=["GET", "POST"])
def version_import(reference: str) -> Any:
    """The form; a success leads to the proposed mapping."""
    own = workbench.get_own(reference)
    form = VersionForm()
    if not form.is_submitted():
        form.purpose.data = _asked_for()
        return workbench.page("version_import", own, form=form)
    status, made = 422, list[DraftVersion]()
    if form.validate_on_submit() and (source := read_source(form)):
        purpose = form.purpose.data or ""
        proposal = _proposal(own, source, purpose)
        status = workbench.perform(
            form, lambda db: made.append(_import(db, own.id, source, purpose, proposal))
        )
    if status == workbench.DONE:
        flash(
            gettext("已导入第 %(number)s 版，请核对条款的对应关系。", number=made[0].number),
            "success",
        )
        number = made[0].number
        return redirect(url_for("bureau.version", reference=reference, number=number), 303)
    return workbench.page("version_import", own, status, form=form)


def _asked_for() -> str:
    is_final = request.args.get("purpose") == Purpose.FINAL
    return (Purpose.FINAL if is_final else Purpose.CONSULTATION).value


def _proposal(own: Consultation, source: Source, purpose: str) -> Proposal | None:
    """The machine's mapping, made before the transaction: for a statute it takes seconds."""
    last = newest_published(edge.reading(), own.id)
    try:
        text = verbs.version_text(source.outline, source.document, purpose)
    except InvalidInputError:
        return None  # the verb refuses it, and says why in the form
    return propose_mapping(edge.reading(), last.id, text.nodes) if last is not None else None


def _import(
    db: Session, consultation_id: int, source: Source, purpose: str, proposal: Proposal | None
) -> DraftVersion:
    return verbs.import_version(
        db,
        consultations.lock_consultation(db, consultation_id),
        source.outline,
        purpose=purpose,
        source_text=source.text,
        source_name=source.name,
        document=source.document,
        actor=edge.actor(db),
        now=edge.now(),
        proposal=proposal,
    )
