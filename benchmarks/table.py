"""The printed table: one line for each act at each size."""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.measure import Timings

LEGEND = (
    "rate: calls a second, median of the rounds; of bare: rate divided by the bare limit's,\n"
    "round by round; of first: the same against the smallest crowd (0.91 = 1.1 times slower)"
)
BARE = -1
"""Stands for the bare limit among the sizes."""


def heading(name: str, aim: str = "") -> None:
    """A part of the table begins."""
    columns = (
        f"{'opinions':>10}{'rate/s':>10}{'p50 ms':>9}{'p99 ms':>9}{'of bare':>9}{'of first':>9}"
    )
    print(f"\n== {name}{f' (aim: {aim})' if aim else ''}\n{'':<16}{columns}", flush=True)


def show(timings: Mapping[int, Timings]) -> None:
    """The bare limit, then each size beside it."""
    bare = timings.get(BARE)
    first = timings[min(size for size in timings if size != BARE)]
    for size, timing in timings.items():
        name = "bare" if size == BARE else "portal"
        count = "" if size == BARE else f"{size:,}"
        spent = f"{timing.quantile(0.5) * 1000:>9.2f}{timing.quantile(0.99) * 1000:>9.2f}"
        shares = ""
        if size != BARE:
            of_bare = f"{timing.share_of(bare):>9.0%}" if bare else f"{'':>9}"
            shares = f"{of_bare}{timing.share_of(first):>9.2f}"
        print(f"{name:<16}{count:>10}{timing.rate:>10,.0f}{spent}{shares}", flush=True)
