"""The rows of a Word document's tables: what is shown, without what was struck by the tracker."""

from __future__ import annotations

from portal.drafts.clause_tables.filled import (
    Cell,
    FilledTable,
    RawRow,
    TableUnknownError,
    filled_table,
)
from portal.drafts.readers.docx.package import Package
from portal.drafts.readers.xmltree import Element

_UNSHOWN = ("del", "moveFrom", "instrText", "delText")


def read(data: bytes) -> FilledTable:
    """The clause table of a document; rows are counted from the first of their table.

    Raises: DraftError.
    """
    body = Package(data).document()
    above = "\n".join(_text(one) for one in body.within("p", "tbl") if one.tag == "p")
    for table in body.within("tbl"):
        rows = [_row(number, row) for number, row in enumerate(table.within("tr"), start=1)]
        try:
            return filled_table(rows, above)
        except TableUnknownError:
            continue
    raise TableUnknownError


def _row(number: int, row: Element) -> RawRow:
    cells: dict[int, Cell] = {}
    at = 0
    for cell in row.within("tc"):
        properties = cell.child("tcPr")
        span = properties.child("gridSpan") if properties is not None else None
        width = _width(span)
        is_joined = properties is not None and properties.child("vMerge") is not None
        problem = "merged" if is_joined or width > 1 else ""
        at += 1
        cells[at] = Cell("\n".join(_text(one) for one in cell.within("p")).strip(), problem)
        at += width - 1
    return RawRow(number, cells)


def _width(span: Element | None) -> int:
    typed = span.get("val") if span is not None else "1"
    return min(int(typed), 50) if typed.isascii() and typed.isdecimal() and typed != "0" else 1


def _text(paragraph: Element) -> str:
    parts: list[str] = []
    for one in paragraph:
        if one.tag in _UNSHOWN:
            continue
        if one.tag == "t":
            parts.append(one.text())
        elif one.tag in ("br", "cr"):
            parts.append("\n")
        elif one.tag == "tab":
            parts.append("\t")
        elif one.tag != "pPr":
            parts.append(_text(one))
    return "".join(parts)
