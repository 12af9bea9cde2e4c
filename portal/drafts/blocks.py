"""Lines become blocks: one per accepted number, with the paragraphs that follow it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from portal.drafts import patterns
from portal.drafts.grammar import Marker, classify
from portal.drafts.joining import (
    Paragraph,
    is_continued,
    paragraph_of,
    wrap_width,
)
from portal.drafts.lines import Line
from portal.drafts.quoting import quoted_lines
from portal.drafts.sequence import Sequence as NumberSequence
from portal.drafts.sequence import Verdict
from portal.drafts.tree import OutlineWarning, SetAside


@dataclass
class Block:
    """A clause before it has a place in the tree."""

    marker: Marker
    line: int
    paragraphs: list[Paragraph] = field(default_factory=list)


@dataclass
class Assembly:
    """Blocks of one document, the lines above the first, and what was noticed on the way."""

    head: list[Line] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    warnings: list[OutlineWarning] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)


def assemble(lines: Sequence[Line]) -> Assembly:
    """Blocks from the filled lines of one document, in source order."""
    quoted = quoted_lines(lines)
    candidates = {
        index: marker
        for index, line in enumerate(lines)
        if index not in quoted and (marker := classify(line))
    }
    sequence, width, made = NumberSequence(candidates), wrap_width(lines), Assembly()
    for index, line in enumerate(lines):
        above = made.blocks[-1].paragraphs[-1] if made.blocks else None
        joins = above is not None and _joins(above, line, width)
        marker = candidates.get(index)
        verdict = sequence.judge(index, marker, not joins) if marker else None
        if verdict and verdict.accepted:
            _open_block(made, line, verdict)
        else:
            _add_text(made, line, joins)
        if verdict and verdict.warning:
            made.warnings.append(_number_warning(line, verdict))
    return made


def _joins(above: Paragraph, line: Line, width: int) -> bool:
    return not patterns.is_ending(line) and is_continued(above, line, width)


def _open_block(made: Assembly, line: Line, verdict: Verdict) -> None:
    marker = verdict.marker
    if verdict.glued:
        made.set_aside.append(SetAside("page", line.number, verdict.glued))
    paragraph = paragraph_of(line, marker.rest, opens_clause=True)
    made.blocks.append(Block(marker, line.number, [paragraph]))


def _add_text(made: Assembly, line: Line, joins: bool) -> None:
    if not made.blocks:
        made.head.append(line)
        return
    paragraphs = made.blocks[-1].paragraphs
    if joins or not paragraphs[-1].text:
        paragraphs[-1].add(line, line.content, line.key)
    else:
        paragraphs.append(paragraph_of(line))


def _number_warning(line: Line, verdict: Verdict) -> OutlineWarning:
    printed, expected = verdict.marker.printed, verdict.expected
    messages = {
        "page_number_glue": f"序号前粘有页码“{verdict.glued}”，已更正为“{printed}”，请核对。",
        "numbering_gap": f"序号“{printed}”之前缺第{expected}项，请核对是否漏行。",
        "numbering_repeat": f"序号“{printed}”重复或倒退，此处应为第{expected}项，请核对。",
        "numbering_ignored": f"行首的“{printed}”与前后序号不连续，已按正文处理，请核对。",
    }
    message = f"第{line.number}行：{messages[verdict.warning]}"
    return OutlineWarning(verdict.warning, line.number, message)
