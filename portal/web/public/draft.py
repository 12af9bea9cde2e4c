"""The tab 草案内容: the draft clause by clause."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import render_template, request

from portal.errors import NotFoundError
from portal.models.drafts import DraftVersion, Purpose
from portal.queries import comments, consultations
from portal.queries.versions import published_versions
from portal.web import edge, words
from portal.web.public import blueprint
from portal.web.public.draft_find import find_in
from portal.web.public.draft_parts import parts_of
from portal.web.public.frame import Frame, load_frame
from portal.web.public.page_cache import keep_page


@blueprint.get("/consultations/<reference>/draft")
def draft(reference: str) -> Any:
    """Every clause with its own address and, while open, its own button.

    Another public version than the one people comment on is shown by `?version=`, to be read.
    """
    frame, db = load_frame(reference), edge.reading()
    public = published_versions(db, frame.consultation.id)
    present = next((one for one in reversed(public) if one.purpose == Purpose.CONSULTATION), None)
    version = _asked_for(public) or present
    if version is None:
        raise NotFoundError(subject="draft")
    is_present = version is present
    new_href = frame.address("opinion_new")
    parts = parts_of(
        version.id,
        new_href if frame.is_open and is_present else "",
        lambda: consultations.clauses(db, version.id),
    )
    found = find_in(parts.clauses)
    keep_page(frame.changes_at)
    return render_template(
        "public/draft.html",
        frame=frame,
        draft=version,
        present=present,
        versions=public,
        purposes=words.PURPOSES,
        outline=parts.outline,
        clauses=parts.body(
            frame.waiting if is_present else {},
            _received(frame) if is_present else {},
            {hit.identity for hit in found.clauses},
            found.words,
        ),
        found=found,
        new_href=new_href,
    )


def _received(frame: Frame) -> dict[str, int]:
    """How many opinions each clause has received, if the bureau lets the public see it."""
    if not frame.consultation.shows_counts:
        return {}
    tallies = comments.clause_tallies(edge.reading(), frame.consultation.id)
    return {key: tally.comment_count for key, tally in tallies.items() if tally.comment_count}


def _asked_for(public: Sequence[DraftVersion]) -> DraftVersion | None:
    """The version of `?version=`; None when none is named. Raises: NotFoundError."""
    typed = request.args.get("version", "")
    found = next((version for version in public if str(version.number) == typed), None)
    if typed and found is None:
        raise NotFoundError(subject="draft")
    return found
