"""Near-equal comments folded into campaigns: counted, never discarded."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from portal.analysis import minhash, shingles
from portal.analysis.types import Campaign, Opinion

SHORTEST = 15
LIKELY = 0.37
ALIKE = 0.45
KEPT_SETS = 20_000
CORE_SAMPLE = 60
CORE_SHARE = 0.8
CORE_RUN = 6
CORE_LENGTH = 400


def campaigns(opinions: Sequence[Opinion]) -> list[Campaign]:
    """Groups of two and more comments of nearly one wording, in order of their first comment.

    Texts shorter than `SHORTEST` letters fold only when they are equal: everyday phrases are not campaigns.
    """
    same: dict[str, list[int]] = {}
    for place, opinion in enumerate(opinions):
        wording = shingles.letters(opinion.text)
        if wording:
            same.setdefault(wording, []).append(place)
    wordings = list(same)
    folded: dict[int, list[int]] = {}
    for number, root in enumerate(_roots(wordings)):
        folded.setdefault(root, []).extend(same[wordings[number]])
    groups = sorted(sorted(group) for group in folded.values() if len(group) > 1)
    return [
        Campaign(index, [opinions[i].id for i in group], len(group), _core(opinions, group))
        for index, group in enumerate(groups)
    ]


def _roots(wordings: list[str]) -> list[int]:
    """For each wording the first wording that it is chained to by likeness."""
    parent = list(range(len(wordings)))
    long = [number for number, wording in enumerate(wordings) if len(wording) >= SHORTEST]
    if len(long) < 2:
        return parent
    hashes, places = shingles.pairs([wordings[number] for number in long])
    marks = minhash.signatures(hashes, places)
    pairs = minhash.candidates(marks)
    agreed = minhash.agreement(marks, pairs)
    # The likeliest first: most later pairs are then already in one group and need no comparing.
    order = np.argsort(-agreed, kind="stable")[: int((agreed >= LIKELY).sum())]

    @lru_cache(maxsize=KEPT_SETS)
    def pairs_of(number: int) -> frozenset[int]:
        return frozenset(hashes[places[number] : places[number + 1]].tolist())

    for one, other in pairs[order].tolist():
        a, b = _find(parent, long[one]), _find(parent, long[other])
        if a != b and _jaccard(pairs_of(one), pairs_of(other)) >= ALIKE:
            parent[max(a, b)] = min(a, b)
    return [_find(parent, number) for number in range(len(wordings))]


def _find(parent: list[int], number: int) -> int:
    while parent[number] != number:
        parent[number] = parent[parent[number]]
        number = parent[number]
    return number


def _jaccard(left: frozenset[int], right: frozenset[int]) -> float:
    common = len(left & right)
    return common / (len(left) + len(right) - common)


def _core(opinions: Sequence[Opinion], group: list[int]) -> str:
    """The stretches of the first comment that most of a spread sample of the group also has."""
    text = opinions[group[0]].text.strip()[:CORE_LENGTH]
    step = max(1, len(group) // CORE_SAMPLE)
    others = {opinions[place].text for place in group[::step]} - {opinions[group[0]].text}
    if not others:
        return text
    needed = CORE_SHARE * len(others)
    shared = [sum(text[i : i + 2] in other for other in others) >= needed for i in range(len(text))]
    runs, start = [], 0
    for place in range(len(text) + 1):
        if place == len(text) or not shared[place]:
            if place - start >= CORE_RUN:
                runs.append(text[start : place + 1])
            start = place + 1
    return "…".join(runs)
