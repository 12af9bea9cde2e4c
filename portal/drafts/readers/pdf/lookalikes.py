"""Fonts name some glyphs after radicals, ligatures and old code points that only look the same.

Source: Unicode, EquivalentUnifiedIdeograph.txt; NFKC for the rest.
"""

from __future__ import annotations

import unicodedata

_SUPPLEMENT = (
    "⺁厂⺈刀⺊卜⺒巳⺓幺⺝月⺟母⺠民⺩王⺫目⺬示⺮竹⺶羊⺷羊⺸羊⺻聿⺼月⺽臼⻁虎⻄西⻅见⻆角⻇角⻉贝⻊足⻋车"
    "⻑長⻓长⻔门⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞食⻡首⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟"
)
_USUAL = dict(zip(_SUPPLEMENT[::2], _SUPPLEMENT[1::2], strict=True)) | {"\u2f3e": "户"}
_FOLDED = (range(0x2F00, 0x2FE0), range(0xF900, 0xFB07))


def usual(text: str) -> str:
    """The text in the characters people type."""
    return text if text.isascii() else "".join(_usual(char) for char in text)


def _usual(char: str) -> str:
    known = _USUAL.get(char)
    if known is None and any(ord(char) in folded for folded in _FOLDED):
        return unicodedata.normalize("NFKC", char)
    return known or char
