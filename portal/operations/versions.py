"""Further versions of a published draft: imported, mapped to the last, published."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.drafts.tree import Outline
from portal.errors import ConflictError, IncompleteError, InvalidInputError
from portal.models.accounts import User
from portal.models.consultations import Consultation
from portal.models.drafts import Clause, DraftVersion, Purpose
from portal.models.versions import ClauseMapping
from portal.operations.audit import record_event
from portal.operations.consultations import current_draft
from portal.operations.drafts import (
    ChosenText,
    add_version,
    chosen_text,
    remove_version,
    require_commentable,
)
from portal.operations.search_index import index_consultation
from portal.operations.versions_kinds import Kinds
from portal.operations.versions_mapping import (
    Proposal,
    insert_proposal,
    propose_mapping,
    require_not_published,
)
from portal.operations.versions_renewal import is_stale
from portal.operations.versions_taken_up import require_changes_shown
from portal.queries.consultations import clauses as clauses_of
from portal.queries.versions import newest_published, predecessor
from portal.queries.versions_compared import nodes_of


def import_version(
    session: Session,
    consultation: Consultation,
    outline: Outline,
    *,
    purpose: str,
    source_text: str,
    source_name: str,
    document: int | None = None,
    actor: User,
    now: datetime,
    proposal: Proposal | None = None,
) -> DraftVersion:
    """The outline is the next version, unpublished, with a proposed mapping to the last.

    An earlier unpublished version is replaced. `proposal` may have been made before the
    transaction, since it takes seconds for a long statute; it is made anew when it is out of date.
    Raises: ConflictError unless the consultation is public and the draft not yet issued,
    InvalidInputError when no clause can be commented on.
    """
    last = require_next_version(session, consultation, purpose)
    text = version_text(outline, document, purpose)
    earlier = current_draft(session, consultation.id)
    if earlier is not None and earlier.published_at is None:
        remove_version(session, earlier)
    version, ids = add_version(
        session,
        consultation,
        text,
        number=last.number + 1,
        purpose=purpose,
        source_text=source_text,
        source_name=source_name,
        actor=actor,
        now=now,
    )
    if proposal is None or proposal.old_version_id != last.id:
        proposal = propose_mapping(session, last.id, text.nodes)
    insert_proposal(session, version.id, proposal, ids)
    return version


def require_next_version(
    session: Session, consultation: Consultation, purpose: str
) -> DraftVersion:
    """The version a further one of this purpose would follow. Raises: ConflictError."""
    if purpose not in set(Purpose):
        raise InvalidInputError(field="purpose", rule="unknown")
    last = newest_published(session, consultation.id)
    if consultation.published_at is None or last is None:
        raise ConflictError(rule="not_published")
    if consultation.withdrawn_at is not None:
        raise ConflictError(rule="withdrawn")
    if last.purpose == Purpose.FINAL and purpose != Purpose.FINAL:
        raise ConflictError(rule="final_issued")
    return last


def version_text(outline: Outline, document: int | None, purpose: str) -> ChosenText:
    """What is imported: nobody comments on a text as issued. Raises: InvalidInputError."""
    text = chosen_text(outline, document)
    if purpose == Purpose.CONSULTATION or not text.nodes:
        require_commentable(text.nodes)
        return text
    return replace(text, nodes=[replace(node, commentable=False) for node in text.nodes])


def publish_version(
    session: Session,
    consultation: Consultation,
    version: DraftVersion,
    *,
    actor: User,
    now: datetime,
) -> None:
    """The version and its mapping are public and fixed; clauses that live on keep their identity.

    No comment changes: each stays on the version, clause and quote it was made on.
    Raises: ConflictError when it is public already, no version of this consultation, or edited
    since its mapping was made; IncompleteError while warnings of its import wait to be looked at.
    """
    require_not_published(version)
    before = predecessor(session, version)
    if version.consultation_id != consultation.id or before is None:
        raise ConflictError(rule="no_draft")
    require_next_version(session, consultation, version.purpose)
    if version.needs_check:
        raise IncompleteError(missing=["outline_unchecked"])
    if is_stale(session, version):
        raise ConflictError(rule="mapping_stale")
    require_changes_shown(session, version)
    kept_count = _hand_on_identities(session, before, version)
    session.execute(
        update(DraftVersion).where(DraftVersion.id == version.id).values(published_at=now)
    )
    session.refresh(version)
    index_consultation(session, consultation)
    record_event(
        session,
        "version_published",
        at=now,
        subject="draft_version",
        subject_id=version.id,
        consultation_id=consultation.id,
        actor=actor,
        facts={"number": version.number, "purpose": version.purpose, "kept_count": kept_count},
    )


def _hand_on_identities(session: Session, before: DraftVersion, version: DraftVersion) -> int:
    """How many clauses of the version took over the identity of the clause they continue."""
    old, new = clauses_of(session, before.id), clauses_of(session, version.id)
    columns = ClauseMapping.old_clause_id, ClauseMapping.new_clause_id
    query = select(*columns).where(ClauseMapping.draft_version_id == version.id)
    pairs = [(at, to) for at, to in session.execute(query)]
    identities = {clause.id: clause.identity for clause in old}
    heirs = Kinds(nodes_of(old), nodes_of(new)).heirs(pairs)
    rows = [{"id": to, "identity": identities[at]} for to, at in heirs.items()]
    if rows:
        session.execute(update(Clause), rows)
    return len(rows)
