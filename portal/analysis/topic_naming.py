"""Words that name a group: common in it, rare outside it, and not simply the clause's own.

Source: class-based TF-IDF, Grootendorst 2022; the share of comments takes the place of the count, so
that a group that holds most of the comments is still named by what sets it apart.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

WORDS_SHOWN = 6
CLAUSE_DISCOUNT = 0.35
LEAST_SHARE = 0.03
DOUBT = 0.003


def names(
    counts: NDArray[np.int64],
    sizes: NDArray[np.int64],
    vocabulary: Sequence[str],
    clause_words: set[str],
    shown: int = WORDS_SHOWN,
) -> list[list[str]]:
    """For each group its most telling words, the best first.

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
        found.append(_best(score, vocabulary, shown))
    return found


def _best(score: NDArray[np.float64], vocabulary: Sequence[str], shown: int) -> list[str]:
    chosen: list[str] = []
    for place in np.argsort(-score, kind="stable")[: 10 * shown].tolist():
        word = vocabulary[place]
        if score[place] <= 0 or len(chosen) == shown:
            break
        if not any(word in other or other in word for other in chosen):
            chosen.append(word)
    return chosen
