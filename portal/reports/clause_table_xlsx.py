"""The clause table as a workbook: fixed columns locked by colour, choices as lists."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import xlsxwriter

from portal.drafts.clause_tables.columns import COLUMNS, KINDS, STANCES
from portal.reports.clause_table import STEPS, TITLE, ClauseTable
from portal.reports.comparison_xlsx import CELL_LIMIT, CUT
from portal.reports.xlsx_pages import GrowingSheet, fit_width, lay_out, row_height

_WIDTHS = (16, 22, 50, 13, 13, 50)
_STEPS_WIDTH = 100
_FONT = {"font_name": "宋体", "font_size": 10.5}
_HEAD_ROW = 3
_KIND, _STANCE, _BODY = 3, 4, 5
_SPARE_ROWS = 500
"""Rows below the last clause that offer the choices too."""


def clause_table_xlsx(table: ClauseTable) -> bytes:
    """The workbook; no text is ever taken for a formula or a link."""
    stream = BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(stream, options)
    book.set_properties({"title": f"{TITLE} {table.title}"})
    cell = {**_FONT, "text_wrap": True, "valign": "top", "border": 1}
    fixed = book.add_format({**cell, "bg_color": "#EEF2F7", "num_format": "@"})
    free = book.add_format({**cell, "num_format": "@"})
    head = book.add_format({**cell, "bold": True, "align": "center"})
    plain = book.add_format(_FONT)
    sheet = book.add_worksheet(TITLE, GrowingSheet)
    lay_out(sheet, _WIDTHS, head_row=_HEAD_ROW)
    spare = book.add_format({**_FONT, "text_wrap": True, "valign": "top", "num_format": "@"})
    for column, width in enumerate(_WIDTHS):
        # In rows that are added, too, a date or a number stays what was typed.
        sheet.set_column(column, column, width, spare)
    sheet.write_string(0, 0, f"{TITLE}：{table.title}", book.add_format({**_FONT, "bold": True}))
    sheet.write_string(1, 0, table.mark, plain)
    sheet.write_string(2, 0, "只填写白色的三列；填写说明见第二张表。", plain)
    for column, name in enumerate(COLUMNS):
        sheet.write_string(_HEAD_ROW, column, name, head)
    for place, row in enumerate(table.rows, start=_HEAD_ROW + 1):
        texts = row.key, row.label, _fitting(row.text)
        sheet.set_row(place, row_height(texts, _WIDTHS[:3]))
        for column, text in enumerate(texts):
            sheet.write_string(place, column, text, fixed)
        for column in (_KIND, _STANCE, _BODY):
            sheet.write_blank(place, column, None, free)
    _offer(sheet, _HEAD_ROW + len(table.rows) + _SPARE_ROWS)
    sheet.freeze_panes(_HEAD_ROW + 1, 2)
    steps = book.add_worksheet("填写说明")
    steps.set_column(0, 0, _STEPS_WIDTH)
    fit_width(steps)
    for place, words in enumerate(STEPS):
        steps.set_row(place, row_height([words], [_STEPS_WIDTH]))
        steps.write_string(place, 0, words, book.add_format({**_FONT, "text_wrap": True}))
    book.close()
    return stream.getvalue()


def _fitting(text: str) -> str:
    return text if len(text) <= CELL_LIMIT // 2 else text[: CELL_LIMIT // 2 - len(CUT)] + CUT


def _offer(sheet: Any, last: int) -> None:
    for column, words in ((_KIND, KINDS), (_STANCE, STANCES)):
        choices = {"validate": "list", "source": list(words), "ignore_blank": True}
        sheet.data_validation(_HEAD_ROW + 1, column, last, column, choices)
