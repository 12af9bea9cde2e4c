"""What the public lists, feeds and calendars can be narrowed down to, and what there is to choose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from portal.models.accounts import Bureau
from portal.models.consultations import Consultation, ConsultationWindow, DocumentKind
from portal.queries.search import matching
from portal.search_words import Word
from portal.window import civil_day, opened_in_year


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Only these consultations; what is empty narrows nothing down.

    Shape: bureau by name, kind by code, subject by code, year of the first day, words each of
    which stands in the title, the notice or the draft.
    """

    bureau: str = ""
    kind: str = ""
    subject: str = ""
    year: int | None = None
    words: tuple[Word, ...] = ()

    def conditions(self, session: Session) -> list[ColumnElement[bool]]:
        """For a query over Consultation joined with its window."""
        found: list[ColumnElement[bool]] = []
        if self.bureau:
            bureaus = select(Bureau.id).where(Bureau.name == self.bureau)
            found.append(Consultation.bureau_id.in_(bureaus))
        if self.kind:
            kinds = select(DocumentKind.id).where(DocumentKind.code == self.kind)
            found.append(Consultation.document_kind_id.in_(kinds))
        if self.subject:
            found.append(Consultation.subject == self.subject)
        if self.year is not None:
            found.append(opened_in_year(ConsultationWindow.opens_at, self.year))
        if self.words:
            found += [Consultation.id.in_(having) for having in matching(session, self.words)]
        return found


EVERYTHING = Narrowing()


@dataclass(frozen=True, slots=True)
class Choices:
    """What any public consultation has: bureau names, document kinds, subjects, years (newest first)."""

    bureaus: Sequence[str]
    kinds: Sequence[tuple[str, str]]
    subjects: Sequence[str]
    years: Sequence[int]


def choices(session: Session) -> Choices:
    """What the lists can be narrowed down to."""
    public = (Consultation.published_at.is_not(None), Consultation.withdrawn_at.is_(None))
    rows = session.execute(
        select(Bureau.name, DocumentKind.code, DocumentKind.name, Consultation.subject)
        .select_from(Consultation)
        .join(Bureau)
        .join(DocumentKind)
        .where(*public)
        .distinct()
    ).all()
    opens_at = ConsultationWindow.opens_at
    first, last = session.execute(
        select(func.min(opens_at), func.max(opens_at)).join(Consultation).where(*public)
    ).one()
    return Choices(
        bureaus=sorted({bureau for bureau, *_ in rows}),
        kinds=sorted({(code, name) for _bureau, code, name, _subject in rows}),
        subjects=sorted({subject for *_, subject in rows}),
        years=_years(first, last),
    )


def _years(first: datetime | None, last: datetime | None) -> list[int]:
    if first is None or last is None:
        return []
    return list(range(civil_day(last).year, civil_day(first).year - 1, -1))
