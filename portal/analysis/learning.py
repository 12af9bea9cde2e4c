"""What officers' corrections teach about the other comments of the same consultation, in under a second.

Nothing is kept between consultations: a model is fitted from the labels given and thrown away or stored by the caller.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import normalize
from sklearn.utils.extmath import randomized_svd
from threadpoolctl import threadpool_limits

from portal.analysis.segment import words

FEWEST = 8
FEWEST_OF_A_LABEL = 2
STRICTNESS = 3.0
CUE_SHARE = 0.1
LONGEST = 2_000
MOST_WORDS = 60_000
LETTERS = (1, 2)
PARTS = 30
PART_SHARE = 0.5
REASONS = 6
FIT_ON = 3_000


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the model makes of one text.

    Unit: `chances` has a probability for each label the officers have used; they add up to one.
    """

    label: str
    chances: dict[str, float]
    words: list[str]

    @property
    def confidence(self) -> float:
        """The probability of the label itself."""
        return self.chances[self.label]


@dataclass(frozen=True, slots=True)
class Corpus:
    """The texts of one consultation as numbers: made once, whatever is learned of them.

    Shape: matrix (texts, features); `names` the features that are words, first in the columns.
    """

    matrix: sparse.csr_matrix
    names: list[str]


def corpus(texts: Sequence[str], cues: Sequence[Sequence[float]]) -> Corpus:
    """Words, pairs of words and letters by TF-IDF, beside the cue features of each text."""
    cut = [text[:LONGEST] for text in texts]
    rarest = 2 if len(cut) > FEWEST * 4 else 1
    by_word, names = _by_tfidf(cut, rarest, analyzer=_words_and_pairs)
    by_letter, _ = _by_tfidf(cut, rarest, analyzer="char", ngram_range=LETTERS, lowercase=True)
    features = sparse.csr_matrix(CUE_SHARE * _scaled(np.asarray(cues, dtype=float)))
    spoken = sparse.csr_matrix(sparse.hstack([by_word, by_letter]))
    with threadpool_limits(1):
        whole = sparse.hstack([spoken, features, PART_SHARE * _parts(spoken)])
    return Corpus(sparse.csr_matrix(whole), names)


def judge(known: Corpus, labels: Sequence[str | None]) -> list[Judgement] | None:
    """A judgement of every text, learned from those that have a label; None where these are too few.

    Too few is under `FEWEST` labels, or fewer than two of which each occurs twice. The same input gives the
    same judgements.
    """
    taught = [place for place, label in enumerate(labels) if label is not None]
    if len(taught) < FEWEST or _spread(labels) < 2:
        return None
    model = LogisticRegression(C=STRICTNESS, class_weight="balanced", max_iter=300)
    # One thread: the matrix is small, and on a busy machine waiting threads cost far more.
    with threadpool_limits(1):
        model.fit(known.matrix[taught], [str(labels[place]) for place in taught])
        chances = model.predict_proba(known.matrix)
    names = [str(name) for name in model.classes_]
    best = chances.argmax(axis=1)
    spoke = _reasons(known, model.coef_, best)
    return [
        Judgement(
            names[column],
            dict(zip(names, map(float, chances[place]), strict=True)),
            spoke[place],
        )
        for place, column in enumerate(best.tolist())
    ]


def _spread(labels: Sequence[str | None]) -> int:
    """How many different labels occur often enough to be learned from."""
    given = [label for label in labels if label is not None]
    return sum(given.count(label) >= FEWEST_OF_A_LABEL for label in set(given))


def _words_and_pairs(text: str) -> list[str]:
    said = [word for word in words(text) if word.strip()]
    return said + [one + " " + other for one, other in pairwise(said)]


def _by_tfidf(
    texts: Sequence[str], rarest: int, **options: object
) -> tuple[sparse.csr_matrix, list[str]]:
    counter = TfidfVectorizer(
        min_df=rarest, max_features=MOST_WORDS, sublinear_tf=True, dtype=np.float64, **options
    )
    try:
        matrix = counter.fit_transform(texts)
    except ValueError:  # not a word in any text
        return sparse.csr_matrix((len(texts), 0)), []
    return matrix, [str(name) for name in counter.get_feature_names_out()]


def _parts(matrix: sparse.csr_matrix) -> sparse.csr_matrix:
    """The directions in which the texts differ most: what the unlabelled ones add to the few labels."""
    parts = min(PARTS, min(matrix.shape) - 1)
    if parts < 2 or not matrix.nnz:
        return sparse.csr_matrix((matrix.shape[0], 0))
    fitted = matrix[:: max(1, matrix.shape[0] // FIT_ON)]
    _, _, axes = randomized_svd(fitted, min(parts, fitted.shape[0] - 1), n_iter=2, random_state=0)
    return sparse.csr_matrix(normalize(matrix @ axes.T))


def _scaled(features: NDArray[np.float64]) -> NDArray[np.float64]:
    spread = features.std(axis=0)
    return np.asarray(np.clip(features / np.where(spread > 0, spread, 1), -6, 6))


def _reasons(
    known: Corpus, weights: NDArray[np.float64], best: NDArray[np.int64]
) -> list[list[str]]:
    """The words of each text that spoke most for its label."""
    width = len(known.names)
    found: list[list[str]] = []
    for place, column in enumerate(best.tolist()):
        row = known.matrix[place, :width]
        side = weights[column] if len(weights) > 1 else weights[0] * (1 if column else -1)
        speaking = row.data * side[row.indices]
        order = np.argsort(-speaking, kind="stable")[:REASONS]
        found.append([known.names[row.indices[i]] for i in order if speaking[i] > 0])
    return found
