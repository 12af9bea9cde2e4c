"""The tab 意见反馈: the published adoption report, from its snapshot only."""

from __future__ import annotations

from typing import Any

from flask import render_template, request

from portal.models.responses import Report
from portal.queries import comments, consultations, report_rows, versions
from portal.queries.report_rows import ClauseFigures, Filter
from portal.web import edge, words
from portal.web.numbers import typed_number
from portal.web.paging import page_shown
from portal.web.public import blueprint
from portal.web.public.frame import Frame, load_frame
from portal.web.public.page_cache import keep_page
from portal.web.public.result_changes import line_changes

SHOWN_CLAUSES = 12
"""Clauses in the chart: those with most opinions; the table beside it has them all."""


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
    db = edge.reading()
    clauses = report_rows.clause_figures(db, report.id)
    wanted, chosen = _filter(clauses)
    row_count = report_rows.row_count(db, report.id, wanted)
    page, page_count = page_shown(row_count, report_rows.PAGE)
    rows = report_rows.rows_of_page(db, report.id, page, wanted)
    public = versions.published_versions(db, frame.consultation.id)
    return render_template(
        "public/result.html",
        frame=frame,
        report=report,
        figures=report.figures,
        clauses=clauses,
        charted=sorted(clauses, key=lambda item: -item.comment_count)[:SHOWN_CLAUSES],
        is_filtered=wanted.is_set,
        chosen=chosen,
        row_count=row_count,
        rows=rows,
        changed=line_changes(public, rows),
        page=page,
        page_count=page_count,
        page_of=report_rows.page_of,
        outcomes=words.OUTCOMES,
        channels=words.CHANNELS,
        has_versions=len(public) > 1,
    )


def _filter(clauses: list[ClauseFigures]) -> tuple[Filter, dict[str, str]]:
    """What the address asks for, and the same as the form shows it; nonsense asks for nothing.

    Clauses are named by their place among those of the report, from 1.
    """
    outcome, channel = request.args.get("outcome", ""), request.args.get("channel", "")
    outcome = outcome if outcome in words.OUTCOMES else ""
    channel = channel if channel in words.CHANNELS else ""
    place = request.args.get("clause", "")
    number = typed_number(place, len(clauses))
    label = clauses[number - 1].label if number else None
    chosen = {"outcome": outcome, "clause": place if number else "", "channel": channel}
    return Filter(outcome, label, channel), {name: value for name, value in chosen.items() if value}
