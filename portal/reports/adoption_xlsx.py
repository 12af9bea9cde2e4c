"""The 意见采纳情况表 as a workbook, written row by row to a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, BinaryIO

from xlsxwriter import Workbook

from portal.reports.adoption import COLUMNS, FOOTNOTE, NOTHING_RECEIVED, Paper, lines
from portal.reports.comparison_words import storable
from portal.reports.xlsx_pages import GrowingSheet, lay_out, row_height

CELL_LIMIT = 32_767
CUT = "……（内容过长，全文见网页）"
_WIDTHS = (7, 22, 16, 52, 12, 44, 11)
_FONT = "宋体"


def adoption_xlsx(paper: Paper, rows: Iterable[Mapping[str, Any]], target: BinaryIO) -> None:
    """The workbook stands in `target`. Every cell is a text or a number, never a formula."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = Workbook(target, options)
    book.set_properties({"title": storable(paper.title)})
    base = {"font_name": _FONT, "font_size": 11, "valign": "top", "text_wrap": True}
    bordered = {**base, "border": 1}
    title = book.add_format({"font_name": "黑体", "font_size": 16, "align": "center"})
    head = book.add_format({**bordered, "bold": True, "align": "center", "bg_color": "#E8EEF7"})
    cell = book.add_format(bordered)
    number = book.add_format({**bordered, "align": "center"})
    plain = book.add_format({"font_name": _FONT, "font_size": 10})
    sheet = book.add_worksheet("意见采纳情况表", GrowingSheet)
    lay_out(sheet, _WIDTHS, head_row=1)
    sheet.freeze_panes(2, 0)
    sheet.merge_range(0, 0, 0, len(COLUMNS) - 1, "", title)
    sheet.write_string(0, 0, storable(paper.title), title)
    for column, name in enumerate(COLUMNS):
        sheet.write_string(1, column, name, head)
    place = 1
    for place, line in enumerate(lines(rows), start=2):
        sheet.set_row(place, row_height(line.cells(), _WIDTHS))
        sheet.write_number(place, 0, line.sequence, number)
        for column, text in enumerate(line.cells()[1:], start=1):
            sheet.write_string(place, column, fitting(text), cell)
    if place == 1:
        sheet.write_string(2, 0, NOTHING_RECEIVED, plain)
    else:
        sheet.autofilter(1, 0, place, len(COLUMNS) - 1)
        sheet.write_string(place + 1, 0, FOOTNOTE, plain)
    book.close()


def fitting(text: str) -> str:
    """The text, or as much of it as a cell holds, with a sign that it was cut."""
    if len(text.encode("utf-16-le")) // 2 <= CELL_LIMIT:
        return text
    return text[: (CELL_LIMIT - len(CUT)) // 2] + CUT  # no character takes more than two units
