"""The directions in which comments differ, learned from the comments themselves."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.preprocessing import normalize
from sklearn.utils.extmath import randomized_svd

WINDOW = 5
TEXT_PARTS = 50
VECTOR_PARTS = 60
SMOOTHING = 0.75
ROUNDS = 2

Numbers = NDArray[np.float32 | np.float64]


def weighted(counts: sparse.csr_matrix) -> tuple[Numbers, sparse.csr_matrix]:
    """The rarity of each column, and the rows as sublinear TF-IDF of length one."""
    rows = counts.astype(np.float32)
    rows.data = 1 + np.log(rows.data)
    seen = np.bincount(counts.indices, minlength=counts.shape[1])
    rarity = np.log((1 + counts.shape[0]) / (1 + seen)) + 1
    return rarity, normalize(rows @ sparse.diags(rarity.astype(np.float32)))


def lsa_axes(rows: sparse.csr_matrix) -> Numbers:
    """The main axes of the weighted rows.

    Shape: (columns, parts)
    """
    parts = min(TEXT_PARTS, min(rows.shape) - 1, max(2, rows.shape[0] // 8))
    if parts < 1 or not rows.nnz:
        return np.zeros((rows.shape[1], 1))
    _, _, axes = randomized_svd(rows, parts, n_iter=ROUNDS, random_state=0)
    return np.asarray(axes.T)


def word_vectors(ids: Sequence[Sequence[int]], width: int) -> Numbers:
    """Word vectors from positive pointwise mutual information within `WINDOW` words.

    Shape: (words, parts)
    """
    near = _neighbours(ids, width).tocoo()
    if not near.nnz:
        return np.zeros((width, 1))
    weight = np.asarray(near.sum(axis=1)).ravel()
    smooth = weight**SMOOTHING
    chance = weight[near.row] * smooth[near.col] / smooth.sum()
    strength = np.maximum(np.log(near.data / chance), 0)
    ppmi = sparse.csr_matrix(
        (strength.astype(np.float32), (near.row, near.col)), shape=(width, width)
    )
    axes, sizes, _ = randomized_svd(
        ppmi, min(VECTOR_PARTS, width - 1), n_iter=ROUNDS, random_state=0
    )
    return np.asarray(normalize(axes * sizes))


def _neighbours(ids: Sequence[Sequence[int]], width: int) -> sparse.csr_matrix:
    """How often two words stand within `WINDOW` words of each other in one text."""
    flat = np.fromiter((i for row in ids for i in row), dtype=np.int64)
    owner = np.repeat(np.arange(len(ids)), [len(row) for row in ids])
    near = sparse.csr_matrix((width, width))
    for gap in range(1, WINDOW + 1):
        is_one_text = owner[gap:] == owner[:-gap]
        left, right = flat[:-gap][is_one_text], flat[gap:][is_one_text]
        near = near + sparse.csr_matrix((np.ones(left.size), (left, right)), shape=(width, width))
    return near + near.T
