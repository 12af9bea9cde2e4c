"""The rows of a workbook's sheets: text as shown; formulas, joined cells, and numbers nobody typed so told apart."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass

from portal.drafts.clause_tables.filled import (
    Cell,
    FilledTable,
    RawRow,
    TableUnknownError,
    filled_table,
)
from portal.drafts.readers.archive import Archive
from portal.drafts.readers.refusals import damaged, macros
from portal.drafts.readers.xmltree import Element, parse

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT_R = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_PREFIXES = {_MAIN: "", _STRICT: "", _R: "r:", _STRICT_R: "r:"}
_RELATIONS = {"http://schemas.openxmlformats.org/package/2006/relationships": ""}
_WORKBOOK = "xl/workbook.xml"
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_COLUMNS = 100
"""Columns that are looked at."""
_JOINED_CELLS = 200_000
_PLAIN_FORMATS = frozenset({"", "0", "1", "49"})
"""Number formats that show a number as it was typed: General, 0, Text."""


@dataclass(frozen=True)
class _Book:
    """What the cells of all sheets refer to."""

    strings: list[str]
    formats: list[str]
    """The id of the number format of each style of cells."""

    def shows_plainly(self, cell: Element) -> bool:
        """False when a number is shown as a date, a percentage, or otherwise than it is stored."""
        style = cell.get("s", "0")
        is_known = style.isascii() and style.isdecimal() and int(style) < len(self.formats)
        return not is_known or self.formats[int(style)] in _PLAIN_FORMATS


def read(data: bytes) -> FilledTable:
    """The clause table of a workbook. Raises: DraftError."""
    archive = Archive(data)
    _refuse_programs(archive)
    book = _Book(_shared(archive), _formats(archive))
    for name in _sheets(archive):
        part = archive.read(name)
        if part is None:
            continue
        try:
            return filled_table(_rows(parse(part, _PREFIXES), book))
        except TableUnknownError:
            continue
    raise TableUnknownError


def _refuse_programs(archive: Archive) -> None:
    types = archive.read("[Content_Types].xml") or b""
    programs = any(name.lower().endswith("vbaproject.bin") for name in archive.names)
    if programs or b"macroEnabled" in types:
        raise macros()


def _sheets(archive: Archive) -> list[str]:
    """The sheets' parts in the order of their tabs."""
    book, links = archive.read(_WORKBOOK), archive.read("xl/_rels/workbook.xml.rels")
    if book is None or links is None:
        raise damaged()
    targets = {one.get("Id"): one.get("Target") for one in parse(links, _RELATIONS)}
    ids = [one.get("r:id") for one in parse(book, _PREFIXES).within("sheet")]
    found = [targets[one] for one in ids if one in targets]
    return [posixpath.normpath(posixpath.join("/xl", target))[1:] for target in found]


def _shared(archive: Archive) -> list[str]:
    part = archive.read("xl/sharedStrings.xml")
    return [_string(one) for one in parse(part, _PREFIXES).all("si")] if part else []


def _formats(archive: Archive) -> list[str]:
    part = archive.read("xl/styles.xml")
    cells = parse(part, _PREFIXES).child("cellXfs") if part else None
    return [one.get("numFmtId") for one in cells.all("xf")] if cells is not None else []


def _string(holder: Element) -> str:
    """The text of a string, its parts joined, without the readings printed above characters."""
    parts = [holder.child("t"), *(run.child("t") for run in holder.all("r"))]
    return "".join(_unescaped(part.text()) for part in parts if part is not None)


def _unescaped(text: str) -> str:
    """Characters that XML cannot carry, or that look like this, stand as _x000D_. Source: ISO/IEC 29500-1 22.4.2.4."""
    return _ESCAPE.sub(lambda found: _character(int(found.group(1), 16)), text)


def _character(code: int) -> str:
    """Half of a pair of surrogates is no character: it shows as one that could not be read."""
    return "\ufffd" if 0xD800 <= code <= 0xDFFF else chr(code)


def _rows(sheet: Element, book: _Book) -> list[RawRow]:
    joined = _joined(sheet)
    rows: list[RawRow] = []
    number = 0
    data = sheet.child("sheetData")
    for row in data.all("row") if data is not None else ():
        typed = row.get("r")
        number = int(typed) if typed.isascii() and typed.isdecimal() else number + 1
        rows.append(RawRow(number, dict(_cells(row, number, book, joined))))
    return rows


def _cells(
    row: Element, number: int, book: _Book, joined: set[tuple[int, int]]
) -> Iterator[tuple[int, Cell]]:
    at = 0
    for cell in row.all("c"):
        place = _REFERENCE.fullmatch(cell.get("r"))
        at = _column(place.group(1)) if place else at + 1
        if at > _COLUMNS:
            continue
        problem = "merged" if (number, at) in joined else _problem(cell, book)
        yield at, Cell(_value(cell, book.strings), problem)


def _problem(cell: Element, book: _Book) -> str:
    if cell.get("t") == "e":
        return "error"
    if cell.child("f") is not None:
        return "formula"
    is_number = cell.get("t", "n") == "n" and cell.child("v") is not None
    is_plain = not is_number or (book.shows_plainly(cell) and "e" not in _value(cell, []))
    return "" if is_plain else "number"


def _value(cell: Element, shared: list[str]) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        inline = cell.child("is")
        return _string(inline) if inline is not None else ""
    value = cell.child("v")
    text = value.text() if value is not None else ""
    if kind == "s":
        is_known = text.isascii() and text.isdecimal() and int(text) < len(shared)
        return shared[int(text)] if is_known else ""
    if kind == "b":
        return {"1": "TRUE", "0": "FALSE"}.get(text, text)
    return _number(text) if kind == "n" else text


def _number(text: str) -> str:
    """The number in the fifteen digits a workbook keeps; what does not fit has an exponent, "e"."""
    try:
        return format(float(text), ".15g") if text else ""
    except ValueError:
        return text


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _joined(sheet: Element) -> set[tuple[int, int]]:
    """The cells (row, column) that were joined with others."""
    found: set[tuple[int, int]] = set()
    merged = sheet.child("mergeCells")
    for one in merged.all("mergeCell") if merged is not None else ():
        corners = _REFERENCE.findall(one.get("ref"))
        if len(corners) == 2 and len(found) < _JOINED_CELLS:
            (left, top), (right, bottom) = corners
            columns = range(_column(left), min(_column(right), _COLUMNS) + 1)
            bottom_row = min(int(bottom), int(top) + _JOINED_CELLS // max(len(columns), 1))
            found |= {(row, at) for row in range(int(top), bottom_row + 1) for at in columns}
    return found
