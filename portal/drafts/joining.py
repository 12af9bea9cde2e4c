"""Hard-wrapped lines become paragraphs again, and a line knows whether it had ended."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from portal.drafts.lines import Line

_CLOSERS = "”’」』)》】\"'"
_ENDERS = "。!?;:…"
_CONTINUERS = ",、。;:!?)》”】"
_NEVER_FIRST = re.compile("的(?![士确])")
_ANSWERS = re.compile(r"负责|牵头|配合|参与")
_PAUSES = re.compile(r"[,、。]")
_ASCII_WORD = re.compile(r"[A-Za-z0-9]")
_CUT = re.compile(r"[第的和及与或]$|^(?:根据|依照|按照|违反|.+(?:应当|不得))(?!.*的[^的]{1,6}$)")
_NARROWEST_WRAP, _WIDEST_WRAP, _SLACK, _FEWEST_LINES = 20, 60, 2, 12
_WRAPPED_SHARE = 0.12
LONGEST_NAME = 20
_LONGEST_SHORT_ENTRY, _PAGE_LINE = 12, 26


@dataclass(slots=True)
class Paragraph:
    """Source lines that are one paragraph; one `inside` another ends no list.

    Shape: `filled_above` says of the last join that the line above was as long as a page's lines.
    """

    line: int
    parts: list[str] = field(default_factory=list)
    last: Line | None = None
    opens_clause: bool = False
    paused: bool = False
    stopped: bool = False
    unclosed: int = 0
    inside: bool = False
    filled_above: bool = False
    joined_lines: list[int] = field(default_factory=list)

    def add(self, line: Line, content: str, key: str) -> None:
        if self.last is not None:
            self.joined_lines.append(line.number)
            if _needs_blank(self.parts[-1], content):
                self.parts.append(" ")
        self.parts.append(content)
        self.last = line
        self.paused = self.paused or bool(_PAUSES.search(key))
        self.stopped = self.stopped or "。" in key
        self.unclosed += _balance(key)

    @property
    def text(self) -> str:
        return "".join(self.parts)


def paragraph_of(line: Line, start: int = 0, opens_clause: bool = False) -> Paragraph:
    made = Paragraph(line.number, opens_clause=opens_clause)
    content = line.content[start:].lstrip()
    made.add(line, content, line.key[len(line.key) - len(content) :])
    return made


def has_ended(key: str) -> bool:
    """The line closes a sentence, or ends with the units that answer for it."""
    if key.rstrip(_CLOSERS)[-1:] in tuple(_ENDERS) or key.endswith("."):
        return True
    opened = key.rfind("(") if key.endswith(")") else -1
    if opened > 0 and key[opened - 1] in _ENDERS:
        return True
    return opened >= 0 and bool(_ANSWERS.search(key, opened))


def is_continued(paragraph: Paragraph, line: Line, width: int, indents: bool = False) -> bool:
    """The line, no clause of its own, goes on with the paragraph above it.

    Where paragraphs are indented, one that is not goes on below a line that reached the margin,
    even if that closed a sentence there.
    """
    last = paragraph.last
    if last is None:
        return False
    if line.key[0] in _CONTINUERS or _NEVER_FIRST.match(line.key):
        return True
    if has_ended(last.key):
        return indents and _reached(last, line, width)
    if _reached(last, line, width):
        return True
    if paragraph.unclosed > 0 or last.key[-1] in ",、":
        return True
    return paragraph.paused and (paragraph.stopped or not paragraph.opens_clause)


def is_cut_at_margin(paragraph: Paragraph, line: Line, width: int) -> bool:
    """The paragraph filled its last line without ending, so the line goes on with it."""
    last = paragraph.last
    return last is not None and not has_ended(last.key) and _reached(last, line, width)


def is_filled(paragraph: Paragraph, line: Line, width: int) -> bool:
    """The paragraph's last line was as long as lines of a page are, so it may well go on."""
    last = paragraph.last
    return last is not None and (len(last.content) >= _PAGE_LINE or _reached(last, line, width))


def _reached(last: Line, line: Line, width: int) -> bool:
    """`last` filled the width of the page, and `line` begins at the margin."""
    return bool(width) and len(last.content) >= width - _SLACK and not line.indented


def is_cut_sentence(paragraph: Paragraph, in_article_itself: bool) -> bool:
    """A paragraph of a statute that stops without a stop; the name of an article may."""
    last = paragraph.last
    if last is None or has_ended(last.key) or not paragraph.text:
        return False
    named = in_article_itself and paragraph.opens_clause and not paragraph.paused
    return not (named and len(paragraph.text) <= LONGEST_NAME and not _CUT.search(paragraph.text))


def is_short_entry(paragraphs: Sequence[Paragraph]) -> bool:
    """The last paragraph is an entry of an unnumbered list: 委员长， on a line of its own."""
    if len(paragraphs) < 2 or not _is_short(paragraphs[-1]):
        return False
    above = paragraphs[-2]
    return _is_short(above) or bool(above.last and above.last.key.endswith(":"))


def is_table_row(line: Line | None) -> bool:
    """The readers put a tab between the cells of a row."""
    return line is not None and "\t" in line.content


def _is_short(paragraph: Paragraph) -> bool:
    last = paragraph.last
    if last is None or paragraph.opens_clause or paragraph.joined_lines:
        return False
    return len(last.key) <= _LONGEST_SHORT_ENTRY and last.key[-1] in ",、"


def wrap_width(lines: Sequence[Line]) -> int:
    """The width at which this text was wrapped, 0 when it was not.

    Unit: characters.
    """
    lengths = Counter(len(line.content) for line in lines)
    usual = [
        (sum(lengths[length - step] for step in range(_SLACK + 1)), length)
        for length in range(_NARROWEST_WRAP, _WIDEST_WRAP + 1)
    ]
    count, width = max(usual)
    longer = sum(many for length, many in lengths.items() if length > width + _SLACK)
    common = count >= _WRAPPED_SHARE * len(lines) and longer <= 0.1 * count
    return width if common and len(lines) >= _FEWEST_LINES else 0


def join_paragraphs(lines: Sequence[Line]) -> list[Paragraph]:
    """Paragraphs of lines that hold no clauses."""
    made: list[Paragraph] = []
    for line in lines:
        if made and is_continued(made[-1], line, 0):
            made[-1].add(line, line.content, line.key)
        else:
            made.append(paragraph_of(line))
    return made


def _needs_blank(before: str, after: str) -> bool:
    return bool(_ASCII_WORD.match(before[-1:]) and _ASCII_WORD.match(after[:1]))


def _balance(key: str) -> int:
    return key.count("《") + key.count("“") - key.count("》") - key.count("”")
