"""Points grouped round centres, after each point has leaned toward its nearest neighbours."""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.cluster import KMeans
from sklearn.preprocessing import normalize

from portal.analysis.topic_space import Points

NEIGHBOURS = 20
ENOUGH = 5_000
STARTS = 6
MOST_STARTS = 20
CHUNK = 1_000

Labels = NDArray[np.int64]


def spread(count: int, most: int) -> NDArray[np.int64]:
    """The places of at most `most` rows, evenly spread over all."""
    if count <= most:
        return np.arange(count)
    return np.linspace(0, count - 1, most).astype(np.int64)


def centres_of(points: Points, count: int, most_starts: int = MOST_STARTS) -> Points:
    """Where `count` groups have their middle, the largest group first.

    Leaning toward mutual neighbours before k-means keeps short comments, which share few words,
    from being grouped by chance; the middles are then those of the comments as they stand. Few
    comments are begun with more often: it costs next to nothing, and chance decides more there.
    """
    rows = points[spread(len(points), ENOUGH)]
    count = max(1, min(count, len(np.unique(rows, axis=0))))
    starts = min(most_starts, STARTS * ENOUGH // len(rows))
    found = KMeans(count, n_init=starts, random_state=0).fit(leaning(rows)).labels_
    sizes = np.bincount(found, minlength=count)
    order = [label for label in np.argsort(-sizes, kind="stable").tolist() if sizes[label]]
    return np.stack([rows[found == label].mean(axis=0) for label in order]).astype(np.float32)


def leaning(rows: Points) -> Points:
    """Each point half-way to the mean of the neighbours that count it as a neighbour too."""
    if len(rows) < 3 * NEIGHBOURS:
        return rows
    near = _mutual(rows)
    degree = np.asarray(near.sum(axis=1)).ravel()
    mean = sparse.diags(1 / np.maximum(degree, 1e-9)) @ near @ rows
    return np.asarray(normalize(rows + mean), dtype=np.float32)


def _mutual(rows: Points) -> sparse.csr_matrix:
    """Likeness of points that are among each other's nearest."""
    unit, count = normalize(rows), len(rows)
    columns = np.empty((count, NEIGHBOURS), dtype=np.int32)
    likeness = np.empty((count, NEIGHBOURS), dtype=np.float32)
    for first in range(0, count, CHUNK):
        part = unit[first : first + CHUNK] @ unit.T
        places = np.arange(len(part))
        part[places, first + places] = -1
        nearest = np.argpartition(-part, NEIGHBOURS, axis=1)[:, :NEIGHBOURS]
        columns[first : first + CHUNK] = nearest
        likeness[first : first + CHUNK] = np.take_along_axis(part, nearest, axis=1)
    owner = np.repeat(np.arange(count), NEIGHBOURS)
    one_way = sparse.csr_matrix(
        (np.maximum(likeness.ravel(), 1e-3), (owner, columns.ravel())), shape=(count, count)
    )
    return one_way.minimum(one_way.T)


def nearest(points: Points, centres: Points) -> tuple[Labels, NDArray[np.float32]]:
    """For each point the nearest centre, and how far it stands on that centre's side.

    Unit: 0 half-way to the next centre, 1 and more at the centre or beyond; 1 where it is alone.
    """
    rows = np.arange(len(points))
    score = points @ centres.T - (centres**2).sum(axis=1) / 2
    best = score.argmax(axis=1)
    if len(centres) == 1:
        return best, np.ones(len(points), dtype=np.float32)
    first = score[rows, best]
    score[rows, best] = -np.inf
    second = score.argmax(axis=1)
    gap = ((centres[best] - centres[second]) ** 2).sum(axis=1)
    side = 2 * (first - score[rows, second]) / np.maximum(gap, 1e-9)
    return best, np.asarray(side, dtype=np.float32)


def closeness(points: Points, centres: Points, labels: Labels) -> NDArray[np.float32]:
    """The cosine of each point with its centre."""
    unit, middle = normalize(points), normalize(centres)
    return np.asarray(np.einsum("ij,ij->i", unit, middle[labels]), dtype=np.float32)
