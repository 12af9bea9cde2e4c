"""One document's lines become its title, preamble, clauses, warnings and set-aside parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from portal.drafts import checks
from portal.drafts.annexes import read_annexes
from portal.drafts.blocks import assemble
from portal.drafts.contents import contents_range
from portal.drafts.endings import attachment_start, cut_endings, holds_clauses
from portal.drafts.furniture import split_furniture
from portal.drafts.genres import genre_of, is_speech
from portal.drafts.heads import Head, read_head
from portal.drafts.lines import Line, filled
from portal.drafts.nodes import Numberer
from portal.drafts.tree import ClauseNode, OutlineWarning, SetAside


@dataclass(frozen=True)
class Reading:
    """A single document understood."""

    genre: str
    head: Head
    clauses: list[ClauseNode]
    warnings: list[OutlineWarning]
    set_aside: list[SetAside]


def read_document(lines: Sequence[Line], numberer: Numberer) -> Reading:
    """The document in these lines; it may turn out to have no clauses."""
    kept, aside = split_furniture(filled(lines))
    start, end = contents_range(kept)
    aside += [SetAside("contents", line.number, line.content) for line in kept[start:end]]
    kept = [*kept[:start], *kept[end:]]
    cut = attachment_start(kept)
    attached, kept = kept[cut:], kept[:cut]
    made = assemble(kept)
    annexes = read_annexes(attached, made.blocks)
    speech = is_speech(made.head)
    aside += made.set_aside + annexes.set_aside + cut_endings(made.blocks, speech)
    head = read_head(made.head)
    parts = [made.blocks, *annexes.blocks]
    clauses = numberer.clauses([block for part in parts for block in part])
    found = [*made.warnings, *annexes.warnings, *checks.check_clauses(clauses)]
    found += [warning for part in parts for warning in checks.check_blocks(part)]
    if not annexes.blocks:
        found += _attachment_warnings(attached)
    genre = genre_of(head.title, made.blocks, speech)
    return Reading(genre, head, clauses, found, aside + head.set_aside)


def _attachment_warnings(lines: Sequence[Line]) -> list[OutlineWarning]:
    if not lines or not holds_clauses(lines):
        return []
    number = lines[0].number
    message = f"第{number}行：附件中也有编号条款，未列入条款树。需要征求意见的，请另行导入。"
    return [OutlineWarning("attachment_set_aside", number, message)]
