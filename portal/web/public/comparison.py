"""Two versions of the draft beside each other: what was struck, inserted, moved, left alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask import render_template, request

from portal.errors import NotFoundError
from portal.models.drafts import DraftVersion
from portal.models.versions import Change
from portal.queries import report_rows
from portal.queries.versions import published_versions
from portal.reports.comparison import Block, Entry, counts_of
from portal.web import edge, words
from portal.web.numbers import typed_number
from portal.web.public import blueprint
from portal.web.public.comparison_parts import compared
from portal.web.public.frame import load_frame
from portal.web.public.page_cache import keep_page

_LARGEST_NUMBER = 9999


@dataclass(frozen=True, slots=True)
class Fold:
    """Clauses one after the other that did not change, or changed their number only."""

    change: Change
    blocks: Sequence[Block]


@dataclass(frozen=True, slots=True)
class Chosen:
    """The public versions, and the two of them that are compared; None when there is one only."""

    public: Sequence[DraftVersion]
    old: DraftVersion | None
    new: DraftVersion


@blueprint.get("/consultations/<reference>/compare")
def comparison(reference: str) -> Any:
    """The comparison asked for; without numbers the newest version with the one before it."""
    frame = load_frame(reference)
    chosen = choose(frame.consultation.id)
    entries = compared(edge.reading(), chosen.old, chosen.new) if chosen.old else ()
    named = {at for one in entries if isinstance(one, Block) for at in one.taken_up}
    keep_page(frame.changes_at)
    return render_template(
        "public/comparison.html",
        frame=frame,
        versions=chosen.public,
        old=chosen.old,
        new=chosen.new,
        parts=folded(entries),
        counts=counts_of(entries),
        lines=report_rows.rows_of_comments(edge.reading(), named) if named else {},
        page_of=report_rows.page_of,
        changes=words.CHANGES,
        purposes=words.PURPOSES,
    )


def choose(consultation_id: int) -> Chosen:
    """The versions of `?from=` and `?to=`, the older one first. Raises: NotFoundError."""
    public = published_versions(edge.reading(), consultation_id)
    if not public:
        raise NotFoundError(subject="draft")
    by_number = {version.number: version for version in public}
    one, other = (_number(name) for name in ("from", "to"))
    numbers = sorted(number for number in (one, other) if number is not None)
    if not set(numbers) <= by_number.keys():
        raise NotFoundError(subject="draft")
    new = by_number[numbers[-1]] if other is not None else public[-1]
    before = [version for version in public if version.number < new.number]
    if len(set(numbers)) > 1:
        return Chosen(public, by_number[numbers[0]], new)
    if one is not None and other is None and one < new.number:
        return Chosen(public, by_number[one], new)
    return Chosen(public, before[-1] if before and len(numbers) < 2 else None, new)


def _number(name: str) -> int | None:
    """Raises: NotFoundError for what is no number of a version."""
    typed = request.args.get(name, "")
    if not typed:
        return None
    number = typed_number(typed, _LARGEST_NUMBER)
    if number is None:
        raise NotFoundError(subject="draft")
    return number


def folded(entries: Sequence[Entry]) -> list[Entry | Fold]:
    """The entries, with each run of unchanged clauses in one fold."""
    found: list[Entry | Fold] = []
    for change, run in groupby(entries, key=_foldable):
        together = list(run)
        blocks = [entry for entry in together if isinstance(entry, Block)]
        found += [Fold(change, blocks)] if change else together
    return found


def _foldable(entry: Entry) -> Change | None:
    return entry.change if isinstance(entry, Block) and entry.is_unchanged else None
