"""How a consultation presents itself: its subject, its public counts, and what else belongs to it."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.errors import ConflictError, InvalidInputError, NotFoundError
from portal.models.accounts import User
from portal.models.consultations import Consultation, Subject
from portal.models.materials import RelatedLink, RelationKind
from portal.operations.audit import record_event
from portal.sanitize import clean_line

LINK_LIMIT = 20


def set_presentation(
    session: Session,
    consultation: Consultation,
    *,
    subject: str,
    shows_counts: bool,
    actor: User,
    now: datetime,
) -> None:
    """The consultation stands under the subject and shows, or hides, its counts by clause.

    Raises: InvalidInputError for an unknown subject.
    """
    if subject not in set(Subject):
        raise InvalidInputError(field="subject", rule="unknown")
    consultation.subject = subject
    consultation.shows_counts = shows_counts
    record_event(
        session,
        "presentation_set",
        at=now,
        subject="consultation",
        subject_id=consultation.id,
        consultation_id=consultation.id,
        actor=actor,
        facts={"subject": subject, "shows_counts": shows_counts},
    )


def add_related_link(
    session: Session,
    consultation: Consultation,
    *,
    kind: str,
    target: str,
    title: str,
    actor: User,
    now: datetime,
) -> RelatedLink:
    """The consultation names another one (`target` is its reference) or a web address.

    Raises: InvalidInputError, ConflictError when it is named already or too many are.
    """
    if kind not in set(RelationKind):
        raise InvalidInputError(field="kind", rule="unknown")
    target = clean_line(target, field="target", limit=500)
    query = select(RelatedLink).where(RelatedLink.consultation_id == consultation.id)
    others = session.scalars(query).all()
    if len(others) >= LINK_LIMIT:
        raise ConflictError(rule="too_many_links")
    row = RelatedLink(
        consultation_id=consultation.id, kind=kind, added_at=now, added_by_id=actor.id, url=""
    )
    if "/" in target:
        row.url = _web_address(target, kind)
        row.title = clean_line(title, field="title", limit=300)
    else:
        row.target_id = _public_id(session, target, consultation)
        row.title = clean_line(title, field="title", limit=300, required=False)
    if any((other.target_id, other.url) == (row.target_id, row.url) for other in others):
        raise InvalidInputError(field="target", rule="same_link")
    session.add(row)
    session.flush()
    _record(session, "related_link_added", row, actor, now)
    return row


def remove_related_link(
    session: Session, consultation: Consultation, link_id: int, *, actor: User, now: datetime
) -> None:
    """The link is gone. Raises: NotFoundError."""
    row = session.get(RelatedLink, link_id)
    if row is None or row.consultation_id != consultation.id:
        raise NotFoundError(subject="related_link")
    session.delete(row)
    _record(session, "related_link_removed", row, actor, now)


def _web_address(target: str, kind: str) -> str:
    """The portal never fetches it; it is only a link that a reader may follow."""
    if kind == RelationKind.EARLIER_ROUND:
        raise InvalidInputError(field="target", rule="round_is_here")
    try:
        parts = urlsplit(target)
        host = parts.hostname
    except ValueError:
        host = None
    is_plain = host and parts.scheme in ("http", "https") and not parts.username
    if not is_plain or " " in target or "\\" in target:
        raise InvalidInputError(field="target", rule="web_address")
    return target


def _public_id(session: Session, reference: str, consultation: Consultation) -> int:
    query = select(Consultation.id).where(
        Consultation.reference == reference, Consultation.published_at.is_not(None)
    )
    found = session.scalar(query)
    if found is None or found == consultation.id:
        raise InvalidInputError(field="target", rule="no_such_consultation")
    return found


def _record(
    session: Session, action: str, row: RelatedLink, actor: User, now: datetime
) -> None:
    record_event(
        session,
        action,
        at=now,
        subject="related_link",
        subject_id=row.id,
        consultation_id=row.consultation_id,
        actor=actor,
        facts={"kind": row.kind, "target_id": row.target_id},
    )
