"""What a reader hands over: the text an officer sees beside the tree, and what to look at in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from portal.drafts.tree import OutlineWarning

Note = tuple[str, str]
"""Code and sentence of a warning that knows its place only when the text is whole."""

MOST_ALIKE = 20


@dataclass(frozen=True)
class ReadText:
    """The text of a file; the warnings' lines are its lines, counted from 1."""

    text: str
    warnings: list[OutlineWarning] = field(default_factory=list)


@dataclass(slots=True)
class Written:
    """A line, or several with line breaks between them, and the notes that belong to it."""

    text: str
    notes: list[Note] = field(default_factory=list)


def finish(written: Iterable[Written], overall: Iterable[Note] = ()) -> ReadText:
    """The whole text with every note at its line; `overall` stands at line 1."""
    lines: list[str] = []
    noted = [(1, note) for note in overall]
    for one in written:
        noted += [(len(lines) + 1, note) for note in one.notes]
        lines += one.text.split("\n")
    return ReadText("\n".join(lines), _warnings(noted))


def _warnings(noted: Iterable[tuple[int, Note]]) -> list[OutlineWarning]:
    """At most `MOST_ALIKE` of a code: a thousand tables are one remark, not a thousand."""
    made: list[OutlineWarning] = []
    seen: Counter[str] = Counter()
    for line, (code, message) in noted:
        seen[code] += 1
        if seen[code] <= MOST_ALIKE:
            made.append(OutlineWarning(code, line, f"第{line}行：{message}"))
    last = {warning.code: at for at, warning in enumerate(made)}
    for code, count in seen.items():
        if count > MOST_ALIKE:
            shown = made[last[code]]
            more = f"{shown.message}（同类情况还有 {count - MOST_ALIKE} 处，不再逐一列出）"
            made[last[code]] = OutlineWarning(code, shown.line, more)
    return made
