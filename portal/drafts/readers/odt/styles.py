"""Styles of an OpenDocument text, as far as they number or hide."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from portal.drafts.readers.number_formats import printed
from portal.drafts.readers.xmltree import Element

_PLACE = re.compile(r"%([0-9]{1,2})%")
_LARGEST_START = 32767
_MOST_LEVELS = 10
_BY_FIRST = {
    "1": "decimal", "0": "decimalZero", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman",
    "I": "upperRoman", "一": "chineseCountingThousand", "〇": "ideographDigital",
    "壹": "chineseLegalSimplified", "①": "decimalEnclosedCircle", "甲": "ideographTraditional",
    "子": "ideographZodiac", "１": "decimalFullWidth", "⑴": "decimalEnclosedParen",
    "⒈": "decimalEnclosedFullstop", "㊀": "ideographEnclosedCircle",
}  # fmt: skip
_NUMBERED = ("text:list-level-style-number", "text:outline-level-style")


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a list style.

    Shape: `text` holds %1% to %10%; a level without `kind` shows no number.
    """

    kind: str
    text: str
    start: int


@dataclass(frozen=True, slots=True)
class _Style:
    parent: str
    hidden: bool | None
    unlisted: bool


class Styles:
    """List styles by name and level, and the one of headings outside lists."""

    def __init__(self, *roots: Element | None) -> None:
        self.outline: dict[int, Level] = {}
        self._lists: dict[str, dict[int, Level]] = {}
        self._styles: dict[str, _Style] = {}
        for root in roots:
            groups = [one for one in root if one.tag.endswith("styles")] if root else []
            for one in (style for group in groups for style in group):
                self._add(one)

    def levels(self, name: str) -> dict[int, Level]:
        return self._lists.get(name, {})

    def is_hidden(self, name: str) -> bool:
        return next((one.hidden for one in self._chain(name) if one.hidden is not None), False)

    def is_unlisted(self, name: str) -> bool:
        """A style of headings may say that it takes no part in the outline's numbers."""
        return any(one.unlisted for one in self._chain(name))

    def _chain(self, name: str) -> Iterator[_Style]:
        seen: set[str] = set()
        while name in self._styles and name not in seen:
            seen.add(name)
            yield self._styles[name]
            name = self._styles[name].parent

    def _add(self, one: Element) -> None:
        if one.tag == "text:outline-style":
            self.outline = _to_levels(one)
        elif one.tag == "text:list-style":
            self._lists[one.get("style:name")] = _to_levels(one)
        elif one.tag == "style:style":
            listed = one.attributes.get("style:list-style-name")
            hidden = _hidden(one)
            style = _Style(one.get("style:parent-style-name"), hidden, listed == "")
            self._styles[one.get("style:name")] = style


def number_text(levels: dict[int, Level], at: int, counts: dict[int, int]) -> str:
    """What stands before a paragraph of this level."""

    def place(found: re.Match[str]) -> str:
        level = levels.get(int(found.group(1)))
        if level is None:
            return ""
        return printed(counts.get(int(found.group(1)), level.start), level.kind)

    level = levels.get(at)
    return _PLACE.sub(place, level.text).strip() if level else ""


def to_level(value: str) -> int:
    return int(value) if value.isascii() and value.isdecimal() and len(value) <= 2 else 1


def to_start(value: str) -> int:
    small = value.isascii() and value.isdecimal() and len(value) <= 5
    return min(int(value), _LARGEST_START) if small else 1


def _to_levels(style: Element) -> dict[int, Level]:
    return {to_level(level.get("text:level")): _to_level(level) for level in style}


def _to_level(one: Element) -> Level:
    form = one.get("style:num-format")
    if one.tag not in _NUMBERED or not form:
        return Level("none", "", 1)
    start = to_start(one.get("text:start-value", "1"))
    return Level(_kind(form), one.get("loext:num-list-format") or _pattern(one), start)


def _pattern(one: Element) -> str:
    """Prefix, the numbers of the levels shown, suffix."""
    at = to_level(one.get("text:level"))
    shown = min(to_level(one.get("text:display-levels", "1")), _MOST_LEVELS)
    places = ".".join(f"%{level}%" for level in range(max(at - shown + 1, 1), at + 1))
    prefix, suffix = one.get("style:num-prefix"), one.get("style:num-suffix")
    return prefix.replace("%", "") + places + suffix.replace("%", "")


def _kind(form: str) -> str:
    if form.startswith("壹") and "貳" in form:
        return "ideographLegalTraditional"
    return _BY_FIRST.get(form.strip()[:1], "decimal")


def _hidden(style: Element) -> bool | None:
    for properties in style.all("style:text-properties"):
        if "text:display" in properties.attributes:
            return properties.get("text:display") == "none"
    return None
