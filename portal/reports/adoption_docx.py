"""The 意见采纳情况反馈 as a Word document: the official shape, the table streamed row by row.

python-docx makes the frame with one model row; the other rows are that row with other words, for
a document of many thousand rows built as objects would take minutes and gigabytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from typing import Any, BinaryIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from portal.reports.adoption import COLUMNS, FOOTNOTE, NOTHING_RECEIVED, Paper, lines
from portal.reports.comparison_words import storable
from portal.reports.docx_pages import number_pages, set_level

_WIDTHS = (Mm(12), Mm(34), Mm(34), Mm(70), Mm(22), Mm(58), Mm(27))
_WHOLE = 600
"""Characters of a row's longest cell up to which it is kept on one page."""
_UNBROKEN = "<w:cantSplit/>"
_MODEL = tuple(f"@@{place}@@" for place in range(len(COLUMNS)))
_BREAK = '</w:t><w:br/><w:t xml:space="preserve">'
_PARTS = re.compile("(" + "|".join(_MODEL) + ")")


def adoption_docx(paper: Paper, rows: Iterable[Mapping[str, Any]], target: BinaryIO) -> None:
    """The document stands in `target`."""
    table = iter(lines(rows))
    first = next(table, None)
    frame = BytesIO()
    _frame(paper, has_rows=first is not None).save(frame)
    with ZipFile(frame) as source, ZipFile(target, "w", ZIP_DEFLATED) as made:
        for info in source.infolist():
            if info.filename != "word/document.xml":
                made.writestr(info.filename, source.read(info))
        text = source.read("word/document.xml").decode()
        with made.open("word/document.xml", "w", force_zip64=True) as document:
            if first is None:
                document.write(text.encode())
                return
            before, model, after = _split(text)
            document.write(before.encode())
            for line in _chained(first, table):
                document.write(_filled(model, line.cells()).encode())
            document.write(after.encode())


def _chained(first: Any, rest: Iterator[Any]) -> Iterator[Any]:
    yield first
    yield from rest


def _split(text: str) -> tuple[str, str, str]:
    """What stands before the model row, the row, and what stands after it."""
    place = text.index(_MODEL[0])
    start, end = text.rindex("<w:tr>", 0, place), text.index("</w:tr>", place) + len("</w:tr>")
    return text[:start], text[start:end], text[end:]


def _filled(model: str, cells: tuple[str, ...]) -> str:
    """The model row with these words; line feeds are breaks."""
    words = dict(zip(_MODEL, cells, strict=True))
    if max(map(len, cells)) > _WHOLE:
        model = model.replace(_UNBROKEN, "")
    return "".join(
        escape(words[part]).replace("\n", _BREAK) if part in words else part
        for part in _PARTS.split(model)
    )


def _frame(paper: Paper, *, has_rows: bool) -> Any:
    document = Document()
    _set_page(document, paper)
    number_pages(document)
    set_level(_heading(document, paper.title, 18, centred=True), 0)
    if not paper.is_public:
        _heading(document, "（预览，尚未公布）", 12, centred=True)
    _part(document, "一、公众参与过程", paper.process)
    _part(document, "二、意见收集和采纳情况", paper.collection)
    if has_rows:
        set_level(_heading(document, "意见采纳情况表", 14, centred=True), 1)
        _table(document)
        document.add_paragraph(FOOTNOTE)
    else:
        document.add_paragraph(NOTHING_RECEIVED)
    _part(document, "", paper.thanks)
    day = f"{paper.day.year}年{paper.day.month}月{paper.day.day}日" if paper.day else ""
    for text in (paper.issuer, day):
        paragraph = document.add_paragraph(storable(text))
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    return document


def _set_page(document: Any, paper: Paper) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(20)
    style = document.styles["Normal"]
    style.font.size = Pt(10.5)
    style.paragraph_format.space_after = Pt(4)
    _set_font(style, "宋体")
    properties = document.core_properties
    properties.title, properties.author, properties.comments = storable(paper.title), "", ""
    properties.language = "zh-CN"


def _set_font(holder: Any, name: str) -> None:
    holder.font.name = "Times New Roman"
    fonts = holder.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), name)
    fonts.set(qn("w:hint"), "eastAsia")


def _heading(document: Any, text: str, size: float, *, centred: bool) -> Any:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before = Pt(6)
    paragraph.paragraph_format.keep_with_next = True
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(storable(text))
    run.font.size = Pt(size)
    _set_font(run, "黑体")
    return paragraph


def _part(document: Any, heading: str, text: str) -> None:
    """A part of the report, its paragraphs indented by two characters."""
    if not text:
        return
    if heading:
        set_level(_heading(document, heading, 14, centred=False), 1)
    for line in storable(text).splitlines():
        if line.strip():
            paragraph = document.add_paragraph(line.strip())
            paragraph.paragraph_format.first_line_indent = Pt(21)


def _table(document: Any) -> None:
    table = document.add_table(rows=2, cols=len(COLUMNS))
    table.style = "Table Grid"
    table.autofit = False
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)
    table.rows[1]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for row, texts in zip(table.rows, (COLUMNS, _MODEL), strict=True):
        for cell, text, width in zip(row.cells, texts, _WIDTHS, strict=True):
            cell.width = width
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(0)
            run = paragraph.add_run(text)
            if texts is COLUMNS:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
                run.font.bold = True
                _set_font(run, "黑体")
    for column, width in zip(table.columns, _WIDTHS, strict=True):
        column.width = width
