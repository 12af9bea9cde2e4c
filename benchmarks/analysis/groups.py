"""Topic groups against the classes of labelled sets, and against what else could have been used."""

import time
from pathlib import Path

import numpy as np
from sklearn.cluster import HDBSCAN, KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score
from sklearn.preprocessing import normalize
from threadpoolctl import threadpool_limits

from benchmarks.analysis.table import heading, read, show
from portal.analysis.normalise import plain
from portal.analysis.topic_fit import fit_topics
from portal.analysis.topic_model import TopicModel
from portal.analysis.topic_place import place
from portal.analysis.topic_refit import refit
from portal.analysis.topic_words import naming_words
from portal.analysis.topics import group
from portal.analysis.types import Opinion

Labels = list[int]
DRAWS = 4


def run(data: Path) -> None:
    """NMI with the true number given, beside two baselines; and with the number we find ourselves."""
    heading("topics: NMI / ARI (right: TF-IDF + k-means)")
    rows = read(data, "stance_nlpcc2016_train")
    _measure("policy targets", [r["text"] for r in rows], [r["target"] for r in rows], ".83")
    rows = read(data, "topics_messages_dev")
    labels = [row["label"] for row in rows]
    _measure("messages, raw", [row["text"] for row in rows], labels, ".50")
    _measure("messages, titles only", [row["title"] for row in rows], labels, "(headline-like)")
    rows = read(data, "topics_messages_tokens_dev")
    texts = [row["tokens"].replace(" ", "") for row in rows]
    _measure("messages, from tokens", texts, [row["label"] for row in rows], "(.55 in the notes)")
    show("shopping 10k, headlines", "not measured: no such data here", "", ".58 / .54")


def _measure(name: str, texts: list[str], truth: list[str], aim: str) -> None:
    count = len(set(truth))
    opinions = [Opinion(str(number), text) for number, text in enumerate(texts)]
    began = time.perf_counter()
    given, rest = _labels(opinions, count)
    spent = time.perf_counter() - began
    plain_kmeans, dense, noise = _baselines(texts, count)
    ours = f"{_score(truth, given)} in {spent:.1f} s, rest {rest:.1%}"
    show(f"{name} (n={len(texts)}, k={count})", ours, _score(truth, plain_kmeans), aim)
    show(f"  mean of {DRAWS} draws of nine tenths", _drawn(opinions, truth, count))
    found, _ = _labels(opinions, None)
    show(f"  number found by us: {len(set(found))}", _score(truth, found))
    show("  BERTopic-style (TF-IDF, SVD, HDBSCAN)", "", f"{_score(truth, dense)}, noise {noise:.0%}")
    _warm(opinions, count)


def _labels(opinions: list[Opinion], count: int | None) -> tuple[Labels, float]:
    groups = group(opinions, count)
    of = {id_: one.index for one in groups for id_ in one.member_ids}
    rest = sum(len(one.member_ids) for one in groups if "rest" in one.warnings)
    return [of[opinion.id] for opinion in opinions], rest / len(opinions)


def _drawn(opinions: list[Opinion], truth: list[str], count: int) -> str:
    """What chance does to the figure above: other comments left out, another grouping."""
    scores = []
    for seed in range(DRAWS):
        order = np.random.default_rng(seed).permutation(len(opinions))[: len(opinions) * 9 // 10]
        found, _ = _labels([opinions[place] for place in order], count)
        scores.append(normalized_mutual_info_score([truth[place] for place in order], found))
    return f"{np.mean(scores):.3f} (from {min(scores):.3f} to {max(scores):.3f})"


def _score(truth: list[str], guess: Labels) -> str:
    nmi = normalized_mutual_info_score(truth, guess)
    return f"{nmi:.3f} / {adjusted_rand_score(truth, guess):.3f}"


def _baselines(texts: list[str], count: int) -> tuple[Labels, Labels, float]:
    with threadpool_limits(1):
        matrix = TfidfVectorizer(analyzer=naming_words).fit_transform(plain(t) for t in texts)
        means = KMeans(count, n_init=3, random_state=0).fit_predict(matrix).tolist()
        space = normalize(TruncatedSVD(50, random_state=0).fit_transform(matrix))
        dense = HDBSCAN(min_cluster_size=max(10, len(texts) // 100), copy=True).fit_predict(space)
    return means, dense.tolist(), float((dense == -1).mean())


def _warm(opinions: list[Opinion], count: int) -> None:
    """How far the groups of nine tenths hold when the last tenth comes in, warm and cold."""
    order = np.random.default_rng(0).permutation(len(opinions)).tolist()
    early = [opinions[place] for place in sorted(order[: len(order) * 9 // 10])]
    before = fit_topics(early, count)
    warm, cold = refit(before, opinions), fit_topics(opinions, count)
    known = _keys(before, early)
    held = adjusted_rand_score(known, _keys(warm, early))
    lost = adjusted_rand_score(known, _keys(cold, early))
    fresh = [one for one in opinions if one.id not in {other.id for other in early}]
    joined = adjusted_rand_score(_keys(warm, fresh), _keys(before, fresh))
    size = len(before.to_bytes()) / 1e6
    told = f"ARI {held:.3f} old, {joined:.3f} new rows; {size:.1f} MB"
    show("  90 -> 100 %: warm (right: cold)", told, f"ARI {lost:.3f}", ".90")


def _keys(model: TopicModel, opinions: list[Opinion]) -> Labels:
    return [int(key) for key in place(model, opinions).keys]
