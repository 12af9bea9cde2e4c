"""The lines of the source each clause was read from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from portal.models.drafts import Clause, DraftVersion
from portal.operations.outline_pieces import source_lines, source_span

SHOWN = 60
"""Lines shown of one clause; the last one would else bring the whole rest of the file."""


@dataclass(frozen=True, slots=True)
class SourceLines:
    """The lines `first` to `last` (1-based) as printed; `lines` are those that are not blank."""

    first: int
    last: int
    lines: list[tuple[int, str]]
    left_out: int


def sources(draft: DraftVersion, clauses: Sequence[Clause]) -> dict[str, SourceLines]:
    """The source of each clause, by identity."""
    lines = source_lines(draft.source_text)
    starts = sorted({clause.line for clause in clauses})
    return {clause.identity: _source(lines, starts, clause.line) for clause in clauses}


def _source(lines: list[str], starts: list[int], line: int) -> SourceLines:
    first, last = source_span(starts, line, len(lines))
    found = [
        (number, text.strip())
        for number, text in enumerate(lines[first - 1 : last], start=first)
        if text.strip()
    ]
    end = found[-1][0] if found else first
    return SourceLines(first, end, found[:SHOWN], max(0, len(found) - SHOWN))
