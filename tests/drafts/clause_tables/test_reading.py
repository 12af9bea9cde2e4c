"""A filled-in clause table is read from workbooks and documents, whatever program saved it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from portal.drafts.clause_tables.child import FILE_LIMIT, read_table, read_table_in_child
from portal.drafts.clause_tables.columns import mark
from portal.drafts.clause_tables.filled import FilledRow, TableUnknownError
from portal.drafts.errors import (
    DraftDamagedError,
    DraftEncryptedError,
    DraftMacrosError,
    DraftTooComplexError,
    DraftTooLargeError,
    DraftUnknownKindError,
)
from portal.reports.clause_table import ClauseTable, TableRow
from portal.reports.clause_table_docx import clause_table_docx
from portal.reports.clause_table_xlsx import clause_table_xlsx

FIRST, SECOND = "abc123def456", "0123456789ab"
TABLE = ClauseTable(
    "关于<某>&事的草案",
    mark("2026-0001", 1),
    [
        TableRow("whole", "整个草案", "（对整个草案的意见写在这一行）"),
        TableRow(FIRST, "（一）目标", "第一段。\n第二段 <x> =1+1"),
        TableRow(SECOND, "（二）原则", "=SUM(A1)"),
    ],
)
BY_LIBREOFFICE = Path(__file__).parent / "filled_by_libreoffice.xlsx"
"""TABLE, opened, filled in and saved by LibreOffice 7.4; beside it the document."""
WITH_HABITS = BY_LIBREOFFICE.with_name("saved_by_libreoffice.xlsx")
"""The same with what people do besides typing: runs of looks, lists, copied rows, days, changes on record, notes."""


def filled(change: Callable[[Any], object]) -> bytes:
    """The workbook after a change of its first sheet."""
    book = openpyxl.load_workbook(io.BytesIO(clause_table_xlsx(TABLE)))
    change(book.worksheets[0])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_the_empty_tables_are_understood_and_hold_no_formula() -> None:
    for data in (clause_table_xlsx(TABLE), clause_table_docx(TABLE)):
        found = read_table_in_child(data)
        assert (found.reference, found.version, found.rows) == ("2026-0001", 1, [])
    sheet = openpyxl.load_workbook(io.BytesIO(clause_table_xlsx(TABLE))).worksheets[0]
    assert [cell.data_type for cell in sheet["C"][4:7]] == ["s", "s", "s"]
    assert clause_table_docx(TABLE) == clause_table_docx(TABLE)


@pytest.mark.parametrize(("suffix", "first"), [(".xlsx", 5), (".docx", 2)])
def test_a_table_filled_in_by_libreoffice_is_read_to_the_letter(suffix: str, first: int) -> None:
    found = read_table_in_child(BY_LIBREOFFICE.with_suffix(suffix).read_bytes())
    assert (found.reference, found.version, found.is_cut) == ("2026-0001", 1, False)
    assert found.rows == [
        FilledRow(first, "whole", "意见或建议", "", "总体同意，建议明确<时限>。"),
        FilledRow(first + 1, FIRST, "替换条文", "", "第一段改写。\n第二段 & 保留。"),
        FilledRow(first + 2, SECOND, "", "", "补充一句。"),
    ]


def test_a_table_saved_by_libreoffice_shows_rows_added_copied_and_dragged_as_typed() -> None:
    found = read_table_in_child(WITH_HABITS.read_bytes())
    assert (found.reference, found.version, found.is_cut) == ("2026-0001", 1, False)
    assert [(row.number, row.key, row.body, row.problems) for row in found.rows] == [
        (5, "whole", "第一行\n\n　　第三行 <b>&amp; _x0041_", []),
        (6, FIRST, "46083", [["body", "number"]]),  # the day 2026-03-02, in the format of days
        (7, SECOND, "=SUM(A1)", []),
        (8, FIRST, "2026-3-2", []),
        (9, "whole", "12345678901234567890", []),
        (10, FIRST, "2", [["body", "formula"]]),
        (12, FIRST, "拖走的话", []),
    ]


def test_a_table_saved_by_libreoffice_keeps_numbers_of_lists_and_leaves_out_what_was_struck() -> None:
    found = read_table_in_child(WITH_HABITS.with_suffix(".docx").read_bytes())
    assert (found.reference, found.version, found.is_cut) == ("2026-0001", 1, False)
    assert [(row.number, row.key, row.stance, row.body) for row in found.rows] == [
        (2, "whole", "支持", "第一段 <b>\n\n第二段\n同段换行\t制表 =1+1"),
        (3, FIRST, "", "1. 甲事\n2. 乙事"),
        (4, FIRST, "", "又一条"),
        (5, SECOND, "", "新的字，留下的字"),
    ]


def test_a_day_or_a_long_number_typed_below_the_table_was_stored_as_another() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(clause_table_xlsx(TABLE))).worksheets[0]
    assert {sheet.column_dimensions[letter].number_format for letter in "ADF"} == {"@"}

    def change(sheet: Any) -> None:
        for row, (value, look) in enumerate(
            [(0.3, "0%"), (46083, "yyyy-mm-dd"), (12345678901234567890, "General"), (1.1, "General")], start=5
        ):
            sheet[f"F{row}"] = value
            sheet[f"F{row}"].number_format = look

    rows = read_table(filled(change)).rows
    assert [row.problems for row in rows] == [[["body", "number"]]] * 3 + [[]]
    assert rows[3].body == "1.1"


def test_characters_that_xml_cannot_carry_were_read_as_their_escapes() -> None:
    def change(sheet: Any) -> None:
        sheet["F5"] = "甲ESCAPED乙"

    source = zipfile.ZipFile(io.BytesIO(filled(change)))
    parts = {name.replace("/", "__"): source.read(name) for name in source.namelist()}
    parts = {name: data.replace(b"ESCAPED", b"_x000D_\n_x005F_x0041_") for name, data in parts.items()}
    assert read_table(_archive(**parts)).rows[0].body == "甲\r\n_x0041_乙"


def test_half_a_character_in_a_cell_ended_the_upload_with_an_error() -> None:
    def change(sheet: Any) -> None:
        sheet["F5"] = "甲ESCAPED乙"

    source = zipfile.ZipFile(io.BytesIO(filled(change)))
    parts = {name.replace("/", "__"): source.read(name) for name in source.namelist()}
    parts = {name: data.replace(b"ESCAPED", b"_xD800_") for name, data in parts.items()}
    assert read_table(_archive(**parts)).rows[0].body == "甲\ufffd乙"


def test_formulas_errors_and_joined_cells_are_told_by_row_and_column() -> None:
    def change(sheet: Any) -> None:
        sheet["F5"] = "=1+1"
        sheet["F6"] = "改写"
        sheet.merge_cells("F6:F7")

    rows = read_table(filled(change)).rows
    assert [(row.number, row.problems) for row in rows] == [
        (5, [["body", "formula"]]),
        (6, [["body", "merged"]]),
        (7, [["body", "merged"]]),
    ]
    assert rows[1].body == "改写"


def test_numbers_and_added_rows_are_text_and_moved_columns_are_found() -> None:
    def change(sheet: Any) -> None:
        sheet["F6"] = 30
        sheet["A8"], sheet["F8"] = FIRST, "第二条意见"
        sheet.insert_cols(1)

    rows = read_table(filled(change)).rows
    assert [(row.number, row.key, row.body) for row in rows] == [
        (6, FIRST, "30"),
        (8, FIRST, "第二条意见"),
    ]


def test_a_file_without_the_table_or_without_its_mark_is_told_apart() -> None:
    def no_headings(sheet: Any) -> None:
        sheet["F4"] = "别的"

    def no_mark(sheet: Any) -> None:
        sheet["A2"] = None
        sheet["F5"] = "意见"

    with pytest.raises(TableUnknownError):
        read_table_in_child(filled(no_headings))
    found = read_table_in_child(filled(no_mark))
    assert (found.reference, found.version, len(found.rows)) == ("", 0, 1)


def _archive(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/"), data)
    return stream.getvalue()


_LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1024 + "EncryptedPackage".encode("utf-16-le")
_BOMB = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' + b" " * 80_000_000


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"not a zip", DraftUnknownKindError),
        (_archive(other=b"x"), DraftUnknownKindError),
        (clause_table_xlsx(TABLE)[:900], DraftDamagedError),
        (_archive(**{"xl__workbook.xml": b"<x", "xl___rels__workbook.xml.rels": b"<x"}), DraftDamagedError),
        (_archive(**{"xl__workbook.xml": b"<x/>", "xl__vbaProject.bin": b"x"}), DraftMacrosError),
        (_archive(**{"xl__workbook.xml": _BOMB}), DraftTooComplexError),
        (_LOCKED, DraftEncryptedError),
        (b"PK\x03\x04" + b"0" * FILE_LIMIT, DraftTooLargeError),
    ],
    ids=["text", "other zip", "cut", "broken", "macros", "bomb", "locked", "large"],
)  # fmt: skip
def test_a_file_that_is_no_table_is_refused(data: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        read_table_in_child(data)


def test_a_joined_range_of_the_whole_sheet_costs_nothing() -> None:
    source = zipfile.ZipFile(BY_LIBREOFFICE)
    parts = {name.replace("/", "__"): source.read(name) for name in source.namelist()}
    sheet = "xl__worksheets__sheet1.xml"
    joined = b'</sheetData><mergeCells><mergeCell ref="H1:ZZ1048576"/></mergeCells>'
    parts[sheet] = parts[sheet].replace(b"</sheetData>", joined)
    assert len(read_table_in_child(_archive(**parts)).rows) == 3
