"""Which comments a change took up, and which change took up a comment."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from portal.models.drafts import Clause, DraftVersion
from portal.models.responses import Outcome, Response
from portal.models.submissions import Comment
from portal.models.versions import TakenUpComment
from portal.queries.consultations import clauses as clauses_of
from portal.queries.letter_parts import is_whole
from portal.queries.versions_compared import articles_above
from portal.queries.versions_rows import INNER_LEVELS, Row

OFFERED = 100
"""Comments listed to choose from; others are named by their numbers."""
_FIRST = (Outcome.ADOPTED, Outcome.PARTLY_ADOPTED)


def named_comments(session: Session, version_id: int, clause_id: int) -> list[int]:
    """The ids of the comments the change of a clause names."""
    query = select(TakenUpComment.comment_id).where(
        TakenUpComment.draft_version_id == version_id, TakenUpComment.clause_id == clause_id
    )
    return list(session.scalars(query.order_by(TakenUpComment.comment_id)))


def taken_up(
    session: Session, old: DraftVersion, new: DraftVersion
) -> Mapping[str, tuple[int, ...]]:
    """The comments named between two versions, by the identity of the clause."""
    rows = session.execute(
        select(Clause.identity, TakenUpComment.comment_id)
        .join(Clause, Clause.id == TakenUpComment.clause_id)
        .join(DraftVersion, DraftVersion.id == TakenUpComment.draft_version_id)
        .where(
            DraftVersion.consultation_id == new.consultation_id,
            DraftVersion.number > old.number,
            DraftVersion.number <= new.number,
        )
        .order_by(TakenUpComment.comment_id)
    )
    found: dict[str, list[int]] = {}
    for identity, comment_id in rows:
        ids = found.setdefault(identity, [])
        ids += [comment_id] if comment_id not in ids else []
    return {identity: tuple(ids) for identity, ids in found.items()}


def clause_keys(clause: Clause, rows: Sequence[Row]) -> list[str]:
    """The keys under which people commented on what became of a clause.

    Its own, those of the clauses it continues or that continue it, of the 条 it stands in and of
    all that stands in it.
    """
    sides = {side.id: side for row in rows for side in (row.old, row.new) if side is not None}
    near = {clause.id}
    for row in rows:
        if row.old is not None and row.new is not None and {row.old.id, row.new.id} & near:
            near |= {row.old.id, row.new.id}
    near |= {sides[at].parent_id or 0 for at in near & sides.keys() if sides[at].level in INNER_LEVELS}
    for side in sides.values():  # in reading order: parents come before what stands in them
        near |= {side.id} if side.parent_id in near and side.level in INNER_LEVELS else set()
    return list(dict.fromkeys(sides[at].identity for at in sides if at in near))


def comments_to_name(
    session: Session, consultation_id: int, keys: Collection[str], also: Collection[int]
) -> Sequence[Any]:
    """Up to OFFERED comments on these clauses, adopted ones first, and all those of `also`.

    Shape: Comment, Response|None.
    """
    on_them = (Comment.clause_key.in_(keys) & is_whole(Comment.id)) | Comment.id.in_(also)
    order = case((Comment.id.in_(also), 0), (Response.outcome.in_(_FIRST), 1), else_=2)
    return session.execute(
        select(Comment, Response)
        .outerjoin(Response, Response.comment_id == Comment.id)
        .where(Comment.consultation_id == consultation_id, on_them)
        .order_by(order, Comment.id)
        .limit(OFFERED + len(also))
    ).all()


def named_counts(session: Session, version_id: int) -> dict[int, int]:
    """How many comments the change of each clause names, by the clause's id."""
    query = (
        select(TakenUpComment.clause_id, func.count())
        .where(TakenUpComment.draft_version_id == version_id)
        .group_by(TakenUpComment.clause_id)
    )
    return {clause_id: count for clause_id, count in session.execute(query)}


def versions_naming(session: Session, comment_ids: Collection[int]) -> set[int]:
    """The ids of the versions, public or not, a change of which names one of the comments."""
    query = select(TakenUpComment.draft_version_id).where(
        TakenUpComment.comment_id.in_(comment_ids)
    )
    return set(session.scalars(query.distinct()))


@dataclass(frozen=True, slots=True)
class TakenUp:
    """A public change that names a comment: where it shows.

    Shape: `anchor` is the place on the comparison of `version` with the one before it.
    """

    version: DraftVersion
    clause: Clause
    anchor: str


def changes_naming(session: Session, comment_ids: Collection[int]) -> dict[int, list[TakenUp]]:
    """The changes of public versions that name each comment."""
    rows = session.execute(
        select(TakenUpComment.comment_id, Clause, DraftVersion)
        .join(Clause, Clause.id == TakenUpComment.clause_id)
        .join(DraftVersion, DraftVersion.id == TakenUpComment.draft_version_id)
        .where(
            TakenUpComment.comment_id.in_(comment_ids), DraftVersion.published_at.is_not(None)
        )
        .order_by(DraftVersion.number, Clause.position)
    ).all()
    places = _Places(session)
    found: dict[int, list[TakenUp]] = {}
    for comment_id, clause, version in rows:
        anchor = places.anchor(version, clause)
        found.setdefault(comment_id, []).append(TakenUp(version, clause, anchor))
    return found


class _Places:
    """Where clauses stand on comparisons; each version is read once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._clauses: dict[int, Sequence[Clause]] = {}

    def _of(self, version_id: int) -> Sequence[Clause]:
        if version_id not in self._clauses:
            self._clauses[version_id] = clauses_of(self._session, version_id)
        return self._clauses[version_id]

    def anchor(self, version: DraftVersion, clause: Clause) -> str:
        """The id of the block: what stands in a 条 shows with it; x- are the deleted ones."""
        place = articles_above(self._of(clause.draft_version_id)).get(clause.id, clause)
        is_there = any(one.identity == place.identity for one in self._of(version.id))
        return f"{'c' if is_there else 'x'}-{place.identity}"
