"""Comments joined to topics that already stand: shard by shard, on any number of hosts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from portal.analysis.one_thread import one_thread
from portal.analysis.topic_clusters import closeness, nearest
from portal.analysis.topic_fit import documents
from portal.analysis.topic_model import TopicModel
from portal.analysis.topic_space import Points, Read, points, read_comments
from portal.analysis.types import Opinion

REST = -1
LOOSE = 0.08
CHUNK = 20_000


@dataclass(frozen=True, slots=True)
class Placed:
    """Where the comments of a shard belong, in their order.

    `keys` are topic keys or `REST`; `closeness` is the cosine with the centre, `sides` how far a
    comment stands on its topic's side. `words` counts comments with each word, a row for each of
    `topic_keys(model)` and a last one for the rest.
    """

    keys: NDArray[np.int32]
    closeness: NDArray[np.float32]
    sides: NDArray[np.float32]
    words: NDArray[np.int64]


def topic_keys(model: TopicModel) -> list[int]:
    """The keys of the topics, each once, in order."""
    return sorted(set(model.keys))


def place(
    model: TopicModel, opinions: Sequence[Opinion], pins: Mapping[str, int] | None = None
) -> Placed:
    """Each comment at its nearest topic, or at the rest; one in `pins` where an officer put it."""
    starts = range(0, max(1, len(opinions)), CHUNK)
    return joined(_placed(model, opinions[start : start + CHUNK], pins or {}) for start in starts)


def joined(shards: Iterable[Placed]) -> Placed:
    """The shards as one, in the order given; there must be at least one."""
    parts = list(shards)
    return Placed(
        np.concatenate([part.keys for part in parts]),
        np.concatenate([part.closeness for part in parts]),
        np.concatenate([part.sides for part in parts]),
        np.sum([part.words for part in parts], axis=0),
    )


def in_order(placed: Placed, places: NDArray[np.int64]) -> Placed:
    """Comments placed in another order, at their own places again.

    Shape: places (comments,), the place of each comment
    """
    back = np.argsort(places, kind="stable")
    return Placed(placed.keys[back], placed.closeness[back], placed.sides[back], placed.words)


def _placed(model: TopicModel, opinions: Sequence[Opinion], pins: Mapping[str, int]) -> Placed:
    read, cloud = seen(model, opinions)
    with one_thread():
        return placed_points(model, read, cloud, pinned(opinions, pins))


def seen(model: TopicModel, opinions: Sequence[Opinion]) -> tuple[Read, Points]:
    """The comments as the model's space sees them, and their points."""
    read = read_comments(model.space, *documents(opinions))
    with one_thread():
        return read, points(model.space, read)


def pinned(opinions: Sequence[Opinion], pins: Mapping[str, int]) -> dict[int, int]:
    """The rows whose topic people chose, and that topic."""
    return {row: pins[one.id] for row, one in enumerate(opinions) if one.id in pins}


def placed_points(
    model: TopicModel, read: Read, cloud: Points, chosen: Mapping[int, int] | None = None
) -> Placed:
    """Comments that were read and projected already, at their nearest topics.

    `chosen` leads from rows to the keys officers chose for them.
    """
    keys = np.full(len(cloud), REST, dtype=np.int32)
    close, sides = np.zeros((2, len(cloud)), dtype=np.float32)
    if len(model.centres) and len(cloud):
        labels, sides = nearest(cloud, model.centres)
        close = closeness(cloud, model.centres, labels)
        is_near = (close >= LOOSE) & (np.abs(cloud).sum(axis=1) > 0)
        keys[is_near] = np.array(model.keys, dtype=np.int32)[labels[is_near]]
    for row, key in (chosen or {}).items():
        keys[row] = key
    return Placed(keys, close, sides, _word_counts(topic_keys(model), keys, read))


def _word_counts(known: list[int], keys: NDArray[np.int32], read: Read) -> NDArray[np.int64]:
    row_of = {key: row for row, key in enumerate(known)}
    rows = np.array([row_of.get(key, len(known)) for key in keys.tolist()], dtype=np.int32)
    ones = np.ones(rows.size, dtype=np.float32)
    member = sparse.csr_matrix(
        (ones, (rows, np.arange(rows.size))), shape=(len(known) + 1, rows.size)
    )
    seen = read.words.copy()
    seen.data = np.ones_like(seen.data)
    return np.asarray((member @ seen).todense()).astype(np.int64)
