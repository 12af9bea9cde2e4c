"""Comments grouped by what they are about, each group named by words and by comments of its own."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans
from threadpoolctl import threadpool_limits

from portal.analysis import topic_naming
from portal.analysis.labels import TopicWarning
from portal.analysis.normalise import MASK, own_words, plain
from portal.analysis.topic_count import likely_count
from portal.analysis.topic_space import FIT_ON, Points, points
from portal.analysis.topic_words import naming_words
from portal.analysis.types import Opinion, TopicGroup

FEWEST = 12
STARTS = 5
LOOSE = 0.15
SIMILAR = 0.8
SMALL = 3


@dataclass(frozen=True, slots=True)
class _Clusters:
    """Shape: labels (comments,), -1 is the rest; centres (clusters, parts); closeness (comments,)."""

    labels: NDArray[np.int64]
    centres: Points
    closeness: NDArray[np.float64]


def group(opinions: Sequence[Opinion], count: int | None = None) -> list[TopicGroup]:
    """Groups from the largest to the smallest, then a rest group if anything is left over.

    Under `FEWEST` comments there is nothing to group and the list is empty.
    """
    if len(opinions) < FEWEST:
        return []
    documents = [naming_words(own_words(opinion).replace(MASK, " ")) for opinion in opinions]
    # One thread: the matrices are small, and on a busy machine waiting threads cost ten times more.
    with threadpool_limits(1):
        clusters = _cluster(points(documents, [opinion.text for opinion in opinions]), count)
    background = {word for text in _clause_texts(opinions) for word in naming_words(plain(text))}
    named = topic_naming.names(documents, clusters.labels, background)
    warnings = _warnings(clusters)
    return [
        TopicGroup(
            index=index,
            words=named.get(label, []),
            representative_ids=_representatives(opinions, clusters, label),
            member_ids=_member_ids(opinions, clusters.labels == label),
            warnings=warnings[label],
        )
        for index, label in enumerate(warnings)
    ]


def _member_ids(opinions: Sequence[Opinion], is_member: NDArray[np.bool_]) -> list[str]:
    return [opinions[place].id for place in np.flatnonzero(is_member).tolist()]


def _clause_texts(opinions: Sequence[Opinion]) -> set[str]:
    return {opinion.clause_text for opinion in opinions if opinion.clause_text}


def _cluster(space: Points, count: int | None) -> _Clusters:
    """Labels run from the largest cluster to the smallest; what is near nothing is labelled -1."""
    is_known = np.abs(space).sum(axis=1) > 0
    known = space[is_known]
    if len(known) < 2:
        zeros = np.zeros(len(space))
        return _Clusters(np.full(len(space), -1), np.zeros((0, space.shape[1])), zeros)
    count = max(1, min(count or likely_count(known), len(np.unique(known, axis=0))))
    fitted = KMeans(count, n_init=STARTS, random_state=0).fit(
        known[:: max(1, len(known) // FIT_ON)]
    )
    near = np.asarray(fitted.predict(known), dtype=np.int64)
    closeness, labels = np.zeros(len(space)), np.full(len(space), -1)
    centres = _unit(fitted.cluster_centers_)
    closeness[is_known] = np.einsum("ij,ij->i", _unit(known), centres[near])
    labels[is_known] = np.where(closeness[is_known] >= LOOSE, near, -1)
    sizes = np.bincount(labels[labels >= 0], minlength=count)
    order = np.argsort(-sizes, kind="stable")
    order = order[sizes[order] > 0]
    rank = np.full(count + 1, -1)
    rank[order] = np.arange(order.size)
    return _Clusters(rank[labels], centres[order], closeness)


def _unit(rows: Points) -> Points:
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(length, 1e-12))


def _warnings(clusters: _Clusters) -> dict[int, list[TopicWarning]]:
    """Each label that has members, in order, with what an officer should be warned of."""
    likeness = clusters.centres @ clusters.centres.T
    np.fill_diagonal(likeness, 0)
    result: dict[int, list[TopicWarning]] = {}
    for label in range(len(clusters.centres)):
        result[label] = []
        if (clusters.labels == label).sum() < SMALL:
            result[label].append("small")
        if likeness[label].max(initial=0) >= SIMILAR:
            result[label].append("similar")
    if (clusters.labels == -1).any():
        result[-1] = ["rest"]
    return result


def _representatives(opinions: Sequence[Opinion], clusters: _Clusters, label: int) -> list[str]:
    """Up to three comments nearest the centre, of different wording and not mere quotations."""
    members = np.flatnonzero(clusters.labels == label)
    order = members[np.argsort(-clusters.closeness[members], kind="stable")][:60].tolist()
    chosen: dict[str, str] = {}
    for place in order:
        opinion = opinions[place]
        text = own_words(opinion)
        if 8 <= len(text) <= 300 and text.count(MASK) < len(text) / 3:
            chosen.setdefault(text, opinion.id)
    ids = list(chosen.values()) or [opinions[place].id for place in order]
    return ids[:3]
