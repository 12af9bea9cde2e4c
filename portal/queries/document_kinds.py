"""The table of document kinds with their legal minimum periods."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models.consultations import DocumentKind


def document_kinds(session: Session) -> Sequence[DocumentKind]:
    """Every kind of document, in the order of the table."""
    return session.scalars(select(DocumentKind).order_by(DocumentKind.id)).all()
