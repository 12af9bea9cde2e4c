"""Words that name a group: common in it, rare outside it, and not simply the clause's own.

Source: class-based TF-IDF, Grootendorst 2022; the share of comments takes the place of the count, so
that a group that holds most of the comments is still named by what sets it apart.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from portal.analysis.topic_words import naming_share

WORDS_SHOWN = 6
WORDS_IN_NAME = 5
"""Pages call a group by so many of its words: no two groups have the same ones."""
FURTHER = 3
CLAUSE_DISCOUNT = 0.35
LEAST_SHARE = 0.03
DOUBT = 0.003
LOOKED_AT = 80
FAINT = 0.05


def names(
    counts: NDArray[np.int64],
    sizes: NDArray[np.int64],
    vocabulary: Sequence[str],
    clause_words: set[str],
    shown: int = WORDS_SHOWN,
) -> list[list[str]]:
    """For each group its most telling words, the best first.

    Where two groups would be called the same, the smaller one takes its next word.

    Shape: counts (groups, words) comments of the group with the word; sizes (groups,)
    """
    discount = np.array([CLAUSE_DISCOUNT if word in clause_words else 1.0 for word in vocabulary])
    total, everyone = counts.sum(axis=0), sizes.sum()
    found = []
    for count, size in zip(counts, sizes.tolist(), strict=True):
        inside = count / max(1, size)
        outside = (total - count) / max(1, everyone - size)
        score = inside * np.log((inside + DOUBT) / (outside + DOUBT)) * discount
        least = max(1 if size < 4 else 2, LEAST_SHARE * size)
        score[(count < least) | (score <= 0)] = 0
        likely = np.argsort(-score, kind="stable")[:LOOKED_AT]
        score[likely] *= [naming_share(vocabulary[place]) for place in likely.tolist()]
        score[score < score.max(initial=0) * FAINT] = 0
        found.append(_best(score, vocabulary, FURTHER * shown))
    order = np.argsort(-sizes, kind="stable").tolist()
    return _told_apart(found, order, shown)


def _told_apart(found: list[list[str]], order: list[int], shown: int) -> list[list[str]]:
    """The first words of each group; the groups earlier in `order` keep theirs."""
    taken: set[frozenset[str]] = set()
    result = [words[:shown] for words in found]
    for row in order:
        name, further = found[row][:WORDS_IN_NAME], found[row][WORDS_IN_NAME:]
        while frozenset(name) in taken and further:
            name = [*name[:-1], further.pop(0)]
        taken |= {frozenset(name)} - {frozenset()}
        if name != found[row][:WORDS_IN_NAME]:
            result[row] = [*name, *further][:shown]
    return result


def _best(score: NDArray[np.float64], vocabulary: Sequence[str], shown: int) -> list[str]:
    chosen: list[str] = []
    for place in np.argsort(-score, kind="stable")[: 4 * shown].tolist():
        word = vocabulary[place]
        if score[place] <= 0 or len(chosen) == shown:
            break
        if not any(word in other or other in word for other in chosen):
            chosen.append(word)
    return chosen
