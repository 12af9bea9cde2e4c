"""A mapping whose clauses were edited after it was proposed is noticed, and made anew."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.errors import ConflictError
from portal.models.accounts import User
from portal.models.drafts import DraftVersion
from portal.models.versions import Change, ClauseMapping
from portal.operations.audit import record_event
from portal.operations.versions_kinds import Kinds
from portal.operations.versions_mapping import (
    Correction,
    Proposal,
    insert_proposal,
    propose_mapping,
    require_not_published,
    set_pair,
)
from portal.queries.consultations import clauses
from portal.queries.versions import predecessor
from portal.queries.versions_compared import nodes_of

_SET = (
    ClauseMapping.old_clause_id,
    ClauseMapping.new_clause_id,
    ClauseMapping.change,
    ClauseMapping.set_by_id,
)


def is_stale(session: Session, version: DraftVersion) -> bool:
    """True when a clause has no row, or a row says of its texts what they no longer show."""
    before = predecessor(session, version)
    if before is None:
        return False
    old, new = clauses(session, before.id), clauses(session, version.id)
    rows = session.execute(
        select(
            ClauseMapping.old_clause_id, ClauseMapping.new_clause_id, ClauseMapping.change
        ).where(ClauseMapping.draft_version_id == version.id)
    ).all()
    covered = {row.old_clause_id for row in rows} | {row.new_clause_id for row in rows}
    if not {clause.id for clause in (*old, *new)} <= covered:
        return True
    kinds = Kinds(nodes_of(old), nodes_of(new))
    return not all(
        kinds.is_possible((row.old_clause_id, row.new_clause_id), row.change) for row in rows
    )


def propose_anew(session: Session, before: DraftVersion, version: DraftVersion) -> Proposal:
    """The machine's mapping of a stored version's clauses to those of the version before it."""
    return propose_mapping(session, before.id, nodes_of(clauses(session, version.id)))


def renew_mapping(
    session: Session,
    version: DraftVersion,
    *,
    actor: User,
    now: datetime,
    proposal: Proposal | None = None,
) -> None:
    """The machine's proposal is made anew; what officers set is set again where it still can be.

    `proposal` may have been made before the transaction, by `propose_anew`.
    Raises: ConflictError once published, or for the first version.
    """
    require_not_published(version)
    before = predecessor(session, version)
    if before is None:
        raise ConflictError(rule="no_draft")
    mine = ClauseMapping.draft_version_id == version.id
    kept = session.execute(
        select(*_SET).where(mine, ClauseMapping.set_by_id.is_not(None)).order_by(ClauseMapping.id)
    ).all()
    session.execute(delete(ClauseMapping).where(mine))
    session.expire_all()
    new = {str(clause.id): clause.id for clause in clauses(session, version.id)}
    if proposal is None or {one.new for one in proposal.mappings} - {None} != new.keys():
        proposal = propose_anew(session, before, version)
    insert_proposal(session, version.id, proposal, new)
    for row in kept:
        is_merger = row.change == Change.MERGED
        pair = Correction(row.old_clause_id, row.new_clause_id, keeps_other_olds=is_merger)
        set_pair(session, version, before, pair, row.set_by_id or actor.id)
    record_event(
        session,
        "mapping_renewed",
        at=now,
        subject="draft_version",
        subject_id=version.id,
        consultation_id=version.consultation_id,
        actor=actor,
        facts={"kept_count": len(kept)},
    )
