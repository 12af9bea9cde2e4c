"""Comments as points: what their words mean, which stand together, and which letters they have.

Source: Deerwester et al. 1990 (LSA); Levy, Goldberg, Dagan 2015 (PPMI and SVD word vectors).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.preprocessing import normalize

from portal.analysis import shingles
from portal.analysis.topic_axes import Numbers, lsa_axes, weighted, word_vectors
from portal.analysis.word_meanings import word_meanings

WORDS_KEPT = 12_000
COMMONEST = 0.5
FEWEST_FOR_VECTORS = 50
LETTERS_READ = 1_000
LETTER_BUCKETS = 2**13
SHARES = {"words": 1.0, "meanings": 1.5, "vectors": 1.4, "letters": 1.05}
"""How much each view of a text weighs: word LSA, meanings, vectors learned here, letter LSA."""

Points = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Part:
    """One view of a text: how rare each column is, where it leads, and the mean to take away.

    `view` is a key of `SHARES`; the columns are letter pairs for `letters` and words otherwise.
    Shape: rarity (columns,), axes (columns, parts), mean (parts,); every number fits in 16 bits.
    """

    view: str
    rarity: Points
    axes: Points
    mean: Points


@dataclass(frozen=True, slots=True)
class Space:
    """What turns words into points; it learns nothing more once it stands.

    `parts` are word LSA and meanings, and for enough comments learned vectors and letters.
    """

    vocabulary: tuple[str, ...]
    parts: tuple[Part, ...]

    @property
    def width(self) -> int:
        """How many numbers a point has."""
        return sum(part.mean.size for part in self.parts)


@dataclass(frozen=True, slots=True)
class Read:
    """Comments as counts of known words and of letter pairs, one row a comment."""

    words: sparse.csr_matrix
    letters: sparse.csr_matrix


def learned(documents: Sequence[list[str]], texts: Sequence[str]) -> Space:
    """A space from these comments' words and plain texts, the same for the same input."""
    vocabulary = _vocabulary(documents)
    number = {word: place for place, word in enumerate(vocabulary)}
    ids = [[number[word] for word in words if word in number] for words in documents]
    read = Read(_counts(ids, len(vocabulary)), _letter_counts(texts))
    rarity, rows = weighted(read.words)
    parts = [
        _part("words", rarity, rows, lsa_axes(rows)),
        _part("meanings", rarity, rows, word_meanings(vocabulary, rarity)),
    ]
    if len(documents) >= FEWEST_FOR_VECTORS and len(vocabulary) > 20:
        parts.append(_part("vectors", rarity, rows, word_vectors(ids, len(vocabulary))))
        rarity, rows = weighted(read.letters)
        parts.append(_part("letters", rarity, rows, lsa_axes(rows)))
    return Space(vocabulary, tuple(parts))


def read_comments(space: Space, documents: Sequence[list[str]], texts: Sequence[str]) -> Read:
    """The comments as the space sees them; words it never met are passed over."""
    number = _numbers(space.vocabulary)
    ids = [[number[word] for word in words if word in number] for words in documents]
    return Read(_counts(ids, len(number)), _letter_counts(texts))


@lru_cache(maxsize=4)
def _numbers(vocabulary: tuple[str, ...]) -> dict[str, int]:
    return {word: place for place, word in enumerate(vocabulary)}


def points(space: Space, read: Read) -> Points:
    """One point a comment; a comment without any known word or letter is all zeros.

    Shape: (comments, space.width)
    """
    return np.hstack([_projected(part, read) * np.float32(SHARES[part.view]) for part in space.parts])


def _projected(part: Part, read: Read) -> Points:
    counts = read.letters if part.view == "letters" else read.words
    rows = counts.astype(np.float32)
    rows.data = (1 + np.log(rows.data)) * part.rarity[rows.indices]
    moved = normalize(normalize(rows) @ part.axes)
    is_known = np.abs(moved).sum(axis=1, keepdims=True) > 0
    return np.asarray(normalize((moved - part.mean) * is_known), dtype=np.float32)


def _part(view: str, rarity: Numbers, rows: sparse.csr_matrix, axes: Numbers) -> Part:
    """Rounded to 16 bits at once, so that a kept space places comments as the fresh one did."""
    kept = _rounded(axes)
    mean = normalize(rows @ kept).mean(axis=0)
    return Part(view, _rounded(rarity), kept, _rounded(mean))


def _rounded(values: Numbers) -> Points:
    return np.asarray(values, dtype=np.float16).astype(np.float32)


def _vocabulary(documents: Sequence[list[str]]) -> tuple[str, ...]:
    seen: Counter[str] = Counter()
    for words in documents:
        seen.update(set(words))
    rarest = 2 if len(documents) >= 30 else 1
    most = max(COMMONEST * len(documents), 5)
    kept = [(-count, word) for word, count in seen.items() if rarest <= count <= most]
    return tuple(sorted(word for _, word in sorted(kept)[:WORDS_KEPT]))


def _counts(ids: Sequence[Sequence[int]], width: int) -> sparse.csr_matrix:
    flat = np.fromiter((i for row in ids for i in row), dtype=np.int32)
    ends = np.concatenate(([0], np.cumsum([len(row) for row in ids], dtype=np.int64)))
    return _matrix(flat, ends, width)


def _letter_counts(texts: Sequence[str]) -> sparse.csr_matrix:
    hashes, places = shingles.pairs([shingles.letters(text)[:LETTERS_READ] for text in texts])
    return _matrix((hashes % np.uint32(LETTER_BUCKETS)).astype(np.int32), places, LETTER_BUCKETS)


def _matrix(columns: NDArray[np.int32], ends: NDArray[np.int64], width: int) -> sparse.csr_matrix:
    ones = np.ones(columns.size, dtype=np.float32)
    matrix = sparse.csr_matrix((ones, columns, ends), shape=(ends.size - 1, max(1, width)))
    matrix.sum_duplicates()
    return matrix
