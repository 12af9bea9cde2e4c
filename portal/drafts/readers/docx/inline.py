"""The text inside a paragraph, run by run, and what was met and not shown on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from portal.drafts.readers.docx.styles import Styles
from portal.drafts.readers.docx.symbols import symbol
from portal.drafts.readers.refusals import too_complex
from portal.drafts.readers.xmltree import Element

_PLAIN = {
    "tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": "",
}  # fmt: skip
_UNKNOWN = "□"
_MOST_FIELDS = 50


@dataclass(slots=True)
class Inline:
    """What a paragraph holds: shown text, boxes anchored in it, notes it refers to."""

    style: str
    parts: list[str] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    references: list[tuple[str, str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.parts)


class InlineReader:
    """Reads paragraphs one after another: fields may begin in one and end in another."""

    def __init__(self, styles: Styles) -> None:
        self.tally: Counter[str] = Counter()
        self._styles = styles
        self._fields: list[bool] = []
        self._handlers: dict[str, Callable[[Inline, Element], None]] = {
            "r": self._run,
            "ins": self._inserted,
            "moveTo": self._inserted,
            "del": self._deleted,
            "moveFrom": self._deleted,
            "sdt": self._control,
            "m:oMath": self._formula,
            "m:oMathPara": self._formula,
            "mc:AlternateContent": self._alternative,
        }
        for tag in ("hyperlink", "smartTag", "customXml", "sdtContent", "fldSimple", "bdo", "dir"):
            self._handlers[tag] = self._walk

    def read(self, paragraph: Element) -> Inline:
        found = Inline(style_of(paragraph))
        self._walk(found, paragraph)
        # What a field computes ends with its paragraph: one never closed must not hide the rest.
        self._fields = [False] * len(self._fields)
        return found

    def is_mark_gone(self, paragraph: Element) -> bool:
        """The end of the paragraph was deleted, moved or hidden: it runs on into the next."""
        mark = paragraph.child("pPr", "rPr")
        if mark is not None and (mark.child("del") or mark.child("moveFrom")):
            self.tally["deleted"] += 1
            return True
        return self._styles.is_hidden(style_of(paragraph), "", mark)

    def _walk(self, found: Inline, element: Element) -> None:
        for one in element:
            handler = self._handlers.get(one.tag)
            if handler:
                handler(found, one)

    def _inserted(self, found: Inline, element: Element) -> None:
        self.tally["inserted"] += 1
        self._walk(found, element)

    def _deleted(self, found: Inline, element: Element) -> None:
        self.tally["deleted"] += 1

    def _control(self, found: Inline, element: Element) -> None:
        """The prompt of a control that nobody filled in is no text of the draft."""
        if element.child("sdtPr", "showingPlcHdr") is None:
            self._walk(found, element)

    def _formula(self, found: Inline, element: Element) -> None:
        self.tally["formula"] += 1
        found.parts += [one.text() for one in element.within("m:t")]

    def _alternative(self, found: Inline, element: Element) -> None:
        """One of two ways to say the same: never both."""
        chosen = element.child("mc:Choice") or element.child("mc:Fallback")
        if chosen is not None:
            self._walk(found, chosen)
            self._content(found, chosen)

    def _run(self, found: Inline, run: Element) -> None:
        properties = run.child("rPr")
        named = properties.child("rStyle") if properties else None
        hidden = self._styles.is_hidden(found.style, named.get("val") if named else "", properties)
        if hidden and any(one.tag in ("t", "sym") for one in run):
            self.tally["hidden"] += 1
        shown = Inline(found.style) if hidden else found
        self._content(shown, run)

    def _content(self, found: Inline, run: Element) -> None:
        for one in run:
            if one.tag == "fldChar":
                self._field(one.get("fldCharType"))
            elif not any(self._fields):
                self._piece(found, one)

    def _piece(self, found: Inline, one: Element) -> None:
        if one.tag == "t":
            found.parts.append(one.text().replace("\n", " "))
        elif one.tag in _PLAIN:
            found.parts.append(_PLAIN[one.tag])
        elif one.tag == "sym":
            found.parts.append(self._symbol(one))
        elif one.tag in ("footnoteReference", "endnoteReference"):
            found.references.append((one.tag[:-9], one.get("id")))
        elif one.tag == "commentReference":
            self.tally["comment"] += 1
        elif one.tag == "ruby":
            for base in one.all("rubyBase"):
                self._walk(found, base)
        elif one.tag == "mc:AlternateContent":
            self._alternative(found, one)
        elif one.tag in ("drawing", "pict", "object"):
            self._drawing(found, one)

    def _symbol(self, one: Element) -> str:
        char = symbol(one.get("font"), one.get("char"))
        if char is None:
            self.tally["symbol"] += 1
        return char if char is not None else _UNKNOWN

    def _drawing(self, found: Inline, one: Element) -> None:
        boxes = list(one.within("txbxContent"))
        found.boxes += boxes
        if not boxes and (one.tag == "object" or any(one.within("?:blip", "?:imagedata"))):
            self.tally["picture"] += 1

    def _field(self, kind: str) -> None:
        """Between begin and separate stands what the field computes, behind it what it shows."""
        if kind == "begin":
            if len(self._fields) >= _MOST_FIELDS:
                raise too_complex()
            self._fields.append(True)
        elif kind == "separate" and self._fields:
            self._fields[-1] = False
        elif kind == "end" and self._fields:
            self._fields.pop()


def style_of(paragraph: Element) -> str:
    found = paragraph.child("pPr", "pStyle")
    return found.get("val") if found else ""
