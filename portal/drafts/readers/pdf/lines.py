"""Glyphs become lines: by their height on the page, then from left to right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from portal.drafts.readers.pdf.glyphs import Glyph

_SAME_LINE, _SAME_GLYPH = 0.45, 0.25
_APART, _BLANK, _BLANK_LATIN = 2.5, 0.6, 0.15


@dataclass(slots=True)
class Fragment:
    """Text without a wide gap in it. Unit: points."""

    text: str
    x0: float
    x1: float


@dataclass(slots=True)
class PageLine:
    """A line of a page: its fragments from left to right.

    Shape: `place` is its height on the page, from 0 at the foot to 1 at the top.
    """

    page: int
    place: float
    y: float
    size: float
    fragments: list[Fragment] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join(one.text for one in self.fragments)

    @property
    def x0(self) -> float:
        return self.fragments[0].x0

    @property
    def x1(self) -> float:
        return self.fragments[-1].x1


def page_lines(page: int, glyphs: Sequence[Glyph], height: float) -> list[PageLine]:
    """The lines of a page from top to bottom, those without text left out."""
    lines: list[PageLine] = []
    for row in _rows(glyphs):
        size = max(glyph.size for glyph in row)
        fragments = [one for one in _fragments(row) if one.text]
        if fragments:
            lines.append(PageLine(page, row[0].y / max(height, 1.0), row[0].y, size, fragments))
    return lines


def _rows(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    rows: list[list[Glyph]] = []
    height, largest = 0.0, 0.0
    for glyph in sorted(glyphs, key=lambda one: (-one.y, one.x0)):
        if rows and height - glyph.y <= _SAME_LINE * max(largest, glyph.size):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
            height, largest = glyph.y, 0.0
        if glyph.size > largest:
            height, largest = glyph.y, glyph.size
    return rows


def _fragments(row: Sequence[Glyph]) -> list[Fragment]:
    runs: list[list[Glyph]] = []
    for glyph in sorted(row, key=lambda one: one.x0):
        last = runs[-1][-1] if runs else None
        if last is not None and _is_shadow(last, glyph):
            continue
        if last is None or glyph.x0 - last.x1 > _APART * glyph.size:
            runs.append([glyph])
        else:
            runs[-1].append(glyph)
    return [_to_fragment(run) for run in runs]


def _to_fragment(run: Sequence[Glyph]) -> Fragment:
    parts = [run[0].text]
    for last, glyph in pairwise(run):
        if _is_blank(last, glyph):
            parts.append(" ")
        parts.append(glyph.text)
    return Fragment("".join(parts).strip(), run[0].x0, max(one.x1 for one in run))


def _is_shadow(last: Glyph, glyph: Glyph) -> bool:
    """Bold type is sometimes made by printing a character twice, a hair apart."""
    return last.text == glyph.text and abs(glyph.x0 - last.x0) < _SAME_GLYPH * glyph.size


def _is_blank(last: Glyph, glyph: Glyph) -> bool:
    latin = last.text.isascii() and glyph.text.isascii()
    return glyph.x0 - last.x1 > (_BLANK_LATIN if latin else _BLANK) * glyph.size
