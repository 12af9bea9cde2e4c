"""The smallest parts that a comparison of texts shows: numbers, words and single characters."""

from __future__ import annotations

import re

_HAN = r"\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_LETTER = rf"(?:(?![{_HAN}])\w)"
_JOINED = rf"[-./_@'’．](?=[0-9A-Za-z０-９]){_LETTER}+|,\d{{3}}(?!\d)|:\d+"
_MARK = r"[\u0300-\u036f\u200d\u20e3\ufe00-\ufe0f\U000e0100-\U000e01ef]"
_TOKEN = re.compile(
    rf"[零〇一二两三四五六七八九十百千万亿]+{_MARK}*"
    rf"|{_LETTER}+(?:{_JOINED})*[%％‰℃]?{_MARK}*"
    rf"|.{_MARK}*",
    re.DOTALL,
)

_SENTENCE_END = frozenset("。；！？;!?")
_PHRASE_END = frozenset("。；！？;!?，、：,:\n")
_PAUSE = frozenset("，、：,:")
_OPENING = frozenset("（《“‘【〔(<[")
_CLOSING = frozenset("）》”’】〕)>]")


def tokens(text: str) -> list[str]:
    """The parts of a text in order; joined they are the text."""
    return _TOKEN.findall(text)


def ends_phrase(token: str) -> bool:
    """Whether a sentence, or a clause of one, ends with a token."""
    return token in _PHRASE_END


def border(before: str, after: str) -> int:
    """How natural it is to begin or end a change between two tokens.

    Unit: 0 inside a phrase to 5 at the edge of a text; "" stands for the edge.
    """
    if not before or not after:
        return 5
    if "\n" in (before, after):
        return 4
    if before in _SENTENCE_END:
        return 4
    if before in _PAUSE:
        return 3
    if before in _CLOSING or after in _OPENING or before.isspace():
        return 2
    return int(not after[0].isalnum())
