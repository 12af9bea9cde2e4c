"""What the open data is read from: public rows, page by page by keyset."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.errors import NotFoundError
from portal.models.consultations import Consultation
from portal.models.drafts import Clause, DraftVersion
from portal.models.responses import ReportRow
from portal.models.submissions import ClauseTally
from portal.queries.consultations import Listed, listed_in
from portal.queries.narrowing import Narrowing
from portal.queries.versions import published_versions


def consultations_after(
    session: Session, state: str, now: datetime, narrowing: Narrowing, after: str, limit: int
) -> list[Listed]:
    """Up to `limit` + 1 public consultations, newest first, after the one of that reference.

    Raises: NotFoundError when there is none of that reference.
    """
    last_id = None
    if after:
        query = select(Consultation.id).where(
            Consultation.reference == after, Consultation.published_at.is_not(None)
        )
        last_id = session.scalar(query)
        if last_id is None:
            raise NotFoundError(subject="consultation")
    return listed_in(session, state, now, narrowing, before_id=last_id, limit=limit + 1)


def version_of(session: Session, consultation_id: int, number: int | None) -> DraftVersion:
    """The public version of that number; the newest for None. Raises: NotFoundError."""
    public = published_versions(session, consultation_id)
    found = [version for version in public if number in (None, version.number)]
    if not found:
        raise NotFoundError(subject="draft")
    return found[-1]


def clauses_after(
    session: Session, version_id: int, after: int, limit: int
) -> tuple[Sequence[Clause], dict[int, str]]:
    """Up to `limit` + 1 clauses after a position, and the identities of all by their ids."""
    rows = session.scalars(
        select(Clause)
        .where(Clause.draft_version_id == version_id, Clause.position > after)
        .order_by(Clause.position)
        .limit(limit + 1)
    ).all()
    wanted = {row.parent_id for row in rows if row.parent_id}
    parents = session.execute(select(Clause.id, Clause.identity).where(Clause.id.in_(wanted)))
    return rows, {id_: identity for id_, identity in parents}


def published_comments_after(
    session: Session, report_id: int, after: int, limit: int
) -> Sequence[ReportRow]:
    """Up to `limit` + 1 lines of the report whose authors agreed to publication, in their order."""
    return session.scalars(
        select(ReportRow)
        .where(
            ReportRow.report_id == report_id, ReportRow.sequence > after, ReportRow.commenter != ""
        )
        .order_by(ReportRow.sequence)
        .limit(limit + 1)
    ).all()


def comment_counts(session: Session, consultation_id: int) -> dict[str, int]:
    """How many opinions each clause has received, by its identity; "whole" for the draft as a whole."""
    rows = session.execute(
        select(ClauseTally.clause_key, func.sum(ClauseTally.comment_count))
        .where(ClauseTally.consultation_id == consultation_id)
        .group_by(ClauseTally.clause_key)
    )
    return {str(key): int(count) for key, count in rows}
