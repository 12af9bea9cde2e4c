"""The places where two texts differ, tidied so that people can read them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from portal.drafts.comparison.tokens import border

_LONGEST_SCRAP = 6


@dataclass(frozen=True)
class Edit:
    """The tokens from `at` to `at_end` became those from `to` to `to_end`."""

    at: int
    at_end: int
    to: int
    to_end: int

    def shifted(self, by: int) -> Edit:
        return Edit(self.at + by, self.at_end + by, self.to + by, self.to_end + by)


def edits_between(matching: Iterable[tuple[int, int]], ends: tuple[int, int]) -> list[Edit]:
    """What lies between matching positions."""
    found: list[Edit] = []
    at = to = 0
    for here, there in [*matching, ends]:
        if here > at or there > to:
            found.append(Edit(at, here, to, there))
        at, to = here + 1, there + 1
    return found


def tidied(edits: Sequence[Edit], one: Sequence[str], other: Sequence[str]) -> list[Edit]:
    """Edits on natural borders, with no scraps of equal text between them."""
    amounts = _Amounts(one), _Amounts(other)
    for _again in range(2):  # a merger frees others to move, and a move may leave a scrap
        edits = _merged(_placed(edits, one, other), *amounts)
    return list(edits)


def _placed(edits: Sequence[Edit], one: Sequence[str], other: Sequence[str]) -> list[Edit]:
    """Insertions and deletions moved to the most natural of their equivalent places."""
    made: list[Edit] = []
    for position, edit in enumerate(edits):
        start = made[-1].at_end if made else 0
        end = edits[position + 1].at if position + 1 < len(edits) else len(one)
        if edit.at == edit.at_end:
            by = _best_shift(other, edit.to, edit.to_end, edit.at - start, end - edit.at_end)
        elif edit.to == edit.to_end:
            by = _best_shift(one, edit.at, edit.at_end, edit.at - start, end - edit.at_end)
        else:
            by = 0
        made.append(edit.shifted(by))
    return made


def _best_shift(text: Sequence[str], start: int, end: int, back: int, ahead: int) -> int:
    """How far to move a stretch so that it begins and ends on the most natural borders."""
    least = 0
    while -least < back and text[start + least - 1] == text[end + least - 1]:
        least -= 1
    most = 0
    while most < ahead and text[start + most] == text[end + most]:
        most += 1
    shifts = range(least, most + 1)
    return max(shifts, key=lambda by: (_naturalness(text, start + by, end + by), by))


def _naturalness(text: Sequence[str], start: int, end: int) -> int:
    before = text[start - 1] if start else ""
    after = text[end] if end < len(text) else ""
    return border(before, text[start]) + border(text[end - 1], after)


class _Amounts:
    """How much stretches of a text say: marks nothing, numbers and foreign words double."""

    def __init__(self, text: Sequence[str]) -> None:
        amounts = (min(sum(map(str.isalnum, token)), 2) for token in text)
        self._up_to = list(accumulate(amounts, initial=0))

    def between(self, start: int, end: int) -> int:
        return self._up_to[end] - self._up_to[start]


def _merged(edits: Sequence[Edit], one: _Amounts, other: _Amounts) -> list[Edit]:
    """Edits with only a scrap of equal text between them are one.

    Source: N. Fraser, Diff Strategies, 2006 (semantic clean-up), with a limit for what is a scrap.
    """
    made: list[Edit] = []
    for edit in edits:
        latest = edit
        while made and _is_scrap(made[-1], latest, one, other):
            before = made.pop()
            latest = Edit(before.at, latest.at_end, before.to, latest.to_end)
        made.append(latest)
    return made


def _is_scrap(before: Edit, after: Edit, one: _Amounts, other: _Amounts) -> bool:
    amount = one.between(before.at_end, after.at)
    if amount <= 1:
        return True
    smaller = min(_amount(before, one, other), _amount(after, one, other))
    return max(amount, after.at - before.at_end) <= min(smaller, _LONGEST_SCRAP)


def _amount(edit: Edit, one: _Amounts, other: _Amounts) -> float:
    """What an edit replaces; a plain insertion or deletion disturbs the reader half as much."""
    gone, come = one.between(edit.at, edit.at_end), other.between(edit.to, edit.to_end)
    return max(gone, come) if gone and come else (gone + come) / 2
