"""条款意见表: downloaded, filled in offline, and uploaded back into the basket."""

from __future__ import annotations

from contextlib import closing
from typing import Any

from flask import Response, flash, redirect, render_template
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from wtforms import FileField

from portal.drafts.clause_tables.child import FILE_LIMIT, read_table_in_child
from portal.drafts.clause_tables.columns import WHOLE_KEY
from portal.drafts.clause_tables.filled import FilledTable
from portal.drafts.errors import DraftBusyError, DraftError
from portal.errors import ConflictError, LimitReachedError, NotFoundError
from portal.operations import clause_tables, limits
from portal.operations.clause_tables import Taken
from portal.queries import consultations
from portal.reports.clause_table import clause_table as table_of
from portal.web import edge
from portal.web.errors import status_of
from portal.web.public import blueprint
from portal.web.public.basket_cookie import fresh_basket_token, hand_out
from portal.web.public.counting import count_one
from portal.web.public.forms import CitizenForm
from portal.web.public.frame import Frame, load_frame
from portal.web.public.refusal import refusal_of
from portal.web.public.table_words import CHOICES, COLUMN_NAMES, FILE_RULES, ROW_RULES
from portal.web.words import INPUT_RULES, sentence

_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument."
_DOCX, _XLSX = f"{_MEDIA_TYPE}wordprocessingml.document", f"{_MEDIA_TYPE}spreadsheetml.sheet"


class TableForm(CitizenForm):
    """The filled-in table."""

    table = FileField(_l("填好的条款意见表"))

    def uploaded(self) -> bytes | None:
        """The bytes of the file; none is an error of the field."""
        upload = self.table.data
        if not upload or not getattr(upload, "filename", ""):
            self.table.errors = [gettext("请先选择填好的表格文件。")]
            return None
        with closing(upload):
            data: bytes = upload.read(FILE_LIMIT + 1)
        if not data:
            self.table.errors = [INPUT_RULES["empty_file"]]
        return data or None


@blueprint.get("/consultations/<reference>/table.xlsx")
def clause_table_xlsx(reference: str) -> Response:
    """The table as a workbook."""
    from portal.reports.clause_table_xlsx import (
        clause_table_xlsx as make,  # large, asked for rarely
    )

    return _file(reference, "xlsx", _XLSX, make)


@blueprint.get("/consultations/<reference>/table.docx")
def clause_table_docx(reference: str) -> Response:
    """The table as a Word document."""
    from portal.reports.clause_table_docx import clause_table_docx as make  # as above

    return _file(reference, "docx", _DOCX, make)


def _file(reference: str, suffix: str, media_type: str, make: Any) -> Response:
    frame, db = load_frame(reference), edge.reading()
    draft = consultations.public_draft(db, frame.consultation.id)
    if draft is None:
        raise NotFoundError(subject="draft")
    clauses = consultations.clauses(db, draft.id)
    made = table_of(draft.title, frame.reference, draft.number, clauses)
    response = Response(make(made), content_type=media_type)
    name = f"{frame.reference}-{draft.number}-table.{suffix}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@blueprint.route("/consultations/<reference>/table", methods=["GET", "POST"])
def clause_table(reference: str) -> Any:
    """The downloads, and the form to send the table back.

    A table without errors leads to the basket; else the page says what became of each row.
    """
    frame, form = load_frame(reference), TableForm()
    if not form.is_submitted():
        return _page(frame, form)
    if not frame.is_open:
        return _page(frame, form, refusal=frame.state), 409
    if not form.validate_on_submit() or (data := form.uploaded()) is None:
        return _page(frame, form), 422
    try:
        return _take(frame, form, data)
    except DraftError as error:
        form.table.errors = [FILE_RULES.get(error.code, FILE_RULES["draft_damaged"])]
        return _page(frame, form), 503 if isinstance(error, DraftBusyError) else 422
    except (ConflictError, LimitReachedError) as error:
        refusal = refusal_of(error)
        if refusal is None:
            form.form_errors.append(sentence(error))
        return _page(frame, form, refusal=refusal), status_of(error)


def _take(frame: Frame, form: TableForm, data: bytes) -> Any:
    """The rows are in the basket, or told. Raises: DraftError, PortalError."""
    count_one(limits.TABLE)
    table = read_table_in_child(data)
    if table.reference not in ("", frame.reference):
        form.table.errors = [FILE_RULES["other_consultation"]]
        return _page(frame, form), 422
    token = fresh_basket_token()
    with edge.transaction() as db:
        taken = clause_tables.take_table(
            db, token=token, consultation_id=frame.consultation.id, table=table, now=edge.now()
        )
    has_taken = bool(taken.added_count or taken.known_count)
    if has_taken and not taken.errors and not table.is_cut:
        flash(_taken_words(taken), "success")
        response: Any = redirect(frame.address("basket"), 303)
    else:
        page = _page(frame, form, taken=taken, table=table)
        response = Response(page, 422 if taken.errors or table.is_cut else 200, mimetype="text/html")
    if has_taken:
        hand_out(response, token)
    return response


def _taken_words(taken: Taken) -> str:
    """What became of a table without errors, to be said in the basket."""
    said = [
        ngettext(
            "表格中的 %(num)s 条新意见已放入意见篮，尚未提交。",
            "表格中的 %(num)s 条新意见已放入意见篮，尚未提交。",
            taken.added_count,
        )
    ]
    if taken.known_count:
        said.append(
            ngettext(
                "%(num)s 条以前已经放入，没有重复。", "%(num)s 条以前已经放入，没有重复。", taken.known_count
            )
        )
    return " ".join(said)


def _page(
    frame: Frame,
    form: TableForm,
    *,
    taken: Taken | None = None,
    table: FilledTable | None = None,
    refusal: str | None = None,
) -> str:
    return render_template(
        "public/clause_table.html",
        frame=frame,
        form=form,
        taken=taken,
        table=table,
        refusal=refusal,
        columns=COLUMN_NAMES,
        rules=ROW_RULES,
        choices=CHOICES,
        labels=_labels(frame) if taken and taken.errors else {},
    )


def _labels(frame: Frame) -> dict[str, str]:
    """The clauses by the keys of the table: in a Word document nobody sees a row's number."""
    db = edge.reading()
    draft = consultations.public_draft(db, frame.consultation.id)
    found = consultations.clauses(db, draft.id) if draft else []
    return {WHOLE_KEY: gettext("整个草案"), **{clause.identity: clause.label for clause in found}}
