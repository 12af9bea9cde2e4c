"""What kind of text this is, judged from its salutation, title and numbering."""

from __future__ import annotations

import re
from collections.abc import Sequence

from portal.drafts.blocks import Block
from portal.drafts.grammar import STATUTE_KINDS, Kind
from portal.drafts.lines import Line

_SALUTATION = re.compile(
    r"(?:尊敬的)?(?:各位(?:领导|代表|委员|同志|来宾|嘉宾)|同志们|女士们|先生们)[^。]{0,30}[:,!]"
)
_SPEECHES = re.compile(r"讲话|致辞|发言稿")
_ARTICLES = re.compile(r"解读|访谈|答记者问|侧记|评论|综述")
_AMENDMENTS = re.compile(r"修正案|关于(?:修改|废止|修订)[^。]*的(?:决定|决议)")
_SALUTED_WITHIN = 6


def is_speech(lines: Sequence[Line]) -> bool:
    """The text opens by greeting its listeners, or calls itself a speech."""
    opening = lines[:_SALUTED_WITHIN]
    named = any(_SPEECHES.search(line.key[-8:]) and "。" not in line.key for line in opening)
    return named or any(_SALUTATION.match(line.key) for line in opening)


def genre_of(title: str, blocks: Sequence[Block], speech: bool) -> str:
    if speech:
        return "speech"
    if any(block.marker.kind is Kind.ARTICLE for block in blocks):
        return "legislation"
    if _ARTICLES.search(title[-8:]) or not blocks:
        return "other"
    amends = bool(_AMENDMENTS.search(title))
    return "legislation" if amends or _mostly_chapters(blocks) else "policy"


def _mostly_chapters(blocks: Sequence[Block]) -> bool:
    return all(block.marker.kind in STATUTE_KINDS for block in blocks)
