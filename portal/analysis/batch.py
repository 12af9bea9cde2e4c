"""A whole consultation: what splits runs on shards, what does not is fitted on a sample."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from portal.analysis import clauses, duplicates
from portal.analysis.clauses import ClauseTopics
from portal.analysis.placing import Placing
from portal.analysis.shards import Shards
from portal.analysis.topic_fit import FEWEST, fit_topics
from portal.analysis.topic_labels import taught
from portal.analysis.topic_model import TopicModel
from portal.analysis.topic_place import Placed
from portal.analysis.topics import described
from portal.analysis.types import Campaign, Opinion, TopicGroup

Each = TypeVar("Each")


@dataclass(frozen=True, slots=True)
class Grouped:
    """What concerns comments together: topics, campaigns, and the model to place later ones with.

    `topic_of` and `campaign_of` hold for each comment, in order, the index of its group;
    `closeness` its cosine with the topic's centre. `clauses` are groups within each clause.
    Unit: `seconds` of each step, by name; steps that ran side by side overlap.
    """

    model: TopicModel | None
    topics: list[TopicGroup]
    campaigns: list[Campaign]
    topic_of: list[int | None]
    campaign_of: list[int | None]
    closeness: list[float]
    clauses: list[ClauseTopics]
    seconds: dict[str, float]


def run(
    opinions: Sequence[Opinion],
    each: Callable[[Sequence[Opinion]], Each],
    topic_count: int | None = None,
    processes: int = 1,
    by_clause: bool = False,
    pins: Mapping[str, int] | None = None,
) -> tuple[list[Each], Grouped]:
    """What `each` makes of the shards, in order, and the groups across all comments.

    Groups within each clause are made too where `by_clause` asks for them. `pins` are comments whose
    topic people chose: they have it, the topics are learned from them, and indexes are those numbers.

    The result does not depend on the number of processes.
    """
    clock = time.perf_counter()
    seconds: dict[str, float] = {}
    with Shards(opinions, processes) as shards:
        single = shards.start(partial(_both, each))
        model = fit_topics(opinions, topic_count) if len(opinions) >= FEWEST else None
        model = taught(model, opinions, pins) if model and pins else model
        seconds["fit topics"] = time.perf_counter() - clock
        placing = Placing(shards, model, opinions, pins, by_clause) if model else None
        results, marks = [], []
        for result, mark in single:
            results.append(result)
            marks.append(mark)
        seconds["each comment"] = time.perf_counter() - clock
        folding = time.perf_counter()
        campaigns = duplicates.fold(opinions, duplicates.joined(marks))
        seconds["fold duplicates"] = time.perf_counter() - folding
        placed = placing.placed() if placing else None
        seconds["until placed"] = time.perf_counter() - clock
        within = _within(placing, opinions) if by_clause else []
    topics = described(model, opinions, placed, bool(pins)) if model and placed else []
    topic_of = _topic_of(topics, placed, [(pins or {}).get(one.id) for one in opinions])
    campaign_of = _campaign_of(opinions, campaigns)
    seconds["everything"] = time.perf_counter() - clock
    rounded = {name: round(spent, 3) for name, spent in seconds.items()}
    close = placed.closeness.tolist() if placed else [0.0] * len(opinions)
    found = Grouped(model, topics, campaigns, topic_of, campaign_of, close, within, rounded)
    return results, found


def _both(
    each: Callable[[Sequence[Opinion]], Each], opinions: Sequence[Opinion]
) -> tuple[Each, duplicates.Marks]:
    return each(opinions), duplicates.mark(opinions)


def _within(placing: Placing | None, opinions: Sequence[Opinion]) -> list[ClauseTopics]:
    """Too few comments for topics are too few for groups within clauses."""
    if placing is not None:
        return placing.clauses()
    return clauses.told(None, opinions, clauses.places_of(opinions), {})


def _topic_of(
    topics: Sequence[TopicGroup], placed: Placed | None, chosen: list[int | None]
) -> list[int | None]:
    if placed is None:
        return chosen
    index_of = {topic.key: topic.index for topic in topics}
    return [index_of.get(key, key) for key in placed.keys.tolist()]


def _campaign_of(
    opinions: Sequence[Opinion], campaigns: Sequence[Campaign]
) -> list[int | None]:
    index_of = {id_: campaign.index for campaign in campaigns for id_ in campaign.member_ids}
    return [index_of.get(opinion.id) for opinion in opinions]
