"""The 意见采纳情况表 for officers: before publication as the public would read it, afterwards as it is."""

from __future__ import annotations

from typing import Any, BinaryIO

from flask import Response

from portal.models.consultations import Consultation
from portal.operations.reports import report_rows
from portal.queries.consultations import find_report
from portal.queries.report_rows import all_rows
from portal.reports.adoption import Paper, preview
from portal.web import edge
from portal.web.bureau import blueprint, workbench
from portal.web.made_files import as_download, made_file
from portal.window import civil_day


@blueprint.get("/consultations/<reference>/report.<any(docx,xlsx):kind>")
def report_file(reference: str, kind: str) -> Response:
    """Names masked and consent respected, before publication too: such files travel."""
    own = workbench.get_own(reference)
    paper, rows = _content(own)

    def write(target: BinaryIO) -> None:
        # Imported when asked for: no page needs the libraries, and they are large.
        if kind == "docx":
            from portal.reports.adoption_docx import adoption_docx

            adoption_docx(paper, rows, target)
        else:
            from portal.reports.adoption_xlsx import adoption_xlsx

            adoption_xlsx(paper, rows, target)

    suffix = "report" if paper.is_public else "report-preview"
    response = as_download(made_file(write), kind, f"{own.reference}-{suffix}")
    response.headers["Cache-Control"] = "no-store"
    return response


def _content(own: Consultation) -> tuple[Paper, Any]:
    db = edge.reading()
    published = find_report(db, own.id)
    issuer = own.notice.issuer if own.notice else ""
    if published is None:
        paper = preview(own.reference, own.title, issuer)
        return paper, report_rows(db, edge.ring(), own.id)
    paper = Paper(
        own.reference,
        published.title,
        published.process,
        published.collection,
        published.thanks,
        issuer,
        civil_day(published.published_at),
    )
    return paper, all_rows(db, published.id)
