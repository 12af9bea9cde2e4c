"""What published opinions changed in the draft, beside their lines of the adoption table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from portal.models.drafts import DraftVersion
from portal.models.responses import ReportRow
from portal.queries.report_rows import rows_of_comments
from portal.queries.versions_taken_up import versions_naming
from portal.reports.comparison import Block
from portal.web import edge
from portal.web.public.comparison_parts import compared

SHOWN_LINES = 20
"""Lines a change names; the comparison has them all."""


@dataclass(frozen=True, slots=True)
class LineChange:
    """A change between two public versions that took up the opinion of a line.

    Shape: `sequences` are the first lines it took up, of `taken_up_count`; `shown_at` is the line on
    this page where its texts stand, because several lines may have led to one change.
    """

    block: Block
    old: DraftVersion
    new: DraftVersion
    sequences: tuple[int, ...]
    taken_up_count: int
    shown_at: int

    @property
    def anchor(self) -> str:
        """The id of the block on the comparison."""
        block = self.block
        return f"c-{block.news[0].identity}" if block.news else f"x-{block.olds[0].identity}"


def line_changes(
    public: Sequence[DraftVersion], rows: Sequence[ReportRow]
) -> dict[int, list[LineChange]]:
    """The changes that took up the opinion of each line, by its number; asks nothing for one version."""
    on_page = {row.comment_id: row.sequence for row in rows}
    if len(public) < 2 or not on_page:
        return {}
    named_in = versions_naming(edge.reading(), on_page)
    blocks = [
        (old, new, block)
        for old, new in pairwise(public)
        if new.id in named_in
        for block in compared(edge.reading(), old, new)
        if isinstance(block, Block) and on_page.keys() & set(block.taken_up)
    ]
    return _by_line(on_page, blocks) if blocks else {}


def _by_line(
    on_page: dict[int, int], blocks: Sequence[tuple[DraftVersion, DraftVersion, Block]]
) -> dict[int, list[LineChange]]:
    named = {comment_id for *_, block in blocks for comment_id in block.taken_up}
    elsewhere = named - on_page.keys()
    others = rows_of_comments(edge.reading(), elsewhere) if elsewhere else {}
    sequence_of = {**on_page, **{at: row.sequence for at, row in others.items()}}
    found: dict[int, list[LineChange]] = {}
    for old, new, block in blocks:
        sequences = sorted(sequence_of[at] for at in block.taken_up if at in sequence_of)
        here = sorted(on_page[at] for at in block.taken_up if at in on_page)
        change = LineChange(
            block, old, new, tuple(sequences[:SHOWN_LINES]), len(block.taken_up), here[0]
        )
        for sequence in here:
            found.setdefault(sequence, []).append(change)
    return found
