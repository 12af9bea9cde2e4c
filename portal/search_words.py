"""Chinese full-text search without a dictionary: pairs of characters, and the marks of what was found.

A run of Chinese is indexed as its overlapping pairs and its last character, so that words of two
characters are found exactly, longer ones as a phrase of pairs, single characters as a beginning.
Other scripts are indexed by the word. Folding keeps every character in its place.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

QUERY_LIMIT = 100
"""Characters of a question that are looked at."""
WORD_LIMIT = 8
"""Words of a question that are looked at."""
_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUNS = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+")
_IS_HAN = re.compile(rf"[{_HAN}]")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a question: the tokens that must follow one another in the index.

    The last token may be the beginning of a longer one when `is_beginning`.
    """

    text: str
    tokens: tuple[str, ...]
    is_beginning: bool


@lru_cache(maxsize=8192)
def _folded(character: str) -> str:
    for form in (unicodedata.normalize("NFKC", character), character):
        small = form.casefold()
        if len(small) == 1:
            return small
    return character


def fold(text: str) -> str:
    """The text with full-width forms and capitals made plain; each character stays in its place."""
    return "".join(map(_folded, text))


def bigrams(text: str) -> str:
    """What is written into the index for a text: tokens between blanks."""
    tokens: list[str] = []
    for run in _RUNS.findall(fold(text)):
        tokens += [*_pairs(run), run[-1]] if _IS_HAN.match(run) else [run]
    return " ".join(tokens)


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)]


def question_words(typed: str) -> list[Word]:
    """The words of what somebody typed; signs and operators are only gaps between them."""
    words: dict[str, Word] = {}
    for run in _RUNS.findall(fold(typed[:QUERY_LIMIT])):
        is_han = bool(_IS_HAN.match(run))
        pairs = tuple(_pairs(run)) if is_han else ()
        words[run] = Word(run, pairs or (run,), is_beginning=not pairs)
    return list(words.values())[:WORD_LIMIT]


def found_at(text: str, words: Iterable[str]) -> list[tuple[int, int]]:
    """Where the folded words stand in the text, in order; overlapping places are one."""
    wanted = sorted({word for word in words if word}, key=len, reverse=True)
    if not wanted:
        return []
    places: list[tuple[int, int]] = []
    folded = fold(text)
    every = sorted(
        hit.span() for word in wanted for hit in re.finditer(re.escape(word), folded)
    )
    for start, end in every:
        if places and start < places[-1][1]:
            places[-1] = (places[-1][0], max(end, places[-1][1]))
        else:
            places.append((start, end))
    return places


def marked(text: str, words: Sequence[str]) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it is one of the words."""
    pieces: list[tuple[str, bool]] = []
    at = 0
    for start, end in found_at(text, words):
        pieces += [(text[at:start], False), (text[start:end], True)]
        at = end
    pieces.append((text[at:], False))
    return [piece for piece in pieces if piece[0]]


def snippet(text: str, words: Sequence[str], width: int = 80) -> list[tuple[str, bool]]:
    """About `width` characters around the first word found, in pieces as `marked`."""
    line = " ".join(text.split())
    places = found_at(line, words)
    begin = max(places[0][0] - width // 3, 0) if places else 0
    begin = 0 if begin < 8 else begin
    end = min(begin + width, len(line))
    cut = line[begin:end]
    head, tail = ("…" if begin else ""), ("…" if end < len(line) else "")
    return [(part, hit) for part, hit in [(head, False), *marked(cut, words), (tail, False)] if part]


def in_parts(text: str, size: int = 4000) -> list[str]:
    """The text in parts no longer than `size`, cut at line ends where there are any."""
    parts: list[str] = []
    for line in text.splitlines() or [""]:
        for piece in (line[at : at + size] for at in range(0, len(line), size)):
            if parts and len(parts[-1]) + len(piece) < size:
                parts[-1] = f"{parts[-1]}\n{piece}"
            else:
                parts.append(piece)
    return parts
