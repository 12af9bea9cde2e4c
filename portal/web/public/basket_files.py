"""附件: files that go with an opinion or with the whole submission."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from typing import Any

from flask import flash, redirect, render_template, request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import FileField, SelectField
from wtforms.fields import SelectChoice

from portal.errors import InvalidInputError, LimitReachedError, WindowClosedError
from portal.operations import attachments, basket_files, limits
from portal.operations.basket_files import FILE_BYTE_LIMIT, StoredFile
from portal.operations.baskets import find_basket
from portal.queries.baskets import basket_opinions
from portal.web import edge
from portal.web.errors import status_of
from portal.web.file_words import file_refusal
from portal.web.forms import ConfirmForm
from portal.web.public import blueprint
from portal.web.public.basket import show_basket
from portal.web.public.basket_cookie import basket_token, hand_out
from portal.web.public.counting import count_one
from portal.web.public.forms import CitizenForm
from portal.web.public.frame import Frame, load_frame
from portal.web.words import sentence


class FileForm(CitizenForm):
    """Which file, and with what it goes."""

    opinion = SelectField(
        _l("附件属于"), invalid_choice_message=_l("这条意见已经不在意见篮里，请重新选择。")
    )
    file = FileField(_l("选择文件"))

    def among(self, rows: Sequence[Any]) -> FileForm:
        """The form offering these opinions, and the submission as a whole."""
        whole = gettext("整份意见")
        self.opinion.choices = [SelectChoice("", whole)]
        for place, (opinion, clause) in enumerate(rows, start=1):
            words = f"{place}. {clause.label if clause else gettext('整个草案')}"
            look = {"lang": "zh-CN"} if clause else {}
            self.opinion.choices.append(SelectChoice(str(opinion.id), words, look))
        return self

    def uploaded(self) -> tuple[bytes, str, str] | None:
        """The file as (bytes, media type, name); a bad one, or none, is an error of its field."""
        upload = self.file.data
        if not upload or not getattr(upload, "filename", ""):
            self.file.errors = [gettext("请先选择一个文件。")]
            return None
        with closing(upload):
            data = upload.read(FILE_BYTE_LIMIT + 1)
        try:
            return data, basket_files.file_type(data), upload.filename
        except InvalidInputError as error:
            self.file.errors = [file_refusal(error, upload.filename)]
            return None


@blueprint.route("/consultations/<reference>/basket/files", methods=["GET", "POST"])
def files(reference: str) -> Any:
    """The files in the basket, and the form to add one."""
    frame = load_frame(reference)
    rows = basket_opinions(edge.reading(), basket_token(), frame.consultation.id)
    form = FileForm().among(rows)
    if not rows:
        return redirect(frame.address("basket"), 303)
    if not form.is_submitted():
        asked = request.args.get("opinion", "")
        form.opinion.data = asked if asked in {c.value for c in form.opinion.choices} else ""
        return _page(frame, form)
    if not form.validate_on_submit() or (upload := form.uploaded()) is None:
        return _page(frame, form), 422
    try:
        _add(frame, form, upload)
    except (WindowClosedError, LimitReachedError) as error:
        form.file.errors = [sentence(error)]
        return _page(frame, form), status_of(error)
    except OSError:
        form.file.errors = [gettext("文件暂时无法保存，请稍后再试。")]
        return _page(frame, form), 503
    flash(gettext("附件已收到，随意见一起提交。"), "success")
    response = redirect(frame.address("files", opinion=form.opinion.data or None), 303)
    hand_out(response, basket_token() or "")
    return response


def _add(frame: Frame, form: FileForm, upload: tuple[bytes, str, str]) -> None:
    """The file is durable first, then a row of the basket. Raises: OSError, WindowClosedError, LimitReachedError."""
    data, kind, name = upload
    if not frame.is_open:
        raise WindowClosedError(phase=frame.state)
    count_one(limits.UPLOAD)
    digest = attachments.store_file(edge.settings().attachment_dir, data)
    with edge.transaction() as db:
        basket_files.add_file(
            db,
            token=basket_token() or "",
            consultation_id=frame.consultation.id,
            opinion_id=int(form.opinion.data) if form.opinion.data else None,
            file=StoredFile(digest, kind, len(data), name),
            now=edge.now(),
        )


def _page(frame: Frame, form: FileForm) -> str:
    db = edge.reading()
    held = find_basket(db, basket_token(), frame.consultation.id)
    rows = basket_files.basket_files(db, held.id) if held else []
    return render_template(
        "public/files.html",
        frame=frame,
        form=form,
        files=[row for row in rows if row.purpose != "seal"],
        opinions=basket_opinions(db, basket_token(), frame.consultation.id),
        remove_form=ConfirmForm(formdata=None),
        limit=basket_files.FILE_LIMIT,
        has_room=not held
        or basket_files.own_file_count(db, held.id) < basket_files.FILE_LIMIT,
    )


@blueprint.post("/consultations/<reference>/basket/files/<int(max=2147483647):attachment_id>/remove")
def file_remove(reference: str, attachment_id: int) -> Any:
    """The file is out of the basket. Raises: NotFoundError."""
    frame, form = load_frame(reference), ConfirmForm()
    if not form.validate_on_submit():
        expired = gettext("页面打开太久，安全校验已过期，请再按一次。")
        return show_basket(frame, messages=(expired,)), 422
    with edge.transaction() as db:
        basket_files.remove_file(
            db,
            token=basket_token() or "",
            consultation_id=frame.consultation.id,
            file_id=attachment_id,
        )
    flash(gettext("附件已删除。"), "success")
    return redirect(frame.address("files"), 303)
