"""What a visitor takes along from a notice: its files, its code to scan, its deadline."""

from __future__ import annotations

import io
import re
from datetime import datetime
from typing import Any

import segno
from flask import Response, abort, send_file, url_for
from flask_babel import gettext

from portal.errors import NotFoundError
from portal.models.consultations import Consultation
from portal.operations.attachments import stored_path
from portal.queries import consultations
from portal.queries.materials import get_notice_file
from portal.reports.calendar_file import MEDIA_TYPE, Deadline, calendar_file
from portal.web import edge
from portal.web.filters import deadlineformat, periodformat
from portal.web.public import blueprint
from portal.web.public.frame import Place, load_frame
from portal.web.public.page_cache import keep_page

REMINDER_DAYS = 3
_DIGEST = re.compile(r"[0-9a-f]{64}")


@blueprint.get("/consultations/<reference>/files/<digest>")
def notice_file(reference: str, digest: str) -> Any:
    """The file as a download that no browser runs or shows in the page; gone once withdrawn."""
    place = Place(reference)
    if not _DIGEST.fullmatch(digest):
        raise NotFoundError(subject="notice_file")
    row = get_notice_file(edge.reading(), place.consultation_id, digest)
    if row.withdrawn_at is not None:
        abort(410)
    path = stored_path(edge.settings().attachment_dir, row.sha256)
    if not path.is_file():
        raise NotFoundError(subject="notice_file")
    response = send_file(
        path,
        mimetype=row.media_type,
        as_attachment=True,
        download_name=row.file_name,
        etag=row.sha256,
        max_age=300,
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@blueprint.get("/consultations/<reference>/qr.svg")
def consultation_qr(reference: str) -> Response:
    """A code to scan with a phone that leads to the consultation, as a picture of its own."""
    frame, target = load_frame(reference), io.BytesIO()
    code = segno.make_qr(frame.address("consultation", _external=True), error="m")
    code.save(target, kind="svg", scale=4, border=4, dark="#000", light="#fff", xmldecl=False)
    keep_page(None)
    return Response(target.getvalue(), mimetype="image/svg+xml")


@blueprint.get("/consultations/<reference>/deadline.ics")
def consultation_deadline(reference: str) -> Response:
    """The deadline for the visitor's own calendar, with a reminder."""
    frame = load_frame(reference)
    changes = consultations.window_history(edge.reading(), frame.consultation.id)
    changed_at = max(change.changed_at for change in changes)
    body = calendar_file(
        frame.consultation.title, [deadline_words(frame.consultation, changed_at)], reminder_days=REMINDER_DAYS
    )
    keep_page(frame.changes_at)
    response = Response(body, content_type=MEDIA_TYPE)
    response.headers.set(
        "Content-Disposition", "attachment", filename=f"{frame.reference}-deadline.ics"
    )
    return response


def deadline_words(consultation: Consultation, changed_at: datetime) -> Deadline:
    """The close of a consultation as a calendar shows it."""
    row, title = consultation.window, consultation.title
    return Deadline(
        consultation,
        summary=gettext("征求意见截止：%(title)s", title=title),
        description=gettext(
            "%(bureau)s公开征求意见，%(period)s，%(deadline)s截止。",
            bureau=consultation.bureau.name,
            period=periodformat(row.value()) if row else "",
            deadline=deadlineformat(row.closes_at) if row else "",
        ),
        url=url_for("public.consultation", reference=consultation.reference, _external=True),
        changed_at=changed_at,
    )
