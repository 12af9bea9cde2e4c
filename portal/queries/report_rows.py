"""The lines of a published 意见采纳情况表: page by page, filtered, counted, or all in their order."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from portal.models.responses import Outcome, ReportRow

PAGE = 200
_CHUNK = 1000
_ADOPTED = (Outcome.ADOPTED, Outcome.PARTLY_ADOPTED)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which lines are wanted; "" means any. `clause` is a label, None any (the whole draft is "")."""

    outcome: str = ""
    clause: str | None = None
    channel: str = ""

    @property
    def is_set(self) -> bool:
        """True when lines are left out."""
        return bool(self.outcome or self.channel) or self.clause is not None

    def conditions(self) -> list[ColumnElement[bool]]:
        """As SQL."""
        wanted: list[ColumnElement[bool]] = []
        if self.outcome:
            wanted.append(ReportRow.outcome == self.outcome)
        if self.clause is not None:
            wanted.append(ReportRow.clause_label == self.clause)
        if self.channel:
            wanted.append(ReportRow.channel == self.channel)
        return wanted


ANY = Filter()


def row_count(session: Session, report_id: int, wanted: Filter = ANY) -> int:
    """How many lines the table has."""
    query = select(func.count()).where(ReportRow.report_id == report_id, *wanted.conditions())
    return session.scalar(query) or 0


def page_of(sequence: int) -> int:
    """The page of the whole table a line stands on, from 1."""
    return (sequence - 1) // PAGE + 1


def rows_of_page(
    session: Session, report_id: int, page: int, wanted: Filter = ANY
) -> Sequence[ReportRow]:
    """The lines of one page in their order."""
    query = select(ReportRow).where(ReportRow.report_id == report_id, *wanted.conditions())
    first = (page - 1) * PAGE
    if wanted.is_set:
        query = query.offset(first).limit(PAGE)
    else:  # lines are numbered without a gap: no need to count past the earlier ones
        query = query.where(ReportRow.sequence > first, ReportRow.sequence <= first + PAGE)
    return session.scalars(query.order_by(ReportRow.sequence)).all()


def rows_of_comments(session: Session, comment_ids: Collection[int]) -> dict[int, ReportRow]:
    """The published line of each comment that has one."""
    query = select(ReportRow).where(ReportRow.comment_id.in_(comment_ids))
    return {row.comment_id: row for row in session.scalars(query)}


def all_rows(session: Session, report_id: int) -> Iterator[dict[str, Any]]:
    """Every line in order, a thousand at a time, by the columns that may leave the portal."""
    columns = (
        ReportRow.sequence, ReportRow.clause_label, ReportRow.commenter, ReportRow.body,
        ReportRow.outcome, ReportRow.reason, ReportRow.changed_text,
        ReportRow.duplicate_of_sequence, ReportRow.channel,
    )  # fmt: skip
    after = 0
    while True:
        found = session.execute(
            select(*columns)
            .where(ReportRow.report_id == report_id, ReportRow.sequence > after)
            .order_by(ReportRow.sequence)
            .limit(_CHUNK)
        ).all()
        for row in found:
            yield dict(row._mapping)
        if len(found) < _CHUNK:
            return
        after = found[-1].sequence


@dataclass(frozen=True, slots=True)
class ClauseFigures:
    """What became of the opinions on one clause; the label of the whole draft is ""."""

    label: str
    comment_count: int
    adopted_count: int
    not_adopted_count: int


def clause_figures(session: Session, report_id: int) -> list[ClauseFigures]:
    """The clauses with opinions in the order of the table."""
    rows = session.execute(
        select(
            ReportRow.clause_label,
            func.count().label("all"),
            func.count().filter(ReportRow.outcome.in_(_ADOPTED)).label("adopted"),
            func.count().filter(ReportRow.outcome == Outcome.NOT_ADOPTED).label("not_adopted"),
        )
        .where(ReportRow.report_id == report_id)
        .group_by(ReportRow.clause_label)
        .order_by(func.min(ReportRow.sequence))
    )
    return [ClauseFigures(*row) for row in rows]
