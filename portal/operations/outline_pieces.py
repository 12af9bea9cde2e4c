"""A clause's text as pieces, each of which a new clause could begin with."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from portal.drafts.lines import BLANKS, fold, unblank

_NUMERAL = "一二三四五六七八九十"
_SENTENCE = re.compile(
    r"\n|(?<=[。！？；!?;])(?=[^。！？；!?;”’）)》〉\n])"
    r"|(?<=[。！？；][”’）)》〉])(?=[^”’）)》〉\n])"
    rf"|(?<=[：:])(?=[{_NUMERAL}\d])|(?=[①-⑳])"
    rf"|(?<=[^第\n])(?=[（(][{_NUMERAL}\d]{{1,3}}[）)])"
)
"""Ends of lines and sentences, closing marks taken along; and before a number within them."""
_FOUND_BY = 12
"""Characters by which the beginning of a piece is looked for among the source's lines."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence or line of a text; `start` is its offset there."""

    start: int
    text: str


def pieces(text: str) -> list[Piece]:
    """The sentences and lines of the text, in order; joined without blanks they are the text."""
    cuts = [0, *(found.end() for found in _SENTENCE.finditer(text)), len(text)]
    found = [Piece(a, text[a:b].strip(BLANKS)) for a, b in pairwise(cuts)]
    return [piece for piece in found if piece.text]


def without_opening(text: str, opening: str) -> str:
    """The text without the words it opens with, whatever width they are written in."""
    text = text.lstrip(BLANKS)
    if opening and fold(text).startswith(fold(opening)):
        return text[len(opening) :].lstrip(BLANKS)
    return text


def source_lines(source: str) -> list[str]:
    """The lines of a source as the importer counts them."""
    return source.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def source_span(lines: Sequence[int], line: int, line_count: int) -> tuple[int, int]:
    """The first and last source line of the clause that begins on `line`.

    Shape: `lines` are the lines all clauses begin on, in ascending order.
    """
    after = bisect_right(lines, line)
    end = lines[after] - 1 if after < len(lines) else line_count
    return line, max(line, end)


def line_of(source: str, span: tuple[int, int], text: str) -> int:
    """The source line of the span on which the text begins; the first one when none is found."""
    begin = unblank(fold(text))[:_FOUND_BY]
    first, last = span
    folded = [unblank(fold(line)) for line in source_lines(source)[first - 1 : last]]
    joined, starts = "".join(folded), [0]
    for line in folded:
        starts.append(starts[-1] + len(line))
    at = joined.find(begin)
    return first + bisect_right(starts, at) - 1 if at >= 0 and begin else first
