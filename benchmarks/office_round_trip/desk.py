"""Somebody at an office program: opens a file, does what the orders say, saves copies.

Run by the Python that LibreOffice works with (it has `uno`), never by the portal's. Orders are JSON on standard
input: a list of {"open": path, "acts": [[name, argument, …], …], "save": [[path, filter, password], …]}; what each
file showed when it was opened is answered as JSON. Cells are typed into by the program's own commands, as by keyboard.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

PARAGRAPH_BREAK, LINE_BREAK = 0, 1  # com.sun.star.text.ControlCharacter
START_SECONDS = 60


def value(name: str, content: object) -> PropertyValue:
    """A named argument of the program's commands."""
    made = PropertyValue()
    made.Name, made.Value = name, content
    return made


def encryption(password: str) -> object:
    """What a saved workbook or document is locked with."""
    named = []
    for name, content in (("OOXPassword", password), ("CryptoType", "Standard")):
        made = uno.createUnoStruct("com.sun.star.beans.NamedValue")
        made.Name, made.Value = name, content
        named.append(made)
    return uno.Any("[]com.sun.star.beans.NamedValue", tuple(named))


class Desk:
    """The running program."""

    def __init__(self, program: str, profile: str) -> None:
        pipe = f"pipe,name=portal_{Path(profile).name}"
        self._process = subprocess.Popen(
            [program, "--headless", "--norestore", "--nologo", "--nodefault",
             f"-env:UserInstallation={Path(profile).as_uri()}", f"--accept={pipe};urp;"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        self._context = self._connected(resolver, f"uno:{pipe};urp;StarOffice.ComponentContext")
        self.desktop = self._service("com.sun.star.frame.Desktop")
        self.dispatcher = self._service("com.sun.star.frame.DispatchHelper")

    def _service(self, name: str) -> Any:
        return self._context.ServiceManager.createInstanceWithContext(name, self._context)

    def _connected(self, resolver: Any, address: str) -> Any:
        end = time.monotonic() + START_SECONDS
        while True:
            try:
                return resolver.resolve(address)
            except NoConnectException:
                if time.monotonic() > end or self._process.poll() not in (None, 81):
                    raise
                time.sleep(0.2)

    def open(self, path: str) -> Any:
        """The document, out of sight."""
        url = Path(path).as_uri()
        document = self.desktop.loadComponentFromURL(url, "_blank", 0, (value("Hidden", True),))
        if document is None:
            raise RuntimeError(f"not opened: {path}")
        return document

    def close(self) -> None:
        """The program has ended."""
        try:
            self.desktop.terminate()
        except Exception:
            self._process.kill()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()


class Sheet:
    """A workbook being filled in."""

    def __init__(self, desk: Desk, document: Any) -> None:
        self._dispatcher, self._document = desk.dispatcher, document
        self._frame = document.CurrentController.Frame
        self.sheet = document.Sheets.getByIndex(0)

    def shown(self) -> dict[str, object]:
        """What stands in the used cells, and how many columns offer choices."""
        cursor = self.sheet.createCursor()
        cursor.gotoEndOfUsedArea(False)
        area = self.sheet.getCellRangeByPosition(0, 0, 5, cursor.RangeAddress.EndRow)
        rows = [[str(cell) for cell in row] for row in area.getDataArray()]
        choices = [self.sheet.getCellRangeByName(f"{c}5").Validation for c in "DE"]
        return {"rows": rows, "choices": [one.getFormula1() for one in choices]}

    def _do(self, command: str, **arguments: object) -> None:
        given = tuple(value(name, content) for name, content in arguments.items())
        self._dispatcher.executeDispatch(self._frame, f".uno:{command}", "", 0, given)

    def go(self, cell: str) -> None:
        """The cursor stands in the cell, or the cells are marked."""
        self._do("GoToCell", ToPoint=cell)

    def type(self, cell: str, text: str) -> None:
        """As typed, Enter at the end: the program takes it for what it looks like."""
        self.go(cell)
        self._do("EnterString", StringName=text)

    def clear(self, cell: str) -> None:
        """As by the key Delete."""
        self.go(cell)
        self._do("ClearContents")

    def drag(self, cells: str, to: str) -> None:
        """The cells stand elsewhere, as drawn there with the mouse."""
        source = self.sheet.getCellRangeByName(cells).RangeAddress
        self.sheet.moveRange(self.sheet.getCellRangeByName(to).CellAddress, source)

    def copy(self, cells: str, to: str) -> None:
        """Copied and pasted."""
        self.go(cells)
        self._do("Copy")
        self.go(to)
        self._do("Paste")

    def insert_row(self, row: int) -> None:
        """An empty row stands above that row."""
        self.sheet.Rows.insertByIndex(row - 1, 1)

    def merge(self, cells: str) -> None:
        """The cells are one."""
        self.sheet.getCellRangeByName(cells).merge(True)

    def redden(self, cell: str, first: int, last: int) -> None:
        """Some characters of the cell are red and bold: the text has runs."""
        text = self.sheet.getCellRangeByName(cell)
        cursor = text.createTextCursorByRange(text.getStart())
        cursor.goRight(first, False)
        cursor.goRight(last - first, True)
        cursor.CharColor, cursor.CharWeight = 0xC00000, 150.0

    def remark(self, cell: str, text: str) -> None:
        """A note hangs at the cell."""
        address = self.sheet.getCellRangeByName(cell).CellAddress
        self.sheet.Annotations.insertNew(address, text)

    def split(self, cells: str) -> None:
        """The cells are no longer one."""
        self.sheet.getCellRangeByName(cells).merge(False)

    def as_text(self, cell: str) -> None:
        """The cell's format is "text", as chosen in Format Cells."""
        self.sheet.getCellRangeByName(cell).NumberFormat = self._number_format("@")

    def set_text(self, cell: str, text: str) -> None:
        """As pasted: the list of choices does not object."""
        self.sheet.getCellRangeByName(cell).setString(text)

    def set_formula(self, cell: str, formula: str) -> None:
        """A formula stands in the cell, whose format was changed to General for it."""
        target = self.sheet.getCellRangeByName(cell)
        target.NumberFormat = self._number_format("General")
        target.setFormula(formula)

    def set_date(self, cell: str) -> None:
        """A day is typed into a cell whose format was changed to that of days."""
        target = self.sheet.getCellRangeByName(cell)
        target.NumberFormat = self._number_format("YYYY-MM-DD")
        target.setValue(46083)

    def _number_format(self, code: str) -> int:
        formats = self._document.NumberFormats
        locale = uno.createUnoStruct("com.sun.star.lang.Locale")
        known: int = formats.queryKey(code, locale, False)
        return known if known >= 0 else formats.addNew(code, locale)

    def sort(self, cells: str) -> None:
        """The rows are sorted by their second column, downwards."""
        field = uno.createUnoStruct("com.sun.star.table.TableSortField")
        field.Field, field.IsAscending = 1, False
        fields = uno.Any("[]com.sun.star.table.TableSortField", (field,))
        area = self.sheet.getCellRangeByName(cells)
        uno.invoke(area, "sort", ((value("SortFields", fields), value("ContainsHeader", False)),))


class Paper:
    """A document being filled in: its first table."""

    def __init__(self, desk: Desk, document: Any) -> None:
        self._dispatcher, self._document = desk.dispatcher, document
        self.table = document.TextTables.getByIndex(0)

    def shown(self) -> dict[str, object]:
        """What stands in the table, row by row."""
        rows: dict[str, list[str]] = {}
        for name in self.table.getCellNames():
            rows.setdefault(name.lstrip("ABCDEF"), []).append(self._cell(name).getString())
        return {"rows": list(rows.values())}

    def _cell(self, name: str) -> Any:
        return self.table.getCellByName(name)

    def type(self, cell: str, text: str) -> None:
        """Paragraphs as by Enter, lines (U+2028) as by Shift+Enter, behind what stands there."""
        place = self._cell(cell).createTextCursor()
        place.gotoEnd(False)
        for number, paragraph in enumerate(text.split("\n")):
            if number:
                self._cell(cell).insertControlCharacter(place, PARAGRAPH_BREAK, False)
            for part, line in enumerate(paragraph.split("\u2028")):
                if part:
                    self._cell(cell).insertControlCharacter(place, LINE_BREAK, False)
                self._cell(cell).insertString(place, line, False)

    def clear(self, cell: str) -> None:
        """All marked, and Delete."""
        self._cell(cell).setString("")

    def embolden(self, cell: str, first: int, last: int) -> None:
        """Some characters are bold: the text has runs."""
        place = self._cell(cell).createTextCursor()
        place.gotoStart(False)
        place.goRight(first, False)
        place.goRight(last - first, True)
        place.CharWeight = 150.0

    def list(self, cell: str) -> None:
        """The paragraphs of the cell are numbered by the program."""
        place = self._cell(cell).createTextCursor()
        place.gotoStart(False)
        place.gotoEnd(True)
        place.NumberingStyleName = "Numbering 123"

    def track(self, is_on: bool) -> None:
        """Changes are recorded from now on, or no longer."""
        self._document.RecordChanges = is_on

    def replace(self, old: str, new: str) -> None:
        """Every `old` is `new`, as by Find and Replace."""
        search = self._document.createReplaceDescriptor()
        search.SearchString, search.ReplaceString = old, new
        self._document.replaceAll(search)

    def copy_row(self, row: int, to: int, columns: str) -> None:
        """A new row stands as row `to` with the words of these columns of `row`."""
        texts = [self._cell(f"{column}{row}").getString() for column in columns]
        self.table.Rows.insertByIndex(to - 1, 1)
        for column, text in zip(columns, texts, strict=True):
            self._cell(f"{column}{to}").setString(text)

    def remove_row(self, row: int) -> None:
        """The row is gone, as by the menu Delete."""
        controller = self._document.CurrentController
        controller.select(self._cell(f"A{row}"))
        self._dispatcher.executeDispatch(controller.Frame, ".uno:DeleteRows", "", 0, ())

    def merge(self, first: str, last: str) -> None:
        """The cells are one."""
        place = self.table.createCursorByCellName(first)
        place.gotoCellByName(last, True)
        place.mergeRange()

    def remark(self, cell: str, text: str) -> None:
        """A comment hangs at the cell's first word."""
        note = self._document.createInstance("com.sun.star.text.textfield.Annotation")
        note.Content = text
        place = self._cell(cell).createTextCursor()
        place.gotoStart(False)
        self._cell(cell).insertTextContent(place, note, False)


def carry_out(desk: Desk, order: dict[str, Any]) -> dict[str, object]:
    """The acts are done and the copies saved; what was shown at first."""
    document = desk.open(order["open"])
    try:
        is_sheet = document.supportsService("com.sun.star.sheet.SpreadsheetDocument")
        seat: Any = (Sheet if is_sheet else Paper)(desk, document)
        shown: dict[str, object] = seat.shown()
        for name, *arguments in order.get("acts", ()):
            getattr(seat, name)(*arguments)
        for path, kind, password in order.get("save", ()):
            given = [value("FilterName", kind), value("Overwrite", True)]
            given += [value("EncryptionData", encryption(password))] if password else []
            document.storeToURL(Path(path).as_uri(), tuple(given))
        return shown
    finally:
        document.close(True)


def main() -> None:
    """Standard input's orders are carried out, one answer to each."""
    program, profile = sys.argv[1:]
    desk = Desk(program, profile)
    try:
        print(json.dumps([carry_out(desk, order) for order in json.load(sys.stdin)]))
    finally:
        desk.close()


if __name__ == "__main__":
    main()
