"""The 修改对照表 to download, as a Word document and as a workbook."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

from flask import Response, request
from werkzeug.wrappers import Response as BaseResponse

from portal.errors import NotFoundError
from portal.reports.comparison import Entry
from portal.reports.comparison_words import storable, title, version_name
from portal.web import edge
from portal.web.public import blueprint
from portal.web.public.comparison import choose
from portal.web.public.comparison_parts import compared
from portal.web.public.frame import load_frame

_LAYOUT = "3"
"""Another layout of the files has other ETags."""
_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument."
_DOCX, _XLSX = f"{_MEDIA_TYPE}wordprocessingml.document", f"{_MEDIA_TYPE}spreadsheetml.sheet"
Make = Callable[[str, str, Sequence[Entry]], bytes]


@blueprint.get("/consultations/<reference>/compare.docx")
def comparison_docx(reference: str) -> Any:
    """The table of what changed; `?all=1` adds the clauses that did not."""
    has_all = request.args.get("all") == "1"

    def make(heading: str, versions: str, entries: Sequence[Entry]) -> bytes:
        # Imported when asked for: no page needs the library, and it is large.
        from portal.reports.comparison_docx import comparison_docx

        return comparison_docx(heading, versions, entries, with_unchanged=has_all)

    return _file(reference, "docx-all" if has_all else "docx", _DOCX, make)


@blueprint.get("/consultations/<reference>/compare.xlsx")
def comparison_xlsx(reference: str) -> Any:
    """The table of all clauses."""

    def make(heading: str, versions: str, entries: Sequence[Entry]) -> bytes:
        # Imported when asked for, as above.
        from portal.reports.comparison_xlsx import comparison_xlsx

        return comparison_xlsx(heading, versions, entries)

    return _file(reference, "xlsx", _XLSX, make)


def _file(reference: str, kind: str, media_type: str, make: Make) -> BaseResponse:
    """The file; versions are frozen, so who has it already is told so before it is made."""
    frame = load_frame(reference)
    chosen = choose(frame.consultation.id)
    if chosen.old is None:
        raise NotFoundError(subject="draft")
    key = f"{_LAYOUT} {kind} {chosen.old.id} {chosen.new.id} {chosen.new.published_at}"
    response = Response(content_type=media_type)
    response.set_etag(hashlib.sha256(key.encode()).hexdigest()[:32])
    response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    suffix = kind.split("-")[0]
    name = f"{frame.reference}-{chosen.old.number}-{chosen.new.number}.{suffix}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.make_conditional(request)
    if response.status_code == 304:
        return response
    entries = compared(edge.reading(), chosen.old, chosen.new)
    heading = title(storable(chosen.new.title))
    versions = f"{version_name(chosen.old)} — {version_name(chosen.new)}"
    response.set_data(make(heading, versions, entries))
    return response
