"""Full-text search over titles, notices and clauses of what is public."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, case, column, func, literal, select, table
from sqlalchemy.orm import Session

from portal.models.consultations import Notice
from portal.models.drafts import Clause, DraftVersion, Purpose
from portal.models.search import INDEX_NAME, PassageKind, SearchPassage
from portal.search_words import Word, found_at

PASSAGES_SHOWN = 3
"""Passages a consultation shows in a list of what was found."""


@dataclass(frozen=True, slots=True)
class Found:
    """A passage that has all the words. `clause` for a clause; `text` is what it stands in."""

    kind: str
    clause: Clause | None
    text: str


def matching(session: Session, words: Sequence[Word]) -> Select[int]:
    """The ids of the consultations with a passage that has all the words."""
    query, condition = _index(session, words)
    return select(SearchPassage.consultation_id).join(query, _key(query) == SearchPassage.id).where(
        condition
    )


def passages(
    session: Session, consultation_ids: Sequence[int], words: Sequence[Word]
) -> dict[int, tuple[list[Found], int]]:
    """For each consultation its first passages with the words, and how many there are.

    Clauses come first. Titles are left out: a list shows them anyway.
    """
    if not consultation_ids or not words:
        return {}
    index, condition = _index(session, words)
    group = SearchPassage.consultation_id
    is_clause = case((SearchPassage.clause_id.is_(None), 1), else_=0)
    numbered = (
        select(
            group,
            SearchPassage.kind,
            SearchPassage.clause_id,
            func.row_number()
            .over(partition_by=group, order_by=(is_clause, SearchPassage.id))
            .label("place"),
            func.count().over(partition_by=group).label("total"),
        )
        .join(index, _key(index) == SearchPassage.id)
        .where(condition, group.in_(consultation_ids), SearchPassage.kind != PassageKind.TITLE)
        .subquery()
    )
    rows = session.execute(
        select(*numbered.c, Clause, Notice)
        .outerjoin(Clause, Clause.id == numbered.c.clause_id)
        .outerjoin(Notice, Notice.consultation_id == numbered.c.consultation_id)
        .where(numbered.c.place <= PASSAGES_SHOWN)
        .order_by(numbered.c.consultation_id, numbered.c.place)
    ).all()
    preambles = _preambles(session, {row.consultation_id for row in rows if _is_preamble(row)})
    found: dict[int, tuple[list[Found], int]] = {}
    marks = [word.text for word in words]
    for row in rows:
        kept, _total = found.setdefault(row.consultation_id, ([], row.total))
        kept.append(Found(row.kind, row.Clause, _text(row, preambles, marks)))
    return found


def _is_preamble(row: Any) -> bool:
    return bool(row.kind == PassageKind.PREAMBLE)


def _preambles(session: Session, consultation_ids: Collection[int]) -> dict[int, str]:
    """The preambles of the newest drafts people comment on; no query when none is wanted."""
    if not consultation_ids:
        return {}
    rows = session.execute(
        select(DraftVersion.consultation_id, DraftVersion.preamble)
        .where(
            DraftVersion.consultation_id.in_(consultation_ids),
            DraftVersion.published_at.is_not(None),
            DraftVersion.purpose == Purpose.CONSULTATION,
        )
        .order_by(DraftVersion.number)
    )
    return {consultation_id: preamble for consultation_id, preamble in rows}


def _text(row: Any, preambles: dict[int, str], marks: Sequence[str]) -> str:
    """A clause's heading is shown as its name; it is repeated only when the words stand there."""
    if row.Clause is not None:
        return str(row.Clause.text if found_at(row.Clause.text, marks) else row.Clause.quote)
    if _is_preamble(row):
        return preambles.get(row.consultation_id, "")
    is_note = row.kind == PassageKind.NOTE
    return str(row.Notice.explanatory_note if is_note else row.Notice.background)


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _key(index: Any) -> Any:
    return index.c[0]


def _index(session: Session, words: Sequence[Word]) -> tuple[Any, ColumnElement[bool]]:
    """The index and the condition of the words; what people type only ever arrives as tokens."""
    if _is_sqlite(session):
        index = table(INDEX_NAME, column("rowid"), column("bigrams"))
        question = " AND ".join(map(_phrase, words))
        return index, _matches(question)
    index = table(INDEX_NAME, column("id"), column("bigrams"))
    return index, index.c.bigrams.op("@@")(_vector_question(words))


def _matches(question: str) -> ColumnElement[bool]:
    """FTS5's MATCH over the whole index."""
    return column(INDEX_NAME).op("MATCH", is_comparison=True)(literal(question))


def _phrase(word: Word) -> str:
    """In FTS5's syntax; tokens are letters and digits only, so the quotes cannot be left."""
    return '"' + " ".join(word.tokens) + '"' + ("*" if word.is_beginning else "")


def _vector_question(words: Sequence[Word]) -> Any:
    def one(word: Word) -> Any:
        if word.is_beginning:
            return func.to_tsquery("simple", f"{word.tokens[0]}:*")
        return func.phraseto_tsquery("simple", " ".join(word.tokens))

    first, *rest = map(one, words)
    for other in rest:
        first = first.op("&&")(other)
    return first
