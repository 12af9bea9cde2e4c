"""The pairing is the best there is, checked against all others."""

from __future__ import annotations

from itertools import pairwise, permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.drafts.comparison.assignment import best_pairs
from portal.drafts.comparison.order import heaviest_rise
from portal.drafts.comparison.subsequence import common_positions

COLUMNS = 5
ROW = st.dictionaries(st.integers(0, COLUMNS - 1), st.floats(-1, 2), max_size=COLUMNS)


@settings(deadline=None)
@given(st.lists(ROW, max_size=5))
def test_no_other_pairing_gains_more(gains: list[dict[int, float]]) -> None:
    found = best_pairs(gains)
    assert len(set(found.values())) == len(found)
    places = [*range(COLUMNS), *[-1] * len(gains)]
    best = max(
        sum(max(0.0, one.get(at, 0.0)) for one, at in zip(gains, places, strict=False))
        for places in set(permutations(places, len(gains)))
    )
    assert abs(sum(gains[row][at] for row, at in found.items()) - best) < 1e-9


def test_a_first_come_does_not_take_what_another_needs_more() -> None:
    assert best_pairs([{0: 0.9, 1: 0.8}, {0: 0.7}]) == {0: 1, 1: 0}


def test_a_pair_that_gains_nothing_is_not_made() -> None:
    assert best_pairs([{0: 0.0, 1: -0.5}, {}]) == {}


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9)), unique_by=lambda one: one[0]))
def test_the_heaviest_rise_rises_and_no_heavier_one_exists(items: list[tuple[int, int]]) -> None:
    values, weights = [one[0] for one in items], [float(one[1]) for one in items]
    kept = sorted(heaviest_rise(values, weights))
    chosen = [values[at] for at in kept]
    assert chosen == sorted(chosen)
    heaviest: list[float] = []
    for at, value in enumerate(values):
        below = [heaviest[one] for one in range(at) if values[one] < value]
        heaviest.append(weights[at] + max(below, default=0.0))
    assert sum(weights[at] for at in kept) == max(heaviest, default=0.0)


WORDS = st.text("甲乙丙", max_size=40)


@given(WORDS, WORDS)
def test_the_common_subsequence_is_common_and_as_long_as_any(one: str, other: str) -> None:
    found = common_positions(one, other)
    assert all(one[at] == other[to] for at, to in found)
    assert all(a < c and b < d for (a, b), (c, d) in pairwise(found))
    row = [0] * (len(other) + 1)
    for char in one:
        above = row[:]
        for to, there in enumerate(other, 1):
            row[to] = above[to - 1] + 1 if char == there else max(above[to], row[to - 1])
    assert len(found) == row[-1]
