"""A new consultation, beginning with its draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy.orm import Session
from wtforms import SelectField, StringField
from wtforms.fields import SelectChoice

from portal.models.accounts import Bureau
from portal.models.consultations import Consultation, DocumentKind
from portal.operations import consultations, drafts, windows
from portal.queries.accounts import bureaus
from portal.queries.document_kinds import document_kinds
from portal.web import edge
from portal.web.bureau import blueprint, workbench
from portal.web.bureau.prefill import default_title, notice_values, notice_window
from portal.web.bureau.source import Source, SourceForm, read_source
from portal.web.minima import kind_choices, minimum_words


class NewForm(SourceForm):
    """The draft, what kind of document it is, and (for an administrator) whose it is."""

    bureau = SelectField(_l("征求意见单位"), coerce=str)
    document_kind = SelectField(_l("文件类型"))
    title = StringField(
        _l("草案标题"), description=_l("不填则取草案里的标题；草案里没有标题时必须填写。")
    )


@blueprint.route("/consultations/new", methods=["GET", "POST"])
def consultation_new() -> Any:
    """The form; a success leads to the preview of what was imported."""
    kinds = document_kinds(edge.reading())
    form = _form(kinds)
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit() and (source := _titled(form, read_source(form))):
        made: list[Consultation] = []
        status = workbench.perform(form, lambda db: made.append(_create(db, form, source)))
        if status == workbench.DONE:
            flash(gettext("草案已导入，请核对条款。"), "success")
            _warn_of_past_window(source)
            return redirect(url_for("bureau.draft_preview", reference=made[0].reference), 303)
    minima = [(kind, minimum_words(consultations.minimum_of(kind))) for kind in kinds]
    return render_template("bureau/consultation_new.html", form=form, minima=minima), status


def _warn_of_past_window(source: Source) -> None:
    notice = source.outline.notice
    if notice and notice.closes_day and notice_window(notice, edge.now()) is None:
        words = gettext(
            "公告里写的期限（%(first)s 至 %(last)s）没有采用，请重新设定起止时间。",
            first=notice.opens_day or "…",
            last=notice.closes_day,
        )
        flash(words, "warning")


def _form(kinds: Sequence[DocumentKind]) -> NewForm:
    form = NewForm()
    form.document_kind.choices = kind_choices(kinds)
    if current_user.is_admin:
        rows = [row for row in bureaus(edge.reading()) if row.disabled_at is None]
        form.bureau.choices = [
            SelectChoice("", gettext("请选择")),
            *(SelectChoice(str(row.id), row.name) for row in rows),
        ]
    else:
        del form.bureau
    return form


def _titled(form: NewForm, source: Source | None) -> Source | None:
    """The source, once the draft has a title and the consultation a bureau."""
    if source is None:
        return None
    if "bureau" in form and not form.bureau.data:
        form.bureau.errors = [gettext("请选择征求意见单位。")]
    if not (form.title.data or "").strip() and not source.title:
        form.title.errors = [gettext("草案里没有找到标题，请在这里填写。")]
    return None if form.errors else source


def _create(db: Session, form: NewForm, source: Source) -> Consultation:
    actor, now = edge.actor(db), edge.now()
    bureau_id = int(form.bureau.data) if "bureau" in form else actor.bureau_id
    owner = db.get_one(Bureau, bureau_id)
    draft_title = " ".join((form.title.data or "").split())[:300] or source.title
    title = default_title(draft_title)
    made = consultations.create_consultation(
        db,
        bureau_id=owner.id,
        title=title,
        document_kind_code=form.document_kind.data,
        actor=actor,
        now=now,
    )
    notice = source.outline.notice
    if notice is not None:
        values = notice_values(notice, title=title, issuer=owner.name)
        consultations.save_notice(db, made, values, actor=actor, now=now)
    value = notice_window(notice, now)
    if value is not None:
        windows.set_window(db, made, value, actor=actor, now=now)
    drafts.import_draft(
        db,
        made,
        _renamed(source, draft_title),
        source_text=source.text,
        source_name=source.name,
        document=source.document,
        actor=actor,
        now=now,
    )
    return made


def _renamed(source: Source, title: str) -> Any:
    """The outline under the title the officer gave it."""
    documents = source.outline.documents
    if source.document is None or documents is None:
        return replace(source.outline, title=title)
    chosen = replace(documents[source.document], title=title)
    parts = [*documents]
    parts[source.document] = chosen
    return replace(source.outline, documents=parts)
