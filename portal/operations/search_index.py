"""The index of the full-text search: written in the transaction that makes something public."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import bindparam, column, delete, func, insert, table
from sqlalchemy.orm import Session

from portal.models.consultations import Consultation, Notice
from portal.models.drafts import Clause, DraftVersion
from portal.models.search import INDEX_NAME, PassageKind, SearchPassage
from portal.queries.consultations import clauses, public_draft
from portal.search_words import bigrams, in_parts

Passage = tuple[PassageKind, int | None, str]
"""Kind, clause id, text."""


def index_consultation(session: Session, consultation: Consultation) -> None:
    """The search finds the public notice and the draft people comment on, and nothing older."""
    session.flush()
    session.execute(
        delete(SearchPassage).where(SearchPassage.consultation_id == consultation.id)
    )
    draft = public_draft(session, consultation.id)
    found = list(_of_notice(consultation.notice))
    if draft is not None:
        found += _of_draft(draft, clauses(session, draft.id))
    passages = [passage for passage in found if passage[2].strip()]
    if passages:
        _insert(session, consultation.id, passages)


def _of_notice(notice: Notice | None) -> Iterator[Passage]:
    if notice is None:
        return
    yield PassageKind.TITLE, None, notice.title
    for part in in_parts(notice.background):
        yield PassageKind.NOTICE, None, part
    for part in in_parts(notice.explanatory_note):
        yield PassageKind.NOTE, None, part


def _of_draft(draft: DraftVersion, rows: Sequence[Clause]) -> Iterator[Passage]:
    yield PassageKind.TITLE, None, draft.title
    for part in in_parts(draft.preamble):
        yield PassageKind.PREAMBLE, None, part
    for clause in rows:
        yield from _of_clause(clause)


def _of_clause(clause: Clause) -> Iterator[Passage]:
    """The number is searched too: people look for 第十二条."""
    text = "\n".join(part for part in (clause.printed_number, clause.heading, clause.text) if part)
    for part in in_parts(text):
        yield PassageKind.CLAUSE, clause.id, part


def _insert(session: Session, consultation_id: int, passages: list[Passage]) -> None:
    ids = session.scalars(
        insert(SearchPassage).returning(SearchPassage.id, sort_by_parameter_order=True),
        [
            {"consultation_id": consultation_id, "kind": kind, "clause_id": clause_id}
            for kind, clause_id, _text in passages
        ],
    ).all()
    rows = [
        {"id": id_, "words": bigrams(text)}
        for id_, (_kind, _clause, text) in zip(ids, passages, strict=True)
    ]
    if session.get_bind().dialect.name == "sqlite":
        session.execute(insert(_FTS), [{"rowid": row["id"], "bigrams": row["words"]} for row in rows])
        return
    session.execute(
        insert(_VECTORS).values(
            id=bindparam("id"), bigrams=func.to_tsvector("simple", bindparam("words"))
        ),
        rows,
    )


_FTS = table(INDEX_NAME, column("rowid"), column("bigrams"))
_VECTORS = table(INDEX_NAME, column("id"), column("bigrams"))
