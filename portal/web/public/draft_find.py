"""Finding words in a draft, by an ordinary form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request

from portal.models.drafts import Clause
from portal.search_words import QUERY_LIMIT, fold, found_at, question_words

SHOWN = 50
"""Clauses that are linked; all of them are marked in the text."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was typed, its words, the clauses that have all of them, and how often they stand there."""

    typed: str
    words: tuple[str, ...]
    clauses: tuple[Clause, ...]
    place_count: int

    @property
    def shown(self) -> tuple[Clause, ...]:
        """The clauses that are linked above the text."""
        return self.clauses[:SHOWN]


def find_in(clauses: Sequence[Clause]) -> Finding:
    """The finding of `?find=`; an empty one when nothing is looked for."""
    raw = request.args.get("find", "")[:QUERY_LIMIT]
    typed = "".join(c if c.isprintable() else " " for c in raw).strip()
    words = tuple(word.text for word in question_words(typed))
    if not words:
        return Finding(typed, (), (), 0)
    hits = [clause for clause in clauses if _has_all(clause, words)]
    places = sum(
        len(found_at(text, words)) for clause in hits for text in (clause.heading, clause.text)
    )
    return Finding(typed, words, tuple(hits), places)


def _has_all(clause: Clause, words: Sequence[str]) -> bool:
    folded = fold(clause.quote)
    return all(word in folded for word in words)
