"""Comments by clause: the overview, and the comments of one clause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Any

from flask import url_for
from flask_babel import gettext

from portal.errors import NotFoundError
from portal.models.consultations import Consultation
from portal.models.drafts import Clause
from portal.models.submissions import WHOLE, ClauseTally
from portal.operations.consultations import current_draft
from portal.queries.comments import (
    PAGE,
    clause_tallies,
    comments_of_clause,
    comments_of_consultation,
)
from portal.queries.consultations import clauses
from portal.web import edge
from portal.web.bureau import blueprint, workbench
from portal.web.bureau.cards import Card, card, page_of
from portal.web.bureau.stance_form import StanceForm


@dataclass(frozen=True, slots=True)
class Commented:
    """A clause (or the whole draft) that has comments, with its kept counts."""

    key: str
    label: str
    position: int
    tally: ClauseTally


@blueprint.get("/consultations/<reference>/comments")
def comments(reference: str) -> Any:
    """Every clause with comments in clause order; few comments are listed in full right here."""
    own = workbench.get_own(reference)
    commented = _commented(own)
    total = sum(item.tally.comment_count for item in commented)
    return workbench.page(
        "comments",
        own,
        commented=commented,
        comment_count=total,
        decided_count=sum(item.tally.decided_count for item in commented),
        reading_list=_reading_list(own, commented) if 0 < total <= PAGE else [],
        stance_form=StanceForm(),
    )


def _commented(own: Consultation) -> list[Commented]:
    db = edge.reading()
    tallies = clause_tallies(db, own.id)
    draft = current_draft(db, own.id) if tallies else None
    rows = clauses(db, draft.id) if draft else []
    places = [(WHOLE, gettext("整个草案"), 0)]
    places += [(clause.identity, clause.label, clause.position) for clause in rows]
    return [
        Commented(key, label, position, tallies[key])
        for key, label, position in places
        if key in tallies and tallies[key].comment_count
    ]


def _reading_list(
    own: Consultation, commented: Sequence[Commented]
) -> list[tuple[Commented, list[Card]]]:
    """All comments under their clauses, in clause order, oldest first."""
    by_key = {item.key: item for item in commented}
    cards = [card(row) for row in comments_of_consultation(edge.reading(), own.id)]
    cards = [item for item in cards if item.comment.clause_key in by_key]
    cards.sort(key=lambda item: (by_key[item.comment.clause_key].position, item.comment.id))
    grouped = groupby(cards, key=lambda item: item.comment.clause_key)
    return [(by_key[key], list(items)) for key, items in grouped]


@blueprint.get("/consultations/<reference>/clauses/<key>")
def clause_comments(reference: str, key: str) -> Any:
    """The comments of one clause, oldest first, page by page."""
    own, db, after = workbench.get_own(reference), edge.reading(), workbench.after_id()
    clause = None if key == WHOLE else _clause(own, key)
    cards, last = page_of(comments_of_clause(db, own.id, key, after))
    address = partial(url_for, "bureau.clause_comments", reference=reference, key=key)
    return workbench.page(
        "clause_comments",
        own,
        clause=clause,
        label=clause.label if clause else gettext("整个草案"),
        tally=clause_tallies(db, own.id).get(key),
        cards=cards,
        newer=address() if after else None,
        older=address(after=last) if last else None,
        stance_form=StanceForm(),
    )


def _clause(own: Consultation, key: str) -> Clause:
    """Raises: NotFoundError."""
    draft = current_draft(edge.reading(), own.id)
    for clause in clauses(edge.reading(), draft.id) if draft else []:
        if clause.identity == key:
            return clause
    raise NotFoundError(subject="clause")
