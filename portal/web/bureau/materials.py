"""What goes with the notice: files, related pages, and how the consultation presents itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from flask import flash, redirect, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from sqlalchemy.orm import Session
from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from portal.errors import InvalidInputError, NotFoundError
from portal.models.consultations import Consultation
from portal.operations import consultations, notice_files, presentation
from portal.operations.attachments import store_file
from portal.operations.notice_files import CheckedFile
from portal.queries import materials as questions
from portal.web import edge, words
from portal.web.bureau import blueprint, workbench
from portal.web.bureau.workbench import ROW_ID
from portal.web.file_words import file_refusal
from portal.web.forms import ConfirmForm, PortalForm

KINDS = ("PDF", "DOCX", "XLSX", "OFD", "JPG", "PNG")
SIZE_LIMIT = "20 MB"


def _choices(spoken: dict[str, Any]) -> list[SelectChoice]:
    return [SelectChoice(code, name) for code, name in spoken.items()]


class FileForm(PortalForm):
    """A file and the name the public reads."""

    title = StringField(
        _l("附件名称"),
        [InputRequired(_l("请填写附件名称。"))],
        description=_l("如：修改对照表、意见反馈表。"),
    )
    file = FileField(_l("文件"), [InputRequired(_l("请选择文件。"))])


class LinkForm(PortalForm):
    """Another page that belongs to this consultation."""

    kind = SelectField(_l("关系"), choices=_choices(words.RELATIONS))
    target = StringField(
        _l("编号或网址"),
        [InputRequired(_l("请填写本平台的活动编号，或者网址。"))],
        description=_l("本平台的活动填编号，如 2026-0012；其他网页填 https:// 开头的网址。"),
    )
    title = StringField(_l("显示的文字"), description=_l("链接到其他网页时必须填写。"))


class PresentationForm(PortalForm):
    """Where the consultation is found, and what of its counts is public."""

    subject = SelectField(_l("领域"), choices=_choices(words.SUBJECTS))
    shows_counts = BooleanField(
        _l("在草案每一条旁边显示已收到的意见条数"),
        description=_l("只显示条数，不显示内容；随时可以改。"),
    )


class WithdrawFileForm(PortalForm):
    """Why a public file is withdrawn; before publication nothing need be said."""

    reason = TextAreaField(_l("撤下的理由"), description=_l("理由向社会公布。"))


@blueprint.get("/consultations/<reference>/materials")
def materials(reference: str) -> Any:
    """The files, the related pages and the presentation."""
    return _page(workbench.get_own(reference))


@blueprint.post("/consultations/<reference>/materials/files")
def notice_file_add(reference: str) -> Any:
    """The chosen file stands with the notice: durable first, then on record."""
    own, form = workbench.get_own(reference), FileForm(prefix="file")
    status = 422
    if form.validate_on_submit() and (checked := _checked(form)):
        digest = store_file(edge.settings().attachment_dir, checked.data)
        title = form.title.data or ""
        status = workbench.perform(form, lambda db: _add(db, own.id, checked, digest, title))
        if status == workbench.DONE:
            return _done(reference, gettext("附件已添加。"))
    return _page(own, status, file_form=form)


def _checked(form: FileForm) -> CheckedFile | None:
    """None when the file is refused: the form says why."""
    upload, field = form.file.data, cast(Any, form.file)
    try:
        return notice_files.check_file(upload.read(), upload.filename or "")
    except InvalidInputError as error:
        field.errors = [file_refusal(error, upload.filename or "")]
        return None


def _add(db: Session, consultation_id: int, file: CheckedFile, digest: str, title: str) -> None:
    own = consultations.lock_consultation(db, consultation_id)
    notice_files.add_notice_file(
        db, own, file, digest=digest, title=title, actor=edge.actor(db), now=edge.now()
    )


@blueprint.route(
    f"/consultations/<reference>/materials/files/<{ROW_ID}:file_id>/remove", methods=["GET", "POST"]
)
def notice_file_remove(reference: str, file_id: int) -> Any:
    """Asks first; then the file is gone, or withdrawn once it was public."""
    own, form = workbench.get_own(reference), WithdrawFileForm()
    row = next((f for f in questions.notice_files(edge.reading(), own.id) if f.id == file_id), None)
    if row is None or row.withdrawn_at is not None:
        raise NotFoundError(subject="notice_file")
    status = 422 if form.is_submitted() else workbench.DONE
    if form.validate_on_submit():
        remove, reason = notice_files.remove_notice_file, form.reason.data or ""
        status = workbench.perform(
            form, lambda db: _act(db, own.id, remove, file_id=file_id, reason=reason)
        )
        if status == workbench.DONE:
            return _done(reference, gettext("附件已撤下。"))
    return workbench.page("notice_file_remove", own, status, form=form, file=row)


@blueprint.post("/consultations/<reference>/materials/links")
def related_link_add(reference: str) -> Any:
    """The related page is named."""
    own, form = workbench.get_own(reference), LinkForm(prefix="link")
    status = 422
    if form.validate_on_submit():
        values = {
            "kind": form.kind.data or "",
            "target": (form.target.data or "").strip(),
            "title": form.title.data or "",
        }
        add = presentation.add_related_link
        status = workbench.perform(form, lambda db: _act(db, own.id, add, **values))
        if status == workbench.DONE:
            return _done(reference, gettext("链接已添加。"))
    return _page(own, status, link_form=form)


@blueprint.post(f"/consultations/<reference>/materials/links/<{ROW_ID}:link_id>/remove")
def related_link_remove(reference: str, link_id: int) -> Any:
    """The related page is no longer named."""
    own, form = workbench.get_own(reference), ConfirmForm()
    if link_id not in {link.id for link in _own_links(own)}:
        raise NotFoundError(subject="related_link")
    status = 422
    if form.validate_on_submit():
        remove = presentation.remove_related_link
        status = workbench.perform(form, lambda db: _act(db, own.id, remove, link_id=link_id))
        if status == workbench.DONE:
            return _done(reference, gettext("链接已移除。"))
    return _page(own, status, remove_form=form)


@blueprint.post("/consultations/<reference>/materials/presentation")
def presentation_set(reference: str) -> Any:
    """The subject and the public counts are as chosen."""
    own, form = workbench.get_own(reference), PresentationForm(prefix="shown")
    status = 422
    if form.validate_on_submit():
        values = {"subject": form.subject.data or "", "shows_counts": bool(form.shows_counts.data)}
        change = presentation.set_presentation
        status = workbench.perform(form, lambda db: _act(db, own.id, change, **values))
        if status == workbench.DONE:
            return _done(reference, gettext("设置已保存。"))
    return _page(own, status, presentation_form=form)


def _act(db: Session, consultation_id: int, verb: Callable[..., Any], **values: Any) -> None:
    own = consultations.lock_consultation(db, consultation_id)
    verb(db, own, **values, actor=edge.actor(db), now=edge.now())


def _done(reference: str, message: str) -> Any:
    flash(message, "success")
    return redirect(url_for("bureau.materials", reference=reference), 303)


def _own_links(own: Consultation) -> list[questions.Related]:
    """The links the officer may remove: not those of later rounds, which belong to them."""
    found = questions.related(edge.reading(), own.id)
    return [link for link in found if link.kind != questions.LATER_ROUND]


def _page(own: Consultation, status: int = workbench.DONE, **forms: PortalForm) -> Any:
    """The page with the given forms as they were sent, the others fresh."""
    shown = PresentationForm(
        formdata=None, prefix="shown", subject=own.subject, shows_counts=own.shows_counts
    )
    fresh: dict[str, PortalForm] = {
        "file_form": FileForm(formdata=None, prefix="file"),
        "link_form": LinkForm(formdata=None, prefix="link"),
        "presentation_form": shown,
        "remove_form": ConfirmForm(formdata=None),
    }
    sent = next(iter(forms.values()), None)
    return workbench.page(
        "materials",
        own,
        status,
        files=questions.notice_files(edge.reading(), own.id),
        links=_own_links(own),
        relations=words.RELATIONS,
        kinds=words.listed(KINDS),
        size_limit=SIZE_LIMIT,
        sent=sent,
        **{**fresh, **forms},
    )
