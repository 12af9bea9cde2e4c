"""Tables become lines of text."""

from __future__ import annotations

from collections.abc import Sequence

from portal.drafts.readers.written import Note, Written

_LAYOUT_LINES = 8
_NOTE = "table", "这里是表格，已按行转成文字（各格之间用制表符隔开），请核对。"

Cell = list[Written]


def table_lines(rows: Sequence[Sequence[Cell]]) -> list[Written]:
    """The lines of a table; where cells were joined its first line says so.

    A row with one filled cell, or with a cell as long as a page, only lays a text out: its lines
    stay lines.
    """
    lines: list[Written] = []
    joined = False
    for row in rows:
        cells = [[one for one in cell if one.text.strip()] for cell in row]
        filled = [cell for cell in cells if cell]
        if len(filled) <= 1 or any(len(cell) > _LAYOUT_LINES for cell in filled):
            lines += [line for cell in filled for line in cell]
        else:
            lines.append(_row_line(cells))
            joined = True
    if joined:
        lines[0].notes.insert(0, _NOTE)
    return lines


def _row_line(cells: Sequence[Cell]) -> Written:
    notes: list[Note] = [note for cell in cells for line in cell for note in line.notes]
    texts = [" ".join(line.text for line in cell) for cell in cells]
    uniform = [text.replace("\n", " ").replace("\t", " ") for text in texts]
    return Written("\t".join(uniform).rstrip("\t"), notes)
