"""Lines of pages become paragraphs where their shape leaves no doubt; the rest stay lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from portal.drafts.readers.pdf.lines import PageLine
from portal.drafts.readers.written import Note, Written

_FULL, _INDENT, _DEEPEST_INDENT = 1.6, 0.8, 5.0
_FEWEST_FULL, _FULL_SHARE, _LEFT_SHARE, _INDENTED_SHARE = 3, 0.15, 0.05, 0.1
_NARROWEST, _LONGER_SHARE = 15, 0.1
_PITCH = 3.0
_ENDERS = "。；：！？.;:!?"
_OPENING = re.compile(
    r"第[一二三四五六七八九十百零〇\d]{1,9}(?:编|分编|章|节|条)|[一二三四五六七八九十]{1,4}[、.．]"
    r"|[（(][一二三四五六七八九十\d]{1,4}[)）]|\d{1,3}[.、．)）](?!\d)|[①-⑳]|附件|附则|目录"
)
_LATIN = re.compile("[A-Za-z0-9]")
_COLUMNS, _FEWEST_ROWS = 3, 2
_TABLE: Note = ("table", "这里像是表格，已按行转成文字，请核对。")


@dataclass(frozen=True, slots=True)
class _Margins:
    """Where the text block begins and ends. Unit: points; `size` of the usual type."""

    left: float
    right: float
    size: float
    indents: bool

    def is_full(self, line: PageLine) -> bool:
        return line.x1 >= self.right - _FULL * self.size

    def is_indented(self, line: PageLine) -> bool:
        return line.x0 > self.left + _INDENT * self.size

    def opens_paragraph(self, line: PageLine) -> bool:
        deep = self.left + _DEEPEST_INDENT * self.size
        return self.indents and self.is_indented(line) and line.x0 < deep


def paragraphs(lines: Sequence[PageLine]) -> list[Written]:
    """Paragraphs, or lines where it is not obvious; indented ones begin with two blanks."""
    if not lines:
        return []
    margins = _margins_by_side(lines)
    tables = _table_starts(lines)
    made: list[Written] = []
    for at, line in enumerate(lines):
        here = margins(line)
        if at and here and _goes_on(lines[at - 1], line, margins(lines[at - 1]), here):
            made[-1].text += _joint(made[-1].text, line.text) + line.text
            continue
        indent = "\u3000\u3000" if here and here.opens_paragraph(line) else ""
        made.append(Written(indent + line.text, [_TABLE] if at in tables else []))
    return made


def _goes_on(above: PageLine, line: PageLine, before: _Margins | None, here: _Margins) -> bool:
    if before is None or not before.is_full(above) or here.is_indented(line):
        return False
    if abs(above.size - line.size) > 0.15 * here.size or line.x0 < here.left - here.size:
        return False
    if above.page == line.page and above.y - line.y > _PITCH * here.size:
        return False
    ended = above.text[-1:] in tuple(_ENDERS)
    return not ended or (here.indents and not _OPENING.match(line.text))


def _joint(before: str, after: str) -> str:
    return " " if _LATIN.match(before[-1:]) and _LATIN.match(after[:1]) else ""


def _margins_by_side(lines: Sequence[PageLine]) -> Callable[[PageLine], _Margins | None]:
    """Left and right pages of a book have margins of their own; few lines share one pair."""
    sides = {side: _margins([one for one in lines if one.page % 2 == side]) for side in (0, 1)}
    overall = _margins(lines)

    def of(line: PageLine) -> _Margins | None:
        return sides[line.page % 2] or overall

    return of


def _margins(lines: Sequence[PageLine]) -> _Margins | None:
    """The margins of justified text; None when no right margin shows."""
    if len(lines) < _FEWEST_FULL:
        return None
    size = median(line.size for line in lines)
    right, full_count = _most_common([line.x1 for line in lines], size)
    if full_count < max(_FEWEST_FULL, _FULL_SHARE * len(lines)):
        return None
    left = _leftmost([line.x0 for line in lines], size)
    longer_count = sum(line.x1 > right + _FULL * size for line in lines)
    if right - left < _NARROWEST * size or longer_count > _LONGER_SHARE * len(lines):
        return None
    indented = [left + _INDENT * size < line.x0 < left + _DEEPEST_INDENT * size for line in lines]
    return _Margins(left, right, size, sum(indented) >= _INDENTED_SHARE * len(lines))


def _most_common(values: Iterable[float], size: float) -> tuple[float, int]:
    """The usual value and how many are within a character of it; of equals the largest."""
    step = max(size, 1.0)
    bins = Counter(round(value / step) for value in values)
    best = max(bins, key=lambda one: (bins[one] + bins[one - 1], one))
    return best * step, bins[best] + bins[best - 1]


def _leftmost(values: Sequence[float], size: float) -> float:
    """The smallest beginning that is no exception."""
    ordered = sorted(values)
    needed = max(2, int(_LEFT_SHARE * len(ordered)))
    for at, value in enumerate(ordered):
        if at + needed <= len(ordered) and ordered[at + needed - 1] - value < size / 2:
            return value
    return ordered[0]


def _table_starts(lines: Sequence[PageLine]) -> set[int]:
    """Where at least two lines in a row stand in columns."""
    starts: set[int] = set()
    run = 0
    for at, line in enumerate(lines):
        run = run + 1 if len(line.fragments) >= _COLUMNS else 0
        if run == _FEWEST_ROWS:
            starts.add(at - _FEWEST_ROWS + 1)
    return starts
