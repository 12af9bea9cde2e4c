"""What goes with a notice: its files and the pages that belong to it, both ways."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, or_, select
from sqlalchemy.orm import Session

from portal.errors import NotFoundError
from portal.models.consultations import Consultation
from portal.models.materials import NoticeFile, RelatedLink, RelationKind

LATER_ROUND = "later_round"
"""The other side of an earlier round."""


@dataclass(frozen=True, slots=True)
class Related:
    """Another page: a consultation by its reference, or an address elsewhere (`url`)."""

    id: int
    kind: str
    title: str
    reference: str = ""
    url: str = ""


def notice_files(session: Session, consultation_id: int) -> Sequence[NoticeFile]:
    """The files of a notice in the order they were added, withdrawn ones too."""
    return session.scalars(
        select(NoticeFile)
        .where(NoticeFile.consultation_id == consultation_id)
        .order_by(NoticeFile.id)
    ).all()


def get_notice_file(session: Session, consultation_id: int, digest: str) -> NoticeFile:
    """The file of that hash, withdrawn or not. Raises: NotFoundError."""
    row = session.scalar(
        select(NoticeFile).where(
            NoticeFile.consultation_id == consultation_id, NoticeFile.sha256 == digest
        )
    )
    if row is None:
        raise NotFoundError(subject="notice_file")
    return row


def related(session: Session, consultation_id: int) -> list[Related]:
    """What the consultation names, and the later rounds that name it as their earlier one."""
    named_by_it = RelatedLink.consultation_id == consultation_id
    names_it = (RelatedLink.target_id == consultation_id) & (
        RelatedLink.kind == RelationKind.EARLIER_ROUND
    )
    other = Consultation
    rows = session.execute(
        select(RelatedLink, other.reference, other.title, other.published_at)
        .outerjoin(other, other.id == _other_side(consultation_id))
        .where(or_(named_by_it, names_it))
        .order_by(RelatedLink.id)
    ).all()
    found: list[Related] = []
    for link, reference, title, published_at in rows:
        is_own = link.consultation_id == consultation_id
        words = (link.title if is_own else "") or title
        if link.url:
            found.append(Related(link.id, link.kind, link.title, url=link.url))
        elif published_at is not None:
            kind = link.kind if is_own else LATER_ROUND
            found.append(Related(link.id, kind, words, reference=reference))
    return found


def _other_side(consultation_id: int) -> ColumnElement[int | None]:
    return case(
        (RelatedLink.consultation_id == consultation_id, RelatedLink.target_id),
        else_=RelatedLink.consultation_id,
    )
