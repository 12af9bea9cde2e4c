"""Importing a draft: an outline becomes a draft version with its clauses."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from portal import secrets
from portal.drafts.tree import ClauseNode, Outline
from portal.errors import InvalidInputError, NotFoundError
from portal.models.accounts import User
from portal.models.consultations import Consultation
from portal.models.drafts import Clause, DraftVersion, Purpose
from portal.models.versions import ClauseMapping, TakenUpComment
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
    text = chosen_text(outline, document)
    require_commentable(text.nodes)
    earlier = current_draft(session, consultation.id)
    if earlier is not None:
        remove_version(session, earlier)
    version, _ids = add_version(
        session,
        consultation,
        text,
        number=1,
        purpose=Purpose.CONSULTATION,
        source_text=source_text,
        source_name=source_name,
        actor=actor,
        now=now,
    )
    return version


@dataclass(frozen=True, slots=True)
class ChosenText:
    """What is imported of an outline: the whole, or one document of a bundle."""

    outline: Outline
    title: str
    preamble: str
    nodes: Sequence[ClauseNode]


def chosen_text(outline: Outline, document: int | None) -> ChosenText:
    """The outline's own text, or its document of that place (0-based). Raises: InvalidInputError."""
    if document is None:
        return ChosenText(outline, outline.title, outline.preamble, outline.clauses)
    documents = outline.documents or []
    if not 0 <= document < len(documents):
        raise InvalidInputError(field="document", rule="unknown")
    return ChosenText(outline, documents[document].title, "", documents[document].clauses)


def require_commentable(nodes: Sequence[ClauseNode]) -> None:
    """Raises: InvalidInputError when nobody could comment on any clause."""
    if not any(node.commentable for node in nodes):
        raise InvalidInputError(field="draft", rule="no_clauses")


def remove_version(session: Session, version: DraftVersion) -> None:
    """The unpublished version is gone with all that hangs on it."""
    session.execute(delete(TakenUpComment).where(TakenUpComment.draft_version_id == version.id))
    session.execute(delete(ClauseMapping).where(ClauseMapping.draft_version_id == version.id))
    session.execute(delete(Clause).where(Clause.draft_version_id == version.id))
    session.execute(delete(DraftVersion).where(DraftVersion.id == version.id))
    session.expunge(version)


def add_version(
    session: Session,
    consultation: Consultation,
    text: ChosenText,
    *,
    number: int,
    purpose: str,
    source_text: str,
    source_name: str,
    actor: User,
    now: datetime,
) -> tuple[DraftVersion, dict[str, int]]:
    """An unpublished version with its clauses; and the ids of the clauses by those of the nodes."""
    version = DraftVersion(
        consultation_id=consultation.id,
        number=number,
        purpose=purpose,
        title=clean_line(text.title or consultation.title, field="title", limit=300),
        genre=text.outline.genre,
        preamble=text.preamble,
        source_text=source_text,
        source_name=clean_line(source_name, field="source_name"),
        source_hash=secrets.text_hash(source_text),
        warnings=text.outline.as_json()["warnings"],
        imported_at=now,
        imported_by_id=actor.id,
    )
    session.add(version)
    session.flush()
    ids = _insert_clauses(session, version.id, text.nodes)
    record_event(
        session,
        "draft_imported",
        at=now,
        subject="draft_version",
        subject_id=version.id,
        consultation_id=consultation.id,
        actor=actor,
        facts={
            "number": number,
            "purpose": str(purpose),
            "clause_count": len(ids),
            "warning_count": len(version.warnings),
        },
    )
    return version, ids


def _insert_clauses(
    session: Session, version_id: int, nodes: Sequence[ClauseNode]
) -> dict[str, int]:
    """The ids of the clauses by those of the nodes: level by level, so that parents have theirs."""
    levels: list[list[tuple[int, ClauseNode]]] = []
    depths: dict[str | None, int] = {None: -1}
    for position, node in enumerate(nodes, start=1):
        depth = depths[node.id] = depths[node.parent] + 1
        levels += [[]] if depth == len(levels) else []
        levels[depth].append((position, node))
    ids: dict[str, int] = {}
    for depth, level in enumerate(levels):
        rows = [_clause_row(version_id, place, depth, node, ids) for place, node in level]
        added = session.scalars(_INSERT, rows).all()
        ids |= zip((node.id for _place, node in level), added, strict=True)
    return ids


_INSERT = insert(Clause).returning(Clause.id, sort_by_parameter_order=True)


def _clause_row(
    version_id: int, position: int, depth: int, node: ClauseNode, ids: dict[str, int]
) -> dict[str, Any]:
    quote = "\n".join(part for part in (node.heading, node.text) if part)
    return {
        "draft_version_id": version_id,
        "parent_id": ids[node.parent] if node.parent else None,
        "identity": uuid.uuid4().hex[:12],
        "position": position,
        "depth": depth,
        "path": node.path,
        "level": node.level,
        "number": node.number or node.heading,  # an unnumbered 附则 is cited by its heading
        "heading": node.heading if node.number else "",
        "text": node.text,
        "text_hash": secrets.text_hash(quote),
        "line": node.line,
        "is_commentable": node.commentable,
        "units": [{"role": unit.role, "names": list(unit.names)} for unit in node.units],
    }


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
