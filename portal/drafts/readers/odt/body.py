"""Paragraphs, headings, lists and tables of an OpenDocument text become lines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from portal.drafts.readers.odt.inline import Inline, InlineReader
from portal.drafts.readers.odt.styles import Level, Styles, number_text, to_level, to_start
from portal.drafts.readers.tables import Cell, table_lines
from portal.drafts.readers.written import Written
from portal.drafts.readers.xmltree import Element

_ROWS = ("table:table-row",)
_CELLS = ("table:table-cell", "table:covered-table-cell")


@dataclass(slots=True)
class _Listing:
    """Where in a list we are: its style's levels, its counts, the level, a number still due."""

    levels: dict[int, Level]
    counts: dict[int, int]
    level: int = 0
    due: bool = False
    start: int | None = None

    def next_number(self) -> str:
        """The number of this item, once; empty for its further paragraphs."""
        if not self.due or self.level not in self.levels:
            return ""
        self.due = False
        at = self.level
        begun = self.counts.get(at, self.levels[at].start - 1) + 1
        self.counts[at] = self.start if self.start is not None else begun
        for inner in [one for one in self.counts if one > at]:
            del self.counts[inner]
        number = number_text(self.levels, at, self.counts)
        return number + " " if number else ""


class BodyReader:
    """Reads blocks in order; lists go on counting where they say so."""

    def __init__(self, styles: Styles) -> None:
        self.inline = InlineReader(styles)
        self._styles = styles
        self._outline = _Listing(styles.outline, {})
        self._by_id: dict[str, dict[int, int]] = {}
        self._by_style: dict[str, dict[int, int]] = {}
        self._handlers: dict[str, Callable[[Element, _Listing | None], list[Written]]] = {
            "text:p": self._paragraph,
            "text:h": self._heading,
            "text:list": self._list,
            "text:numbered-paragraph": self._numbered,
            "text:section": self._section,
            "table:table": self._table,
            "text:tracked-changes": self._changes,
        }

    def read(self, container: Element, listing: _Listing | None = None) -> list[Written]:
        """The lines of a body, section, cell or text box."""
        lines: list[Written] = []
        for one in container:
            handler = self._handlers.get(one.tag)
            if handler:
                lines += handler(one, listing)
            elif one.tag.startswith("drawing:"):
                found = Inline()
                self.inline.drawing(found, one)
                lines += self._boxes(found)
            elif not one.tag.endswith("-source"):
                lines += self.read(one, listing)
        return lines

    def _paragraph(self, paragraph: Element, listing: _Listing | None) -> list[Written]:
        found = self.inline.read(paragraph)
        number = listing.next_number() if listing else ""
        return [Written(number + found.text, found.notes), *self._boxes(found)]

    def _heading(self, heading: Element, listing: _Listing | None) -> list[Written]:
        if listing is None or not listing.levels:
            listing = self._outline
            listing.level = to_level(heading.get("text:outline-level", "1"))
            restart = heading.get("text:restart-numbering") == "true"
            value = heading.get("text:start-value", "1")
            listing.start = to_start(value) if restart else None
            unlisted = self._styles.is_unlisted(heading.get("text:style-name"))
            listing.due = heading.get("text:is-list-header") != "true" and not unlisted
        return self._paragraph(heading, listing)

    def _list(self, one: Element, outer: _Listing | None) -> list[Written]:
        listing = self._inner(one, outer) if outer else self._opened(one)
        lines: list[Written] = []
        for item in one:
            start = item.attributes.get("text:start-value")
            listing.due = item.tag == "text:list-item"
            listing.start = to_start(start) if start is not None else None
            lines += self.read(item, listing)
        return lines

    def _inner(self, one: Element, outer: _Listing) -> _Listing:
        levels = self._styles.levels(one.get("text:style-name")) or outer.levels
        return _Listing(levels, outer.counts, outer.level + 1)

    def _opened(self, one: Element) -> _Listing:
        style = one.get("text:style-name")
        counts: dict[int, int] | None = None
        if one.get("text:continue-list"):
            counts = self._by_id.get(one.get("text:continue-list"))
        elif one.get("text:continue-numbering") == "true":
            counts = self._by_style.get(style)
        counts = {} if counts is None else counts
        self._by_id[one.get("xml:id")] = self._by_style[style] = counts
        return _Listing(self._styles.levels(style), counts, 1)

    def _numbered(self, one: Element, outer: _Listing | None) -> list[Written]:
        """A paragraph that is a list of its own names the list it goes on with."""
        counts = self._by_id.setdefault("numbered " + one.get("text:list-id"), {})
        levels = self._styles.levels(one.get("text:style-name"))
        return self.read(one, _Listing(levels, counts, to_level(one.get("text:level", "1")), True))

    def _section(self, one: Element, outer: _Listing | None) -> list[Written]:
        if one.get("text:display") == "none":
            self.inline.tally["hidden"] += 1
            return []
        return self.read(one, outer)

    def _changes(self, one: Element, outer: _Listing | None) -> list[Written]:
        """Deleted text is kept in a store before the body: it is counted, not read."""
        self.inline.tally["inserted"] += sum(1 for _ in one.within("text:insertion"))
        self.inline.tally["deleted"] += sum(1 for _ in one.within("text:deletion"))
        return []

    def _table(self, one: Element, outer: _Listing | None) -> list[Written]:
        return table_lines([self._row(row) for row in one.within(*_ROWS)])

    def _row(self, row: Element) -> list[Cell]:
        return [self.read(cell) for cell in row.within(*_CELLS)]

    def _boxes(self, found: Inline) -> list[Written]:
        lines = [line for box in found.boxes for line in self.read(box) if line.text.strip()]
        self.inline.tally["box"] += bool(lines)
        return lines
