"""The text inside a paragraph of an OpenDocument text."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from portal.drafts.readers.odt.styles import Styles
from portal.drafts.readers.remarks import left_out
from portal.drafts.readers.written import Note
from portal.drafts.readers.xmltree import Element

_BLANKS = re.compile("[ \t\r\n]+")
_MOST_SPACES = 200
_SILENT = frozenset({
    "text:ruby-text", "text:bookmark", "text:change", "text:change-start", "text:change-end",
    "text:soft-page-break", "office:annotation-end",
})  # fmt: skip
_TALLIED = {
    "office:annotation": "comment", "text:hidden-text": "hidden", "text:hidden-paragraph": "hidden",
}  # fmt: skip


@dataclass(slots=True)
class Inline:
    """The shown text of a paragraph, the frames anchored in it, the notes it refers to."""

    parts: list[str] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.parts)


class InlineReader:
    """Reads paragraphs and counts what it left out."""

    def __init__(self, styles: Styles) -> None:
        self.tally: Counter[str] = Counter()
        self._styles = styles

    def read(self, paragraph: Element) -> Inline:
        found = Inline()
        if self._styles.is_hidden(paragraph.get("text:style-name")):
            self.tally["hidden"] += 1
        else:
            self._walk(found, paragraph)
        return found

    def drawing(self, found: Inline, one: Element) -> None:
        """A frame holds a box of text, or a picture."""
        boxes = list(one.within("drawing:text-box"))
        found.boxes += boxes
        if not boxes and any(one.within("drawing:image", "drawing:object")):
            self.tally["picture"] += 1
        elif not boxes:
            found.boxes += [one] if any(one.within("text:p")) else []

    def _walk(self, found: Inline, element: Element) -> None:
        for one in element.children:
            if isinstance(one, str):
                found.parts.append(_BLANKS.sub(" ", one))
            else:
                self._piece(found, one)

    def _note(self, one: Element) -> Note:
        """Its own paragraphs only: searching within would read nested notes over and over."""
        inside = [each for body in one if body.tag == "text:note-body" for each in body]
        texts = [self.read(each).text.strip() for each in inside if each.tag == "text:p"]
        kind = "endnote" if one.get("text:note-class") == "endnote" else "footnote"
        return left_out(kind, " ".join(text for text in texts if text))

    def _piece(self, found: Inline, one: Element) -> None:
        if one.tag in _TALLIED:
            self.tally[_TALLIED[one.tag]] += 1
        elif one.tag == "text:note":
            found.notes.append(self._note(one))
        elif one.tag == "text:s":
            count = one.get("text:c", "1")
            small = count.isascii() and count.isdecimal() and len(count) <= 4
            found.parts.append(" " * (min(int(count), _MOST_SPACES) if small else 1))
        elif one.tag == "text:tab":
            found.parts.append("\t")
        elif one.tag == "text:line-break":
            found.parts.append("\n")
        elif one.tag.startswith("drawing:"):
            self.drawing(found, one)
        elif one.tag == "text:span" and self._styles.is_hidden(one.get("text:style-name")):
            self.tally["hidden"] += 1
        elif one.tag not in _SILENT:
            self._walk(found, one)
