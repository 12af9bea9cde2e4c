"""The tab 意见反馈: the published adoption report, from its snapshot only."""

from __future__ import annotations

import math
from typing import Any

from flask import render_template

from portal.errors import NotFoundError
from portal.models.responses import Report
from portal.queries import comments, consultations, report_rows
from portal.web import edge, words
from portal.web.public import blueprint
from portal.web.public.frame import Frame, load_frame
from portal.web.public.page_cache import keep_page
from portal.web.public.paging import page_number


@blueprint.get("/consultations/<reference>/result")
def result(reference: str) -> Any:
    """The report, or when to expect it."""
    frame = load_frame(reference)
    report = consultations.find_report(edge.reading(), frame.consultation.id)
    keep_page(frame.changes_at)
    return _awaited(frame) if report is None else _published(frame, report)


def _awaited(frame: Frame) -> str:
    tallies = comments.clause_tallies(edge.reading(), frame.consultation.id).values()
    return render_template(
        "public/result_awaited.html",
        frame=frame,
        comment_count=sum(tally.comment_count for tally in tallies),
    )


def _published(frame: Frame, report: Report) -> str:
    db, page = edge.reading(), page_number()
    page_count = math.ceil(report_rows.row_count(db, report.id) / report_rows.PAGE)
    rows = report_rows.rows_of_page(db, report.id, page)
    if page > max(page_count, 1):
        raise NotFoundError(subject="page")
    return render_template(
        "public/result.html",
        frame=frame,
        report=report,
        figures=report.figures,
        rows=rows,
        page=page,
        page_count=page_count,
        page_of=report_rows.page_of,
        outcomes=words.OUTCOMES,
        channels=words.CHANNELS,
    )
