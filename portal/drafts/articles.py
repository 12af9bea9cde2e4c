"""An article is divided into 款 when it has more than one unnumbered paragraph."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from portal.drafts.blocks import Block
from portal.drafts.grammar import Kind
from portal.drafts.headings import Parted, part_article

_PLAIN = Parted("", "")
_Group = tuple[int, list[str]]


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
    groups = _groups(article)
    parted = part_article(article.paragraphs[0].text, len(article.paragraphs) > 1, bool(items))
    first = [text for text in (parted.text, *groups[0][1][1:]) if text]
    opening = [(article.line, first)] if first else []
    opening += groups[1:]
    closing = sum(len(_groups(item)) - 1 for item in items)
    divided = len(opening) + closing > 1
    texts = [] if divided else [text for _, group in opening for text in group]
    yield Piece(article.marker.kind, article.marker.printed, article.line, parted, texts)
    if not divided:
        yield from (_item(item, [one.text for one in item.paragraphs]) for item in items)
        return
    yield from _divided(opening, items)


def _divided(opening: Sequence[_Group], items: Sequence[Block]) -> Iterator[Piece]:
    count = 0
    for line, texts in opening:
        count += 1
        yield Piece(None, str(count), line, _PLAIN, texts)
    for item in items:
        own, *later = _groups(item)
        yield _item(item, own[1])
        for line, texts in later:
            count += 1
            yield Piece(None, str(count), line, _PLAIN, texts)


def _item(item: Block, texts: list[str]) -> Piece:
    return Piece(item.marker.kind, item.marker.printed, item.line, _PLAIN, texts)


def _groups(block: Block) -> list[_Group]:
    """The paragraphs that stand by themselves, each with those that belong inside it."""
    groups: list[_Group] = []
    for paragraph in block.paragraphs:
        if paragraph.inside and groups:
            groups[-1][1].append(paragraph.text)
        else:
            groups.append((paragraph.line, [paragraph.text]))
    return groups
