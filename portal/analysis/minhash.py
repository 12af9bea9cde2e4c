"""MinHash marks of texts and the pairs of texts that banding makes worth comparing.

Source: Broder 1997, On the resemblance and containment of documents; Li, König 2010, b-bit minwise
hashing; Leskovec et al., Mining of Massive Datasets, chapter 3.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from portal.analysis.shingles import Hashes, Places

BANDS = 40
ROWS = 3
CHUNK = 400_000
COMPARED = 50_000
_SEED = 20260101

Bands = NDArray[np.uint32]
Prints = NDArray[np.uint8]
Pairs = NDArray[np.int64]


def marks(hashes: Hashes, places: Places) -> tuple[Bands, Prints]:
    """For each text a key for every band, and of each smallest hash its last eight bits.

    Shape: bands (texts, BANDS), prints (texts, BANDS * ROWS); every text must have a pair.
    """
    random = np.random.default_rng(_SEED)
    factors = random.integers(1, 2**32, BANDS * ROWS, dtype=np.uint32) | np.uint32(1)
    shifts = random.integers(0, 2**32, BANDS * ROWS, dtype=np.uint32)
    count = places.size - 1
    bands = np.zeros((count, BANDS), dtype=np.uint32)
    prints = np.empty((count, BANDS * ROWS), dtype=np.uint8)
    for first, last in _stretches(places, count):
        part = hashes[places[first] : places[last]]
        starts = places[first:last] - places[first]
        for column in range(BANDS * ROWS):
            turned = part * factors[column] + shifts[column]
            turned ^= turned >> np.uint32(15)
            least = np.minimum.reduceat(turned, starts)
            prints[first:last, column] = least & np.uint32(255)
            band = bands[first:last, column // ROWS]
            band *= np.uint32(0x9E3779B1)
            band ^= least ^ (band >> np.uint32(13))
    return bands, prints


def _stretches(places: Places, count: int) -> Iterator[tuple[int, int]]:
    """Runs of whole texts of about `CHUNK` hashes, so that no step needs much memory."""
    first = 0
    while first < count:
        last = int(np.searchsorted(places, places[first] + CHUNK, side="right")) - 1
        last = min(count, max(first + 1, last))
        yield first, last
        first = last


def in_band(keys: NDArray[np.uint32]) -> Pairs:
    """Pairs of rows with one key: each bucket is a chain and a star, so never quadratic.

    Shape: (pairs, 2), first < second, in order
    """
    order = np.argsort(keys, kind="stable")
    is_same = keys[order][1:] == keys[order][:-1]
    begins = np.concatenate(([True], ~is_same))
    leader = order[np.maximum.accumulate(np.where(begins, np.arange(keys.size), 0))]
    first = np.concatenate((order[:-1][is_same], leader[1:][is_same]))
    second = np.concatenate((order[1:][is_same], order[1:][is_same]))
    return np.stack((first, second), axis=1)


def agreement(prints: Prints, pairs: Pairs) -> NDArray[np.float32]:
    """The share of equal marks, an estimate of the Jaccard similarity."""
    result = np.empty(pairs.shape[0], dtype=np.float32)
    for start in range(0, pairs.shape[0], COMPARED):
        part = pairs[start : start + COMPARED]
        equal = prints[part[:, 0]] == prints[part[:, 1]]
        result[start : start + COMPARED] = np.count_nonzero(equal, axis=1) / prints.shape[1]
    return result
