"""The first paragraph of a clause is parted into heading and text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from portal.drafts.grammar import STATUTE_KINDS, Kind
from portal.drafts.lines import fold

LONGEST_RUN_IN = 40
LONGEST_BLOCK = 60
_LONGEST_INTRODUCTION = 12
_PAIRS = (("(", ")"), ("《", "》"), ("“", "”"), ("〈", "〉"))
_BRACKETED = re.compile(r" ?([(\[【])([^()\[\]【】]{1,30})([)\]】])")
_DELETED = re.compile(r"删去|删除|废止|略|修订|修正")
_WORDS_ONLY = re.compile(r"[^,。;:!?、《》“”]{1,20}")


@dataclass(frozen=True)
class Parted:
    """Heading, the marks that stood around it, and the remaining text."""

    heading: str
    text: str
    marks: tuple[str, str] = ("", "")


def part(kind: Kind, text: str, followed: bool) -> Parted:
    """Heading and text of a policy clause or of a book, chapter or section.

    `followed` says that more text or clauses of an inner level come after this paragraph.
    """
    if kind in STATUTE_KINDS:
        return Parted(text, "")
    key = fold(text)
    stop = key.find("。")
    if 0 < stop < len(key) - 1:
        return _run_in(text, key, stop)
    if stop == len(key) - 1 and stop > 0:
        alone = followed and stop <= LONGEST_RUN_IN and _is_whole(key[:stop])
        return Parted(text[:stop], "", ("", text[stop:])) if alone else Parted("", text)
    return _block(kind, text, key, followed)


def part_article(text: str, followed: bool, listed: bool = False) -> Parted:
    """Heading and text of an article: a bracketed name, or a short line of its own.

    `followed` says that a paragraph comes below, `listed` that items do.
    """
    stop = text[:1] if fold(text[:1]) in (":", "、", ".") else ""
    if stop:
        return _behind(stop, part_article(text[1:].lstrip(), followed, listed))
    found = _BRACKETED.match(fold(text))
    named = found and (found.end() < len(text) or followed or listed)
    if found and named and not _DELETED.search(found.group(2)):
        opening, closing = found.span(1), found.span(3)
        heading = text[opening[1] : closing[0]]
        rest = text[found.end() :].lstrip()
        return Parted(heading, rest, (text[slice(*opening)], text[slice(*closing)]))
    if followed and text and _WORDS_ONLY.fullmatch(fold(text)):
        return Parted(text, "")
    return Parted("", text)


def _behind(stop: str, parted: Parted) -> Parted:
    """第一条：… keeps its colon among the marks, so that number and words are clean."""
    return Parted(parted.heading, parted.text, (stop + parted.marks[0], parted.marks[1]))


def _run_in(text: str, key: str, stop: int) -> Parted:
    if stop > LONGEST_RUN_IN or not _is_whole(key[:stop]):
        return Parted("", text)
    return Parted(text[:stop], text[stop + 1 :].lstrip(), ("", text[stop]))


def _block(kind: Kind, text: str, key: str, followed: bool) -> Parted:
    if key.endswith((":", "：")):
        short = followed and len(key) <= _LONGEST_INTRODUCTION
        return Parted(text[:-1], "", ("", text[-1])) if short else Parted("", text)
    outer = kind in (Kind.CHINESE, Kind.BRACKETED)
    named = len(key) <= LONGEST_BLOCK and not key.endswith((";", "!", "?", "…", ",", "、"))
    if named and (followed or outer):
        return Parted(text, "")
    return Parted("", text)


def _is_whole(key: str) -> bool:
    return all(key.count(opening) == key.count(closing) for opening, closing in _PAIRS)
