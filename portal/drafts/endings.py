"""What stands below the last clause: attachments, signature, date, notes, a speaker's farewell."""

from __future__ import annotations

import re
from collections.abc import Sequence

from portal.drafts import patterns
from portal.drafts.blocks import Block
from portal.drafts.grammar import Kind, classify
from portal.drafts.joining import Paragraph, has_ended
from portal.drafts.lines import Line, fold
from portal.drafts.tree import SetAside

_CLOSING = re.compile(
    r"本(?:决定|决议|意见|方案|通知|修正案|办法|规定|措施|计划)(?:自|由)[^。]{1,60}(?:施行|执行|实施|生效|起)"
    r"|(?:以上|上述)(?:意见|措施|规定|内容|各项)|特此(?:通知|公告|通告|说明)|《[^》]{4,60}》根据本决定"
    r"|(?:各|请)[^。]{2,40}(?:结合实际|认真贯彻|抓好落实|遵照执行|组织实施)"
)
_FAREWELL = re.compile(r"同志们[,!:]|各位(?:代表|委员|领导)|谢谢大家")


def attachment_start(lines: Sequence[Line]) -> int:
    """Index of the line where the attachments begin, or the number of lines.

    Only a line below the first clause counts: above it, 附件 is a label of the draft itself.
    """
    numbered = False
    for at, line in enumerate(lines):
        if numbered and patterns.is_attachment(line):
            return at
        numbered = numbered or classify(line) is not None
    return len(lines)


def cut_endings(blocks: Sequence[Block], is_speech: bool) -> list[SetAside]:
    """Take the closing lines off the last clause; a clause keeps its first paragraph."""
    if not blocks:
        return []
    taken: list[SetAside] = []
    paragraphs = blocks[-1].paragraphs
    in_article = any(block.marker.kind is Kind.ARTICLE for block in blocks)
    while len(paragraphs) > 1:
        kind = _closing_kind(paragraphs[-1], taken, is_speech)
        if not (kind or in_article):
            kind = "closing" if _is_closing(paragraphs) else ""
        if not kind:
            break
        last = paragraphs.pop()
        taken.append(SetAside(kind, last.line, last.text))
    return taken[::-1]


def _is_closing(paragraphs: Sequence[Paragraph]) -> bool:
    """The words that close the document, below a clause that is whole without them."""
    above = paragraphs[-2].last
    whole = above is not None and has_ended(above.key)
    return whole and bool(_CLOSING.match(fold(paragraphs[-1].text)))


def _closing_kind(paragraph: Paragraph, below: Sequence[SetAside], is_speech: bool) -> str:
    line = paragraph.last
    if line is None or paragraph.joined_lines:
        return ""
    if patterns.is_date(line):
        return "date"
    if patterns.is_note(line):
        return "note"
    if patterns.is_credit(line):
        return "credit"
    if patterns.is_page_line(line):
        return "web"
    signed = any(one.kind in ("date", "signature", "credit") for one in below)
    if patterns.is_signature(line) and (signed or not below):
        return "signature"
    return "farewell" if is_speech and _FAREWELL.match(line.key) else ""


def holds_clauses(lines: Sequence[Line]) -> bool:
    """The lines have numbering of their own, so leaving them out is worth a word."""
    kinds = [marker.kind for line in lines if (marker := classify(line))]
    return any(kind in (Kind.CHINESE, Kind.ARTICLE) for kind in kinds)
