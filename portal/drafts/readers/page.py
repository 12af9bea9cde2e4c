"""A web page is listened to, element by element, and written down line by line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping

from portal.drafts.readers.page_lists import PageList, is_numbered, open_list
from portal.drafts.readers.refusals import too_complex
from portal.drafts.readers.tables import Cell, table_lines
from portal.drafts.readers.text import without_controls
from portal.drafts.readers.written import Written

MAX_TABLES = 50
_BLANKS = re.compile("[ \t\r\n\f]+")
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_DROPPED = frozenset({
    "head", "script", "style", "nav", "noscript", "template", "select", "button", "textarea",
    "svg", "math", "iframe", "object", "embed", "audio", "video", "canvas", "rt", "rp", "datalist",
})  # fmt: skip
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hgroup", "hr", "html", "legend", "main", "p", "section", "summary", "details",
    "tbody", "thead", "tfoot",
})  # fmt: skip
_LISTS = frozenset({"ol", "ul", "menu", "dir"})
_FIRST_WIDE = "\u2e80"


class Page:
    """The target of the parser. Its parser calls `end` once for every `start`.

    Raises: DraftTooComplexError.
    """

    def __init__(self) -> None:
        self.written: list[Written] = []
        self.tally: Counter[str] = Counter()
        self.picture_count = 0
        self._parts: list[str] = []
        self._number = ""
        self._ends: list[Callable[[], None]] = []
        self._dropped = 0
        self._kept_as_typed = 0
        self._lists: list[PageList] = []
        self._sinks = [self.written]
        self._tables: list[list[list[Cell]]] = []
        self._openers: dict[str, Callable[[str, Mapping[str, str]], Callable[[], None]]] = {
            "br": self._open_break,
            "img": self._open_picture,
            "ins": self._open_inserted,
            "li": self._open_item,
            "pre": self._open_typed,
            "table": self._open_table,
            "tr": self._open_row,
            "td": self._open_cell,
            "th": self._open_cell,
            **dict.fromkeys(_LISTS, self._open_list),
            **dict.fromkeys(_BLOCKS, self._open_block),
        }

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if self._dropped or self._is_dropped(tag, attributes):
            self._dropped += 1
            return
        opener = self._openers.get(tag)
        self._ends.append(opener(tag, attributes) if opener else _nothing)

    def end(self, tag: str) -> None:
        if self._dropped:
            self._dropped -= 1
        elif self._ends:
            self._ends.pop()()

    def data(self, text: str) -> None:
        if self._dropped:
            return
        if not self._kept_as_typed:
            self._parts.append(text)
            return
        first, *rest = text.split("\n")
        self._parts.append(first)
        for line in rest:
            self._flush()
            self._parts.append(line)

    def close(self) -> None:
        self._flush()

    def _is_dropped(self, tag: str, attributes: Mapping[str, str]) -> bool:
        if tag == "del":
            self.tally["deleted"] += 1
        elif "hidden" in attributes or _HIDING.search(attributes.get("style", "")[:2000]):
            self.tally["hidden"] += 1
        else:
            return tag in _DROPPED
        return True

    def _flush(self) -> None:
        """What has been heard since the last break is a line, if there is anything in it."""
        joined = without_controls("".join(self._parts))
        self._parts.clear()
        text = _BLANKS.sub(_blank, joined).strip(" ")
        if text:
            numbered = "" if is_numbered(text) else self._number
            self._sinks[-1].append(Written(f"{numbered} {text}" if numbered else text))
            self._number = ""

    def _open_block(self, tag: str, attributes: Mapping[str, str]) -> Callable[[], None]:
        self._flush()
        return self._flush

    def _open_break(self, tag: str, attributes: Mapping[str, str]) -> Callable[[], None]:
        self._flush()
        return _nothing

    def _open_picture(self, tag: str, attributes: Mapping[str, str]) -> Callable[[], None]:
        self.picture_count += 1
        return _nothing

    def _open_inserted(self, tag: str, attributes: Mapping[str, str]) -> Callable[[], None]:
        self.tally["inserted"] += 1
        return _nothing

    def _open_typed(self, tag: str, attributes: Mapping[str, str]) -> Callable[[], None]:
        self._flush()
        self._kept_as_typed += 1
        return self._close_typed

    def _close_typed(self) -> None:
        self._flush()
        self._kept_as_typed -= 1

    def _open_list(self, tag: str, attributes: Mapping[str, str]) -> Callable[[], None]:
        self._flush()
        self._lists.append(open_list(tag, attributes))
        return self._close_list

    def _close_list(self) -> None:
        self._flush()
        self._lists.pop()

    def _open_item(self, tag: str, attributes: Mapping[str, str]) -> Callable[[], None]:
        self._flush()
        self._number = self._lists[-1].next_number(attributes) if self._lists else ""
        return self._close_item

    def _close_item(self) -> None:
        self._flush()
        self._number = ""

    def _open_table(self, tag: str, attributes: Mapping[str, str]) -> Callable[[], None]:
        self._flush()
        if len(self._tables) >= MAX_TABLES:
            raise too_complex()
        self._tables.append([])
        return self._close_table

    def _close_table(self) -> None:
        self._flush()
        self._sinks[-1] += table_lines(self._tables.pop())

    def _open_row(self, tag: str, attributes: Mapping[str, str]) -> Callable[[], None]:
        self._flush()
        if self._tables:
            self._tables[-1].append([])
        return self._flush

    def _open_cell(self, tag: str, attributes: Mapping[str, str]) -> Callable[[], None]:
        self._flush()
        if not self._tables:
            return self._flush
        if not self._tables[-1]:
            self._tables[-1].append([])
        self._sinks.append([])
        return self._close_cell

    def _close_cell(self) -> None:
        self._flush()
        self._tables[-1][-1].append(self._sinks.pop())


def _nothing() -> None:
    """An element inside a line ends without a trace."""


def _blank(found: re.Match[str]) -> str:
    """A line break between two Chinese characters of the source is no blank."""
    if "\n" not in found.group():
        return " "
    before = found.string[found.start() - 1 : found.start()]
    after = found.string[found.end() : found.end() + 1]
    return "" if before >= _FIRST_WIDE and after >= _FIRST_WIDE else " "
