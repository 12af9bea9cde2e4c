"""Which number-like line starts really open clauses: the sequence decides."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from portal.drafts.doubts import runs_on
from portal.drafts.grammar import Kind, Marker

_DIGITS = (Kind.ARABIC, Kind.ARABIC_BRACKETED)
_WIDEST_WEAK_GAP = 5
_FARTHEST_STEP_BACK = 2


@dataclass(frozen=True)
class Verdict:
    """Whether a marker opens a clause, its corrected form, and what to warn of."""

    accepted: bool
    marker: Marker
    glued: str = ""
    warning: str = ""
    expected: int = 0


class NumberSequence:
    """Follows the numbers of one document from top to bottom."""

    def __init__(self, candidates: Mapping[int, Marker]) -> None:
        self._open: dict[Kind, Marker] = {}
        self._last: dict[Kind, int] = {}
        self._by_value: dict[tuple[Kind, int], list[int]] = defaultdict(list)
        self._by_kind: dict[Kind, list[int]] = defaultdict(list)
        self._values = {index: marker.value for index, marker in candidates.items()}
        self._ranks = {marker.kind: marker.rank for marker in candidates.values()}
        self._kinds = {index: marker.kind for index, marker in candidates.items()}
        self._runs_on = runs_on(candidates, Kind.ARTICLE)
        for index, marker in candidates.items():
            self._by_value[marker.kind, marker.value].append(index)
            self._by_kind[marker.kind].append(index)

    def judge(self, index: int, marker: Marker, finished: bool) -> Verdict:
        """Decide on the marker at line `index`; `finished` says the line before had ended."""
        verdict = self._decide(index, marker, finished)
        if verdict.accepted:
            self._enter(verdict.marker)
        return verdict

    def end_items(self, index: int, introduces: bool) -> bool:
        """An unnumbered paragraph of an article ends the items above it; new ones may begin.

        It does not when the next number goes on with theirs: then it stands inside, which is told.
        """
        kept = False
        for kind in [kind for kind in self._open if kind > Kind.ARTICLE]:
            if self._goes_on(index, kind, introduces):
                kept = True
            else:
                del self._open[kind]
        return kept

    def _goes_on(self, index: int, kind: Kind, introduced: bool) -> bool:
        """The next number of the kind follows the open one; right below a colon it begins anew."""
        places = self._by_kind[kind]
        if introduced and index + 1 in self._values and self._kinds[index + 1] is kind:
            return False
        at = bisect_right(places, index)
        if at == len(places) or places[at] > self._scope_end(index, kind, Kind.ARTICLE):
            return False
        return self._values[places[at]] == self._open[kind].value + 1

    def _decide(self, index: int, marker: Marker, finished: bool) -> Verdict:
        if not marker.value:
            return Verdict(True, marker)
        if self._expects(marker):
            return Verdict(self._fits(index, marker, finished), marker)
        unglued = self._unglue(marker)
        if unglued:
            page = str(marker.value)[: -len(str(unglued.value))]
            return Verdict(True, unglued, glued=page, warning="page_number_glue")
        if not finished:
            return Verdict(False, marker)
        return self._unexpected(index, marker)

    def _fits(self, index: int, marker: Marker, finished: bool) -> bool:
        """An expected number opens a clause, but the first of a weak list needs more evidence."""
        if marker.doubtful and not finished:
            return False
        if marker.value != 1 or marker.kind < Kind.MUST:
            return True
        follows = self._comes_later(index, marker.kind, 2)
        return follows if marker.kind is Kind.MUST else finished or follows

    def _expects(self, marker: Marker) -> bool:
        sibling = self._open.get(marker.kind)
        if sibling:
            inserted = marker.value == sibling.value and marker.sub == sibling.sub + 1
            return inserted or (marker.value, marker.sub) == (sibling.value + 1, 0)
        return marker.value in (1, self._last.get(marker.kind, 0) + 1)

    def _unglue(self, marker: Marker) -> Marker | None:
        """The marker without the page number stuck to its front, when that makes it expected."""
        if marker.kind not in _DIGITS or marker.printed.startswith(("(", "（")):
            return None
        digits = str(marker.value)
        sibling = self._open.get(marker.kind)
        expected = sibling.value + 1 if sibling else 1
        if not digits.endswith(str(expected)) or len(digits) == len(str(expected)):
            return None
        if 0 < marker.value - self._last.get(marker.kind, 0) <= _WIDEST_WEAK_GAP:
            return None
        cut = len(digits) - len(str(expected))
        return replace(marker, value=expected, printed=marker.printed[cut:])

    def _unexpected(self, index: int, marker: Marker) -> Verdict:
        sibling = self._open.get(marker.kind)
        last = sibling.value if sibling else self._last.get(marker.kind, 0)
        refused = Verdict(False, marker, warning="numbering_ignored", expected=last + 1)
        if (marker.value, marker.sub) > (last, sibling.sub if sibling else 0):
            gap = Verdict(True, marker, warning="numbering_gap", expected=last + 1)
            return refused if self._strays(index, marker, last) else gap
        if marker.doubtful:
            return refused
        restarts = marker.value == 1 and self._comes_later(index, marker.kind, 2)
        if restarts or last - marker.value <= _FARTHEST_STEP_BACK:
            return Verdict(True, marker, warning="numbering_repeat", expected=last + 1)
        return refused

    def _strays(self, index: int, marker: Marker, last: int) -> bool:
        """A number ahead of its turn is a stray when its turn's own number still comes."""
        if marker.doubtful or (
            marker.kind is Kind.ARTICLE and not (marker.spaced or self._runs_on)
        ):
            return True
        if marker.kind in _DIGITS and marker.value - last > _WIDEST_WEAK_GAP:
            return True
        return self._comes_later(index, marker.kind, last + 1)

    def _comes_later(self, index: int, kind: Kind, value: int) -> bool:
        """A candidate of this value follows before a number of an outer kind."""
        places = self._by_value.get((kind, value), [])
        at = bisect_right(places, index)
        return at < len(places) and places[at] < self._scope_end(index, kind)

    def _scope_end(self, index: int, kind: Kind, innermost: Kind | None = None) -> float:
        ends = [float("inf")]
        for outer, places in self._by_kind.items():
            if self._ranks[outer] < self._ranks[kind] and kind is not Kind.ARTICLE and outer <= (innermost or outer):
                at = bisect_left(places, index + 1)
                ends += places[at : at + 1]
        return min(ends)

    def _enter(self, marker: Marker) -> None:
        for kind in [one for one in self._open if self._ranks[one] > marker.rank]:
            if kind is not Kind.ARTICLE:
                del self._open[kind]
        if not marker.value:
            return
        self._open[marker.kind] = marker
        self._last[marker.kind] = marker.value
