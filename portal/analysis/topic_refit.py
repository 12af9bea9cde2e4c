"""Warm start: the topics officers have worked on, brought up to the comments there are now."""

from collections.abc import Mapping, Sequence

import numpy as np

from portal.analysis.one_thread import one_thread
from portal.analysis.topic_clusters import Labels, nearest, spread
from portal.analysis.topic_fit import documents, known_points, sample
from portal.analysis.topic_model import TopicModel
from portal.analysis.topic_space import Points, learned, points, read_comments
from portal.analysis.types import Opinion

GROWN = 1.5
ROUNDS = 3
INERTIA = 0.5
PINNED_WEIGHT = 3.0
FEWEST_MOVED = 3
PINNED_READ = 5_000


def refit(
    model: TopicModel,
    opinions: Sequence[Opinion],
    pins: Mapping[str, int] | None = None,
    merged: Mapping[int, int] | None = None,
) -> TopicModel:
    """The earlier topics, moved a little toward the comments there are now.

    `pins` are comments an officer placed, by id: they draw the topic of their key to themselves, and
    a key no centre has yet becomes a topic of its own, and comments moved together take the like of
    them along. `merged` leads from a key to the one it went into: their centres stay, under one key.
    Keys never change their meaning; a topic all of whose comments were moved away is gone.
    """
    pins, merged = pins or {}, merged or {}
    keys = [_end_of(merged, key) for key in model.keys]
    wanted = {id_: _end_of(merged, key) for id_, key in pins.items()}
    chosen = _with_pinned(opinions, wanted)
    words, texts = documents(chosen)
    with one_thread():
        cloud = points(model.space, read_comments(model.space, words, texts))
        pinned = np.array([wanted.get(opinion.id, -1) for opinion in chosen])
        pinned[np.abs(cloud).sum(axis=1) == 0] = -1
        centres, keys = _with_moved(cloud, model.centres, keys, pinned)
        space, seen = model.space, model.seen_count
        if len(opinions) >= GROWN * seen and len(centres):
            labels = _labels(cloud, centres, keys, pinned)
            space, seen = learned(words, texts), len(opinions)
            cloud = points(space, read_comments(space, words, texts))
            centres = _means(cloud, labels, np.zeros((len(keys), space.width), np.float32), pinned)
        centres = _followed(cloud, centres, keys, pinned)
        centres, keys = _without_empty(cloud, centres, keys, pinned)
    return TopicModel(space, centres, tuple(keys), seen, len(chosen))


def _end_of(merged: Mapping[int, int], key: int) -> int:
    """The key that a chain of mergers leads to; a circle ends where it began."""
    seen = {key}
    while key in merged and merged[key] not in seen:
        key = merged[key]
        seen.add(key)
    return key


def _with_pinned(opinions: Sequence[Opinion], pins: Mapping[str, int]) -> list[Opinion]:
    """A sample, and of the comments officers placed as many as can be read in a moment."""
    chosen = sample(opinions)
    if len(chosen) == len(opinions):
        return chosen
    taken = {opinion.id for opinion in chosen}
    placed = [one for one in opinions if one.id in pins and one.id not in taken]
    return chosen + [placed[row] for row in spread(len(placed), PINNED_READ).tolist()]


def _with_moved(
    cloud: Points, centres: Points, keys: list[int], pinned: Labels
) -> tuple[Points, list[int]]:
    """Further centres: for a topic an officer began, and where several were moved from one place."""
    placed = np.flatnonzero((pinned >= 0) & (np.abs(cloud).sum(axis=1) > 0))
    near = nearest(cloud[placed], centres)[0] if len(centres) else np.zeros(len(placed), np.int64)
    moved: dict[tuple[int, int], list[int]] = {}
    for row, label in zip(placed.tolist(), near.tolist(), strict=True):
        key = int(pinned[row])
        if not keys or keys[label] != key:
            moved.setdefault((key, label if key in keys else -1), []).append(row)
    added = [pair for pair, rows in sorted(moved.items()) if _is_own(pair, rows, keys)]
    means = [cloud[moved[pair]].mean(axis=0, keepdims=True) for pair in added]
    grown = np.concatenate([centres, *means]).astype(np.float32)
    return grown, keys + [key for key, _ in added]


def _is_own(pair: tuple[int, int], rows: list[int], keys: list[int]) -> bool:
    return pair[0] not in keys or len(rows) >= FEWEST_MOVED


def _without_empty(
    cloud: Points, centres: Points, keys: list[int], pinned: Labels
) -> tuple[Points, list[int]]:
    """Centres that no comment is nearest to any more are left out, if officers moved any."""
    if not (pinned >= 0).any():
        return centres, keys
    kept = np.unique(_labels(cloud, centres, keys, pinned)[np.abs(cloud).sum(axis=1) > 0])
    return centres[kept], [keys[label] for label in kept.tolist()]


def _labels(cloud: Points, centres: Points, keys: list[int], pinned: Labels) -> Labels:
    """The nearest centre of each point, for a pinned one the nearest of its own topic."""
    labels = nearest(cloud, centres)[0]
    for key in set(pinned[pinned >= 0].tolist()):
        own = np.flatnonzero(np.array(keys) == key)
        rows = pinned == key
        labels[rows] = own[nearest(cloud[rows], centres[own])[0]]
    return labels


def _followed(cloud: Points, centres: Points, keys: list[int], pinned: Labels) -> Points:
    cloud, pinned = known_points(cloud), pinned[np.abs(cloud).sum(axis=1) > 0]
    for _ in range(ROUNDS if len(centres) and len(cloud) else 0):
        means = _means(cloud, _labels(cloud, centres, keys, pinned), centres, pinned)
        centres = np.asarray(INERTIA * centres + (1 - INERTIA) * means, dtype=np.float32)
    return centres


def _means(cloud: Points, labels: Labels, centres: Points, pinned: Labels) -> Points:
    """The mean of each centre's points, or the old centre where it has none."""
    weight = np.where(pinned >= 0, PINNED_WEIGHT, 1.0)
    result = centres.copy()
    for label in np.unique(labels).tolist():
        is_own = labels == label
        result[label] = np.average(cloud[is_own], axis=0, weights=weight[is_own])
    return result
