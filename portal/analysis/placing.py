"""Every comment at its topic and every clause grouped by itself, from one reading of the texts."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

import numpy as np

from portal.analysis import clauses
from portal.analysis.clauses import READ_AT_ONCE, ClauseGroups, ClauseTopics
from portal.analysis.shards import SHARD, Shards
from portal.analysis.topic_model import TopicModel
from portal.analysis.topic_place import Placed, in_order, joined, place
from portal.analysis.types import Opinion


class Placing:
    """Begun when made, where there are several processes; `placed` and `clauses` wait for it."""

    def __init__(
        self,
        shards: Shards,
        model: TopicModel,
        opinions: Sequence[Opinion],
        pins: Mapping[str, int] | None,
        by_clause: bool,
    ) -> None:
        self._model, self._opinions = model, opinions
        self._places = clauses.places_of(opinions) if by_clause else {}
        small = {name: at for name, at in self._places.items() if len(at) <= READ_AT_ONCE}
        large = {name: at for name, at in self._places.items() if len(at) > READ_AT_ONCE}
        rest = _stretches(opinions, small)
        self._order = [*small.values(), *rest]
        self._small, self._large = list(small), list(large)
        read_once = partial(clauses.grouped_and_placed, model, pins=pins)
        self._both = shards.start(read_once, list(small.values()))
        self._others = shards.start(partial(place, model, pins=pins), rest)
        self._sampled = shards.start(partial(clauses.grouped, model), list(large.values()))
        self._grouped: dict[str, ClauseGroups] = {}

    def placed(self) -> Placed:
        """Where each comment belongs, in the order of the comments."""
        return in_order(joined(self._parts()), np.concatenate(self._order))

    def clauses(self) -> list[ClauseTopics]:
        """The groups within each clause; asked for after `placed`."""
        self._grouped |= zip(self._large, self._sampled, strict=True)
        return clauses.told(self._model, self._opinions, self._places, self._grouped)

    def _parts(self) -> Iterator[Placed]:
        for name, (grouped, placed) in zip(self._small, self._both, strict=True):
            self._grouped[name] = grouped
            yield placed
        yield from self._others


def _stretches(
    opinions: Sequence[Opinion], taken: Mapping[str, Sequence[int]]
) -> list[Sequence[int]]:
    """The places of all comments on none of these clauses, cut into shards."""
    left = [at for at, opinion in enumerate(opinions) if opinion.clause not in taken]
    return [left[i : i + SHARD] for i in range(0, len(left), SHARD)]
