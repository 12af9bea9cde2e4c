"""The 修改对照表 as a Word document: A4 landscape, three columns, the heading on every page."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from portal.drafts.comparison import Segment
from portal.models.versions import Change
from portal.reports.comparison import Block, Entry, Named, counts_of
from portal.reports.comparison_words import COLUMNS, NOTHING, left_out, note, storable
from portal.reports.docx_pages import number_pages, set_level

BODY_FONT, HEAD_FONT, LATIN_FONT = "宋体", "黑体", "Times New Roman"
_WIDTHS = (Mm(105), Mm(105), Mm(47))
_DIVIDED = (Change.SPLIT, Change.MERGED)
_WHOLE = 600
"""Characters of the longer side up to which a row is kept on one page."""


def comparison_docx(
    title: str, versions: str, entries: Sequence[Entry], *, with_unchanged: bool
) -> bytes:
    """The document; deletions are struck, insertions bold and underlined."""
    document = Document()
    _set_page(document, title)
    number_pages(document)
    set_level(_heading(document, storable(title), 16), 0)
    _heading(document, storable(versions), 11)
    table = document.add_table(rows=1, cols=len(COLUMNS))
    table.style = "Table Grid"
    table.autofit = False
    for column, width in zip(table.columns, _WIDTHS, strict=True):
        column.width = width
    _head_row(table.rows[0])
    blocks = [entry for entry in entries if isinstance(entry, Block)]
    for block in blocks:
        if with_unchanged or not block.is_unchanged:
            _row(table.add_row(), block)
    counts = counts_of(entries)
    closing = "" if with_unchanged else left_out(counts[Change.KEPT], counts[Change.RENUMBERED])
    if closing:
        document.add_paragraph(closing)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _set_page(document: Any, title: str) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(20)
    style = document.styles["Normal"]
    style.font.size = Pt(10.5)
    _set_font(style, BODY_FONT)
    style.paragraph_format.space_after = Pt(0)
    document.core_properties.title = storable(title)
    document.core_properties.author = ""
    document.core_properties.comments = ""
    document.core_properties.language = "zh-CN"


def _set_font(holder: Any, name: str) -> None:
    """Latin and Chinese characters have fonts of their own; Word looks at each attribute."""
    holder.font.name = LATIN_FONT
    fonts = holder.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), name)
    fonts.set(qn("w:hint"), "eastAsia")


def _heading(document: Any, text: str, size: float) -> Any:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after = Pt(6)
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    _set_font(run, HEAD_FONT)
    return paragraph


def _head_row(row: Any) -> None:
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(repeated)
    for cell, text, width in zip(row.cells, COLUMNS, _WIDTHS, strict=True):
        cell.width = width
        paragraph = cell.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = paragraph.add_run(text)
        run.font.bold = True
        _set_font(run, HEAD_FONT)


def _row(row: Any, block: Block) -> None:
    if max(len(block.before), len(block.after)) <= _WHOLE:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    cells = row.cells
    for cell, width in zip(cells, _WIDTHS, strict=True):
        cell.width = width
    _side(cells[0], block, block.olds, block.struck)
    _side(cells[1], block, block.news, block.inserted)
    cells[2].paragraphs[0].add_run(note(block))


def _side(cell: Any, block: Block, clauses: Sequence[Named], segments: Sequence[Segment]) -> None:
    paragraph = cell.paragraphs[0]
    if not clauses:
        paragraph.add_run(NOTHING)
        return
    if block.change not in _DIVIDED:
        _set_font(number := paragraph.add_run(f"{storable(clauses[0].number)} "), HEAD_FONT)
        number.font.strike = block.change is Change.DELETED or None
    for operation, text in segments:
        run = paragraph.add_run(storable(text))
        if operation == "delete":
            run.font.strike = True
        elif operation == "insert":
            run.font.bold = run.font.underline = True
