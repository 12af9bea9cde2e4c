"""A PDF file as text."""

from __future__ import annotations

import io
import logging
from collections import Counter

from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser

from portal.drafts.errors import DraftError
from portal.drafts.readers.pdf.bombs import refuse_bomb
from portal.drafts.readers.pdf.furniture import without_furniture
from portal.drafts.readers.pdf.glyphs import (
    GlyphDevice,
    HeavyPageError,
    LimitedInterpreter,
    PageGlyphs,
)
from portal.drafts.readers.pdf.lines import PageLine, page_lines
from portal.drafts.readers.pdf.paragraphs import paragraphs
from portal.drafts.readers.refusals import damaged, encrypted, scanned, too_complex, unreadable
from portal.drafts.readers.remarks import overall_notes
from portal.drafts.readers.written import Note, ReadText, finish

MAX_PAGES = 1000
_FEWEST_GLYPHS = 12
_MOST_UNMAPPED = 0.1
_MOST_HEADS = 5
_SENTENCES = {
    "invisible": "这是扫描件加文字识别的结果，可能有错字、漏字，请逐条核对。",
    "rotated": "文件里有斜排或竖排的文字（多半是水印），没有读入。",
    "outside": "文件里有写在纸面之外、看不见的文字，没有读入，请核对。",
    "unmapped": "文件里有认不出的字，已用“□”代替，请逐条核对。",
}


def read(data: bytes) -> ReadText:
    """The text of a PDF that has a text layer. Raises: DraftError."""
    refuse_bomb(data)
    # The library remarks on every oddity of a file; none of it helps an officer.
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    try:
        pages = _pages(data)
    except DraftError:
        raise
    except PDFEncryptionError as error:
        raise encrypted() from error
    except (RecursionError, MemoryError) as error:
        raise too_complex() from error
    except Exception as error:  # a damaged PDF makes the library raise anything at all
        raise damaged() from error
    return _to_text(pages)


def _pages(data: bytes) -> list[PageGlyphs]:
    document = PDFDocument(PDFParser(io.BytesIO(data)))
    manager = PDFResourceManager()
    device = GlyphDevice(manager)
    interpreter = LimitedInterpreter(manager, device)
    pages: list[PageGlyphs] = []
    for page in PDFPage.create_pages(document):
        if len(pages) >= MAX_PAGES:
            raise too_complex()
        try:
            interpreter.process_page(page)
        except HeavyPageError:
            device.page.glyphs.clear()
            device.page.tally["heavy"] = 1
        pages.append(device.page)
    if not pages:
        raise damaged()
    if not any(page.glyphs for page in pages) and any(page.tally["heavy"] for page in pages):
        raise too_complex()
    return pages


def _to_text(pages: list[PageGlyphs]) -> ReadText:
    tally: Counter[str] = Counter()
    for page in pages:
        tally.update(page.tally)
    glyph_count = sum(len(page.glyphs) for page in pages)
    _refuse_scans(pages, glyph_count)
    if tally["unmapped"] > _MOST_UNMAPPED * glyph_count:
        raise unreadable()
    lines, heads = without_furniture(_all_lines(pages))
    return finish(paragraphs(lines), _notes(tally, heads, _blank_pages(pages), glyph_count))


def _all_lines(pages: list[PageGlyphs]) -> list[list[PageLine]]:
    return [page_lines(number, page.glyphs, page.height) for number, page in enumerate(pages)]


def _refuse_scans(pages: list[PageGlyphs], glyph_count: int) -> None:
    """A stamp or a page number on each picture of a page does not make it text."""
    pictured = all(page.tally["picture"] for page in pages)
    if not glyph_count or (pictured and glyph_count < _FEWEST_GLYPHS * len(pages)):
        raise scanned()


def _blank_pages(pages: list[PageGlyphs]) -> list[int]:
    """Pages that are pictures or drawings without text, counted from 1."""
    return [
        number
        for number, page in enumerate(pages, start=1)
        if page.tally["heavy"] or (page.tally["picture"] and len(page.glyphs) < _FEWEST_GLYPHS)
    ]


def _notes(tally: Counter[str], heads: list[str], blank: list[int], glyph_count: int) -> list[Note]:
    notes = overall_notes({"picture": tally["picture"]})
    tally["invisible"] *= 2 * tally["invisible"] > glyph_count
    notes += [(code, sentence) for code, sentence in _SENTENCES.items() if tally[code]]
    if blank:
        shown = "、".join(str(number) for number in blank[:20])
        message = f"第 {shown} 页是图片或图纸，没有读入。请核对有无遗漏。"
        notes.append(("page_without_text", message))
    if heads:
        shown = "”“".join(head[:40] for head in heads[:_MOST_HEADS])
        notes.append(("page_header", f"每页重复的页眉页脚“{shown}”已去掉，请核对。"))
    return notes
