"""A filled-in table as rows of plain text, with what is wrong with single cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from portal.drafts.clause_tables.columns import READ, find_mark
from portal.drafts.errors import DraftError

ROW_LIMIT = 5000
HEAD_WITHIN = 30
"""The headings stand in one of the first rows."""


class TableUnknownError(DraftError):
    """There is no clause table in the file."""

    code = "table_unknown"


@dataclass(frozen=True)
class Cell:
    """A cell's text; `problem` is formula, error, number, merged, or empty."""

    text: str
    problem: str = ""


@dataclass(frozen=True)
class RawRow:
    """A row of the file as it is numbered there."""

    number: int
    cells: dict[int, Cell]


@dataclass(frozen=True)
class FilledRow:
    """A row somebody wrote in. `problems`: (column, problem), columns named as in READ."""

    number: int
    key: str
    kind: str
    stance: str
    body: str
    problems: list[list[str]] = field(default_factory=list)


@dataclass(frozen=True)
class FilledTable:
    """The rows that are filled in; `reference` is empty and `version` 0 when the mark is gone."""

    reference: str
    version: int
    rows: list[FilledRow]
    is_cut: bool
    """True when rows beyond ROW_LIMIT were not read."""


def filled_table(rows: Sequence[RawRow], text_above: str = "") -> FilledTable:
    """The table that begins with the row of headings. Raises: TableUnknownError."""
    for at, row in enumerate(rows[:HEAD_WITHIN]):
        places = _places(row)
        if places:
            above = "\n".join([text_above, *(_text(one) for one in rows[:at])])
            reference, version = find_mark(above) or ("", 0)
            below = rows[at + 1 :]
            filled = [_filled(one, places) for one in below[:ROW_LIMIT]]
            kept = [one for one in filled if one.body or one.stance or one.problems]
            return FilledTable(reference, version, kept, len(below) > ROW_LIMIT)
    raise TableUnknownError


def _places(row: RawRow) -> dict[str, int]:
    """Where each column that is read stands; {} unless key and body are there."""
    found: dict[str, int] = {}
    for name, beginning in READ.items():
        for at, cell in row.cells.items():
            if "".join(cell.text.split()).startswith(beginning):
                found.setdefault(name, at)
    return found if {"key", "body"} <= found.keys() else {}


def _text(row: RawRow) -> str:
    return " ".join(cell.text for _at, cell in sorted(row.cells.items()))


def _filled(row: RawRow, places: dict[str, int]) -> FilledRow:
    cells = {name: row.cells.get(at, Cell("")) for name, at in places.items()}
    texts = {name: cell.text.strip() for name, cell in cells.items()}
    is_written = bool(texts["body"]) or bool(cells["body"].problem)
    problems = [[name, cell.problem] for name, cell in cells.items() if cell.problem]
    return FilledRow(
        row.number,
        texts["key"],
        texts.get("kind", ""),
        texts.get("stance", ""),
        texts["body"],
        problems if is_written else [],
    )
