"""What kind of text this is, judged from its salutation, title and numbering."""

from __future__ import annotations

import re
from collections.abc import Sequence

from portal.drafts.blocks import Block
from portal.drafts.grammar import STATUTE_KINDS, Kind
from portal.drafts.lines import Line

_SALUTATION = re.compile(r"(?:尊敬的)?(?:各位|同志们|女士们|先生们|朋友们)[^。]{0,30}[:,!]")
_ARTICLES = re.compile(r"解读|访谈|答记者问|侧记|评论|综述|讲话|致辞|发言")
_SALUTED_WITHIN = 6


def is_speech(lines: Sequence[Line]) -> bool:
    """The text opens by greeting its listeners."""
    return any(_SALUTATION.match(line.key) for line in lines[:_SALUTED_WITHIN])


def genre_of(title: str, blocks: Sequence[Block], speech: bool) -> str:
    if speech:
        return "speech"
    if any(block.marker.kind is Kind.ARTICLE for block in blocks):
        return "legislation"
    if _ARTICLES.search(title[-8:]) or not blocks:
        return "other"
    return "legislation" if _mostly_chapters(blocks) else "policy"


def _mostly_chapters(blocks: Sequence[Block]) -> bool:
    return all(block.marker.kind in STATUTE_KINDS for block in blocks)
