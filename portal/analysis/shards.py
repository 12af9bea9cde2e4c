"""Work on many comments cut into shards, on one process or several; the result is the same."""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from types import TracebackType
from typing import TypeVar

from portal.analysis.types import Opinion

SHARD = 5_000
WORTH_FORKING = 2_000
LOOK_SECONDS = 1.0

Result = TypeVar("Result")

# The children get the comments by being forked, not through a pipe.
_opinions: Sequence[Opinion] = ()


class Shards:
    """The comments, ready to be worked on; on leaving it the other processes are gone."""

    def __init__(self, opinions: Sequence[Opinion], processes: int) -> None:
        self._opinions = opinions
        self._stretches = [range(i, i + SHARD) for i in range(0, max(1, len(opinions)), SHARD)]
        is_worth = processes > 1 and len(opinions) >= WORTH_FORKING and hasattr(os, "fork")
        self._pool = _forked(opinions, min(processes, len(self._stretches))) if is_worth else None

    def __enter__(self) -> Shards:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def start(
        self,
        work: Callable[[Sequence[Opinion]], Result],
        parts: Sequence[Sequence[int]] | None = None,
    ) -> Iterator[Result]:
        """The results of all parts in order; with several processes the work begins at once.

        A part is places of comments; by default parts are shards. `work` must be a function of a
        module, or a partial of one.
        """
        chosen = self._stretches if parts is None else parts
        if self._pool is None:
            return (work(_taken(self._opinions, part)) for part in chosen)
        return _in_order([self._pool.submit(_work, work, part) for part in chosen])


def usable_processes() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _forked(opinions: Sequence[Opinion], processes: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(
        processes,
        mp_context=multiprocessing.get_context("fork"),
        initializer=_take,
        initargs=(opinions, os.getpid()),
    )


def _take(opinions: Sequence[Opinion], parent: int) -> None:
    global _opinions
    _opinions = opinions
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    """A child whose parent was killed would wait for work for ever: nobody else tells it."""
    while os.getppid() == parent:
        time.sleep(LOOK_SECONDS)
    os._exit(1)


def _work(work: Callable[[Sequence[Opinion]], Result], part: Sequence[int]) -> Result:
    return work(_taken(_opinions, part))


def _taken(opinions: Sequence[Opinion], part: Sequence[int]) -> Sequence[Opinion]:
    if isinstance(part, range):
        return opinions[part.start : part.stop]
    return [opinions[place] for place in part]


def _in_order(tasks: list[Future[Result]]) -> Iterator[Result]:
    """Each result is let go as soon as it was handed over."""
    tasks.reverse()
    while tasks:
        yield tasks.pop().result()
