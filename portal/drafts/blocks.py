"""Lines become blocks: one per accepted number, with the paragraphs that follow it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from portal.drafts import doubts, patterns
from portal.drafts.grammar import LEVELS, STATUTE_KINDS, Kind, Marker, classify
from portal.drafts.inversion import with_ranks
from portal.drafts.joining import (
    Paragraph,
    is_continued,
    is_cut_at_margin,
    is_cut_sentence,
    is_filled,
    is_short_entry,
    is_table_row,
    paragraph_of,
    wrap_width,
)
from portal.drafts.lines import Line
from portal.drafts.quoting import quoted_lines
from portal.drafts.sequence import NumberSequence, Verdict
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
    assembler = _Assembler(lines)
    for index, line in enumerate(lines):
        assembler.take(index, line)
    return assembler.made


class _Assembler:
    """Carries what the lines above have opened."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.made = Assembly()
        found = {index: marker for index, line in enumerate(lines) if (marker := classify(line))}
        self._quoted = quoted_lines(lines, found)
        self._candidates = _candidates(found, self._quoted)
        self._sequence = NumberSequence(self._candidates)
        self._width = wrap_width(lines)
        self._indents = _indents(lines, self._candidates)
        self._in_article = False

    def take(self, index: int, line: Line) -> None:
        joins = self._joins(line)
        marker = self._candidates.get(index)
        if marker and (self._is_cut(line) or self._names_heading(marker)):
            marker = None
        verdict = self._sequence.judge(index, marker, not joins) if marker else None
        if verdict and verdict.accepted:
            self._open(line, verdict)
        elif self.made.blocks:
            self._add(index, line, joins)
        else:
            self.made.head.append(line)
        if verdict and verdict.warning:
            self.made.warnings.append(_number_warning(line, verdict))

    def _is_cut(self, line: Line) -> bool:
        """The line stands at the margin amid a sentence, where every clause would be indented."""
        if not (self._indents and self.made.blocks):
            return False
        return is_cut_at_margin(self.made.blocks[-1].paragraphs[-1], line, self._width)

    def _names_heading(self, marker: Marker) -> bool:
        """附则 on the line below 第九章 is the name of that chapter and no other one."""
        if marker.value or not self.made.blocks:
            return False
        above = self.made.blocks[-1]
        return above.marker.kind < Kind.ARTICLE and not above.paragraphs[0].text

    def _joins(self, line: Line) -> bool:
        if not self.made.blocks:
            return False
        block = self.made.blocks[-1]
        above = block.paragraphs[-1]
        if patterns.is_ending(line) and not is_cut_at_margin(above, line, self._width):
            return False
        if patterns.is_page_line(line) or (above.last and patterns.is_page_line(above.last)):
            return False
        if is_short_entry(block.paragraphs) or is_table_row(line) or is_table_row(above.last):
            return False
        if self._in_article and is_cut_sentence(above, block.marker.kind is Kind.ARTICLE):
            return True
        return is_continued(above, line, self._width, self._indents)

    def _open(self, line: Line, verdict: Verdict) -> None:
        marker = verdict.marker
        if verdict.glued:
            self.made.set_aside.append(SetAside("page", line.number, verdict.glued))
        paragraph = paragraph_of(line, marker.rest, opens_clause=True)
        self.made.blocks.append(Block(marker, line.number, [paragraph]))
        if marker.kind <= Kind.ARTICLE:
            self._in_article = marker.kind is Kind.ARTICLE

    def _add(self, index: int, line: Line, joins: bool) -> None:
        paragraphs = self.made.blocks[-1].paragraphs
        if joins or not paragraphs[-1].text:
            paragraphs[-1].filled_above = is_filled(paragraphs[-1], line, self._width)
            paragraphs[-1].add(line, line.content, line.key)
            return
        paragraphs.append(paragraph_of(line))
        if self._in_article:
            held = index in self._quoted or is_table_row(line)
            paragraphs[-1].inside = held or self._sequence.end_items(
                index, line.key.endswith(":")
            )


def _candidates(markers: Mapping[int, Marker], quoted: frozenset[int]) -> dict[int, Marker]:
    found = doubts.settle({at: marker for at, marker in markers.items() if at not in quoted})
    found = with_ranks(found)
    outermost = min((marker.kind for marker in found.values()), default=Kind.CHAPTER)
    if outermost is Kind.BOOK:
        for index, marker in found.items():
            if not marker.value:
                found[index] = replace(marker, kind=Kind.BOOK)
    return found


def _indents(lines: Sequence[Line], candidates: Mapping[int, Marker]) -> bool:
    """Paragraphs of this text begin with blanks: most of its articles and items do."""
    begun = [lines[at].indented for at, one in candidates.items() if one.kind >= Kind.ARTICLE]
    return sum(begun) * 2 > len(begun)


def _number_warning(line: Line, verdict: Verdict) -> OutlineWarning:
    kind, printed = verdict.marker.kind, verdict.marker.printed
    expected = f"第{verdict.expected}{LEVELS[kind] if kind in STATUTE_KINDS else '项'}"
    messages = {
        "page_number_glue": f"序号前粘有页码“{verdict.glued}”，已更正为“{printed}”，请核对。",
        "numbering_gap": f"序号“{printed}”之前缺{expected}，请核对是否漏行。",
        "numbering_repeat": f"序号“{printed}”重复或倒退，此处应为{expected}，请核对。",
        "numbering_ignored": f"行首的“{printed}”与前后序号不连续，已按正文处理，请核对。",
    }
    message = f"第{line.number}行：{messages[verdict.warning]}"
    return OutlineWarning(verdict.warning, line.number, message)
