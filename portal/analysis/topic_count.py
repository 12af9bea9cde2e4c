"""How many topics: the number that two halves of the comments agree on best."""

import warnings
from typing import Literal

import numpy as np
from sklearn.cluster import KMeans
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import adjusted_rand_score

from portal.analysis.topic_clusters import Labels, leaning, spread
from portal.analysis.topic_space import Points

TRIALS = 3
ENOUGH = 1_500
MOST = 40
TRIED = 6

Scale = Literal["coarser", "usual", "finer"]
"""Few broad topics, the usual number up to the cube root of the comments, or many narrow ones."""


def bounds(comment_count: int, scale: Scale = "usual") -> tuple[int, int]:
    """The fewest and the most topics that are tried for so many comments."""
    root = max(2, min(MOST, int(np.cbrt(comment_count) + 0.5)))
    half = max(2, (root + 1) // 2)
    if scale == "coarser":
        return 2, max(2, half - 1)
    return (half, root) if scale == "usual" else (root + 1, 2 * root)


def likely_count(
    space: Points, comment_count: int, scale: Scale = "usual", trials: int = TRIALS
) -> int:
    """The most stable number of topics within the bounds; of nearly equal ones the larger."""
    least, most = bounds(comment_count, scale)
    numbers = np.linspace(least, most, min(TRIED, most - least + 1))
    choices = sorted({round(float(number)) for number in numbers})
    if len(choices) < 2:
        return most
    rows = leaning(space[spread(len(space), ENOUGH)])
    scores = {count: _stability(rows, count, trials) for count in choices}
    good_enough = max(scores.values()) - 0.02
    return max(count for count, score in scores.items() if score >= good_enough)


def _stability(rows: Points, count: int, trials: int) -> float:
    """Agreement of two clusterings, each fitted on another random half, over all rows."""
    random = np.random.default_rng(count)
    scores = []
    for trial in range(trials):
        order = random.permutation(len(rows))
        half = len(rows) // 2
        labels = [_fitted(rows, part, count, trial) for part in (order[:half], order[half:])]
        scores.append(adjusted_rand_score(labels[0], labels[1]))
    return float(np.mean(scores))


def _fitted(rows: Points, part: Labels, count: int, trial: int) -> Labels:
    with warnings.catch_warnings():
        # Half of a few copied letters may be fewer points than topics: that is no surprise here.
        warnings.simplefilter("ignore", ConvergenceWarning)
        fitted = KMeans(min(count, len(part)), n_init=1, random_state=trial).fit(rows[part])
    return np.asarray(fitted.predict(rows), dtype=np.int64)
