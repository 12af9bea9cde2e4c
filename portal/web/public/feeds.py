"""Following without an address: an Atom feed of what happens, and a calendar of deadlines."""

from __future__ import annotations

import uuid
from datetime import datetime, time
from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from portal.queries.deadlines import deadlines as newest_deadlines
from portal.queries.happenings import Happening, happenings
from portal.queries.narrowing import Narrowing
from portal.queries.phase_changes import next_phase_change_at
from portal.reports import atom, calendar_file
from portal.web import edge, language
from portal.web.filters import deadlineformat, periodformat
from portal.web.public import blueprint
from portal.web.public.consultation_files import deadline_words
from portal.web.public.narrowing import asked_narrowing
from portal.web.public.page_cache import keep_page
from portal.web.site import site_name
from portal.window import civil_day, to_instant

STALE_SECONDS = 300
HAPPENINGS: dict[str, Any] = {
    "published": _l("公开征求意见"),
    "opened": _l("征集开始"),
    "extended": _l("征集延期"),
    "opened_early": _l("征集提前开始"),
    "closed_early": _l("征集提前结束"),
    "closed": _l("征集结束"),
    "version": _l("公布新版本"),
    "issued": _l("公布印发稿"),
    "answered": _l("公布采纳情况反馈"),
    "withdrawn": _l("征集撤回"),
}
"""By `Happening.kind`."""
_PAGES = {"answered": "result", "version": "comparison", "issued": "comparison"}
_OPEN_TO_ALL = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}


@blueprint.get("/feed.atom")
def feed() -> Response:
    """What happened to the consultations asked for: all, or a bureau's, a kind's, a subject's."""
    db, now, asked = edge.reading(), edge.now(), asked_narrowing()
    found = happenings(db, now, asked)
    about = atom.Feed(
        id=f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, request.url)}",
        title=feed_title(asked),
        author=site_name()[0],
        self_href=request.url,
        page_href=url_for("public.consultation_list", _external=True),
        lang=language.html_lang(),
        updated_at=to_instant(datetime.combine(civil_day(now), time())),
    )
    body = atom.atom_feed(about, [_entry(item) for item in found])
    keep_page(next_phase_change_at(db, now), stale_seconds=STALE_SECONDS)
    return Response(body, content_type=atom.MEDIA_TYPE, headers=_OPEN_TO_ALL)


def feed_title(asked: Narrowing) -> str:
    """What a feed reader or a calendar calls it."""
    name = site_name()[0]
    parts = [part for part in (asked.bureau, asked.kind, asked.subject) if part]
    return " · ".join([name, *parts])


def _entry(item: Happening) -> atom.Entry:
    consultation = item.consultation
    kind = consultation.document_kind
    return atom.Entry(
        id=f"urn:uuid:{calendar_file.stable_id(consultation, f'{item.kind} {item.part}')}",
        title=gettext(
            "【%(what)s】%(title)s", what=HAPPENINGS[item.kind], title=consultation.title
        ),
        at=item.at,
        href=url_for(
            f"public.{_PAGES.get(item.kind, 'consultation')}",
            reference=consultation.reference,
            _external=True,
        ),
        summary=_summary(item),
        author=consultation.bureau.name,
        category=(kind.code, kind.name),
    )


def _summary(item: Happening) -> str:
    row = item.consultation.window
    period = periodformat(row.value()) if row else ""
    deadline = deadlineformat(row.closes_at) if row else ""
    words: str = gettext(
        "征集时间：%(period)s，%(deadline)s截止。", period=period, deadline=deadline
    )
    if item.reason:
        words += gettext("理由：") + item.reason
    return words


@blueprint.get("/deadlines.ics")
def deadlines() -> Response:
    """The deadlines of the consultations asked for, as a calendar to subscribe to."""
    db, now, asked = edge.reading(), edge.now(), asked_narrowing()
    entries = [
        deadline_words(consultation, changed_at)
        for consultation, changed_at in newest_deadlines(db, asked)
    ]
    keep_page(next_phase_change_at(db, now), stale_seconds=STALE_SECONDS)
    body = calendar_file.calendar_file(feed_title(asked), entries)
    return Response(body, content_type=calendar_file.MEDIA_TYPE, headers=_OPEN_TO_ALL)
