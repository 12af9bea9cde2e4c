"""How much processor time something may take, on whatever machine the tests run."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager

REFERENCE = 0.016
"""Seconds of processor time that `_exercise` takes where the limits of the tests were set."""


class TooSlow(AssertionError):
    """Something took more processor time than it may (tried again: tests/plugins/second_try.py)."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """The body takes `seconds` of processor time at most; on a slower machine its share more.

    The machine is timed before and after, for a neighbour may come or go. What earlier tests left
    in memory is not swept meanwhile: that is not the doing of what is timed.
    """
    gc.collect()
    gc.freeze()
    try:
        before = _slowness()
        began = time.process_time()
        yield
        spent = time.process_time() - began
    finally:
        gc.unfreeze()
    allowed = seconds * max(1.0, before, _slowness())
    if spent >= allowed:
        raise TooSlow(f"took {spent:.2f} s of processor time where {allowed:.2f} s are allowed")


def _slowness() -> float:
    """How many times as long as at home the machine takes now for a piece of work."""
    began = time.process_time()
    _exercise()
    return (time.process_time() - began) / REFERENCE


def _exercise() -> int:
    """Some dictionary and text work, as the readers and rules do."""
    seen: dict[str, int] = {}
    for number in range(60_000):
        word = f"第{number % 997}条"
        seen[word] = seen.get(word, 0) + len(word)
    return sum(seen.values())
