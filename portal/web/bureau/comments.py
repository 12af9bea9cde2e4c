"""Comments by clause: the overview, and the comments of one clause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import url_for
from flask_babel import gettext

from portal.errors import NotFoundError
from portal.models.consultations import Consultation
from portal.models.drafts import Clause
from portal.models.submissions import WHOLE, ClauseTally
from portal.queries.comments import (
    PAGE,
    clause_tallies,
    comments_of_clause,
    comments_of_consultation,
    flagged_comments,
    flagged_count,
    ids_flagged,
    ids_of_clause,
    no_comment_submissions,
)
from portal.queries.consultations import clauses, public_draft
from portal.queries.versions_fates import Fate, fates, retired_clauses
from portal.web import edge
from portal.web.bureau import blueprint, workbench
from portal.web.bureau.card_pages import card_page
from portal.web.bureau.cards import Card, card
from portal.web.bureau.stance_form import StanceForm
from portal.web.words import CHANGES


@dataclass(frozen=True, slots=True)
class Commented:
    """A clause (or the whole draft) that has comments, with its kept counts."""

    key: str
    label: str
    tally: ClauseTally
    fate: Fate | None = None
    """Of a clause that the version people comment on no longer has."""


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
        flagged_count=flagged_count(edge.reading(), own.id),
        no_comment_count=len(no_comment_submissions(edge.reading(), own.id)),
        decided_count=sum(item.tally.decided_count for item in commented),
        reading_list=_reading_list(own, commented) if commented and total <= PAGE else [],
        stance_form=StanceForm(),
        changes=CHANGES,
    )


def _commented(own: Consultation) -> list[Commented]:
    """The clauses with comments in the order of the present version, then those it dropped."""
    db = edge.reading()
    tallies = clause_tallies(db, own.id)
    draft = public_draft(db, own.id) if tallies else None
    labels = {WHOLE: gettext("整个草案")}
    labels |= {clause.identity: clause.label for clause in clauses(db, draft.id)} if draft else {}
    gone = tallies.keys() - labels.keys()
    retired = retired_clauses(db, own.id, gone) if gone else {}
    lost = fates(db, own.id, [clause.id for clause in retired.values()])
    present = [Commented(key, labels[key], tallies[key]) for key in labels if key in tallies]
    return present + [
        Commented(clause.identity, clause.label, tallies[clause.identity], lost.get(clause.id))
        for clause in sorted(retired.values(), key=lambda clause: clause.position)
    ]


def _reading_list(
    own: Consultation, commented: Sequence[Commented]
) -> list[tuple[Commented, list[Card]]]:
    """All comments under their clauses, in clause order, oldest first; none when they are many.

    Withdrawn ones are shown and not counted.
    """
    by_key: dict[str, list[Card]] = {item.key: [] for item in commented}
    rows = comments_of_consultation(edge.reading(), own.id)
    if len(rows) > PAGE:
        return []
    for row in rows:
        if row.Comment.clause_key in by_key:
            by_key[row.Comment.clause_key].append(card(row))
    return [(item, by_key[item.key]) for item in commented if by_key[item.key]]


@blueprint.get("/consultations/<reference>/comments/flagged")
def comments_flagged(reference: str) -> Any:
    """The comments that came conspicuously, oldest first, page by page."""
    own = workbench.get_own(reference)
    page = card_page(
        partial(flagged_comments, edge.reading(), own.id),
        ids_flagged(own.id),
        partial(url_for, "bureau.comments_flagged", reference=reference),
    )
    return workbench.page(
        "comments_flagged",
        own,
        cards=page.cards,
        newer=page.newer,
        older=page.older,
        stance_form=StanceForm(),
    )


@blueprint.get("/consultations/<reference>/clauses/<key>")
def clause_comments(reference: str, key: str) -> Any:
    """The comments of one clause, oldest first, page by page."""
    own, db = workbench.get_own(reference), edge.reading()
    clause = None if key == WHOLE else _clause(own, key)
    page = card_page(
        partial(comments_of_clause, db, own.id, key),
        ids_of_clause(own.id, key),
        partial(url_for, "bureau.clause_comments", reference=reference, key=key),
    )
    return workbench.page(
        "clause_comments",
        own,
        clause=clause,
        fate=fates(db, own.id, [clause.id]).get(clause.id) if clause else None,
        changes=CHANGES,
        label=clause.label if clause else gettext("整个草案"),
        tally=clause_tallies(db, own.id).get(key),
        cards=page.cards,
        newer=page.newer,
        older=page.older,
        stance_form=StanceForm(),
    )


def _clause(own: Consultation, key: str) -> Clause:
    """The clause as it stands, or as it last stood. Raises: NotFoundError."""
    found = retired_clauses(edge.reading(), own.id, [key]).get(key)
    if found is None:
        raise NotFoundError(subject="clause")
    return found
