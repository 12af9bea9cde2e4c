"""Numbers chained into groups, many at a time."""

import numpy as np
from numpy.typing import NDArray


class Chains:
    """Which numbers belong together; a group is known by its smallest number."""

    def __init__(self, count: int) -> None:
        self._parent = list(range(count))

    def join(self, one: int, other: int) -> None:
        """Both numbers, and all that were with either, are one group."""
        a, b = self._find(one), self._find(other)
        self._parent[max(a, b)] = min(a, b)

    def are_joined(self, one: int, other: int) -> bool:
        """Whether both are in one group."""
        return self._find(one) == self._find(other)

    def roots(self) -> NDArray[np.int64]:
        """For every number the smallest of its group."""
        parent = np.array(self._parent, dtype=np.int64)
        while True:
            further = parent[parent]
            if np.array_equal(further, parent):
                return parent
            parent = further

    def _find(self, number: int) -> int:
        parent = self._parent
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number
