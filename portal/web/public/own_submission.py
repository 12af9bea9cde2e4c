"""Which submission a visitor has proved to be theirs, by its query code, for half an hour."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import session

from portal.models.submissions import Submission
from portal.queries.submissions import find_by_number
from portal.web import edge

_KEPT = "looked_up"
LASTS = timedelta(minutes=30)
"""Long enough to write a supplement; whoever uses the computer next needs the code again."""


def remember(submission: Submission) -> None:
    """The next pages need no code: the signed cookie holds the number and the instant."""
    session[_KEPT] = {"number": submission.number, "at": edge.now().isoformat()}


def forget() -> None:
    """The code is needed again."""
    session.pop(_KEPT, None)


def remembered() -> Submission | None:
    """The submission, unless the half hour is over."""
    kept = session.get(_KEPT)
    if not isinstance(kept, dict):
        return None
    at = datetime.fromisoformat(str(kept.get("at")))
    if abs(edge.now() - at) >= LASTS:  # the clock of another server may be a moment behind
        return None
    return find_by_number(edge.reading(), str(kept.get("number")))
