"""Full-text search over titles, notices and clauses of what is public."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, case, column, func, literal, select, table, union_all
from sqlalchemy.orm import Session

from portal.models.consultations import Notice
from portal.models.drafts import Clause, DraftVersion, Purpose
from portal.models.search import INDEX_NAME, PassageKind, SearchPassage
from portal.search_words import Word, found_at

PASSAGES_SHOWN = 3
"""Passages a consultation shows in a list of what was found."""


@dataclass(frozen=True, slots=True)
class Found:
    """A passage that has the `words`. `clause` for a clause; `text` is what they stand in."""

    kind: str
    clause: Clause | None
    text: str
    words: Sequence[str] = ()


def matching(session: Session, words: Sequence[Word]) -> list[Select[int]]:
    """For each word the ids of the consultations that have it in their title, notice or draft.

    What is looked for is in all of these: people put a word of a title beside one of a clause.
    """
    found = []
    for word in words:
        index, condition = _index(session, [word])
        joined = select(SearchPassage.consultation_id).join(index, _key(index) == SearchPassage.id)
        found.append(joined.where(condition))
    return found


def passages(
    session: Session, consultation_ids: Sequence[int], words: Sequence[Word]
) -> dict[int, tuple[list[Found], int]]:
    """For each consultation its first passages with all the words, and how many there are.

    Where none has them all, the first ones with some of them, word by word. Clauses come first.
    Titles are left out: a list shows them anyway.
    """
    if not consultation_ids or not words:
        return {}
    found = _first_passages(session, consultation_ids, [words])
    rest = [at for at in consultation_ids if at not in found]
    if len(words) > 1 and rest:
        found |= _first_passages(session, rest, [[word] for word in words])
    return found


def _first_passages(
    session: Session, consultation_ids: Sequence[int], questions: Sequence[Sequence[Word]]
) -> dict[int, tuple[list[Found], int]]:
    """The first passages that answer the questions in turn, each passage once."""
    hits = union_all(
        *(
            _hits(session, consultation_ids, words).add_columns(literal(turn).label("turn"))
            for turn, words in enumerate(questions)
        )
    ).subquery()
    rows = session.execute(
        select(*hits.c, Clause, Notice)
        .outerjoin(Clause, Clause.id == hits.c.clause_id)
        .outerjoin(Notice, Notice.consultation_id == hits.c.consultation_id)
        .where(hits.c.place <= PASSAGES_SHOWN)
        .order_by(hits.c.consultation_id, hits.c.place, _clauses_first(hits.c.clause_id), hits.c.turn)
    ).all()
    preambles = _preambles(session, {row.consultation_id for row in rows if _is_preamble(row)})
    answers = [[word.text for word in words] for words in questions]
    found: dict[int, tuple[dict[int, Found], int]] = {}
    for row in rows:
        kept, _total = found.setdefault(row.consultation_id, ({}, row.total))
        if row.id in kept:
            kept[row.id] = replace(kept[row.id], words=[*kept[row.id].words, *answers[row.turn]])
        elif len(kept) < PASSAGES_SHOWN:
            text = _text(row, preambles, answers[row.turn])
            kept[row.id] = Found(row.kind, row.Clause, text, answers[row.turn])
    is_one = len(questions) == 1
    return {at: ([*kept.values()], total if is_one else len(kept)) for at, (kept, total) in found.items()}


def _hits(
    session: Session, consultation_ids: Sequence[int], words: Sequence[Word]
) -> Select[Any]:
    """The passages with all the words, numbered in each consultation."""
    index, condition = _index(session, words)
    group = SearchPassage.consultation_id
    order = (_clauses_first(SearchPassage.clause_id), SearchPassage.id)
    return (
        select(
            group,
            SearchPassage.id,
            SearchPassage.kind,
            SearchPassage.clause_id,
            func.row_number().over(partition_by=group, order_by=order).label("place"),
            func.count().over(partition_by=group).label("total"),
        )
        .join(index, _key(index) == SearchPassage.id)
        .where(condition, group.in_(consultation_ids), SearchPassage.kind != PassageKind.TITLE)
    )


def _clauses_first(clause_id: Any) -> ColumnElement[int]:
    return case((clause_id.is_(None), 1), else_=0)


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
