"""The best pairing of two sides, each taken at most once."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heappop, heappush
from math import inf

_CEILING = 4.0
"""More than any gain: what it costs to leave a row alone."""

Gains = Sequence[dict[int, float]]
"""For each row what pairing it with a column gains; columns that are not named are impossible."""


def best_pairs(gains: Gains) -> dict[int, int]:
    """Row to column with the largest sum of gains; a row that gains nothing stays alone.

    Source: R. Jonker, A. Volgenant, A Shortest Augmenting Path Algorithm for Dense and Sparse
    Linear Assignment Problems, 1987; the sparse form.
    """
    pairing = _Pairing(gains)
    for row in range(len(gains)):
        pairing.add(row)
    return {row: column for column, row in pairing.row_at.items() if column >= 0}


class _Pairing:
    """Rows are added one by one; the pairing of the rows so far is always the best."""

    def __init__(self, gains: Gains) -> None:
        # A column of its own for each row, numbered below zero, stands for staying alone.
        self.costs = [
            {-row - 1: _CEILING} | {at: _CEILING - gain for at, gain in one.items() if gain > 0}
            for row, one in enumerate(gains)
        ]
        self.row_at: dict[int, int] = {}
        self.row_price = [0.0] * len(gains)
        self.column_price: dict[int, float] = {}
        self._column_of: dict[int, int] = {}

    def add(self, row: int) -> None:
        """The row is paired along the cheapest chain of re-pairings."""
        chain = _Chain(self, row)
        column, length = chain.to_free_column()
        self.row_price[row] += length
        for settled, way in chain.settled.items():
            if settled in self.row_at:
                self.row_price[self.row_at[settled]] += length - way
            self.column_price[settled] = self.column_price.get(settled, 0.0) - (length - way)
        self._repair(row, column, chain.came_from)

    def _repair(self, row: int, column: int, came_from: dict[int, int]) -> None:
        taken_by = -1
        while taken_by != row:
            taken_by = came_from[column]
            self.row_at[column] = taken_by
            freed = self._column_of.get(taken_by, column)
            self._column_of[taken_by] = column
            column = freed


class _Chain:
    """The search for the nearest free column from one row."""

    def __init__(self, pairing: _Pairing, row: int) -> None:
        self._pairing, self._start = pairing, row
        self.settled: dict[int, float] = {}
        self.came_from: dict[int, int] = {}
        self._reached: dict[int, float] = {}
        self._queue: list[tuple[float, int]] = []

    def to_free_column(self) -> tuple[int, float]:
        """The column and the length of the way to it; every row has one: its own."""
        self._reach(self._start, 0.0)
        while True:
            length, column = heappop(self._queue)
            if column in self.settled:
                continue
            self.settled[column] = length
            if column not in self._pairing.row_at:
                return column, length
            self._reach(self._pairing.row_at[column], length)

    def _reach(self, row: int, so_far: float) -> None:
        prices, base = self._pairing.column_price, so_far - self._pairing.row_price[row]
        for column, cost in self._pairing.costs[row].items():
            way = base + cost - prices.get(column, 0.0)
            if column not in self.settled and way < self._reached.get(column, inf):
                self._reached[column] = way
                self.came_from[column] = row
                heappush(self._queue, (way, column))
