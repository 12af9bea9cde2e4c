"""Topic groups against the classes of labelled sets."""

import time
from pathlib import Path

from sklearn.cluster import KMeans
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import normalized_mutual_info_score
from threadpoolctl import threadpool_limits

from benchmarks.analysis.table import heading, read, show
from portal.analysis.normalise import plain
from portal.analysis.topic_words import naming_words
from portal.analysis.topics import group
from portal.analysis.types import Opinion


def run(data: Path) -> None:
    """NMI with the true number given, beside plain TF-IDF with k-means; and with the number found."""
    heading("topics: NMI (the baseline here is TF-IDF + k-means)")
    rows = read(data, "stance_nlpcc2016_train")
    _measure("policy targets", [r["text"] for r in rows], [r["target"] for r in rows], ".83")
    rows = read(data, "topics_messages_dev")
    _measure("messages, raw", [r["text"] for r in rows], [r["label"] for r in rows], ".50")
    rows = read(data, "topics_messages_tokens_dev")
    texts = [row["tokens"].replace(" ", "") for row in rows]
    _measure("messages, from tokens", texts, [row["label"] for row in rows], "(.55 in the notes)")


def _measure(name: str, texts: list[str], truth: list[str], aim: str) -> None:
    opinions = [Opinion(str(number), text) for number, text in enumerate(texts)]
    began = time.perf_counter()
    given = _labels(opinions, len(set(truth)))
    spent = time.perf_counter() - began
    found = _labels(opinions, None)
    ours = f"{_nmi(truth, given):.3f} in {spent:.1f} s; own k={len(set(found))}: {_nmi(truth, found):.3f}"
    with threadpool_limits(1):
        matrix = TfidfVectorizer(analyzer=naming_words).fit_transform(plain(t) for t in texts)
        base = KMeans(len(set(truth)), n_init=3, random_state=0).fit_predict(matrix).tolist()
    show(f"{name} (n={len(texts)}, k={len(set(truth))})", ours, f"{_nmi(truth, base):.3f}", aim)


def _labels(opinions: list[Opinion], count: int | None) -> list[int]:
    of = {id_: one.index for one in group(opinions, count) for id_ in one.member_ids}
    return [of[opinion.id] for opinion in opinions]


def _nmi(truth: list[str], guess: list[int]) -> float:
    return float(normalized_mutual_info_score(truth, guess))
