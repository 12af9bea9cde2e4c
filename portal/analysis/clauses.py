"""What is said within each clause: its own groups and words, clauses in the order of the draft."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from portal.analysis import topic_naming
from portal.analysis.normalise import plain
from portal.analysis.one_thread import one_thread
from portal.analysis.topic_clusters import centres_of, spread
from portal.analysis.topic_count import likely_count
from portal.analysis.topic_fit import FEWEST, known_points
from portal.analysis.topic_model import TopicModel
from portal.analysis.topic_place import Placed, pinned, place, placed_points, seen
from portal.analysis.topic_space import Points, Read
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


@dataclass(frozen=True, slots=True)
class ClauseGroups:
    """One clause by itself: its groups, and in how many of the comments read each word stands."""

    topics: list[TopicGroup]
    words: NDArray[np.int64]
    read_count: int


_NOTHING = ClauseGroups([], np.zeros(0, np.int64), 0)


def reading_order(opinions: Sequence[Opinion]) -> list[str]:
    """All ids by clause as the draft runs, comments on no clause last; what to read when few came."""
    ordered = sorted(
        range(len(opinions)), key=lambda place: (*_rank(opinions[place].clause), place)
    )
    return [opinions[place].id for place in ordered]


def places_of(opinions: Sequence[Opinion]) -> dict[str, list[int]]:
    """Where the comments on each clause stand, clauses in the order of the draft."""
    places: dict[str, list[int]] = defaultdict(list)
    for place_, opinion in enumerate(opinions):
        if opinion.clause:
            places[opinion.clause].append(place_)
    return {name: places[name] for name in sorted(places, key=_rank)}


def told(
    model: TopicModel | None,
    opinions: Sequence[Opinion],
    places: Mapping[str, Sequence[int]],
    grouped: Mapping[str, ClauseGroups],
) -> list[ClauseTopics]:
    """Every clause that has comments, with the words that set them apart from those on the others."""
    found = {name: grouped.get(name, _NOTHING) for name in places}
    words = _words(model, opinions, list(found.values()))
    return [
        ClauseTopics(
            clause=name,
            comment_count=len(places[name]),
            words=words[row],
            topics=part.topics,
            reading_ids=[] if part.topics else [opinions[i].id for i in places[name]],
        )
        for row, (name, part) in enumerate(found.items())
    ]


def _rank(clause: str | None) -> tuple[int, list[int], str]:
    """Where a clause stands: by its numbers, then by name; no clause stands last."""
    if not clause:
        return 2, [], ""
    numbers = [to_int(found[:9]) or 0 for found in _NUMBER.findall(clause)]
    return (0 if numbers else 1), numbers, clause


def grouped_and_placed(
    model: TopicModel, opinions: Sequence[Opinion], pins: Mapping[str, int] | None = None
) -> tuple[ClauseGroups, Placed]:
    """A clause of no more than `READ_AT_ONCE` comments, read once for its own groups and for all topics."""
    read, cloud = seen(model, opinions)
    with one_thread():
        placed = placed_points(model, read, cloud, pinned(opinions, pins or {}))
        return _grouped(model, opinions, read, cloud), placed


def grouped(model: TopicModel, opinions: Sequence[Opinion]) -> ClauseGroups:
    """A clause grouped by a sample of its comments, into which all of them are then placed."""
    chosen = [opinions[row] for row in spread(len(opinions), READ_AT_ONCE).tolist()]
    read, cloud = seen(model, chosen)
    with one_thread():
        return _grouped(model, opinions, read, cloud)


def _grouped(
    model: TopicModel, opinions: Sequence[Opinion], read: Read, cloud: Points
) -> ClauseGroups:
    words = np.asarray((read.words > 0).sum(axis=0), dtype=np.int64).ravel()
    if len(opinions) < FEWEST:
        return ClauseGroups([], words, len(cloud))
    own = _fitted(model, cloud, len(opinions))
    is_all = len(cloud) == len(opinions)
    placed = placed_points(own, read, cloud) if is_all else place(own, opinions)
    return ClauseGroups(described(own, opinions, placed), words, len(cloud))


def _fitted(model: TopicModel, cloud: Points, count: int) -> TopicModel:
    known = known_points(cloud)
    rows = known[spread(len(known), FIT_ON)]
    centres = np.zeros((0, model.space.width), dtype=np.float32)
    if len(rows) >= 2:
        centres = centres_of(rows, likely_count(rows, count, trials=1), most_starts=2)
    return TopicModel(model.space, centres, tuple(range(len(centres))), count, len(rows))


def _words(
    model: TopicModel | None, opinions: Sequence[Opinion], parts: Sequence[ClauseGroups]
) -> list[list[str]]:
    """For each clause the words that set its comments apart from those on other clauses."""
    if model is None or not parts:
        return [[] for _ in parts]
    texts = {opinion.clause_text for opinion in opinions if opinion.clause_text}
    background = {word for text in texts for word in naming_words(plain(text))}
    sizes = np.array([part.read_count for part in parts])
    counts = np.stack([part.words for part in parts])
    return topic_naming.names(counts, sizes, model.space.vocabulary, background)
