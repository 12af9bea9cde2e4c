"""The longest common subsequence of two sequences, by bits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from math import isqrt

_FEW = 16


def common_positions(one: Sequence[str], other: Sequence[str]) -> list[tuple[int, int]]:
    """The positions of a longest common subsequence in both, rising.

    One bit for each position of `other`: 20,000 by 20,000 tokens take 20,000 additions of
    numbers, whatever stands in them. Only every so many rows are kept; those between are made
    again on the way back, so that memory stays small.
    Source: H. Hyyrö, Bit-Parallel LCS-length Computation Revisited, 2004.
    """
    rows = _Rows(one, other)
    found: list[tuple[int, int]] = []
    row, column = len(one), len(other)
    while row and column:
        if rows.is_flat(row, column):
            column -= 1
        elif row > 1 and not rows.is_flat(row - 1, column):
            row -= 1
        else:
            row, column = row - 1, column - 1
            found.append((row, column))
    return found[::-1]


class _Rows:
    """The rows of the table of lengths: a bit is 0 where the length grows by one."""

    def __init__(self, one: Sequence[str], other: Sequence[str]) -> None:
        self._one = one
        self._full = (1 << len(other)) - 1
        self._places = _Places(other, set(one))
        self._step = isqrt(len(one)) + 1
        self._kept = [self._full]
        for start in range(0, len(one), self._step):
            self._kept.append(self._run(self._kept[-1], start)[-1])
        self._block, self._made = -1, [self._full]

    def is_flat(self, row: int, column: int) -> bool:
        """Whether the length in this row is the same one column before."""
        block, within = divmod(row - 1, self._step)
        if block != self._block:
            self._block = block
            self._made = self._run(self._kept[block], block * self._step)
        return bool(self._made[within] >> (column - 1) & 1)

    def _run(self, row: int, start: int) -> list[int]:
        made: list[int] = []
        full, places = self._full, self._places
        for token in self._one[start : start + self._step]:
            matching = row & places.of(token)
            row = (row + matching | row - matching) & full
            made.append(row)
        return made


class _Places:
    """Where each token stands in a sequence, as the bits of a number."""

    def __init__(self, sequence: Sequence[str], wanted: set[str]) -> None:
        self._few: defaultdict[str, list[int]] = defaultdict(list)
        for at, token in enumerate(sequence):
            if token in wanted:
                self._few[token].append(at)
        many = [token for token, places in self._few.items() if len(places) > _FEW]
        self._many = {token: _bits(self._few.pop(token), len(sequence)) for token in many}

    def of(self, token: str) -> int:
        """Rare tokens are many and their numbers long: those are made when asked for."""
        if token in self._many:
            return self._many[token]
        return sum(1 << at for at in self._few.get(token, ()))


def _bits(places: Sequence[int], length: int) -> int:
    bits = bytearray(length // 8 + 1)
    for at in places:
        bits[at >> 3] |= 1 << (at & 7)
    return int.from_bytes(bits, "little")
