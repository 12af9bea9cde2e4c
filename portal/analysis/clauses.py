"""What is said within each clause: its own groups and words, clauses in the order of the draft."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from portal.analysis import topic_naming
from portal.analysis.normalise import plain
from portal.analysis.one_thread import one_thread
from portal.analysis.shards import Shards
from portal.analysis.topic_clusters import centres_of, spread
from portal.analysis.topic_count import likely_count
from portal.analysis.topic_fit import FEWEST, documents, known_points
from portal.analysis.topic_model import TopicModel
from portal.analysis.topic_place import place, placed_points
from portal.analysis.topic_space import Points, points, read_comments
from portal.analysis.topic_words import naming_words
from portal.analysis.topics import described
from portal.analysis.types import Opinion, TopicGroup
from portal.drafts.numbering import NUMERALS, to_int

FIT_ON = 1_000
READ_AT_ONCE = 20_000

_NUMBER = re.compile(rf"第?([{NUMERALS}]+|\d+)")


@dataclass(frozen=True, slots=True)
class ClauseTopics:
    """A clause with the words that set its comments apart and the groups within it.

    Under twelve comments there are no groups: `reading_ids` is the list to read instead, and it is
    empty where there are groups.
    """

    clause: str
    comment_count: int
    words: list[str]
    topics: list[TopicGroup]
    reading_ids: list[str]


def reading_order(opinions: Sequence[Opinion]) -> list[str]:
    """All ids by clause as the draft runs, comments on no clause last; what to read when few came."""
    ordered = sorted(
        range(len(opinions)), key=lambda place: (*_rank(opinions[place].clause), place)
    )
    return [opinions[place].id for place in ordered]


def within(
    shards: Shards, model: TopicModel | None, opinions: Sequence[Opinion]
) -> list[ClauseTopics]:
    """Every clause that has comments, grouped in the space that all comments share."""
    places: dict[str, list[int]] = defaultdict(list)
    for place_, opinion in enumerate(opinions):
        if opinion.clause:
            places[opinion.clause].append(place_)
    names = sorted(places, key=_rank)
    if model is None or not names:
        found = [_Part([], np.zeros(0, np.int64), 0) for _ in names]
    else:
        found = list(shards.start(partial(_part, model), [places[name] for name in names]))
    words = _words(model, opinions, found)
    return [
        ClauseTopics(
            clause=name,
            comment_count=len(places[name]),
            words=words[row],
            topics=part.topics,
            reading_ids=[] if part.topics else [opinions[i].id for i in places[name]],
        )
        for row, (name, part) in enumerate(zip(names, found, strict=True))
    ]


def _rank(clause: str | None) -> tuple[int, list[int], str]:
    """Where a clause stands: by its numbers, then by name; no clause stands last."""
    if not clause:
        return 2, [], ""
    numbers = [to_int(found[:9]) or 0 for found in _NUMBER.findall(clause)]
    return (0 if numbers else 1), numbers, clause


@dataclass(frozen=True, slots=True)
class _Part:
    """One clause by itself: its groups, and in how many of the comments read each word stands."""

    topics: list[TopicGroup]
    words: NDArray[np.int64]
    read_count: int


def _part(model: TopicModel, opinions: Sequence[Opinion]) -> _Part:
    """A clause grouped; only very many comments are grouped by a sample and then placed."""
    chosen = [opinions[row] for row in spread(len(opinions), READ_AT_ONCE).tolist()]
    read = read_comments(model.space, *documents(chosen))
    words = np.asarray((read.words > 0).sum(axis=0), dtype=np.int64).ravel()
    if len(opinions) < FEWEST:
        return _Part([], words, len(chosen))
    with one_thread():
        cloud = points(model.space, read)
        own = _fitted(model, cloud, len(opinions))
        is_all = len(chosen) == len(opinions)
        placed = placed_points(own, read, cloud) if is_all else place(own, opinions)
    return _Part(described(own, opinions, placed), words, len(chosen))


def _fitted(model: TopicModel, cloud: Points, count: int) -> TopicModel:
    known = known_points(cloud)
    rows = known[spread(len(known), FIT_ON)]
    centres = np.zeros((0, model.space.width), dtype=np.float32)
    if len(rows) >= 2:
        centres = centres_of(rows, likely_count(rows, count, trials=1), starts=2)
    return TopicModel(model.space, centres, tuple(range(len(centres))), count, len(rows))


def _words(
    model: TopicModel | None, opinions: Sequence[Opinion], parts: Sequence[_Part]
) -> list[list[str]]:
    """For each clause the words that set its comments apart from those on other clauses."""
    if model is None or not parts:
        return [[] for _ in parts]
    texts = {opinion.clause_text for opinion in opinions if opinion.clause_text}
    background = {word for text in texts for word in naming_words(plain(text))}
    sizes = np.array([part.read_count for part in parts])
    counts = np.stack([part.words for part in parts])
    return topic_naming.names(counts, sizes, model.space.vocabulary, background)
