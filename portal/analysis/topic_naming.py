"""Words that name a group: frequent in it, rare in the others, and not simply the clause's own.

Source: class-based TF-IDF, Grootendorst 2022.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence

WORDS_SHOWN = 6
CLAUSE_DISCOUNT = 0.35
LEAST_SHARE = 0.03


def names(
    documents: Sequence[list[str]], labels: Iterable[int], clause_words: set[str]
) -> dict[int, list[str]]:
    """For each label its most telling words, the best first."""
    groups: dict[int, Counter[str]] = {}
    sizes: Counter[int] = Counter()
    for words, label in zip(documents, labels, strict=True):
        groups.setdefault(int(label), Counter()).update(set(words))
        sizes[int(label)] += 1
    total: Counter[str] = Counter()
    for counts in groups.values():
        total.update(counts)
    mean = sum(total.values()) / max(1, len(groups))
    return {
        label: _best(counts, total, mean, clause_words, sizes[label])
        for label, counts in groups.items()
    }


def _best(
    counts: Counter[str], total: Counter[str], mean: float, clause_words: set[str], size: int
) -> list[str]:
    least = max(1 if size < 4 else 2, LEAST_SHARE * size)
    scored = [
        (-count * math.log(1 + mean / total[word]) * _factor(word, clause_words), word)
        for word, count in counts.items()
        if count >= least
    ]
    chosen: list[str] = []
    for _, word in sorted(scored):
        if not any(word in other or other in word for other in chosen):
            chosen.append(word)
        if len(chosen) == WORDS_SHOWN:
            break
    return chosen


def _factor(word: str, clause_words: set[str]) -> float:
    return CLAUSE_DISCOUNT if word in clause_words else 1.0
