"""The 意见采纳情况表 as text: CSV for spreadsheets, JSON for programs; both made line by line."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from portal.reports.adoption import COLUMNS, Paper, lines

FORMAT = "portal-adoption/1"
_FORMULA = tuple("=+-@＝＋－＠﹢﹣﹦﹫−\t\r|%")
"""A cell that begins so is run by some spreadsheet; full-width signs count as narrow ones there."""
_BLANK = {"Zs", "Zl", "Zp", "Cf", "Cc", "Mn"}
_FIGURES = ("people_count", "submission_count", "comment_count", "substantive_count", "adopted_count")
_FIELDS = (
    "sequence", "clause_label", "commenter", "body", "outcome", "reason", "changed_text",
    "duplicate_of_sequence", "channel",
)  # fmt: skip


def harmless(text: str) -> str:
    """The text, behind an apostrophe when a spreadsheet would take it for a formula.

    Source: OWASP CSV Injection; blanks and unseen characters before the sign do not disarm it.
    """
    seen = next((i for i, c in enumerate(text) if unicodedata.category(c) not in _BLANK), 0)
    is_formula = text.startswith(_FORMULA) or text[seen:].startswith(_FORMULA)
    return f"'{text}" if is_formula else text


def adoption_csv(rows: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """UTF-8 with its mark, so that spreadsheets read Chinese; lines end as RFC 4180 wants."""
    yield b"\xef\xbb\xbf" + _record(COLUMNS)
    for line in lines(rows):
        yield _record([harmless(cell) for cell in line.cells()])


def _record(cells: Iterable[str]) -> bytes:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\r\n").writerow(cells)
    return stream.getvalue().encode()


def adoption_json(
    paper: Paper, figures: Mapping[str, Any], rows: Iterable[Mapping[str, Any]]
) -> Iterator[bytes]:
    """One object; `rows` hold the published texts and codes, "" where consent was not given."""
    head = {
        "format": FORMAT,
        "reference": paper.reference,
        "title": paper.title,
        "issuer": paper.issuer,
        "published_day": paper.day.isoformat() if paper.day else None,
        "process": paper.process,
        "collection": paper.collection,
        "thanks": paper.thanks,
        "figures": _public_figures(figures),
    }
    yield json.dumps(head, ensure_ascii=False)[:-1].encode() + b', "rows": ['
    comma = b""
    for row in rows:
        values = {name: row[name] for name in _FIELDS}
        yield comma + b"\n" + json.dumps(values, ensure_ascii=False).encode()
        comma = b","
    yield b"\n]}\n"


def _public_figures(figures: Mapping[str, Any]) -> dict[str, Any]:
    """The counts by name; nothing that is not named here."""
    channels = figures.get("channels", {})
    return {
        **{name: figures.get(name, 0) for name in _FIGURES},
        "outcomes": {str(code): int(n) for code, n in figures.get("outcomes", {}).items()},
        "channels": {
            str(code): {"people": int(n["people"]), "comments": int(n["comments"])}
            for code, n in channels.items()
        },
    }
