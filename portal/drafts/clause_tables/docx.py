"""The rows of a Word document's tables: what is shown, numbers of lists included, without what was struck."""

from __future__ import annotations

from portal.drafts.clause_tables.filled import (
    Cell,
    FilledTable,
    RawRow,
    TableUnknownError,
    filled_table,
)
from portal.drafts.readers.docx.body import BodyReader
from portal.drafts.readers.docx.counters import Counters
from portal.drafts.readers.docx.inline import InlineReader
from portal.drafts.readers.docx.numbering import read_lists
from portal.drafts.readers.docx.package import Package
from portal.drafts.readers.docx.styles import Styles
from portal.drafts.readers.xmltree import Element


def read(data: bytes) -> FilledTable:
    """The clause table of a document; rows are counted from the first of their table.

    Raises: DraftError.
    """
    package = Package(data)
    body = package.document()
    styles = Styles(package.related("styles"))
    reader = BodyReader(styles, Counters(read_lists(package.related("numbering"), styles), styles), {})
    inline = InlineReader(styles)
    above = "\n".join(inline.read(one).text for one in body.within("p", "tbl") if one.tag == "p")
    for table in body.within("tbl"):
        rows = [_row(number, row, reader) for number, row in enumerate(table.within("tr"), start=1)]
        try:
            return filled_table(rows, above)
        except TableUnknownError:
            continue
    raise TableUnknownError


def _row(number: int, row: Element, reader: BodyReader) -> RawRow:
    cells: dict[int, Cell] = {}
    if row.child("trPr", "del") is not None:
        return RawRow(number, cells)
    at = 0
    for cell in row.within("tc"):
        properties = cell.child("tcPr")
        span = properties.child("gridSpan") if properties is not None else None
        width = _width(span)
        is_joined = properties is not None and properties.child("vMerge") is not None
        problem = "merged" if is_joined or width > 1 else ""
        at += 1
        cells[at] = Cell("\n".join(one.text for one in reader.read(cell)).strip(), problem)
        at += width - 1
    return RawRow(number, cells)


def _width(span: Element | None) -> int:
    typed = span.get("val") if span is not None else "1"
    return min(int(typed), 50) if typed.isascii() and typed.isdecimal() and typed != "0" else 1
