"""What stands above the first clause: letterhead, title, adoption note, preamble."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from portal.drafts import patterns
from portal.drafts.joining import join_paragraphs
from portal.drafts.lines import Line, unblank
from portal.drafts.tree import SetAside

_NOUN_AT_END = re.compile(
    "(?:意见|办法|条例|规定|方案|通知|细则|规划|公告|通告|决定|决议|法|规则|规程|标准|指南|计划|纲要"
    "|措施|说明|草案|章程|制度|解读|令|批复|函|报告|要点|清单|解释|修正案|公约|协定|准则|导则|预案|政策"
    "|法典|宪法)$"
)
_PAUSE = re.compile(r"[。;:,!?]")
_BRACKETS_AT_END = re.compile(r"(?: ?\([^()]{1,40}\))+$")
_COVER = re.compile(r"印发|发布|公布|转发|颁布|令$")
_MOST_PARTS = 4


@dataclass
class Head:
    """The title as one line, the preamble as paragraphs, the rest set aside."""

    title: str = ""
    line: int = 1
    outer_title: str = ""
    outer_line: int = 1
    preamble: str = ""
    preamble_line: int = 0
    set_aside: list[SetAside] = field(default_factory=list)


def read_head(lines: Sequence[Line]) -> Head:
    """The head taken apart; `outer_title` is that of a covering letter where there is one."""
    spans = _title_spans(lines)
    head = Head(line=lines[0].number if lines else 1)
    if not spans:
        _read_preamble(head, lines)
        return head
    outer, inner = spans[0], _inner(lines, spans)
    head.outer_title, head.outer_line = clean_title(lines[slice(*outer)]), lines[outer[0]].number
    head.title, head.line = clean_title(lines[slice(*inner)]), lines[inner[0]].number
    above = [
        SetAside(_kind_above(line) or "cover", line.number, line.content)
        for line in lines[: inner[0]]
    ]
    head.set_aside.extend(above)
    _read_preamble(head, lines[inner[1] :])
    return head


def clean_title(parts: Sequence[Line]) -> str:
    """The title on one line; blanks left by line breaks go, those between bodies stay."""
    text = "".join(part.content for part in parts)
    about = text.find("关于")
    if about < 0:
        return unblank(text)
    names = " ".join(text[:about].split())
    return names + unblank(text[about:])


def is_title(line: Line) -> bool:
    """The line could be the last line of a title."""
    bare = _BRACKETS_AT_END.sub("", line.key) if len(line.key) <= 100 else ""
    bare = unblank(bare)
    if not bare or "。" in bare or bare.startswith(("根据", "附件", "(")):
        return False
    return bool(_NOUN_AT_END.search(bare))


def _title_spans(lines: Sequence[Line]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for at, line in enumerate(lines):
        if not is_title(line) or patterns.is_web_furniture(line) or patterns.is_letterhead(line):
            continue
        start, end = _grow_up(lines, at, spans[-1][1] if spans else 0), at + 1
        while end < len(lines) and patterns.is_title_suffix(lines[end]):
            end += 1
        spans.append((start, end))
    return spans or _fallback(lines)


def _grow_up(lines: Sequence[Line], at: int, lowest: int) -> int:
    start = at
    while start > max(lowest, at - _MOST_PARTS) and _is_title_part(lines[start - 1]):
        start -= 1
    return start


def _is_title_part(line: Line) -> bool:
    if len(line.key) > 45 or _PAUSE.search(line.key) or "【" in line.key:
        return False
    return not (_kind_above(line) or line.key in ("正文", "文章属性"))


def _fallback(lines: Sequence[Line]) -> list[tuple[int, int]]:
    first = next((at for at, line in enumerate(lines) if not _kind_above(line)), None)
    if first is None or len(lines[first].key) > 50 or _PAUSE.search(lines[first].key):
        return []
    return [(first, first + 1)]


def _inner(lines: Sequence[Line], spans: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Below a letter that issues a text stands that text's own title."""
    outer = spans[0]
    if not _COVER.search(unblank("".join(line.key for line in lines[slice(*outer)]))):
        return outer
    for span in reversed(spans[1:]):
        between = lines[outer[1] : span[0]]
        if any(patterns.is_date(line) or patterns.is_signature(line) for line in between):
            return span
    return outer


def _kind_above(line: Line) -> str:
    tests = {
        "date": patterns.is_date,
        "document_number": patterns.is_document_number,
        "letterhead": patterns.is_letterhead,
        "web": patterns.is_web_furniture,
        "adoption": patterns.is_adoption_note,
        "attachment": patterns.is_attachment,
    }
    return next((kind for kind, test in tests.items() if test(line)), "")


def _read_preamble(head: Head, lines: Sequence[Line]) -> None:
    kept: list[Line] = []
    for line in lines:
        kind = _kind_above(line)
        if kind:
            head.set_aside.append(SetAside(kind, line.number, line.content))
        else:
            kept.append(line)
    paragraphs = join_paragraphs(kept)
    head.preamble = "\n".join(paragraph.text for paragraph in paragraphs)
    head.preamble_line = kept[0].number if kept else 0
