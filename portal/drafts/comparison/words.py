"""The words of a clause as they are compared, and how alike two of them are."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping

Pairs = dict[str, int]
"""How often each pair of neighbouring characters occurs; a single character stands alone."""


def plain(text: str) -> str:
    """The text without blanks, with one width for letters, digits and punctuation."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def pairs_of(words: str) -> Pairs:
    """The character pairs of plain words."""
    if len(words) == 1:
        return {words: 1}
    found: Pairs = {}
    for at in range(len(words) - 1):
        pair = words[at : at + 2]
        found[pair] = found.get(pair, 0) + 1
    return found


def joined(several: Iterable[Pairs]) -> Pairs:
    """The pairs of several clauses together."""
    total: Pairs = {}
    for pairs in several:
        for pair, count in pairs.items():
            total[pair] = total.get(pair, 0) + count
    return total


def without(pairs: Pairs, taken: Pairs) -> Pairs:
    """What is left of `pairs` when `taken` are gone."""
    left = {pair: count - taken.get(pair, 0) for pair, count in pairs.items()}
    return {pair: count for pair, count in left.items() if count > 0}


def similarity(one: Pairs, other: Pairs, weights: Mapping[str, float] | None = None) -> float:
    """The share of pairs that both have, 0 to 1, the same both ways; 1 when neither has any.

    Source: L. R. Dice, Measures of the Amount of Ecologic Association Between Species, 1945.
    """
    total = weight(one, weights) + weight(other, weights)
    return 2 * common_weight(one, other, weights) / total if total else 1.0


def weight(pairs: Pairs, weights: Mapping[str, float] | None = None) -> float:
    """The number of pairs, or the sum of their weights."""
    if weights is None:
        return float(sum(pairs.values()))
    return sum(count * weights[pair] for pair, count in pairs.items())


def common_weight(one: Pairs, other: Pairs, weights: Mapping[str, float] | None = None) -> float:
    """The number, or the weight, of the pairs both have."""
    few, many = (one, other) if len(one) <= len(other) else (other, one)
    total = 0.0
    for pair, count in few.items():
        there = many.get(pair)
        if there:
            shared = count if count < there else there
            total += shared if weights is None else shared * weights[pair]
    return total
