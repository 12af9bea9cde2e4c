"""What every workbook handed out needs in an office: rows as tall as their text, and pages for paper."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from unicodedata import east_asian_width

from xlsxwriter.worksheet import Worksheet

_LINE_HEIGHT, _ROW_LIMIT = 15.0, 409.0
"""Unit: points."""
_LOOKED_AT = 2000
"""Characters that fill the tallest row a sheet can have."""


class GrowingSheet(Worksheet):
    """Rows have the height they were given until somebody writes in them; then the program measures them anew.

    Heights of the library are fixed ones (customHeight): a row of them shows the first line of what is typed.
    """

    def _xml_start_tag_unencoded(self, tag: str, attributes: Sequence[tuple[str, object]] = ()) -> None:
        super()._xml_start_tag_unencoded(tag, [one for one in attributes if one[0] != "customHeight"])


def row_height(texts: Iterable[str], widths: Iterable[float]) -> float:
    """The height a row needs, since a file written row by row is measured by nobody. Unit: points."""
    pairs = zip(texts, widths, strict=True)
    return min(_LINE_HEIGHT * max(_lines(text, int(width)) for text, width in pairs), _ROW_LIMIT)


def _lines(text: str, width: int) -> int:
    parts = text[:_LOOKED_AT].split("\n")
    return sum(-(-max(_columns(part), 1) // (width - 1)) for part in parts)


def _columns(text: str) -> int:
    """How wide the text is: a Chinese character takes two columns."""
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)


def lay_out(sheet: Any, widths: Sequence[float], *, head_row: int) -> None:
    """A4 landscape, all columns on the page, the row of headings on each, numbered at the foot."""
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.repeat_rows(head_row)
    fit_width(sheet)


def fit_width(sheet: Any) -> None:
    """A4 landscape, as wide as the page, numbered at the foot."""
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&P / &N")
