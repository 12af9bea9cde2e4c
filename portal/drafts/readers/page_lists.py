"""Ordered lists of web pages: what number stands before an item."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from portal.drafts.readers.number_formats import printed

_TYPES = {
    "1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman",
}  # fmt: skip
_STYLES = {
    "decimal": "decimal", "decimal-leading-zero": "decimalZero", "lower-alpha": "lowerLetter",
    "lower-latin": "lowerLetter", "upper-alpha": "upperLetter", "upper-latin": "upperLetter",
    "lower-roman": "lowerRoman", "upper-roman": "upperRoman",
    "cjk-ideographic": "chineseCountingThousand", "cjk-decimal": "ideographDigital",
    "simp-chinese-informal": "chineseCountingThousand",
    "trad-chinese-informal": "chineseCountingThousand",
    "simp-chinese-formal": "chineseLegalSimplified",
    "trad-chinese-formal": "ideographLegalTraditional",
    "cjk-heavenly-stem": "ideographTraditional", "cjk-earthly-branch": "ideographZodiac",
    "none": "none", "disc": "none", "circle": "none", "square": "none",
}  # fmt: skip
_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([a-z\-]{1,30})", re.I)
_LATIN = frozenset({"decimal", "decimalZero", "lowerLetter", "upperLetter"} | set(_TYPES.values()))
_LARGEST = 9999
_NUMBERED = re.compile(
    r"第?[一二三四五六七八九十百零〇\d]{1,9}[编章节条、.．)）]"
    r"|[（(][一二三四五六七八九十\d]{1,4}[)）]|[①-⑳]"
)


@dataclass(slots=True)
class PageList:
    """An open list; `kind` is none for one without numbers."""

    kind: str
    count: int

    def next_number(self, attributes: Mapping[str, str]) -> str:
        """The number of the next item; empty in a list without numbers."""
        value = attributes.get("value", "")
        self.count = _to_int(value, self.count + 1)
        kind = _kind(attributes, self.kind)
        if kind == "none" or self.count < 1:
            return ""
        return printed(self.count, kind) + ("." if kind in _LATIN else "、")


def open_list(tag: str, attributes: Mapping[str, str]) -> PageList:
    start = _to_int(attributes.get("start", ""), 1)
    return PageList(_kind(attributes, "decimal") if tag == "ol" else "none", start - 1)


def is_numbered(text: str) -> bool:
    """The item's own text begins with a number: the list's was not shown beside it."""
    return bool(_NUMBERED.match(text))


def _kind(attributes: Mapping[str, str], otherwise: str) -> str:
    styled = _STYLE.search(attributes.get("style", "")[:2000])
    if styled and styled.group(1).lower() in _STYLES:
        return _STYLES[styled.group(1).lower()]
    return _TYPES.get(attributes.get("type", ""), otherwise)


def _to_int(value: str, otherwise: int) -> int:
    value = value.strip()
    small = value.isascii() and value.isdecimal() and len(value) <= 4
    return min(int(value), _LARGEST) if small else otherwise
