"""The published report to download: as a document, a workbook, a table of text, and data."""

from __future__ import annotations

import hashlib
from typing import BinaryIO

from flask import Response, request
from werkzeug.wrappers import Response as BaseResponse

from portal.errors import NotFoundError
from portal.models.responses import Report
from portal.queries.consultations import find_report
from portal.queries.report_rows import all_rows
from portal.reports.adoption import Paper
from portal.reports.adoption_csv import adoption_csv, adoption_json
from portal.web import edge
from portal.web.made_files import MEDIA_TYPES, as_download, made_file
from portal.web.public import blueprint
from portal.web.public.frame import Frame, load_frame
from portal.window import civil_day

_LAYOUT = "2"
"""Another layout of the files has other ETags."""


@blueprint.get("/consultations/<reference>/result.<any(docx,xlsx,csv,json):kind>")
def result_file(reference: str, kind: str) -> BaseResponse:
    """The report; it never changes, so who has the file already is told so before it is made.

    Raises: NotFoundError before there is a report.
    """
    frame = load_frame(reference)
    report = find_report(edge.reading(), frame.consultation.id)
    if report is None:
        raise NotFoundError(subject="report")
    key = f"{_LAYOUT} {kind} {report.id} {report.published_at.isoformat()}"
    known = Response(content_type=MEDIA_TYPES[kind])
    _mark(known, key)
    known.make_conditional(request)
    if known.status_code == 304:
        return known
    response = _made(frame, report, kind, f"{frame.reference}-report")
    _mark(response, key)
    return response


def _mark(response: Response, key: str) -> None:
    response.set_etag(hashlib.sha256(key.encode()).hexdigest()[:32])
    response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"


def _made(frame: Frame, report: Report, kind: str, name: str) -> Response:
    """Every file is written before it is sent: a slow reader must hold no connection to the database."""
    paper, rows = _paper(frame, report), all_rows(edge.reading(), report.id)

    def write(target: BinaryIO) -> None:
        # Imported when asked for: no page needs the libraries, and they are large.
        if kind == "docx":
            from portal.reports.adoption_docx import adoption_docx

            adoption_docx(paper, rows, target)
        elif kind == "xlsx":
            from portal.reports.adoption_xlsx import adoption_xlsx

            adoption_xlsx(paper, rows, target)
        else:
            is_csv = kind == "csv"
            target.writelines(
                adoption_csv(rows) if is_csv else adoption_json(paper, report.figures, rows)
            )

    return as_download(made_file(write), kind, name)


def _paper(frame: Frame, report: Report) -> Paper:
    return Paper(
        reference=frame.reference,
        title=report.title,
        process=report.process,
        collection=report.collection,
        thanks=report.thanks,
        issuer=frame.notice.issuer,
        day=civil_day(report.published_at),
    )
