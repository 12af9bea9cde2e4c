"""Time taken in turns: what is compared runs interleaved, so that the machine's moods cancel out."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

K = TypeVar("K")
Act = Callable[[], object]


@dataclass
class Timings:
    """The times of one act, round by round. Unit: seconds."""

    rounds: list[list[float]] = field(default_factory=list)

    def quantile(self, share: float) -> float:
        """The time that this share of all calls did not exceed."""
        times = sorted(one for times in self.rounds for one in times)
        return times[min(int(len(times) * share), len(times) - 1)]

    def rates(self) -> list[float]:
        """Calls a second in each round: by the round's median, which a stolen moment cannot move."""
        return [1 / statistics.median(times) for times in self.rounds]

    @property
    def rate(self) -> float:
        """The median of the rounds."""
        return statistics.median(self.rates())

    def share_of(self, other: Timings) -> float:
        """Our rate divided by the other's, compared round by round; the median."""
        pairs = zip(self.rates(), other.rates(), strict=True)
        return statistics.median(ours / theirs for ours, theirs in pairs)


def in_turns(acts: Mapping[K, Act], *, rounds: int, calls: int) -> dict[K, Timings]:
    """Each act is called `calls` times in each round, always one call of each in turn."""
    timings = {name: Timings() for name in acts}
    for act in acts.values():
        act()
    for _ in range(rounds):
        for timing in timings.values():
            timing.rounds.append([])
        for _ in range(calls):
            for name, act in acts.items():
                began = time.perf_counter()
                act()
                timings[name].rounds[-1].append(time.perf_counter() - began)
    return timings
