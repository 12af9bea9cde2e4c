"""What became of a clause, or of the clause a comment was made on, in the newest version."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.models.drafts import Clause, DraftVersion, Purpose
from portal.models.submissions import Comment
from portal.models.versions import Change, ClauseMapping
from portal.queries.versions import published_versions
from portal.queries.versions_compared import articles_above

Ways = dict[int, frozenset[str]]
"""Where a clause stands in a later version, and by which changes it came there."""

_TELLING = (Change.SPLIT, Change.MERGED, Change.CHANGED, Change.MOVED, Change.RENUMBERED)
"""Of several changes on the way the most telling one is named."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a clause: the kind of change, and where it stands in the newest version.

    Shape: `clauses` are empty for a deleted one; `places` are the 条 in which they stand, or the
    clauses themselves.
    """

    old_version: DraftVersion
    new_version: DraftVersion
    change: str
    clauses: Sequence[Clause]
    places: Sequence[Clause]


def fate_of(session: Session, comment: Comment) -> Fate | None:
    """What became of the clause a comment was made on; None for the whole draft, or no news."""
    if comment.clause_id is None:
        return None
    clause_id = comment.clause_id
    return fates(session, comment.consultation_id, [clause_id]).get(clause_id)


def fates(session: Session, consultation_id: int, clause_ids: Collection[int]) -> dict[int, Fate]:
    """What became of each clause in the newest public version, if its own is an older one."""
    public = published_versions(session, consultation_id)
    if len(public) < 2 or not clause_ids:
        return {}
    homes = _homes(session, public, clause_ids)
    ways: dict[int, Ways] = {at: {at: frozenset()} for at in homes}
    for version in public[1:]:
        earlier = [at for at, home in homes.items() if home.number < version.number]
        onward = _onward(session, version, {at for start in earlier for at in ways[start]})
        ways.update({start: _followed(ways[start], onward) for start in earlier})
    places = _places(session, {at for found in ways.values() for at in found})
    return {
        at: _fate(home, public[-1], ways[at], places)
        for at, home in homes.items()
        if home is not public[-1]
    }


def _homes(
    session: Session, public: Sequence[DraftVersion], clause_ids: Collection[int]
) -> dict[int, DraftVersion]:
    """The public version in which each clause stands."""
    by_id = {version.id: version for version in public}
    query = select(Clause.id, Clause.draft_version_id).where(Clause.id.in_(clause_ids))
    return {at: by_id[of] for at, of in session.execute(query) if of in by_id}


def _onward(
    session: Session, version: DraftVersion, clause_ids: Collection[int]
) -> dict[int, list[ClauseMapping]]:
    """The mappings of older clauses to those of a version, by the old clause."""
    found: dict[int, list[ClauseMapping]] = {}
    query = select(ClauseMapping).where(
        ClauseMapping.draft_version_id == version.id,
        ClauseMapping.old_clause_id.in_(clause_ids),
        ClauseMapping.new_clause_id.is_not(None),
    )
    for row in session.scalars(query):
        found.setdefault(row.old_clause_id or 0, []).append(row)
    return found


def _followed(ways: Ways, onward: dict[int, list[ClauseMapping]]) -> Ways:
    went: Ways = {}
    for at, changes in ways.items():
        for row in onward.get(at, []):
            to = row.new_clause_id or 0
            went[to] = went.get(to, frozenset()) | changes | {row.change}
    return went


def _places(session: Session, clause_ids: Collection[int]) -> dict[int, tuple[Clause, Clause]]:
    """Each clause with the 条 in which it stands, or itself."""
    known: dict[int, Clause] = {}
    wanted = set(clause_ids)
    while wanted:
        rows = session.scalars(select(Clause).where(Clause.id.in_(wanted))).all()
        known |= {row.id: row for row in rows}
        wanted = {row.parent_id for row in rows if row.parent_id} - known.keys()
    articles = articles_above(sorted(known.values(), key=lambda clause: clause.position))
    return {at: (known[at], articles.get(at, known[at])) for at in clause_ids}


def _fate(
    old: DraftVersion, new: DraftVersion, ways: Ways, found: dict[int, tuple[Clause, Clause]]
) -> Fate:
    seen = frozenset[str]().union(*ways.values())
    last = Change.KEPT if ways else Change.DELETED
    pairs = sorted((found[at] for at in ways), key=lambda pair: pair[0].position)
    return Fate(
        old,
        new,
        next((change for change in _TELLING if change in seen), last) if ways else last,
        [clause for clause, _place in pairs],
        list({place.id: place for _clause, place in pairs}.values()),
    )


def retired_clauses(
    session: Session, consultation_id: int, identities: Collection[str]
) -> dict[str, Clause]:
    """Each identity as it last stood in a version put up for comment, also where it is no more."""
    newest = (
        select(Clause.identity, func.max(DraftVersion.number).label("number"))
        .join(DraftVersion, DraftVersion.id == Clause.draft_version_id)
        .where(
            DraftVersion.consultation_id == consultation_id,
            DraftVersion.published_at.is_not(None),
            DraftVersion.purpose == Purpose.CONSULTATION,
            Clause.identity.in_(identities),
        )
        .group_by(Clause.identity)
        .subquery()
    )
    rows = session.scalars(
        select(Clause)
        .join(DraftVersion, DraftVersion.id == Clause.draft_version_id)
        .join(
            newest,
            (newest.c.identity == Clause.identity) & (newest.c.number == DraftVersion.number),
        )
        .where(DraftVersion.consultation_id == consultation_id)
    )
    return {clause.identity: clause for clause in rows}
