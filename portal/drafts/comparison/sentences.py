"""Whole sentences and clauses of sentences that two texts have in common."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from portal.drafts.comparison.order import heaviest_rise
from portal.drafts.comparison.subsequence import common_positions
from portal.drafts.comparison.tokens import ends_phrase

_TELLING = 6
_WINDOW = 25_000


def matching_positions(one: Sequence[str], other: Sequence[str]) -> list[tuple[int, int]]:
    """Positions of equal tokens in both, rising: first common phrases, then what lies between.

    Without the phrases, single characters of one sentence would be found in another.
    Source: B. Cohen, patience diff, 2005.
    """
    found: list[tuple[int, int]] = []
    at = to = 0
    for start, there, length in [*_anchors(one, other), (len(one), len(other), 0)]:
        between = _between(one[at:start], other[to:there])
        found += [(at + first, to + second) for first, second in between]
        found += [(start + step, there + step) for step in range(length)]
        at, to = start + length, there + length
    return found


def _between(one: Sequence[str], other: Sequence[str]) -> list[tuple[int, int]]:
    """A longest common subsequence that begins and ends with what both begin and end with."""
    shorter = min(len(one), len(other))
    head = next((at for at in range(shorter) if one[at] != other[at]), shorter)
    rest = shorter - head
    tail = next((at for at in range(rest) if one[-1 - at] != other[-1 - at]), rest)
    middle = _in_windows(one[head : len(one) - tail], other[head : len(other) - tail])
    found = [(at, at) for at in range(head)]
    found += [(head + at, head + to) for at, to in middle]
    return found + [(len(one) - at, len(other) - at) for at in range(tail, 0, -1)]


def _in_windows(one: Sequence[str], other: Sequence[str]) -> list[tuple[int, int]]:
    """A longest common subsequence; of very long texts without a common phrase, part by part."""
    count = max(len(one), len(other)) // _WINDOW + 1
    found: list[tuple[int, int]] = []
    for part in range(count):
        at, at_end = (len(one) * step // count for step in (part, part + 1))
        to, to_end = (len(other) * step // count for step in (part, part + 1))
        common = common_positions(one[at:at_end], other[to:to_end])
        found += [(at + first, to + second) for first, second in common]
    return found


def _anchors(one: Sequence[str], other: Sequence[str]) -> list[tuple[int, int, int]]:
    """Start in both and length of the phrases that occur once in either, in rising order."""
    here, there = _unique_phrases(one), _unique_phrases(other)
    common = [(start, there[words], len(words)) for words, start in here.items() if words in there]
    kept = heaviest_rise([to for _at, to, _size in common], [float(one[2]) for one in common])
    return [common[position] for position in sorted(kept)]


def _unique_phrases(sequence: Sequence[str]) -> dict[tuple[str, ...], int]:
    found: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for start, end in _phrases(sequence):
        if end - start >= _TELLING:
            found[tuple(sequence[start:end])].append(start)
    return {words: starts[0] for words, starts in found.items() if len(starts) == 1}


def _phrases(sequence: Sequence[str]) -> Iterator[tuple[int, int]]:
    start = 0
    for at, token in enumerate(sequence, 1):
        if ends_phrase(token) or at == len(sequence):
            yield start, at
            start = at
