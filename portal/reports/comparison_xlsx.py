"""The 修改对照表 as a workbook: every clause a row, to be sorted and filtered."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import xlsxwriter

from portal.drafts.comparison import Segment
from portal.models.versions import Change
from portal.reports.comparison import Block, Entry, Named
from portal.reports.comparison_words import COLUMNS, NOTHING, note, storable
from portal.reports.xlsx_pages import GrowingSheet, lay_out, row_height

CELL_LIMIT = 32_767
"""Characters a cell can hold, by the file format."""
CUT = "……（全文见 Word 版）"
WORDS = {
    Change.KEPT: "未变",
    Change.CHANGED: "修改",
    Change.MOVED: "移动",
    Change.RENUMBERED: "仅编号调整",
    Change.SPLIT: "拆分",
    Change.MERGED: "合并",
    Change.DELETED: "删除",
    Change.NEW: "新增",
}
_HEADS = ("序号", "变化", *COLUMNS)
_WIDTHS = (6, 10, 60, 60, 24)
_FORMULA_SIGNS = tuple("=+-@＝＋－＠\t\r")
_DIVIDED = (Change.SPLIT, Change.MERGED)
_FONT = {"font_name": "宋体", "font_size": 10.5}


class _Formats:
    """The looks of cells and of parts of texts."""

    def __init__(self, book: Any) -> None:
        cell = {**_FONT, "text_wrap": True, "valign": "top", "border": 1}
        self.title = book.add_format({**_FONT, "font_name": "黑体", "font_size": 14})
        self.head = book.add_format({**cell, "font_name": "黑体", "bold": True, "align": "center"})
        self.cell = book.add_format(cell)
        self.number = book.add_format({**cell, "align": "center"})
        self.quoted = book.add_format({**cell, "quote_prefix": True})
        self.parts = {
            "equal": book.add_format(_FONT),
            "delete": book.add_format({**_FONT, "font_strikeout": True}),
            "insert": book.add_format({**_FONT, "bold": True, "underline": 1}),
        }

    def of(self, text: str) -> Any:
        """What looks like a formula is marked as text: editing the cell keeps it so."""
        return self.quoted if text.lstrip().startswith(_FORMULA_SIGNS) else self.cell


def comparison_xlsx(title: str, versions: str, entries: Sequence[Entry]) -> bytes:
    """The workbook; no text is ever taken for a formula or a link."""
    stream = BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(stream, options)
    book.set_properties({"title": storable(title)})
    formats = _Formats(book)
    sheet = book.add_worksheet("修改对照表", GrowingSheet)
    lay_out(sheet, _WIDTHS, head_row=2)
    sheet.freeze_panes(3, 0)
    sheet.write_string(0, 0, storable(title), formats.title)
    sheet.write_string(1, 0, storable(versions))
    for column, head in enumerate(_HEADS):
        sheet.write_string(2, column, head, formats.head)
    blocks = [entry for entry in entries if isinstance(entry, Block)]
    for place, block in enumerate(blocks, start=1):
        _write_block(sheet, formats, place, block)
    sheet.autofilter(2, 0, 2 + len(blocks), len(_HEADS) - 1)
    book.close()
    return stream.getvalue()


def _write_block(sheet: Any, formats: _Formats, place: int, block: Block) -> None:
    row = place + 2
    before = _parts(block, block.olds, block.struck)
    after = _parts(block, block.news, block.inserted)
    texts = [_text(before), _text(after), note(block)]
    sheet.set_row(row, row_height(texts, _WIDTHS[2:]))
    sheet.write_number(row, 0, place, formats.number)
    sheet.write_string(row, 1, WORDS[block.change], formats.cell)
    _write_side(sheet, formats, (row, 2), before)
    _write_side(sheet, formats, (row, 3), after)
    sheet.write_string(row, 4, texts[2], formats.cell)


def _parts(block: Block, clauses: Sequence[Named], segments: Sequence[Segment]) -> list[Segment]:
    """The number and the text in parts; nothing longer than a cell can hold."""
    if not clauses:
        return [("equal", NOTHING)]
    numbered: list[Segment] = []
    if block.change not in _DIVIDED:
        numbered = [("equal", f"{clauses[0].number} ")]
    parts = [(look, storable(text)) for look, text in [*numbered, *segments]]
    if sum(_size(text) for _look, text in parts) <= CELL_LIMIT:
        return parts
    return _cut(parts)


def _text(parts: Sequence[Segment]) -> str:
    return "".join(part for _look, part in parts)


def _size(text: str) -> int:
    """In the units the file format counts."""
    return len(text.encode("utf-16-le")) // 2


def _cut(parts: Sequence[Segment]) -> list[Segment]:
    left = (CELL_LIMIT - len(CUT)) // 2  # no character takes more than two units
    found: list[Segment] = []
    for look, text in parts:
        if left:
            found.append((look, text[:left]))
        left = max(0, left - len(text))
    return [*found, ("equal", CUT)]


def _write_side(
    sheet: Any, formats: _Formats, cell: tuple[int, int], parts: Sequence[Segment]
) -> None:
    text = _text(parts)
    if len(parts) == 1 or all(look == "equal" for look, _part in parts):
        sheet.write_string(*cell, text, formats.of(text))
        return
    pieces = [piece for look, part in parts for piece in (formats.parts[look], part)]
    sheet.write_rich_string(*cell, *pieces, formats.of(text))
