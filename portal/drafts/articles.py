"""An article is divided into 款 when it has more than one unnumbered paragraph."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from portal.drafts.blocks import Block
from portal.drafts.grammar import Kind
from portal.drafts.headings import Parted, part_article
from portal.drafts.joining import Paragraph

_PLAIN = Parted("", "")


@dataclass(frozen=True)
class Piece:
    """The article itself, an item of it, or (without a kind) a 款, numbered by counting."""

    kind: Kind | None
    number: str
    line: int
    parted: Parted
    texts: list[str]


def divide(article: Block, items: Sequence[Block]) -> Iterator[Piece]:
    """The article and its parts in source order; items follow the 款 they stand in.

    Source: 立法法第六十五条 (paragraphs of an article are 款 and carry no number).
    """
    parted = part_article(article.paragraphs[0].text, len(article.paragraphs) > 1)
    opening = [(article.line, parted.text)] if parted.text else []
    opening += _later(article)
    closing = sum(len(_later(item)) for item in items)
    divided = len(opening) + closing > 1
    texts = [] if divided else [text for _, text in opening]
    yield Piece(article.marker.kind, article.marker.printed, article.line, parted, texts)
    if not divided:
        yield from (_item(item, item.paragraphs) for item in items)
        return
    yield from _divided(opening, items)


def _divided(opening: Sequence[tuple[int, str]], items: Sequence[Block]) -> Iterator[Piece]:
    count = 0
    for line, text in opening:
        count += 1
        yield Piece(None, str(count), line, _PLAIN, [text])
    for item in items:
        inside = [one for one in item.paragraphs[1:] if one.inside_item]
        yield _item(item, [item.paragraphs[0], *inside])
        for line, text in _later(item):
            count += 1
            yield Piece(None, str(count), line, _PLAIN, [text])


def _item(item: Block, paragraphs: Sequence[Paragraph]) -> Piece:
    texts = [paragraph.text for paragraph in paragraphs]
    return Piece(item.marker.kind, item.marker.printed, item.line, _PLAIN, texts)


def _later(block: Block) -> list[tuple[int, str]]:
    return [(one.line, one.text) for one in block.paragraphs[1:] if not one.inside_item]
