"""What was written differently, character by character, as people would mark it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from portal.drafts.comparison.edits import edits_between, tidied
from portal.drafts.comparison.sentences import matching_positions
from portal.drafts.comparison.tokens import tokens

Segment = tuple[Literal["equal", "insert", "delete"], str]


def differences(before: str, after: str) -> list[Segment]:
    """Equal, deleted and inserted segments; a deletion stands before the insertion for it.

    Shape: equal and delete joined are `before`, equal and insert joined are `after`; no segment
    is empty; numbers and Latin words are never cut.
    """
    one, other = tokens(before), tokens(after)
    edits = edits_between(matching_positions(one, other), (len(one), len(other)))
    found: list[Segment] = []
    at = 0
    for edit in tidied(edits, one, other):
        found.append(("equal", _text(one, at, edit.at)))
        found.append(("delete", _text(one, edit.at, edit.at_end)))
        found.append(("insert", _text(other, edit.to, edit.to_end)))
        at = edit.at_end
    found.append(("equal", _text(one, at, len(one))))
    return [segment for segment in found if segment[1]]


def _text(sequence: Sequence[str], start: int, end: int) -> str:
    return "".join(sequence[start:end])
