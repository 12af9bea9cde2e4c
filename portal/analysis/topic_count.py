"""How many topics: the number that two halves of the comments agree on best."""

import numpy as np
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score

from portal.analysis.topic_space import Points

TRIALS = 3
ENOUGH = 1500


def likely_count(space: Points) -> int:
    """The most stable number between half of and the whole of the cube root of the comments."""
    rows = space[:: max(1, len(space) // ENOUGH)]
    most = max(2, int(np.cbrt(len(space)) + 0.5))
    least = max(2, (most + 1) // 2)
    choices = sorted({round(float(c)) for c in np.linspace(least, most, min(6, most - least + 1))})
    if len(choices) < 2:
        return most
    scores = {count: _stability(rows, count) for count in choices}
    least_score = max(scores.values()) - 0.02
    return max(count for count, score in scores.items() if score >= least_score)


def _stability(rows: Points, count: int) -> float:
    """Agreement of two clusterings, each fitted on another random half, over all rows."""
    random = np.random.default_rng(count)
    scores = []
    for trial in range(TRIALS):
        order = random.permutation(len(rows))
        half = len(rows) // 2
        labels = [_fitted(rows, part, count, trial) for part in (order[:half], order[half:])]
        scores.append(adjusted_rand_score(labels[0], labels[1]))
    return float(np.mean(scores))


def _fitted(rows: Points, part: np.ndarray, count: int, trial: int) -> np.ndarray:
    fitted = KMeans(min(count, len(part)), n_init=2, random_state=trial).fit(rows[part])
    return np.asarray(fitted.predict(rows))
