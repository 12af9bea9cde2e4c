"""Comments as points: word vectors learned from the comments themselves, word LSA and character LSA.

Source: Levy, Goldberg, Dagan 2015 (PPMI and SVD word vectors); Deerwester et al. 1990 (LSA).
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.preprocessing import normalize
from sklearn.utils.extmath import randomized_svd

from portal.analysis import shingles

WINDOW = 5
FIT_ON = 20_000
WORD_PARTS = 50
LETTER_PARTS = 50
VECTOR_PARTS = 100
LETTER_BUCKETS = 2**15
COMMONEST = 0.5

Points = NDArray[np.float32 | np.float64]


def points(documents: Sequence[list[str]], texts: Sequence[str]) -> Points:
    """One point a comment, each of its three parts of length one or nothing.

    Shape: (comments, parts); a comment without a known word or letter is all zeros.
    """
    vocabulary = _vocabulary(documents)
    ids = [[vocabulary[word] for word in words if word in vocabulary] for words in documents]
    counts = _counts(ids, len(vocabulary))
    weighted = _weighted(counts)
    parts = [_lsa(weighted, WORD_PARTS)]
    if len(documents) >= 50 and len(vocabulary) > 20:
        parts.append(normalize(weighted @ _word_vectors(ids, len(vocabulary))))
        parts.append(_lsa(_weighted(_letter_counts(texts)), LETTER_PARTS))
    return np.hstack(parts).astype(np.float32)


def _sample(count: int) -> slice:
    """Every n-th row, so that what does not split is fitted on at most about `FIT_ON` rows."""
    return slice(None, None, max(1, count // FIT_ON))


def _vocabulary(documents: Sequence[list[str]]) -> dict[str, int]:
    seen: Counter[str] = Counter()
    for words in documents:
        seen.update(set(words))
    rarest = 2 if len(documents) >= 30 else 1
    most = max(COMMONEST * len(documents), 5)
    kept = sorted(word for word, count in seen.items() if rarest <= count <= most)
    return {word: number for number, word in enumerate(kept)}


def _counts(ids: Sequence[Sequence[int]], width: int) -> sparse.csr_matrix:
    flat = np.fromiter((i for row in ids for i in row), dtype=np.int64)
    ends = np.concatenate(([0], np.cumsum([len(row) for row in ids], dtype=np.int64)))
    matrix = sparse.csr_matrix((np.ones(flat.size), flat, ends), shape=(len(ids), max(1, width)))
    matrix.sum_duplicates()
    return matrix


def _letter_counts(texts: Sequence[str]) -> sparse.csr_matrix:
    hashes, places = shingles.pairs([shingles.letters(text)[:2000] for text in texts])
    columns = (hashes % np.uint32(LETTER_BUCKETS)).astype(np.int64)
    shape = (len(texts), LETTER_BUCKETS)
    matrix = sparse.csr_matrix((np.ones(columns.size), columns, places), shape=shape)
    matrix.sum_duplicates()
    return matrix


def _weighted(counts: sparse.csr_matrix) -> sparse.csr_matrix:
    """Sublinear TF-IDF rows of length one."""
    matrix = counts.copy()
    matrix.data = 1 + np.log(matrix.data)
    seen = np.bincount(counts.indices, minlength=counts.shape[1])
    rarity = np.log((1 + counts.shape[0]) / (1 + seen)) + 1
    return normalize(matrix @ sparse.diags(rarity))


def _lsa(matrix: sparse.csr_matrix, parts: int) -> Points:
    fitted = matrix[_sample(matrix.shape[0])]
    parts = min(parts, min(fitted.shape) - 1, max(2, fitted.shape[0] // 8))
    if parts < 1 or not fitted.nnz:
        return np.zeros((matrix.shape[0], 1))
    _, _, axes = randomized_svd(fitted, parts, n_iter=4, random_state=0)
    return np.asarray(normalize(matrix @ axes.T))


def _word_vectors(ids: Sequence[Sequence[int]], width: int) -> Points:
    """Word vectors from positive pointwise mutual information within `WINDOW` words.

    Shape: (vocabulary, parts)
    """
    chosen = ids[_sample(len(ids))]
    flat = np.fromiter((i for row in chosen for i in row), dtype=np.int64)
    owner = np.repeat(np.arange(len(chosen)), [len(row) for row in chosen])
    near = sparse.csr_matrix((width, width))
    for gap in range(1, WINDOW + 1):
        is_one_text = owner[gap:] == owner[:-gap]
        left, right = flat[:-gap][is_one_text], flat[gap:][is_one_text]
        near = near + sparse.csr_matrix((np.ones(left.size), (left, right)), shape=(width, width))
    near = (near + near.T).tocoo()
    if not near.nnz:
        return np.zeros((width, 1))
    weight = np.asarray(near.sum(axis=1)).ravel()
    smooth = weight**0.75
    chance = weight[near.row] * smooth[near.col] / smooth.sum()
    strength = np.maximum(np.log(near.data / chance), 0)
    ppmi = sparse.csr_matrix((strength, (near.row, near.col)), shape=(width, width))
    parts = min(VECTOR_PARTS, width - 1)
    left_axes, sizes, _ = randomized_svd(ppmi, parts, n_iter=4, random_state=0)
    return np.asarray(normalize(left_axes * np.sqrt(sizes)))
