"""The derivation of the clause tallies: what the kept counts must equal."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.models.submissions import ClauseTally, Comment
from portal.queries.figures import figure_columns, with_judgements


def recount(session: Session, consultation_id: int, keys: set[str]) -> None:
    """The tallies of the clauses equal what the rows say.

    They are locked before the rows are counted: a submission that commits in between would else be
    overwritten by the older count.
    """
    mine = ClauseTally.consultation_id == consultation_id
    for key in sorted(keys):
        session.execute(
            select(ClauseTally.clause_key)
            .where(mine, ClauseTally.clause_key == key)
            .with_for_update()
        )
        session.execute(
            update(ClauseTally)
            .where(mine, ClauseTally.clause_key == key)
            .values(**derived_tally(session, consultation_id, key))
        )


def derived_tally(session: Session, consultation_id: int, key: str) -> dict[str, Any]:
    """The counts of one clause, read from comments, findings, judgements and responses.

    Shape: as `figure_columns`.
    """
    row = session.execute(
        with_judgements(select(*figure_columns()).select_from(Comment)).where(
            Comment.consultation_id == consultation_id, Comment.clause_key == key
        )
    ).one()
    return {name: value or 0 for name, value in row._mapping.items()}
