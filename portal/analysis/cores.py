"""Groups of likeness held together by one of their texts, so that a chain of small steps is not one group."""

import numpy as np
from numpy.typing import NDArray

from portal.analysis import minhash

NEAR = 0.3
"""How much a text shares with the one its group is around, estimated from the prints."""


def around_cores(
    roots: NDArray[np.int64], bands: minhash.Bands, prints: minhash.Prints
) -> NDArray[np.int64]:
    """The groups such that every row is near one row of its group; a row names the first of its group.

    A group near its first row stays as it is. Any other is what is near its most typical row; the rest
    gathers, in order, around rows of its own. The time is linear in the rows.
    """
    result = roots.copy()
    strayed = minhash.agreement(prints, _pairs(roots)) < NEAR
    for root in np.unique(roots[strayed]).tolist():
        members = np.flatnonzero(roots == root)
        own = prints[members]
        near = minhash.agreement(own, _pairs(_most_typical(own))) >= NEAR
        rest = members[~near]
        result[members[near]] = members[near][0]
        result[rest] = rest[_led(bands[rest], prints[rest])]
    return result


def _pairs(others: NDArray[np.int64]) -> minhash.Pairs:
    """Each row with the one named for it."""
    return np.stack((np.arange(others.size), others), axis=1)


def _most_typical(prints: minhash.Prints) -> NDArray[np.int64]:
    """For every row the one that has most of the marks most rows have."""
    common = [np.bincount(column, minlength=256).argmax() for column in prints.T]
    shared = np.count_nonzero(prints == np.array(common, dtype=np.uint8), axis=1)
    return np.full(prints.shape[0], shared.argmax())


def _led(bands: minhash.Bands, prints: minhash.Prints) -> NDArray[np.int64]:
    """For every row the leader it is near; a row is compared with one leader a band at most."""
    leaders = np.arange(prints.shape[0])
    leader_in: dict[tuple[int, int], int] = {}
    for row, keys in enumerate(bands.tolist()):
        places = list(enumerate(keys))
        met = sorted({leader_in[place] for place in places if place in leader_in})
        agreed = np.count_nonzero(prints[met] == prints[row], axis=1) / prints.shape[1]
        if met and agreed.max() >= NEAR:
            leaders[row] = met[int(agreed.argmax())]
        else:
            leader_in.update(dict.fromkeys(places, row))
    return leaders
