"""The versions of a draft, and two of them beside each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from portal.errors import NotFoundError
from portal.models.drafts import DraftVersion
from portal.models.versions import Change, ClauseMapping
from portal.queries.consultations import clauses as clauses_of
from portal.queries.versions_rows import Link, Row, Side, chained, in_reading_order
from portal.queries.versions_taken_up import taken_up


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions clause by clause, in the order of the newer one."""

    old_version: DraftVersion
    new_version: DraftVersion
    rows: Sequence[Row]
    taken_up: Mapping[str, tuple[int, ...]]
    """The comments that changes took up, by the identity of the clause."""


def versions(session: Session, consultation_id: int) -> Sequence[DraftVersion]:
    """All versions, oldest first, without their sources; only the last may be unpublished."""
    return session.scalars(
        select(DraftVersion)
        .options(defer(DraftVersion.source_text), defer(DraftVersion.warnings))
        .where(DraftVersion.consultation_id == consultation_id)
        .order_by(DraftVersion.number)
    ).all()


def published_versions(session: Session, consultation_id: int) -> Sequence[DraftVersion]:
    """The public versions, oldest first."""
    found = versions(session, consultation_id)
    return [version for version in found if version.published_at is not None]


def newest_published(session: Session, consultation_id: int) -> DraftVersion | None:
    """The newest public version of any purpose."""
    found = published_versions(session, consultation_id)
    return found[-1] if found else None


def find_version(session: Session, consultation_id: int, number: int) -> DraftVersion:
    """The version of that number, public or not. Raises: NotFoundError."""
    version = session.scalar(
        select(DraftVersion).where(
            DraftVersion.consultation_id == consultation_id, DraftVersion.number == number
        )
    )
    if version is None:
        raise NotFoundError(subject="draft")
    return version


def predecessor(session: Session, version: DraftVersion) -> DraftVersion | None:
    """The version whose clauses this one's are mapped to; None for the first."""
    return session.scalar(
        select(DraftVersion).where(
            DraftVersion.consultation_id == version.consultation_id,
            DraftVersion.number == version.number - 1,
        )
    )


def comparison(
    session: Session, old_version: DraftVersion, new_version: DraftVersion
) -> Comparison:
    """The rows of every clause of both versions; over several versions the mappings are chained.

    Raises: NotFoundError unless the second version is a later one of the same consultation.
    """
    is_later = old_version.number < new_version.number
    if not is_later or old_version.consultation_id != new_version.consultation_id:
        raise NotFoundError(subject="draft")
    old, new = (Side.of(clauses_of(session, one.id)) for one in (old_version, new_version))
    links = chained(_steps(session, old_version, new_version), old, new)
    rows = in_reading_order(links, old, new)
    return Comparison(old_version, new_version, rows, taken_up(session, old_version, new_version))


def _steps(session: Session, old: DraftVersion, new: DraftVersion) -> list[list[Link]]:
    """The mappings of each version after the old one up to the new one."""
    found = session.execute(
        select(DraftVersion.number, ClauseMapping)
        .join(DraftVersion, DraftVersion.id == ClauseMapping.draft_version_id)
        .where(
            DraftVersion.consultation_id == new.consultation_id,
            DraftVersion.number > old.number,
            DraftVersion.number <= new.number,
        )
        .order_by(DraftVersion.number, ClauseMapping.id)
    ).all()
    steps: dict[int, list[Link]] = {n: [] for n in range(old.number + 1, new.number + 1)}
    for number, row in found:
        steps[number].append(
            Link(
                row.old_clause_id,
                row.new_clause_id,
                Change(row.change),
                row.similarity,
                row.set_by_id is not None,
            )
        )
    return list(steps.values())
