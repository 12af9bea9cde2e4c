"""Where a clause key stands now: in the version people comment on, or no longer anywhere."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, case, func, select

from portal.models.drafts import Clause, DraftVersion, Purpose
from portal.models.submissions import WHOLE

_NOWHERE = 2**31 - 1


def present_version_id(consultation_id: int) -> ScalarSelect[int]:
    """The newest public version that is, or was, put up for comment."""
    return (
        select(DraftVersion.id)
        .where(
            DraftVersion.consultation_id == consultation_id,
            DraftVersion.published_at.is_not(None),
            DraftVersion.purpose == Purpose.CONSULTATION,
        )
        .order_by(DraftVersion.number.desc())
        .limit(1)
        .scalar_subquery()
    )


def stands_now(key: Any, consultation_id: int) -> ColumnElement[bool]:
    """The join of a clause key with its clause in the present version."""
    version = present_version_id(consultation_id)
    return and_(Clause.identity == key, Clause.draft_version_id == version)


def place(key: Any) -> ColumnElement[int]:
    """The whole draft first, then the clauses in their order, then those that are no more.

    Shape: of a statement that joins Clause by `stands_now`.
    """
    return case((key == WHOLE, 0), else_=func.coalesce(Clause.position, _NOWHERE))
