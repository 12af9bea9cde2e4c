"""Annexes below a draft: one with clauses of its own joins the tree, a form or table does not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from portal.drafts import patterns
from portal.drafts.blocks import Block, assemble
from portal.drafts.endings import cut_endings
from portal.drafts.grammar import Kind, Marker
from portal.drafts.joining import paragraph_of
from portal.drafts.lines import Line
from portal.drafts.tree import OutlineWarning, SetAside

_HEADING = re.compile(r"附 {0,2}件 ?(?:\d{1,2}|[一二三四五六七八九十]{1,2})?(?: ?:|(?= )|$)")
_LONGEST_TITLE = 60
_FEWEST_CLAUSES = 2


@dataclass
class Annexes:
    """What the lines below the draft came to."""

    blocks: list[list[Block]] = field(default_factory=list)
    warnings: list[OutlineWarning] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)


def read_annexes(lines: Sequence[Line], body: Sequence[Block]) -> Annexes:
    """Blocks of every annex with clauses; all other lines set aside.

    Articles are clauses in any annex. 一、 is one below a policy document only: below a statute it
    numbers a table or an explanation.
    """
    kinds = {Kind.ARTICLE}
    if not any(block.marker.kind is Kind.ARTICLE for block in body):
        kinds.add(Kind.CHINESE)
    made = Annexes()
    for part in _parts(lines):
        blocks = _read(part, kinds, made)
        if blocks:
            made.blocks.append(blocks)
        else:
            made.set_aside += [_aside(line) for line in part]
    return made


def _parts(lines: Sequence[Line]) -> Iterator[list[Line]]:
    part: list[Line] = []
    for line in lines:
        if part and _HEADING.match(line.key) and len(line.key) <= _LONGEST_TITLE:
            yield part
            part = []
        part.append(line)
    if part:
        yield part


def _read(part: Sequence[Line], kinds: set[Kind], made: Annexes) -> list[Block]:
    """The annex itself as a block, then its clauses; nothing when it has too few."""
    found = _HEADING.match(part[0].key)
    if not found:
        return []
    read = assemble(part[1:])
    if sum(block.marker.kind in kinds for block in read.blocks) < _FEWEST_CLAUSES:
        return []
    end = found.end()
    marker = Marker(Kind.BOOK, 0, 0, part[0].content[:end].rstrip(), end, True)
    annex = Block(marker, part[0].number, [paragraph_of(part[0], end, opens_clause=True)])
    for at, line in enumerate(read.head):
        if at == 0 and not annex.paragraphs[0].text:
            annex.paragraphs[0].add(line, line.content, line.key)
            annex.paragraphs[0].joined_lines.clear()
        else:
            annex.paragraphs.append(paragraph_of(line))
    made.warnings += read.warnings
    made.set_aside += read.set_aside + cut_endings(read.blocks, is_speech=False)
    return [annex, *read.blocks]


def _aside(line: Line) -> SetAside:
    tests = {"date": patterns.is_date, "signature": patterns.is_signature}
    kind = next((kind for kind, test in tests.items() if test(line)), "attachment")
    return SetAside(kind, line.number, line.content)
