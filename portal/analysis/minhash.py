"""MinHash signatures and the pairs of texts that banding makes worth comparing.

Source: Broder 1997, On the resemblance and containment of documents; Leskovec et al., Mining of
Massive Datasets, chapter 3.
"""

import numpy as np
from numpy.typing import NDArray

from portal.analysis.shingles import Hashes, Places

BANDS = 40
ROWS = 3
CHUNK = 400_000
_SEED = 20260101

Signatures = NDArray[np.uint32]


def signatures(hashes: Hashes, places: Places) -> Signatures:
    """One signature a text; every text must have at least one pair.

    Shape: (texts, BANDS * ROWS)
    """
    random = np.random.default_rng(_SEED)
    factors = random.integers(1, 2**32, BANDS * ROWS, dtype=np.uint32) | np.uint32(1)
    shifts = random.integers(0, 2**32, BANDS * ROWS, dtype=np.uint32)
    count = places.size - 1
    result = np.empty((count, BANDS * ROWS), dtype=np.uint32)
    first = 0
    while first < count:
        last = int(np.searchsorted(places, places[first] + CHUNK, side="right")) - 1
        last = min(count, max(first + 1, last))
        part = hashes[places[first] : places[last]]
        starts = places[first:last] - places[first]
        for column in range(BANDS * ROWS):
            turned = part * factors[column] + shifts[column]
            turned ^= turned >> np.uint32(15)
            result[first:last, column] = np.minimum.reduceat(turned, starts)
        first = last
    return result


def candidates(marks: Signatures) -> NDArray[np.int64]:
    """Pairs of rows that share a band: each bucket is a chain and a star, so never quadratic.

    Shape: (pairs, 2), first < second, each pair once, in order
    """
    found = [_in_band(marks[:, ROWS * band : ROWS * (band + 1)]) for band in range(BANDS)]
    keys = np.unique(np.concatenate(found))
    count = marks.shape[0]
    return np.stack((keys // count, keys % count), axis=1)


def _in_band(rows: Signatures) -> NDArray[np.int64]:
    count = rows.shape[0]
    key = np.zeros(count, dtype=np.uint64)
    for column in range(ROWS):
        key = key * np.uint64(0x9E3779B97F4A7C15) + rows[:, column].astype(np.uint64)
    order = np.argsort(key, kind="stable")
    is_same = key[order][1:] == key[order][:-1]
    begins = np.concatenate(([True], ~is_same))
    leader = order[np.maximum.accumulate(np.where(begins, np.arange(count), 0))]
    chain = order[:-1][is_same] * count + order[1:][is_same]
    star = leader[1:][is_same] * count + order[1:][is_same]
    return np.unique(np.concatenate((chain, star)))


def agreement(marks: Signatures, pairs: NDArray[np.int64]) -> NDArray[np.float64]:
    """The share of equal places in both signatures, an estimate of the Jaccard similarity."""
    result = np.empty(pairs.shape[0])
    for start in range(0, pairs.shape[0], 20_000):
        part = pairs[start : start + 20_000]
        result[start : start + 20_000] = (marks[part[:, 0]] == marks[part[:, 1]]).mean(axis=1)
    return result
