"""Importing a draft: an outline becomes a draft version with its clauses."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from portal import secrets
from portal.drafts.tree import ClauseNode, Outline
from portal.errors import ConflictError, InvalidInputError, NotFoundError
from portal.models.accounts import User
from portal.models.consultations import Consultation
from portal.models.drafts import Clause, DraftVersion
from portal.operations.audit import record_event
from portal.operations.consultations import current_draft, require_unpublished
from portal.sanitize import clean_line


def import_draft(
    session: Session,
    consultation: Consultation,
    outline: Outline,
    *,
    source_text: str,
    source_name: str,
    document: int | None = None,
    actor: User,
    now: datetime,
) -> DraftVersion:
    """The outline is the consultation's draft; an unpublished earlier import is replaced.

    `document` chooses one document of a bundle (0-based).
    Raises: ConflictError once published, InvalidInputError when no clause can be commented on.
    """
    require_unpublished(consultation)
    title, nodes = _chosen(outline, document)
    if not any(node.commentable for node in nodes):
        raise InvalidInputError(field="draft", rule="no_clauses")
    earlier = current_draft(session, consultation.id)
    if earlier is not None:
        session.execute(delete(Clause).where(Clause.draft_version_id == earlier.id))
        session.execute(delete(DraftVersion).where(DraftVersion.id == earlier.id))
    version = DraftVersion(
        consultation_id=consultation.id,
        number=1,
        title=clean_line(title or consultation.title, field="title", limit=300),
        genre=outline.genre,
        preamble="" if document is not None else outline.preamble,
        source_text=source_text,
        source_name=clean_line(source_name, field="source_name"),
        source_hash=secrets.text_hash(source_text),
        warnings=outline.as_json()["warnings"],
        imported_at=now,
        imported_by_id=actor.id,
    )
    session.add(version)
    session.flush()
    _insert_clauses(session, version.id, nodes)
    record_event(
        session,
        "draft_imported",
        at=now,
        subject="draft_version",
        subject_id=version.id,
        consultation_id=consultation.id,
        actor=actor,
        facts={"clause_count": len(nodes), "warning_count": len(version.warnings)},
    )
    return version


def _chosen(outline: Outline, document: int | None) -> tuple[str, Sequence[ClauseNode]]:
    if document is None:
        return outline.title, outline.clauses
    documents = outline.documents or []
    if not 0 <= document < len(documents):
        raise InvalidInputError(field="document", rule="unknown")
    return documents[document].title, documents[document].clauses


def _insert_clauses(session: Session, version_id: int, nodes: Sequence[ClauseNode]) -> None:
    """Parents come before their children, so ids are known when they are needed."""
    ids: dict[str, int] = {}
    depths: dict[str, int] = {}
    for position, node in enumerate(nodes, start=1):
        depths[node.id] = depths[node.parent] + 1 if node.parent else 0
        quote = "\n".join(part for part in (node.heading, node.text) if part)
        result = session.execute(
            insert(Clause)
            .returning(Clause.id)
            .values(
                draft_version_id=version_id,
                parent_id=ids[node.parent] if node.parent else None,
                identity=uuid.uuid4().hex[:12],
                position=position,
                depth=depths[node.id],
                path=node.path,
                level=node.level,
                number=node.number,
                heading=node.heading,
                text=node.text,
                text_hash=secrets.text_hash(quote),
                line=node.line,
                is_commentable=node.commentable,
                units=[{"role": unit.role, "names": list(unit.names)} for unit in node.units],
            )
        )
        ids[node.id] = result.scalar_one()


def set_commentable(
    session: Session,
    consultation: Consultation,
    identities: Sequence[str],
    *,
    actor: User,
    now: datetime,
) -> None:
    """Exactly the named clauses of the unpublished draft can be commented on.

    Raises: ConflictError once published, InvalidInputError when none is named, or one that the
    draft does not have (it was imported again in between).
    """
    require_unpublished(consultation)
    draft = current_draft(session, consultation.id)
    if draft is None:
        raise ConflictError(rule="no_draft")
    chosen = set(identities)
    if not chosen:
        raise InvalidInputError(field="commentable", rule="required")
    clauses = session.scalars(select(Clause).where(Clause.draft_version_id == draft.id)).all()
    if not chosen <= {clause.identity for clause in clauses}:
        raise InvalidInputError(field="commentable", rule="unknown")
    for clause in clauses:
        clause.is_commentable = clause.identity in chosen
    record_event(
        session,
        "clauses_marked",
        at=now,
        subject="draft_version",
        subject_id=draft.id,
        consultation_id=consultation.id,
        actor=actor,
        facts={"commentable_count": len(chosen)},
    )


def get_clause(session: Session, draft_version_id: int, identity: str) -> Clause:
    """The clause of that identity in the version. Raises: NotFoundError."""
    clause = session.scalar(
        select(Clause).where(
            Clause.draft_version_id == draft_version_id, Clause.identity == identity
        )
    )
    if clause is None:
        raise NotFoundError(subject="clause")
    return clause
