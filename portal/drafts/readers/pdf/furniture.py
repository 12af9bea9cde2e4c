"""Running heads and page numbers are found by coming again at the same place, and taken out."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from portal.drafts.readers.pdf.lines import Fragment, PageLine

_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(r"[-—–·•~. ]*第? ?# ?页?(?: ?[/,，、]? ?共? ?# ?页?)?[-—–·•~. ]*")
_EDGE, _ZONE = 2, 0.13
_STEP = 4.0
_FEWEST, _SHARE = 3, 0.3

_Place = tuple[str, int]


def without_furniture(pages: Sequence[list[PageLine]]) -> tuple[list[PageLine], list[str]]:
    """The lines that are text, and the running heads that were taken out, each once."""
    seen = _places(pages)
    kept: list[PageLine] = []
    heads: dict[str, None] = {}
    for lines in pages:
        edge = {id(line) for line in _edge(lines)}
        for line in lines:
            if id(line) in edge:
                gone = [one for one in line.fragments if _is_furniture(line, one, seen, len(pages))]
                heads.update((one.text, None) for one in gone if not _is_number(one))
                line.fragments = [one for one in line.fragments if one not in gone]
            if line.fragments:
                kept.append(line)
    return kept, list(heads)


def _edge(lines: Sequence[PageLine]) -> list[PageLine]:
    """The lines where furniture may stand: the outermost, and near the edge of the paper."""
    return [
        line
        for at, line in enumerate(lines)
        if (at < _EDGE and line.place > 1 - _ZONE)
        or (at >= len(lines) - _EDGE and line.place < _ZONE)
    ]


def _places(pages: Sequence[list[PageLine]]) -> dict[_Place, set[int]]:
    """On which pages each text stands at each height; digits count as one another."""
    seen: defaultdict[_Place, set[int]] = defaultdict(set)
    for number, lines in enumerate(pages):
        for line in _edge(lines):
            for one in line.fragments:
                seen[_pattern(one), _height(line)].add(number)
    return seen


def _is_furniture(
    line: PageLine, one: Fragment, seen: dict[_Place, set[int]], page_count: int
) -> bool:
    pattern, height = _pattern(one), _height(line)
    near = (seen.get((pattern, height + step), set()) for step in (-1, 0, 1))
    count = len(set[int]().union(*near))
    if _is_number(one):
        return count >= min(2, page_count) and page_count > 1
    return count >= max(_FEWEST, _SHARE * page_count) or (count == page_count == 2)


def _is_number(one: Fragment) -> bool:
    return bool(_NUMBER.fullmatch(_pattern(one)))


def _pattern(one: Fragment) -> str:
    return _DIGITS.sub("#", one.text)


def _height(line: PageLine) -> int:
    return round(line.y / _STEP)
