"""The 修改对照表 is read back from the files people download."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import openpyxl
import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from openpyxl.cell.rich_text import CellRichText, TextBlock

from portal.drafts.comparison import differences
from portal.models.versions import Change
from portal.reports.comparison import Block, Entry, Named, Pointer
from portal.reports.comparison_docx import comparison_docx
from portal.reports.comparison_xlsx import CELL_LIMIT, CUT, comparison_xlsx

TITLE, VERSIONS = "云川市共享单车管理办法修改对照表", "征求意见稿（第1版） — 印发稿（第2版）"

DIVIDED = (Change.SPLIT, Change.MERGED)


def block(change: Change, before: str, after: str, old: str = "第三条", new: str = "第三条") -> Block:
    olds = tuple(Named(f"o{n}", n, "") for n in old.split("、") if before)
    news = tuple(Named(f"n{n}", n, "") for n in new.split("、") if after)
    segments = tuple(differences(before, after))
    marks = (marked(olds, before), marked(news, after)) if change in DIVIDED else ((), ())
    return Block(change, olds, news, before, after, segments, "第一章 总则", *marks)


def marked(clauses: tuple[Named, ...], text: str) -> tuple[tuple[int, str], ...]:
    """Each line of the text is a clause."""
    starts = [0, *(place + 1 for place, sign in enumerate(text) if sign == "\n")]
    return tuple(zip(starts, (clause.number for clause in clauses), strict=True))


CHANGED = block(Change.CHANGED, "每五百米不少于一处。", "每三百米不少于一处，并公布。", new="第四条")
KEPT = block(Change.KEPT, "本办法自公布之日起施行。", "本办法自公布之日起施行。")
ENTRIES: list[Entry] = [
    KEPT,
    CHANGED,
    Pointer(CHANGED, CHANGED.olds[0], is_old_place=True),
    block(Change.DELETED, "不得收取押金。", ""),
    block(Change.NEW, "", "应当建立信用档案。"),
    block(Change.SPLIT, "甲。乙。", "甲。\n乙。", "第二条", "第二条、第三条"),
    block(Change.MERGED, "甲。\n乙。", "甲。乙。", "第六条、第七条", "第六条"),
    block(Change.MOVED, "停放点位。", "停放点位。", "第八条", "第二条"),
    block(Change.RENUMBERED, "罚款。", "罚款。", "第九条", "第八条"),
]


def document(entries: list[Entry] = ENTRIES, *, with_unchanged: bool = False) -> Any:
    data = comparison_docx(TITLE, VERSIONS, entries, with_unchanged=with_unchanged)
    return Document(BytesIO(data))


def cells(table: Any) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_the_pages_of_the_document_are_numbered_at_the_foot() -> None:
    foot = document().sections[0].footer.paragraphs[0]
    assert [field.get(qn("w:instr")) for field in foot._p.iter(qn("w:fldSimple"))] == ["PAGE"]
    assert "".join(part.text for part in foot._p.iter(qn("w:t"))) == "— 1 —"


def test_the_document_has_a_row_for_each_clause_that_changed() -> None:
    found = document()
    assert cells(found.tables[0]) == [
        ["原条文", "修改后条文", "说明"],
        ["第三条 每五百米不少于一处。", "第四条 每三百米不少于一处，并公布。",
         "修改。编号由第三条调整为第四条。"],
        ["第三条 不得收取押金。", "—", "删除。"],
        ["—", "第三条 应当建立信用档案。", "新增。"],
        ["第二条 甲。乙。", "第二条 甲。\n第三条 乙。", "原第二条拆分为第二条、第三条。"],
        ["第六条 甲。\n第七条 乙。", "第六条 甲。乙。", "原第六条、第七条合并为第六条。"],
        ["第八条 停放点位。", "第二条 停放点位。", "原第八条移至此处。编号由第八条调整为第二条。"],
    ]  # fmt: skip
    texts = [paragraph.text for paragraph in found.paragraphs]
    assert texts == [TITLE, VERSIONS, "另有1条未作修改、1条仅调整编号，未列入本表。"]


def test_the_whole_table_has_the_unchanged_clauses_too() -> None:
    rows = cells(document(with_unchanged=True).tables[0])
    assert len(rows) == 9
    assert rows[1] == ["第三条 本办法自公布之日起施行。"] * 2 + ["未作修改。"]
    assert rows[8][2] == "内容未作修改。编号由第九条调整为第八条。"


def looks(cell: Any) -> list[tuple[str, bool, bool]]:
    return [
        (run.text, bool(run.font.strike), bool(run.font.bold and run.font.underline))
        for run in cell.paragraphs[0].runs
    ]


def test_deletions_are_struck_and_insertions_bold_and_underlined() -> None:
    row = document().tables[0].rows[1]
    assert looks(row.cells[0]) == [
        ("第三条 ", False, False), ("每", False, False), ("五百", True, False),
        ("米不少于一处。", False, False),
    ]  # fmt: skip
    assert looks(row.cells[1])[2:] == [
        ("三百", False, True), ("米不少于一处", False, False), ("，并公布", False, True),
        ("。", False, False),
    ]  # fmt: skip


def test_the_page_is_a4_landscape_and_the_heading_is_repeated() -> None:
    found = document()
    section = found.sections[0]
    assert section.orientation == WD_ORIENT.LANDSCAPE
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (297, 210)
    head = found.tables[0].rows[0]._tr.trPr
    assert head.find(qn("w:tblHeader")) is not None


def test_chinese_characters_have_a_font_of_their_own() -> None:
    found = document()
    fonts = found.styles["Normal"].element.rPr.rFonts
    assert (fonts.get(qn("w:eastAsia")), fonts.get(qn("w:ascii"))) == ("宋体", "Times New Roman")
    heading = found.paragraphs[0].runs[0].element.rPr.rFonts
    assert heading.get(qn("w:eastAsia")) == "黑体"


@pytest.mark.parametrize("sign", ["\x00", "\x0b", "\x1f", "\ud800", "\ufffe"])
def test_what_no_document_can_hold_is_replaced(sign: str) -> None:
    entries: list[Entry] = [block(Change.NEW, "", f"甲{sign}乙")]
    assert cells(document(entries).tables[0])[1][1] == "第三条 甲\ufffd乙"
    assert sheet(entries)[3][3].value == "第三条 甲\ufffd乙"
    assert comparison_docx(f"题{sign}", "", [], with_unchanged=False)


def sheet(entries: list[Entry] = ENTRIES, *, rich: bool = False) -> list[Any]:
    data = comparison_xlsx(TITLE, VERSIONS, entries)
    return list(openpyxl.load_workbook(BytesIO(data), rich_text=rich).active.iter_rows())


def test_the_workbook_has_a_row_for_every_clause() -> None:
    rows = [[cell.value for cell in row] for row in sheet()]
    assert (rows[0][0], rows[1][0]) == (TITLE, VERSIONS)
    assert rows[2] == ["序号", "变化", "原条文", "修改后条文", "说明"]
    assert [row[1] for row in rows[3:]] == [
        "未变", "修改", "删除", "新增", "拆分", "合并", "移动", "仅编号调整",
    ]  # fmt: skip
    assert rows[4] == [2, "修改", "第三条 每五百米不少于一处。", "第四条 每三百米不少于一处，并公布。",
                       "修改。编号由第三条调整为第四条。"]  # fmt: skip
    assert rows[5][3] == "—"


def test_the_workbook_marks_what_was_struck_and_inserted() -> None:
    row = sheet(rich=True)[4]
    struck, inserted = row[2].value, row[3].value
    assert isinstance(struck, CellRichText)
    parts = [(str(part), part.font) for part in struck if isinstance(part, TextBlock)]
    assert [text for text, font in parts if font.strike] == ["五百"]
    marked = [str(p) for p in inserted if isinstance(p, TextBlock) and p.font.b and p.font.u]
    assert marked == ["三百", "，并公布"]


def test_the_workbook_is_laid_out_for_paper() -> None:
    book = openpyxl.load_workbook(BytesIO(comparison_xlsx(TITLE, VERSIONS, ENTRIES)))
    found = book.active
    assert found.freeze_panes == "A4"
    assert found.print_title_rows == "$3:$3"
    assert found.page_setup.orientation == "landscape"
    assert str(found.page_setup.paperSize) == "9"
    assert found.column_dimensions["C"].width > 50
    assert found["C5"].alignment.wrap_text
    assert found.auto_filter.ref == "A3:E11"


@pytest.mark.parametrize("sign", list("=+-@＝＋－＠"))
def test_no_text_becomes_a_formula(sign: str) -> None:
    text = f'{sign}HYPERLINK("https://example.com","x")'
    data = comparison_xlsx(text, text, [block(Change.SPLIT, text, text + "甲")])
    for row in openpyxl.load_workbook(BytesIO(data)).active.iter_rows():
        assert all(cell.data_type in ("s", "n", "inlineStr") for cell in row)
        assert all(cell.hyperlink is None for cell in row)
    cell = openpyxl.load_workbook(BytesIO(data)).active["D4"]
    assert cell.value == "第三条 " + text + "甲"
    odd = block(Change.NEW, "", "甲", new=text)
    cell = openpyxl.load_workbook(BytesIO(comparison_xlsx("", "", [odd]))).active["D4"]
    assert cell.value == f"{text} 甲"
    assert cell.data_type == "s"
    assert cell.quotePrefix


def test_an_address_stays_text() -> None:
    rows = sheet([block(Change.NEW, "", "https://example.com/a")])
    assert rows[3][3].hyperlink is None
    assert rows[3][3].value == "第三条 https://example.com/a"


@pytest.mark.parametrize("sign", ["字", "𠮷"])
def test_a_text_longer_than_a_cell_is_cut_with_a_word_about_it(sign: str) -> None:
    rows = sheet([block(Change.NEW, "", sign * 40_000)])
    found = rows[3][3].value
    assert found.endswith(CUT)
    assert len(found.encode("utf-16-le")) // 2 <= CELL_LIMIT


def test_an_empty_comparison_is_still_a_file() -> None:
    assert cells(document([]).tables[0]) == [["原条文", "修改后条文", "说明"]]
    assert len(sheet([])) == 3


def test_a_short_row_stays_on_one_page_and_a_long_one_may_be_split() -> None:
    table = document([block(Change.NEW, "", "甲" * 600), block(Change.NEW, "", "甲" * 601)]).tables[0]
    kept = [bool(row._tr.xpath("./w:trPr/w:cantSplit")) for row in table.rows]
    assert kept == [False, True, False]
