"""The open data: read-only JSON of what is public, for anybody's programs."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template

from portal.config import RESOURCE_DIR
from portal.errors import NotFoundError
from portal.models.consultations import Subject
from portal.models.responses import Report
from portal.queries import consultations, materials
from portal.queries import open_data as questions
from portal.queries.narrowing import Narrowing
from portal.queries.phase_changes import next_phase_change_at
from portal.queries.versions import published_versions
from portal.reports import open_data as generator
from portal.search_words import QUERY_LIMIT, question_words
from portal.web import edge
from portal.web.public import blueprint
from portal.web.public.frame import Frame, load_frame
from portal.web.public.open_data_answers import (
    OPEN_TO_ALL,
    PREFIX,
    STALE_SECONDS,
    answer,
    choice,
    line,
    link,
    number,
    open_data,
    page,
)
from portal.web.public.page_cache import keep_page

STATES = ("all", "open", "upcoming", "closed", "answered")
_DEFAULT, _LARGEST = 50, 200


@blueprint.get("/open-data")
def open_data_page() -> str:
    """What there is, how to ask for it, and what is not in it."""
    keep_page(None)
    return render_template("public/open_data.html", prefix=PREFIX)


@blueprint.get(f"{PREFIX}/openapi.json")
def open_data_description() -> Response:
    """The description of the interface. Source: OpenAPI 3.1."""
    keep_page(None, stale_seconds=STALE_SECONDS)
    body = (RESOURCE_DIR / "static" / "open-data" / "openapi.json").read_bytes()
    return Response(body, headers=OPEN_TO_ALL, content_type="application/json; charset=utf-8")


@blueprint.get(f"{PREFIX}/consultations")
@open_data("state", "bureau", "kind", "subject", "year", "q", "after", "limit")
def open_consultations() -> Response:
    """The public consultations, newest first."""
    db, now = edge.reading(), edge.now()
    limit = number("limit", _DEFAULT, _LARGEST)
    asked = Narrowing(
        bureau=line("bureau"),
        kind=line("kind"),
        subject=choice("subject", Subject),
        year=number("year", 0, 8999, least=1900) or None,
        words=tuple(question_words(line("q", QUERY_LIMIT))),
    )
    rows = questions.consultations_after(
        db, choice("state", STATES, "all"), now, asked, line("after", 24), limit
    )
    keep_page(next_phase_change_at(db, now), stale_seconds=STALE_SECONDS)
    data = [generator.consultation_data(row.consultation, row.state, link) for row in rows]
    return answer(page(data, rows, limit, lambda row: row.consultation.reference))


@blueprint.get(f"{PREFIX}/consultations/<reference>")
@open_data()
def open_consultation(reference: str) -> Response:
    """One consultation with its notice, versions, files and related pages."""
    frame, db = load_frame(reference), edge.reading()
    keep_page(frame.changes_at, stale_seconds=STALE_SECONDS)
    return answer(
        generator.consultation_details(
            generator.consultation_data(frame.consultation, frame.state, link),
            frame.notice,
            published_versions(db, frame.consultation.id),
            materials.notice_files(db, frame.consultation.id),
            materials.related(db, frame.consultation.id),
            link,
        )
    )


@blueprint.get(f"{PREFIX}/consultations/<reference>/clauses")
@open_data("version", "after", "limit")
def open_clauses(reference: str) -> Response:
    """The clauses of a public version of the draft, the newest unless another is named."""
    frame, db = load_frame(reference), edge.reading()
    limit, after = number("limit", _DEFAULT, _LARGEST), number("after", 0, least=0)
    version = questions.version_of(db, frame.consultation.id, number("version", 0) or None)
    rows, parents = questions.clauses_after(db, version.id, after, limit)
    keep_page(frame.changes_at, stale_seconds=STALE_SECONDS)
    data = [generator.clause_data(clause, parents) for clause in rows]
    listed = page(data, [*rows], limit, lambda row: row.position)
    return answer({"version": generator.version_data(version), **listed})


@blueprint.get(f"{PREFIX}/consultations/<reference>/counts")
@open_data()
def open_counts(reference: str) -> Response:
    """How many opinions came, and by clause where that is public."""
    frame = load_frame(reference)
    counts = questions.comment_counts(edge.reading(), frame.consultation.id)
    is_public = frame.consultation.shows_counts or frame.state == "answered"
    keep_page(frame.changes_at, stale_seconds=STALE_SECONDS)
    return answer(generator.counts_data(sum(counts.values()), counts if is_public else None))


@blueprint.get(f"{PREFIX}/consultations/<reference>/comments")
@open_data("after", "limit")
def open_comments(reference: str) -> Response:
    """The published opinions of those who agreed to it, with the bureau's answers."""
    frame, report = _reported(reference)
    limit, after = number("limit", _DEFAULT, _LARGEST), number("after", 0, least=0)
    rows = questions.published_comments_after(edge.reading(), report.id, after, limit)
    keep_page(frame.changes_at, stale_seconds=STALE_SECONDS)
    data = [generator.comment_data(row) for row in rows]
    return answer(page(data, [*rows], limit, lambda row: row.sequence))


@blueprint.get(f"{PREFIX}/consultations/<reference>/report")
@open_data()
def open_report(reference: str) -> Response:
    """The published report: its words and figures."""
    frame, report = _reported(reference)
    keep_page(frame.changes_at, stale_seconds=STALE_SECONDS)
    data: Any = generator.report_data(report)
    return answer({"consultation": frame.reference, **data})


def _reported(reference: str) -> tuple[Frame, Report]:
    """Raises: NotFoundError before the report is published."""
    frame = load_frame(reference)
    report = consultations.find_report(edge.reading(), frame.consultation.id)
    if report is None:
        raise NotFoundError(subject="report")
    return frame, report
