"""What the pages show: every character with its place, and a count of what was left out."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from pdfminer.pdfcolor import PDFColorSpace
from pdfminer.pdfdevice import PDFTextDevice, PDFTextSeq
from pdfminer.pdffont import PDFFont, PDFUnicodeNotDefined
from pdfminer.pdfinterp import (
    PDFGraphicState,
    PDFPageInterpreter,
    PDFResourceManager,
    PDFTextState,
)
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import PDFStream, list_value, stream_value
from pdfminer.utils import Matrix, apply_matrix_pt

from portal.drafts.readers.pdf.lookalikes import usual
from portal.drafts.readers.refusals import too_complex
from portal.drafts.readers.text import without_controls

MAX_GLYPHS = 3_000_000
MAX_CONTENT = 16 * 1024 * 1024
MAX_PAGE_CONTENT = 3 * 1024 * 1024 // 2
MAX_FORMS = 10_000
UNKNOWN = "□"
_INVISIBLE = 3
_UPRIGHT = 0.1


class HeavyPageError(Exception):
    """A page holds more drawing than any page of text."""


@dataclass(slots=True)
class Glyph:
    """A character at its place. Unit: points, `y` upwards from the foot of the page."""

    text: str
    x0: float
    x1: float
    y: float
    size: float


@dataclass(slots=True)
class PageGlyphs:
    """A page; `tally` counts characters rotated, invisible and unmapped, and pictures."""

    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    tally: Counter[str] = field(default_factory=Counter)


class GlyphDevice(PDFTextDevice):
    """Collects the glyphs of one page after another. Raises: DraftTooComplexError."""

    def __init__(self, manager: PDFResourceManager) -> None:
        super().__init__(manager)
        self.page = PageGlyphs(0, 0)
        self._glyph_count = 0
        self._content_size = 0
        self._page_size = 0
        self._form_count = 0
        self._invisible = False

    def count_content(self, streams: Sequence[object]) -> None:
        """A form drawn a thousand times is counted a thousand times. Raises: HeavyPageError."""
        self._form_count += 1
        size = sum(len(stream_value(one).get_data()) for one in streams)
        self._page_size += size
        if self._page_size > MAX_PAGE_CONTENT:
            raise HeavyPageError
        self._content_size += size
        if self._content_size > MAX_CONTENT or self._form_count > MAX_FORMS:
            raise too_complex()

    def begin_page(self, page: PDFPage, ctm: Matrix) -> None:
        self._page_size = 0
        x0, y0, x1, y1 = page.mediabox
        corners = [apply_matrix_pt(ctm, point) for point in ((x0, y0), (x1, y1))]
        self.page = PageGlyphs(
            abs(corners[1][0] - corners[0][0]), abs(corners[1][1] - corners[0][1])
        )

    def render_image(self, name: str, stream: PDFStream) -> None:
        self.page.tally["picture"] += 1

    def render_string(
        self,
        textstate: PDFTextState,
        seq: PDFTextSeq,
        ncs: PDFColorSpace,
        graphicstate: PDFGraphicState,
    ) -> None:
        self._invisible = textstate.render == _INVISIBLE
        super().render_string(textstate, seq, ncs, graphicstate)

    def render_char(
        self,
        matrix: Matrix,
        font: PDFFont,
        fontsize: float,
        scaling: float,
        rise: float,
        cid: int,
        ncs: PDFColorSpace,
        graphicstate: PDFGraphicState,
    ) -> float:
        self._glyph_count += 1
        if self._glyph_count > MAX_GLYPHS:
            raise too_complex()
        advance = font.char_width(cid) * fontsize * scaling
        a, b, c, d, x, y = matrix
        size = abs(fontsize) * math.hypot(c, d)
        if abs(b) > _UPRIGHT * abs(a):
            self.page.tally["rotated"] += 1
        elif not (0 <= x <= self.page.width and 0 <= y <= self.page.height):
            self.page.tally["outside"] += 1
        elif size > 0:
            ends = sorted((x, x + a * advance))
            self._add(Glyph(self._text(font, cid), ends[0], ends[1], y + d * rise, size))
        return advance

    def _add(self, glyph: Glyph) -> None:
        self.page.tally["invisible"] += self._invisible
        if glyph.text:
            self.page.glyphs.append(glyph)

    def _text(self, font: PDFFont, cid: int) -> str:
        try:
            text = font.to_unichr(cid)
        except PDFUnicodeNotDefined:
            self.page.tally["unmapped"] += 1
            return UNKNOWN
        return usual(without_controls(text))


class LimitedInterpreter(PDFPageInterpreter):
    """Runs pages and forms, each weighed before it is run."""

    def execute(self, streams: Sequence[object]) -> None:
        if isinstance(self.device, GlyphDevice):
            self.device.count_content(list_value(streams))
        super().execute(streams)
