"""Paragraphs, tables and text boxes of a Word document become lines."""

from __future__ import annotations

from collections.abc import Mapping

from portal.drafts.readers.docx.counters import Counters
from portal.drafts.readers.docx.inline import Inline, InlineReader
from portal.drafts.readers.docx.styles import Styles
from portal.drafts.readers.remarks import left_out
from portal.drafts.readers.tables import Cell, table_lines
from portal.drafts.readers.written import Written
from portal.drafts.readers.xmltree import Element

_THROUGH = frozenset({"sdtContent", "customXml", "smartTag", "ins", "moveTo"})
_GONE = frozenset({"del", "moveFrom"})
_BOX = "textbox", "以下文字原在文本框里，已放在文本框所在段落之后，请核对位置。"
_ALIEN = "embedded", "这里嵌入了另一份文件，其中的文字没有读入。请打开原文件复制过来。"


class BodyReader:
    """Reads blocks in order; a paragraph whose end was deleted runs on into the next."""

    def __init__(
        self, styles: Styles, counters: Counters, notes: Mapping[tuple[str, str], str]
    ) -> None:
        self.inline = InlineReader(styles)
        self._counters = counters
        self._notes = notes
        self._carried: Written | None = None

    def read(self, container: Element) -> list[Written]:
        """The lines of a body, cell or text box."""
        outer, self._carried = self._carried, None
        lines = self._blocks(container)
        lines += self._take_carried()
        self._carried = outer
        return lines

    def _take_carried(self) -> list[Written]:
        carried, self._carried = self._carried, None
        return [carried] if carried is not None else []

    def _blocks(self, container: Element) -> list[Written]:
        lines: list[Written] = []
        for one in container:
            if one.tag == "p":
                lines += self._paragraph(one)
            elif one.tag == "tbl":
                lines += self._table(one)
            elif one.tag == "sdt":
                lines += self._control(one)
            elif one.tag in _THROUGH:
                lines += self._blocks(one)
            elif one.tag == "mc:AlternateContent":
                lines += self._blocks(one.child("mc:Choice") or Element("", {}))
            elif one.tag == "altChunk":
                lines.append(Written("", [_ALIEN]))
        return lines

    def _control(self, one: Element) -> list[Written]:
        if one.child("sdtPr", "showingPlcHdr") is not None:
            return []
        return self._blocks(one)

    def _paragraph(self, paragraph: Element) -> list[Written]:
        found = self.inline.read(paragraph)
        carried = self._take_carried()
        gone = self.inline.is_mark_gone(paragraph)
        if gone and not found.text and not carried:
            return self._boxes(found)
        line = carried[0] if carried else Written(self._numbered(paragraph))
        line.text += found.text
        line.notes += [left_out(one[0], self._notes.get(one, "")) for one in found.references]
        if gone:
            self._carried = line
            return self._boxes(found)
        return [line, *self._boxes(found)]

    def _numbered(self, paragraph: Element) -> str:
        number = self._counters.number(paragraph.child("pPr"))
        return number + " " if number else ""

    def _boxes(self, found: Inline) -> list[Written]:
        lines = [line for box in found.boxes for line in self.read(box) if line.text.strip()]
        if lines:
            lines[0].notes.insert(0, _BOX)
        return lines

    def _table(self, table: Element) -> list[Written]:
        rows = [self._row(row) for row in _inside(table, "tr") if not self._is_deleted(row)]
        return table_lines(rows)

    def _row(self, row: Element) -> list[Cell]:
        return [self.read(cell) for cell in _inside(row, "tc")]

    def _is_deleted(self, row: Element) -> bool:
        if row.child("trPr", "ins") is not None:
            self.inline.tally["inserted"] += 1
        deleted = row.child("trPr", "del") is not None
        self.inline.tally["deleted"] += deleted
        return deleted


def _inside(element: Element, tag: str) -> list[Element]:
    """Rows of a table or cells of a row, those in content controls included."""
    found: list[Element] = []
    for one in element:
        if one.tag == tag:
            found.append(one)
        elif one.tag == "sdt" or one.tag in _THROUGH:
            found += _inside(one, tag)
    return found
