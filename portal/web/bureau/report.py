"""Preparing and publishing the adoption report."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import InputRequired

from portal.errors import PortalError
from portal.models.consultations import Consultation
from portal.operations import consultations, reports
from portal.operations.editions import report_edition, require_seen
from portal.operations.responses import require_no_report
from portal.queries.consultations import find_report, state_of
from portal.web import edge
from portal.web.bureau import blueprint, workbench
from portal.web.bureau.report_words import usual_words
from portal.web.forms import SeenForm
from portal.web.words import MISSING

SHOWN = 500
"""Rows of the table shown before publication; those with masked data are all shown apart."""


class ReportForm(SeenForm):
    """The words around the table, and the confirmation that the masking was looked at."""

    title = StringField(_l("标题"), [InputRequired(_l("请填写标题。"))])
    course = TextAreaField(_l("一、公众参与过程"), [InputRequired(_l("请填写公众参与过程。"))])
    collection = TextAreaField(
        _l("二、意见收集和采纳情况"), [InputRequired(_l("请填写意见收集和采纳情况。"))]
    )
    thanks = TextAreaField(_l("感谢语"))
    masking_confirmed = BooleanField(_l("已逐条核对，遮盖后的文字可以公开"))

    def show(self, error: PortalError) -> None:
        """As every form; the report's `process` is `course` here, a form's own word being process."""
        if error.details.get("field") == "process":
            error = type(error)(**{**error.details, "field": "course"})
        super().show(error)


@blueprint.route("/consultations/<reference>/report", methods=["GET", "POST"])
def report(reference: str) -> Any:
    """What is missing, the figures, the table as it will be public; a success publishes it."""
    own = workbench.get_own(reference)
    figures = reports.report_figures(edge.reading(), own.id)
    form = ReportForm(data=usual_words(own, figures))
    status = 422 if form.is_submitted() else workbench.DONE
    if form.validate_on_submit():
        status = workbench.perform(form, lambda db: _publish(db, own.id, form))
        if status == workbench.DONE:
            flash(gettext("采纳情况反馈已发布。"), "success")
            return redirect(url_for("public.result", reference=reference), 303)
    if status != workbench.DONE:
        own = workbench.get_own_anew(reference)
        figures = reports.report_figures(edge.reading(), own.id)
    form.saw(report_edition(edge.reading(), own.id))
    return workbench.page("report", own, status, form=form, figures=figures, **_table(own))


def _publish(db: Session, consultation_id: int, form: ReportForm) -> None:
    words = reports.ReportText(
        title=form.title.data or "",
        process=form.course.data or "",
        collection=form.collection.data or "",
        thanks=form.thanks.data or "",
    )
    own = consultations.lock_consultation(db, consultation_id)
    require_no_report(db, own.id)
    require_seen(form.seen.data, report_edition(db, own.id), "report_changed")
    reports.publish_report(
        db,
        edge.ring(),
        own,
        words,
        masking_confirmed=bool(form.masking_confirmed.data),
        actor=edge.actor(db),
        now=edge.now(),
    )


def _table(own: Consultation) -> dict[str, Any]:
    """The lines of the table with what still stands in their way, unless it is published."""
    db = edge.reading()
    published = find_report(db, own.id)
    if published is not None:
        return {"published": published, "state": _state(own, True), "rows": [], "topics": []}
    codes = reports.missing_for_report(db, own, edge.now())
    rows = reports.report_rows(db, edge.ring(), own.id)
    return {
        "published": None,
        "state": _state(own, False),
        "rows": rows,
        "topics": reports.public_topics(db, edge.ring(), own.id),
        "shown": rows[:SHOWN],
        "masked": [row for row in rows if row["hits"]],
        "missing": [MISSING.get(code, code) for code in codes],
    }


def _state(own: Consultation, is_reported: bool) -> str:
    return state_of(own, is_reported, edge.now())
