"""What an office program makes of the files on paper: tall rows, whole rows, repeated headings, page numbers."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from typing import Any

import openpyxl
import pytest
from docx import Document

from portal.models.versions import Change
from portal.reports.adoption import Paper
from portal.reports.adoption_docx import adoption_docx
from portal.reports.clause_table import ClauseTable, TableRow
from portal.reports.clause_table_docx import clause_table_docx
from portal.reports.clause_table_xlsx import clause_table_xlsx
from portal.reports.comparison_xlsx import comparison_xlsx
from portal.reports.xlsx_pages import row_height
from tests.reports.test_comparison_files import block

LONG = "停放点位不得占用盲道和无障碍通道。" * 50
TABLE = ClauseTable(
    "草案", "表格标识：2026-0001/第1版",
    [TableRow("whole", "整个草案", "（写在这一行）"), TableRow("abc123def456", "（一）目标", LONG)],
)  # fmt: skip


def comparison() -> bytes:
    return comparison_xlsx("题", "第1版 — 第2版", [block(Change.CHANGED, LONG, LONG + "并公布。")])


@pytest.mark.parametrize(
    ("data", "head", "row"),
    [(clause_table_xlsx(TABLE), 4, 6), (comparison(), 3, 4)],
    ids=["clause table", "comparison"],
)
def test_a_long_clause_showed_its_first_line_only(data: bytes, head: int, row: int) -> None:
    """A program that trusts the file gave rows without a height one line each."""
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    assert 15 * 15 < (sheet.row_dimensions[row].height or 0) <= 409
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.print_title_rows == f"${head}:${head}"
    assert "&P" in sheet.oddFooter.center.text


def test_a_row_grows_with_what_is_typed_into_it() -> None:
    """A height marked as somebody's own is kept by the programs whatever is typed."""
    with zipfile.ZipFile(io.BytesIO(clause_table_xlsx(TABLE))) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert re.search(r'<row r="6"[^>]* ht="', sheet)
    assert "customHeight" not in sheet


@pytest.mark.parametrize(
    ("text", "lines"), [("", 1), ("甲" * 4, 1), ("甲" * 5, 2), ("a" * 9, 1), ("甲\n\n乙", 3), ("甲" * 9999, 27.2666)]
)
def test_a_row_is_as_tall_as_its_tallest_text(text: str, lines: float) -> None:
    assert row_height([text, "短"], [10, 10]) == pytest.approx(15 * lines, abs=0.01)


def rows_of(table: Any) -> list[tuple[bool, bool]]:
    """Of each row: is it kept whole, is it repeated."""
    marks = [row._tr.xpath("./w:trPr/*") for row in table.rows]
    names = [{one.tag.rsplit("}")[-1] for one in found} for found in marks]
    return [("cantSplit" in one, "tblHeader" in one) for one in names]


def test_the_clause_table_keeps_short_rows_whole_and_numbers_its_pages() -> None:
    document = Document(io.BytesIO(clause_table_docx(TABLE)))
    assert rows_of(document.tables[0]) == [(True, True), (True, False), (False, False)]
    assert "PAGE" in document.sections[0].footer.paragraphs[0]._p.xml


def test_the_table_of_outcomes_keeps_short_rows_whole() -> None:
    paper = Paper("2026-0001", "题", "过程", "情况", "感谢", "云川市城市管理局", date(2026, 3, 2))
    row = {"sequence": 1, "clause_label": "（一）目标", "commenter": "李*禾", "body": "短", "outcome": "adopted",
           "duplicate_of_sequence": None, "changed_text": "", "reason": "", "channel": "web"}  # fmt: skip
    target = io.BytesIO()
    adoption_docx(paper, [row, {**row, "sequence": 2, "body": LONG}], target)
    assert rows_of(Document(target).tables[0]) == [(False, True), (True, False), (False, False)]
