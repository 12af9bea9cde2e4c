"""The mapping of an unpublished version to the last: proposed by the machine, corrected by officers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from portal.drafts.comparison import align
from portal.drafts.comparison.mapping import Mapping
from portal.drafts.tree import ClauseNode
from portal.errors import ConflictError, InvalidInputError
from portal.models.accounts import User
from portal.models.drafts import Clause, DraftVersion
from portal.models.versions import Change, ClauseMapping
from portal.operations.audit import record_event
from portal.operations.versions_kinds import Kinds, Pair
from portal.queries.consultations import clauses as clauses_of
from portal.queries.versions import predecessor
from portal.queries.versions_compared import nodes_of


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the machine thinks became of the clauses of a version; made outside a transaction.

    Shape: in `mappings` old ids are those of clause rows, new ids those of the outline's nodes.
    """

    old_version_id: int
    mappings: Sequence[Mapping]


@dataclass(frozen=True, slots=True)
class Correction:
    """The new clause continues the old one; without an old one it is new, without a new one deleted.

    Shape: ids of clauses; `change` is the kind the officer chose, "" leaves it to the portal. Other
    old clauses that the new one continued are dropped unless they are kept (a merger); other new
    clauses that continue the old one are kept (a split) unless they are dropped.
    """

    old_clause_id: int | None
    new_clause_id: int | None
    change: str = ""
    keeps_other_olds: bool = False
    keeps_other_news: bool = True

    @property
    def pair(self) -> Pair:
        """Both ids."""
        return self.old_clause_id, self.new_clause_id


def propose_mapping(session: Session, old_version_id: int, nodes: Sequence[ClauseNode]) -> Proposal:
    """The machine's mapping of an outline's clauses to those of a stored version."""
    return Proposal(old_version_id, align(nodes_of(clauses_of(session, old_version_id)), nodes))


def insert_proposal(
    session: Session, version_id: int, proposal: Proposal, ids: dict[str, int]
) -> None:
    """The version has the proposed mapping; `ids` are those of its clauses by those of the nodes."""
    rows = [
        {
            "draft_version_id": version_id,
            "old_clause_id": None if one.old is None else int(one.old),
            "new_clause_id": None if one.new is None else ids[one.new],
            "change": one.change,
            "similarity": one.similarity,
            "set_by_id": None,
        }
        for one in proposal.mappings
    ]
    session.execute(insert(ClauseMapping), rows)


def require_not_published(version: DraftVersion) -> None:
    """Raises: ConflictError once the version is public: its mapping is fixed."""
    if version.published_at is not None:
        raise ConflictError(rule="version_published")


def correct_mapping(
    session: Session,
    version: DraftVersion,
    correction: Correction,
    *,
    actor: User,
    now: datetime,
) -> None:
    """The mapping says what the officer says; the kinds of change around it are found anew.

    Raises: ConflictError once published, InvalidInputError for a clause of another version or a
    kind of change the texts contradict.
    """
    require_not_published(version)
    before = predecessor(session, version)
    if before is None:
        raise ConflictError(rule="no_draft")
    set_pair(session, version, before, correction, actor.id)
    record_event(
        session,
        "mapping_corrected",
        at=now,
        subject="draft_version",
        subject_id=version.id,
        consultation_id=version.consultation_id,
        actor=actor,
        facts={
            "old_clause_id": correction.old_clause_id,
            "new_clause_id": correction.new_clause_id,
        },
    )


def set_pair(
    session: Session,
    version: DraftVersion,
    before: DraftVersion,
    correction: Correction,
    officer_id: int | None,
) -> None:
    """The correction stands in the mapping, as an officer's or nobody's own.

    Raises: InvalidInputError, as `correct_mapping`.
    """
    old, new = clauses_of(session, before.id), clauses_of(session, version.id)
    _require_known(correction, old, new)
    rows = {
        (row.old_clause_id, row.new_clause_id): row
        for row in session.scalars(
            select(ClauseMapping).where(ClauseMapping.draft_version_id == version.id)
        )
    }
    kinds = Kinds(nodes_of(old), nodes_of(new))
    pairs = _corrected(set(rows), correction)
    kinds.require_possible(correction.pair, correction.change)
    touched = (set(rows) ^ pairs) | {correction.pair}
    gone = [rows[pair].id for pair in rows.keys() - pairs]
    session.execute(delete(ClauseMapping).where(ClauseMapping.id.in_(gone)))
    for pair in kinds.beside(touched, pairs):
        row = rows.get(pair) or _added(session, version.id, pair)
        found, row.similarity = kinds.of(pair, pairs, was_moved=row.change == Change.MOVED)
        is_chosen = pair == correction.pair
        row.change = correction.change if is_chosen and correction.change else found
        row.set_by_id = officer_id if is_chosen else row.set_by_id
    session.flush()


def _added(session: Session, version_id: int, pair: Pair) -> ClauseMapping:
    row = ClauseMapping(draft_version_id=version_id, old_clause_id=pair[0], new_clause_id=pair[1])
    session.add(row)
    return row


def _require_known(correction: Correction, old: Sequence[Clause], new: Sequence[Clause]) -> None:
    if correction.old_clause_id is None and correction.new_clause_id is None:
        raise InvalidInputError(field="old_clause", rule="required")
    sides = (
        ("old_clause", correction.old_clause_id, old),
        ("new_clause", correction.new_clause_id, new),
    )
    for field, clause_id, clauses in sides:
        if clause_id is not None and clause_id not in {clause.id for clause in clauses}:
            raise InvalidInputError(field=field, rule="unknown")


def _corrected(pairs: set[Pair], correction: Correction) -> set[Pair]:
    """The pairs with the correction; every clause they named is still named."""
    old, new = correction.old_clause_id, correction.new_clause_id
    if old is None:
        kept = {pair for pair in pairs if pair[1] != new}
    elif new is None:
        kept = {pair for pair in pairs if pair[0] != old}
    else:
        kept = pairs - {(old, None), (None, new)}
        if not correction.keeps_other_olds:
            kept = {pair for pair in kept if pair[1] != new}
        if not correction.keeps_other_news:
            kept = {pair for pair in kept if pair[0] != old}
    kept.add((old, new))
    lost_old = {pair[0] for pair in pairs} - {pair[0] for pair in kept}
    lost_new = {pair[1] for pair in pairs} - {pair[1] for pair in kept}
    return kept | {(at, None) for at in lost_old if at} | {(None, to) for to in lost_new if to}
