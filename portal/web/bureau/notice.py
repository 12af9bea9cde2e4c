"""The notice: the fields such notices carry."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import DateField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from portal.models.consultations import Consultation
from portal.operations import consultations
from portal.operations.editions import notice_edition
from portal.web import edge
from portal.web.bureau import blueprint, workbench
from portal.web.bureau.prefill import usual_lists
from portal.web.forms import SeenForm
from portal.web.minima import Measure, measure

_LISTS = ("channels", "contacts", "phones", "organisation_requires", "individual_requires")
_PLAIN = (
    "title",
    "issuer",
    "issued_day",
    "background",
    "explanatory_note",
    "no_note_reason",
    "shortened_reason",
    "email",
    "fax",
    "address",
    "postcode",
)
_ONE_A_LINE = _l("每行一项。")


class NoticeForm(SeenForm):
    """All fields of a notice; those of several items take one a line."""

    title = StringField(_l("公告标题"), [InputRequired(_l("请填写公告标题。"))])
    issuer = StringField(_l("征求意见单位"), [InputRequired(_l("请填写征求意见单位。"))])
    issued_day = DateField(_l("公告落款日期"), [Optional()])
    background = TextAreaField(
        _l("背景说明"),
        [InputRequired(_l("请填写背景说明。"))],
        description=_l("为什么起草、依据什么、现在征求什么意见。"),
    )
    explanatory_note = TextAreaField(
        _l("起草说明"), description=_l("起草背景、起草过程、主要内容。与草案一并公布。")
    )
    no_note_reason = TextAreaField(
        _l("没有起草说明的原因"), description=_l("写了起草说明的不用填。")
    )
    shortened_reason = TextAreaField(
        _l("缩短期限的理由"), description=_l("期限短于一般要求时必须填写，并向社会公布。")
    )
    channels = TextAreaField(
        _l("提出意见的途径"), description=_l("每行一项，如：本网站、信函、电子邮箱、传真、电话。")
    )
    contacts = TextAreaField(_l("联系人"), description=_ONE_A_LINE)
    phones = TextAreaField(_l("电话"), description=_ONE_A_LINE)
    email = StringField(_l("电子邮箱"))
    fax = StringField(_l("传真"))
    address = StringField(_l("地址"))
    postcode = StringField(_l("邮政编码"))
    organisation_requires = TextAreaField(_l("单位提出意见须提供"), description=_ONE_A_LINE)
    individual_requires = TextAreaField(_l("个人提出意见须提供"), description=_ONE_A_LINE)


@blueprint.route("/consultations/<reference>/notice", methods=["GET", "POST"])
def notice(reference: str) -> Any:
    """The form; a success leads back to the checklist."""
    own = workbench.get_own(reference)
    form = NoticeForm(data=_initial(own))
    status = 422 if form.is_submitted() else workbench.DONE
    if form.validate_on_submit():
        status = workbench.perform(form, lambda db: _save(db, own.id, form))
        if status == workbench.DONE:
            flash(gettext("公告已保存。"), "success")
            return redirect(url_for("bureau.consultation", reference=reference), 303)
    if status != workbench.DONE:
        own = workbench.get_own_anew(reference)
    theirs = _theirs(own, form) if form.seen.data != notice_edition(own) else []
    form.saw(notice_edition(own))
    return workbench.page(
        "notice", own, status, form=form, measured=_measured(own), theirs=theirs
    )


def _theirs(own: Consultation, form: NoticeForm) -> list[tuple[str, Any]]:
    """What another officer saved meanwhile where it differs from what was typed."""
    if not form.is_submitted() or own.notice is None:
        return []
    saved = _initial(own)
    return [
        (str(form[name].label.text), saved[name] or "—")
        for name in (*_PLAIN, *_LISTS)
        if _plain(saved[name]) != _plain(form[name].data)
    ]


def _plain(value: Any) -> str:
    return "\n".join(str(value or "").split())


def _measured(own: Consultation) -> Measure | None:
    if own.window is None:
        return None
    return measure(edge.reading(), own.document_kind, own.window.value())


def _initial(own: Consultation) -> dict[str, Any]:
    """The saved notice as the form shows it; before the first one, what is usual."""
    if own.notice is None:
        usual = {name: "\n".join(items) for name, items in usual_lists().items()}
        return {"title": own.title, "issuer": own.bureau.name, **usual}
    values = {name: getattr(own.notice, name) for name in _PLAIN}
    return values | {name: "\n".join(getattr(own.notice, name)) for name in _LISTS}


def _save(db: Session, consultation_id: int, form: NoticeForm) -> None:
    lists = {name: _lines(form[name].data) for name in _LISTS}
    consultations.save_notice(
        db,
        consultations.lock_consultation(db, consultation_id),
        {**form.data, **lists},
        actor=edge.actor(db),
        now=edge.now(),
        seen=form.seen.data or "",
    )


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]
