"""汇总码: the lead's page, where members' originals are read and copied into the basket."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, flash, redirect, render_template, request
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import StringField

from portal.errors import ConflictError, InvalidInputError, LimitReachedError
from portal.operations import collation_files, collations
from portal.operations.baskets import find_basket
from portal.queries.collations import collated_originals
from portal.web import edge
from portal.web.errors import status_of
from portal.web.forms import PortalForm
from portal.web.numbers import typed_number
from portal.web.public import blueprint
from portal.web.public.basket_cookie import basket_token, fresh_basket_token, hand_out
from portal.web.public.forms import CitizenForm, storable_line
from portal.web.public.frame import Frame, load_frame
from portal.web.public.refusal import refusal_of
from portal.web.stored_files import stored_download

_LARGEST_ID = 2**31 - 1


class OpeningForm(CitizenForm):
    """Whose comments are collated."""

    name = StringField(_l("单位名称"), [storable_line(_l("请填写单位名称。"))])


class ActForm(CitizenForm):
    """A button of the lead's page."""


@blueprint.route("/consultations/<reference>/collation", methods=["GET", "POST"])
def collation(reference: str) -> Any:
    """Opening a collation; then its code, and what members handed in."""
    frame = load_frame(reference)
    own = collations.find_own_collation(edge.reading(), basket_token(), frame.consultation.id)
    form: PortalForm = OpeningForm() if own is None else ActForm()
    if not form.is_submitted():
        return _page(frame, form)
    if not form.validate_on_submit():
        return _page(frame, form), 422
    token = fresh_basket_token()
    whose = {"token": token, "consultation_id": frame.consultation.id, "now": edge.now()}
    try:
        with edge.transaction() as db:
            done = _opened(db, form, whose) if own is None else _act(db, whose)
    except (ConflictError, InvalidInputError, LimitReachedError) as error:
        refusal = refusal_of(error)
        if refusal is None:
            form.show(error)
        return _page(frame, form, refusal), status_of(error)
    flash(done, "success")
    response = redirect(frame.address("collation"), 303)
    hand_out(response, token)
    return response


def _opened(db: Session, form: Any, whose: dict[str, Any]) -> str:
    collations.open_collation(db, edge.ring(), name=form.name.data, **whose)
    return str(gettext("汇总已经开启。请把下面的汇总码发给本单位人员。"))


def _act(db: Session, whose: dict[str, Any]) -> str:
    """What the pressed button does. Raises: PortalError."""
    acts: dict[str, Callable[[], str]] = {
        "copy": lambda: _copied(db, whose, [_original_id()]),
        "copy_all": lambda: _copied(db, whose, None),
        "copy_files": lambda: _copied_files(db, whose),
        "close": lambda: _received(db, whose, is_receiving=False),
        "reopen": lambda: _received(db, whose, is_receiving=True),
    }
    act = acts.get(request.form.get("act", ""))
    if act is None:
        raise InvalidInputError(field="act", rule="unknown")
    return act()


def _original_id() -> int:
    return typed_number(request.form.get("original"), _LARGEST_ID) or 0


def _copied(db: Session, whose: dict[str, Any], ids: list[int] | None) -> str:
    copied = collations.copy_originals(db, original_ids=ids, **whose)
    said = [ngettext("%(num)s 条已复制到意见篮。", "%(num)s 条已复制到意见篮。", copied.count)]
    if copied.left_count:
        said.append(
            ngettext(
                "意见篮已满，还有 %(num)s 条没有复制：可以把相同的意见合并成一条，移除多余的，再逐条复制。",
                "意见篮已满，还有 %(num)s 条没有复制：可以把相同的意见合并成一条，移除多余的，再逐条复制。",
                copied.left_count,
            )
        )
    return " ".join(said)


def _copied_files(db: Session, whose: dict[str, Any]) -> str:
    """The files of one original lie with its copy again."""
    collations.get_own_collation(db, whose["token"], whose["consultation_id"])
    collation_files.copy_files(db, original_ids=[_original_id()], **whose)
    return str(gettext("附件已放入意见篮。"))


def _received(db: Session, whose: dict[str, Any], *, is_receiving: bool) -> str:
    collations.set_receiving(db, is_receiving=is_receiving, **whose)
    return str(gettext("继续接收成员的意见。") if is_receiving else gettext("已停止接收成员的意见。"))


def _page(frame: Frame, form: PortalForm, refusal: str | None = None) -> str:
    db, token = edge.reading(), basket_token()
    own = collations.find_own_collation(db, token, frame.consultation.id)
    rows = collated_originals(db, own.id) if own else []
    signers = {row.CollationInput.id: collations.signer_of(edge.ring(), row.CollationInput) for row in rows}
    return render_template(
        "public/collation.html",
        frame=frame,
        form=form,
        own=own,
        code=collations.collation_code(edge.ring(), own) if own else "",
        rows=rows,
        signers=signers,
        copied=collations.copied_ids(db, token, frame.consultation.id) if own else set(),
        files=collation_files.collated_files(db, own.id) if own else {},
        copied_files=_copied_file_marks(db, token, frame),
        file_limit=collation_files.COLLATION_FILE_LIMIT,
        refusal=refusal,
    )


def _copied_file_marks(db: Session, token: str | None, frame: Frame) -> set[tuple[int, str]]:
    held = find_basket(db, token, frame.consultation.id)
    return collation_files.copied_files(db, held.id) if held else set()


@blueprint.get("/consultations/<reference>/collation/files/<int(max=2147483647):collation_file_id>")
def collation_file(reference: str, collation_file_id: int) -> Response:
    """A member's file, for the lead to look at. Raises: NotFoundError."""
    frame, db = load_frame(reference), edge.reading()
    own = collations.find_own_collation(db, basket_token(), frame.consultation.id)
    row = collation_files.get_collated_file(db, own, collation_file_id)
    return stored_download(row.sha256, row.media_type, row.original_name)
