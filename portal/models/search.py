"""What the full-text search can find: one row a passage; its words stand in `search_index`.

`search_index` is no mapped table: FTS5 on SQLite, a tsvector with GIN on PostgreSQL. Both hold
`portal.search_words.bigrams` under the id of the passage.
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, one_of

INDEX_NAME = "search_index"
"""Also the beginning of the names of FTS5's own tables."""


class PassageKind(StrEnum):
    """Where a passage stands."""

    TITLE = "title"
    NOTICE = "notice"
    NOTE = "note"
    PREAMBLE = "preamble"
    CLAUSE = "clause"


class SearchPassage(Base):
    """A title, a part of the notice or the explanatory note, or a clause of the public draft.

    Ids are never used twice: FTS5 keeps the words of passages that were replaced, and what no
    passage names any more is not found.
    """

    __tablename__ = "search_passages"
    __table_args__ = (
        one_of("kind", [kind.value for kind in PassageKind], "kind_known"),
        CheckConstraint("(kind = 'clause') = (clause_id IS NOT NULL)", name="clause_named"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(
        ForeignKey("consultations.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[str] = mapped_column(String(10))
    clause_id: Mapped[int | None] = mapped_column(
        ForeignKey("clauses.id", ondelete="CASCADE"), index=True
    )
