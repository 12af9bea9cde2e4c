"""What an edit of a further version's tree means for the comments its changes name: none is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from portal.models.drafts import Clause, DraftVersion
from portal.models.versions import TakenUpComment

Named = Sequence[Sequence[Any]]
"""Shape: [identity of the clause, id of the comment, id of the officer, instant in ISO form]."""


def names_of(session: Session, version_id: int, clause_ids: Mapping[str, int]) -> list[list[Any]]:
    """What the changes of these clauses of the version name, as plain values."""
    identities = {row_id: identity for identity, row_id in clause_ids.items()}
    if not identities:
        return []
    rows = session.scalars(
        select(TakenUpComment)
        .where(
            TakenUpComment.draft_version_id == version_id, TakenUpComment.clause_id.in_(identities)
        )
        .order_by(TakenUpComment.comment_id)
    )
    return [
        [identities[row.clause_id], row.comment_id, row.named_by_id, row.named_at.isoformat()]
        for row in rows
    ]


def hand_on_names(
    session: Session, version: DraftVersion, lost: Named, heirs: Mapping[str, str | None]
) -> list[list[Any]]:
    """The heirs of gone clauses name what those named; what is named for nobody is dropped.

    Returns what was added to the heirs, as `take_back_names` wants it.
    """
    wanted = [[heirs[identity], *rest] for identity, *rest in lost if heirs[identity] is not None]
    return _add(session, version.id, wanted)


def take_back_names(session: Session, version: DraftVersion, lost: Named, made: Named) -> None:
    """The names are as before `hand_on_names`: of clauses that are there again."""
    ids = _ids(session, version.id)
    for identity, comment_id, *_rest in made:
        session.execute(
            delete(TakenUpComment).where(
                TakenUpComment.draft_version_id == version.id,
                TakenUpComment.clause_id == ids.get(identity),
                TakenUpComment.comment_id == comment_id,
            )
        )
    _add(session, version.id, lost)


def _ids(session: Session, version_id: int) -> dict[str, int]:
    query = select(Clause.identity, Clause.id).where(Clause.draft_version_id == version_id)
    return {identity: row_id for identity, row_id in session.execute(query)}


def _add(session: Session, version_id: int, wanted: Named) -> list[list[Any]]:
    """Each that was not there yet is there; returns those."""
    if not wanted:
        return []
    ids = _ids(session, version_id)
    query = select(TakenUpComment.clause_id, TakenUpComment.comment_id).where(
        TakenUpComment.draft_version_id == version_id
    )
    there = {(clause_id, comment_id) for clause_id, comment_id in session.execute(query)}
    added: list[list[Any]] = []
    for identity, comment_id, officer_id, at in wanted:
        if identity not in ids or (ids[identity], comment_id) in there:
            continue
        there.add((ids[identity], comment_id))
        added.append([identity, comment_id, officer_id, at])
        session.execute(
            insert(TakenUpComment).values(
                draft_version_id=version_id,
                clause_id=ids[identity],
                comment_id=comment_id,
                named_by_id=officer_id,
                named_at=datetime.fromisoformat(at),
            )
        )
    return added
