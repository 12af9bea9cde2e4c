"""What an edit of a further version's tree means for its mapping: no link is lost with a clause."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.models.drafts import Clause, DraftVersion
from portal.models.versions import Change, ClauseMapping
from portal.operations.versions_mapping import Correction, set_pair
from portal.queries.versions import predecessor

Heirs = Mapping[str, str | None]
"""For each clause on its way out the one that has its words from now on; None: nobody has."""


def links_of(session: Session, version_id: int, clause_ids: Mapping[str, int]) -> list[list[Any]]:
    """The links of these clauses of the version, as plain values.

    Shape: [identity, old clause id or None, id of the officer who set it or None].
    """
    if not clause_ids:
        return []
    identities = {row_id: identity for identity, row_id in clause_ids.items()}
    rows = session.execute(
        select(ClauseMapping.new_clause_id, ClauseMapping.old_clause_id, ClauseMapping.set_by_id)
        .where(
            ClauseMapping.draft_version_id == version_id,
            ClauseMapping.new_clause_id.in_(identities),
        )
        .order_by(ClauseMapping.id)
    )
    return [[identities[to or 0], at, set_by] for to, at, set_by in rows]


def hand_on(
    session: Session, version: DraftVersion, lost: Sequence[Sequence[Any]], heirs: Heirs
) -> list[list[Any]]:
    """What the gone clauses continued is continued by their heirs, or deleted if they have none.

    Returns the links made for it, as `take_back` wants them.
    """
    before = predecessor(session, version)
    made: list[list[Any]] = []
    for identity, old, set_by in lost:
        if before is None or old is None:
            continue
        heir = heirs[identity]
        to = None if heir is None else _clause_id(session, version.id, heir)
        partners = _partners(session, version.id, old)
        is_there = to in partners if to is not None else bool(partners)
        if is_there:  # its kind is judged anew: a split of which one part is left is none
            to = to if to in partners else min(partners)
            set_by = partners[to]
        else:
            made.append([old, heir])
        set_pair(session, version, before, Correction(old, to, keeps_other_olds=True), set_by)
    return made


def take_back(
    session: Session,
    version: DraftVersion,
    lost: Sequence[Sequence[Any]],
    made: Sequence[Sequence[Any]],
) -> None:
    """The links are as before `hand_on`: of clauses that are there again."""
    before = predecessor(session, version)
    if before is None:
        return
    for old, heir in made:
        if heir is not None:
            _unlink(session, version, before, old, _clause_id(session, version.id, heir))
    for identity, old, set_by in lost:
        to = _clause_id(session, version.id, identity)
        if to is not None:
            link = Correction(old, to, keeps_other_olds=True)
            set_pair(session, version, before, link, set_by)


def _clause_id(session: Session, version_id: int, identity: str) -> int | None:
    return session.scalar(
        select(Clause.id).where(
            Clause.draft_version_id == version_id, Clause.identity == identity
        )
    )


def _partners(session: Session, version_id: int, old: int) -> dict[int, int | None]:
    """The clauses that continue an old one, each with the officer who said so, if any."""
    rows = session.scalars(
        select(ClauseMapping).where(
            ClauseMapping.draft_version_id == version_id,
            ClauseMapping.old_clause_id == old,
            ClauseMapping.new_clause_id.is_not(None),
        )
    )
    return {row.new_clause_id or 0: row.set_by_id for row in rows}


def _unlink(
    session: Session, version: DraftVersion, before: DraftVersion, old: int, to: int | None
) -> None:
    """The pair is no more; what else the new clause continues is judged anew, else it is new."""
    mine = ClauseMapping.draft_version_id == version.id, ClauseMapping.new_clause_id == to
    session.execute(delete(ClauseMapping).where(*mine, ClauseMapping.old_clause_id == old))
    left = session.scalars(select(ClauseMapping).where(*mine).limit(1)).one_or_none()
    if left is not None:
        link = Correction(left.old_clause_id, to, keeps_other_olds=True)
        set_pair(session, version, before, link, left.set_by_id)
        return
    session.add(
        ClauseMapping(
            draft_version_id=version.id, new_clause_id=to, change=Change.NEW, similarity=0.0
        )
    )
    session.flush()
