"""The lines of a published 意见采纳情况表, read page by page."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.models.responses import ReportRow

PAGE = 200


def row_count(session: Session, report_id: int) -> int:
    """How many lines the table has."""
    query = select(func.count()).where(ReportRow.report_id == report_id)
    return session.scalar(query) or 0


def page_of(sequence: int) -> int:
    """The page a line stands on, from 1."""
    return (sequence - 1) // PAGE + 1


def rows_of_page(session: Session, report_id: int, page: int) -> Sequence[ReportRow]:
    """The lines of one page in their order."""
    first = (page - 1) * PAGE
    return session.scalars(
        select(ReportRow)
        .where(
            ReportRow.report_id == report_id,
            ReportRow.sequence > first,
            ReportRow.sequence <= first + PAGE,
        )
        .order_by(ReportRow.sequence)
    ).all()


def rows_of_comments(session: Session, comment_ids: Collection[int]) -> dict[int, ReportRow]:
    """The published line of each comment that has one."""
    query = select(ReportRow).where(ReportRow.comment_id.in_(comment_ids))
    return {row.comment_id: row for row in session.scalars(query)}
