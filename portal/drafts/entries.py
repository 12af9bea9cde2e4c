"""Blocks become entries, in source order, each with level, number, heading and texts."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from portal.drafts import headings
from portal.drafts.articles import divide
from portal.drafts.blocks import Block
from portal.drafts.grammar import LEVELS, STATUTE_KINDS, Kind
from portal.drafts.lines import fold, unblank


@dataclass(frozen=True)
class Entry:
    """A clause that does not know its parent yet.

    Shape: `rank` orders nesting, lower is outer; a 款 ranks just below its 条.
    """

    level: str
    number: str
    line: int
    rank: float
    path_part: str
    parted: headings.Parted
    texts: list[str]

    @property
    def is_commentable_alone(self) -> bool:
        """Readers may comment on it even where clauses of an inner level follow."""
        return self.level in ("条", "款", "项", "目")

    @property
    def is_frame(self) -> bool:
        """A book, chapter or section: it holds clauses and says nothing itself."""
        return self.level in ("编", "分编", "章", "节")


def entries(blocks: Sequence[Block]) -> Iterator[Entry]:
    """One entry for each block, and one more for each 款 of a divided article."""
    at = 0
    while at < len(blocks):
        end = at + 1
        if blocks[at].marker.kind is Kind.ARTICLE:
            while end < len(blocks) and blocks[end].marker.kind > Kind.ARTICLE:
                end += 1
            yield from _article_entries(blocks[at:end])
        else:
            inner = end < len(blocks) and blocks[end].marker.rank > blocks[at].marker.rank
            yield _policy_entry(blocks[at], inner)
        at = end


def path_part(kind: Kind, printed: str) -> str:
    """The number in one spelling whatever brackets and stops the source has."""
    if kind is not Kind.CIRCLED:
        printed = unicodedata.normalize("NFKC", printed)
    inner = fold(printed).replace(" ", "").strip("().、:")
    return f"（{inner}）" if kind in (Kind.BRACKETED, Kind.ARABIC_BRACKETED) else inner


def _policy_entry(block: Block, inner: bool) -> Entry:
    marker, paragraphs = block.marker, block.paragraphs
    first = paragraphs[0].text
    parted = headings.part(marker.kind, first, inner or len(paragraphs) > 1)
    part = path_part(marker.kind, marker.printed) or unblank(first)
    texts = [parted.text, *(paragraph.text for paragraph in paragraphs[1:])]
    return Entry(
        LEVELS[marker.kind], marker.printed, block.line, marker.rank, part, parted, _kept(texts)
    )


def _article_entries(blocks: Sequence[Block]) -> Iterator[Entry]:
    article = blocks[0]
    listed = any(block.marker.kind is Kind.CHINESE for block in blocks)
    for piece in divide(article, blocks[1:]):
        kind = piece.kind
        if kind is None:
            rank, level, part = Kind.ARTICLE + 0.5, "款", piece.number
        else:
            rank, level, part = float(kind), _statute_level(kind, listed), path_part(kind, piece.number)
        yield Entry(level, piece.number, piece.line, rank, part, piece.parted, _kept(piece.texts))


def _statute_level(kind: Kind, listed: bool) -> str:
    """项 is the outer list of an article; older statutes number it 一、 instead of （一）."""
    if kind in STATUTE_KINDS:
        return LEVELS[kind]
    return "项" if kind is (Kind.CHINESE if listed else Kind.BRACKETED) else "目"


def _kept(texts: Sequence[str]) -> list[str]:
    return [text for text in texts if text]
