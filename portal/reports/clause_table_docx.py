"""The clause table as a Word document: A4 landscape, the headings and a number on every page.

Written by hand: the library for it is too large for a web process, and the table is plain.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from io import BytesIO
from xml.sax.saxutils import escape

from portal.drafts.clause_tables.columns import COLUMNS
from portal.reports.clause_table import STEPS, TITLE, ClauseTable

_WIDTHS = (1650, 2000, 4350, 1250, 1150, 4170)
"""Unit: twentieths of a point."""
_WHOLE = 600
"""Characters of a clause up to which its row is kept on one page."""
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
_STYLES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles"
_FOOTER = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_PARTS = {
    "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_WORD}.styles+xml"/>'
    f'<Override PartName="/word/footer1.xml" ContentType="{_WORD}.footer+xml"/></Types>',
    "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}" Target="word/document.xml"/></Relationships>',
    "word/_rels/document.xml.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_STYLES}" Target="styles.xml"/>'
    f'<Relationship Id="r2" Type="{_FOOTER}" Target="footer1.xml"/></Relationships>',
    "word/footer1.xml": f'{_HEAD}<w:ftr xmlns:w="{_W}"><w:p><w:pPr><w:jc w:val="center"/></w:pPr>'
    '<w:r><w:t xml:space="preserve">— </w:t></w:r><w:fldSimple w:instr="PAGE"><w:r><w:t>1</w:t></w:r>'
    '</w:fldSimple><w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p></w:ftr>',
    "word/styles.xml": f'{_HEAD}<w:styles xmlns:w="{_W}"><w:docDefaults><w:rPrDefault><w:rPr>'
    '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="宋体"/>'
    '<w:sz w:val="21"/><w:lang w:val="zh-CN" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault>'
    '</w:docDefaults></w:styles>',
}
_INSTANT = (2026, 1, 1, 0, 0, 0)
"""Of the parts: the same table is the same file."""


def clause_table_docx(table: ClauseTable) -> bytes:
    """The document: title, mark, instructions, table."""
    above = _paragraph(f"{TITLE}：{table.title}", is_bold=True)
    above += "".join(_paragraph(words) for words in (table.mark, *STEPS))
    rows = [_row(COLUMNS, is_head=True)]
    rows += [_row((row.key, row.label, row.text, "", "", "")) for row in table.rows]
    document = (
        f'{_HEAD}<w:document xmlns:w="{_W}" xmlns:r="{_R}"><w:body>'
        f'{above}{_grid("".join(rows))}<w:p/>'
        '<w:sectPr><w:footerReference w:type="default" r:id="r2"/>'
        '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'
        '<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567"'
        ' w:footer="567" w:gutter="0"/></w:sectPr></w:body></w:document>'
    )
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**_PARTS, "word/document.xml": document}.items():
            archive.writestr(zipfile.ZipInfo(name, _INSTANT), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _grid(rows: str) -> str:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(f'<w:{side} w:val="single" w:sz="4" w:color="auto"/>' for side in sides)
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in _WIDTHS)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(_WIDTHS)}" w:type="dxa"/><w:tblBorders>{borders}'
        f'</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>'
        f"{rows}</w:tbl>"
    )


def _row(texts: Sequence[str], *, is_head: bool = False) -> str:
    marks = "<w:tblHeader/>" if is_head else ""
    if max(map(len, texts)) <= _WHOLE:
        marks = f"<w:cantSplit/>{marks}"
    head = f"<w:trPr>{marks}</w:trPr>" if marks else ""
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{_paragraphs(text, is_head)}</w:tc>'
        for text, width in zip(texts, _WIDTHS, strict=True)
    )
    return f"<w:tr>{head}{cells}</w:tr>"


def _paragraphs(text: str, is_bold: bool) -> str:
    return "".join(_paragraph(line, is_bold=is_bold) for line in text.split("\n"))


def _paragraph(text: str, *, is_bold: bool = False) -> str:
    look = "<w:rPr><w:b/></w:rPr>" if is_bold else ""
    return f'<w:p><w:r>{look}<w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'
