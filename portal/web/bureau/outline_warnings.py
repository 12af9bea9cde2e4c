"""What the import found doubtful, and which of it was mended since."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup
from sqlalchemy.orm import Session

from portal.models.drafts import Clause, DraftVersion
from portal.queries.outline_edits import reworked_clauses
from portal.web.engine_words import engine_words


@dataclass(frozen=True, slots=True)
class Located:
    """A warning of the import with the clause nearest above its line, if any.

    Shape: `is_settled` once an officer has changed the words or the place of the clause it speaks of.
    """

    line: int
    words: Markup
    anchor: str
    is_settled: bool


def located_warnings(
    session: Session, draft: DraftVersion | None, rows: Sequence[Clause], *, has_window: bool
) -> list[Located]:
    """The warnings of a version not yet public: those that still stand first, then by line.

    What the notice lacked is settled once officers have set the window, `has_window`.
    """
    if draft is None or draft.published_at is not None or not draft.warnings:
        return []
    reworked = reworked_clauses(session, draft.id)
    by_line = sorted(rows, key=lambda clause: clause.line)
    found = [
        _of_notice(_located(warning, by_line, reworked), warning["code"], has_window)
        for warning in draft.warnings
    ]
    return sorted(found, key=lambda one: (one.is_settled, one.line))


def _located(
    warning: dict[str, Any], by_line: Sequence[Clause], reworked: Collection[str]
) -> Located:
    place = bisect_right(by_line, warning["line"], key=lambda clause: clause.line)
    begun = by_line[place - 1].line if place else 0
    spoken_of = [clause for clause in by_line[:place] if clause.line == begun]
    if spoken_of and warning["code"].startswith("numbering"):
        # A number is out of order as seen from the one before it.
        level, place = spoken_of[0].level, by_line.index(spoken_of[0])
        before = (clause for clause in reversed(by_line[:place]) if clause.level == level)
        spoken_of += [one for one in [next(before, None)] if one is not None]
    return Located(
        warning["line"],
        engine_words(warning["message"], warning["code"], warning["line"]),
        spoken_of[0].identity if spoken_of else "",
        any(clause.identity in reworked for clause in spoken_of),
    )


def _of_notice(located: Located, code: str, has_window: bool) -> Located:
    is_settled = located.is_settled or (has_window and code == "notice_missing")
    return replace(located, is_settled=is_settled)
