"""What a visitor narrows a list, a feed or a calendar down to, read from the address."""

from __future__ import annotations

import re

from flask import request

from portal.queries.narrowing import Narrowing
from portal.search_words import QUERY_LIMIT, question_words

_LINE = 200
_YEAR = re.compile(r"[1-8][0-9]{3}")


def typed_question() -> str:
    """What was typed into the search field, as it is shown again."""
    return _line("q", QUERY_LIMIT)


def asked_narrowing() -> Narrowing:
    """The narrowing of the address; a year that is none is no narrowing."""
    year = request.args.get("year", "")
    return Narrowing(
        bureau=_line("bureau"),
        kind=_line("kind"),
        subject=_line("subject"),
        year=int(year) if _YEAR.fullmatch(year) else None,
        words=tuple(question_words(typed_question())),
    )


def _line(name: str, limit: int = _LINE) -> str:
    """What can be seen of a parameter: it is shown again, and no database could look up the rest."""
    typed = request.args.get(name, "")[:limit]
    return "".join(character if character.isprintable() else " " for character in typed).strip()
