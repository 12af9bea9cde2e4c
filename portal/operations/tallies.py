"""The derivation of the clause tallies: what the kept counts must equal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.models.submissions import ClauseTally, Comment
from portal.queries.figures import figure_columns, with_judgements
from portal.queries.letter_parts import opinion_counts


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

    Withdrawn comments count no more.

    Shape: as `figure_columns`.
    """
    row = session.execute(
        with_judgements(select(*figure_columns()).select_from(Comment)).where(
            Comment.consultation_id == consultation_id,
            Comment.clause_key == key,
            opinion_counts(),
        )
    ).one()
    return {name: value or 0 for name, value in row._mapping.items()}


@contextmanager
def shifted(session: Session, consultation_id: int, comment_ids: Sequence[int]) -> Iterator[None]:
    """The tallies have moved by what the block wrote about these comments.

    Costs a look at these comments only: recounting whole clauses for each batch of a large analysis
    would be quadratic. The tallies are locked before the first look, as in `recount`.
    """
    keys = sorted(
        session.scalars(select(Comment.clause_key).where(Comment.id.in_(comment_ids)).distinct())
    )
    for key in keys:
        session.execute(
            select(ClauseTally.clause_key)
            .where(ClauseTally.consultation_id == consultation_id, ClauseTally.clause_key == key)
            .with_for_update()
        )
    before = _counts_of(session, comment_ids)
    yield
    session.flush()
    after = _counts_of(session, comment_ids)
    for key in keys:
        old, new = before.get(key, {}), after.get(key, {})  # without: none of them counts
        moves = {
            name: getattr(ClauseTally, name) + (new.get(name, 0) - old.get(name, 0))
            for name in old | new
            if new.get(name, 0) != old.get(name, 0)
        }
        if moves:
            session.execute(
                update(ClauseTally)
                .where(
                    ClauseTally.consultation_id == consultation_id, ClauseTally.clause_key == key
                )
                .values(**moves)
            )


def _counts_of(session: Session, comment_ids: Sequence[int]) -> dict[str, dict[str, Any]]:
    """Shape: {clause key: as `figure_columns`} of those of these comments that count."""
    query = select(Comment.clause_key, *figure_columns()).select_from(Comment)
    wanted = (Comment.id.in_(comment_ids), opinion_counts())
    rows = session.execute(
        with_judgements(query).where(*wanted).group_by(Comment.clause_key)
    )
    return {
        row.clause_key: {
            name: value or 0 for name, value in row._mapping.items() if name != "clause_key"
        }
        for row in rows
    }
