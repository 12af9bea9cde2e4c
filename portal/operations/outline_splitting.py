"""What the second part of a split clause is: its words, its line in the source, its units."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from portal.drafts.tree import Unit
from portal.drafts.units import DEFAULT_ROLE, read_units
from portal.errors import InvalidInputError
from portal.operations.outline_acts import Part, Wording
from portal.operations.outline_levels import marker_of
from portal.operations.outline_pieces import (
    line_of,
    pieces,
    source_lines,
    source_span,
    without_opening,
)
from portal.operations.outline_tree import Tree
from portal.sanitize import clean_line

NUMBER_LIMIT = 40
HEADING_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class Cut:
    """Where a clause is split, by the index of a piece, and what the new clause is called.

    Shape: an empty number is read from the words the new clause opens with.
    """

    piece: int
    number: str = ""
    heading: str = ""


def part_of(source: str, tree: Tree, at: int, cut: Cut) -> Part:
    """Raises: InvalidInputError for a piece that is not there, or a number neither given nor read."""
    clause = tree[at]
    found = pieces(clause.text)
    if not 0 <= cut.piece < len(found):
        raise InvalidInputError(field="piece", rule="unknown")
    start = found[cut.piece].start
    first, rest = clause.text[:start].rstrip(), clause.text[start:].lstrip()
    wording = _opening(rest, cut)
    lines = sorted(other.line for other in tree)
    span = source_span(lines, clause.line, len(source_lines(source)))
    read, kept = (
        units_as_json(read_units(rest.split("\n"))),
        units_as_json(read_units(first.split("\n"))),
    )
    stays = [unit for unit in clause.units if unit in kept or unit not in read]
    default = [unit for unit in clause.units if unit["role"] == DEFAULT_ROLE]
    line = line_of(source, span, rest)
    return Part(uuid.uuid4().hex[:12], first, wording, line, stays, [*read, *default])


def _opening(rest: str, cut: Cut) -> Wording:
    """Number and heading are taken off the text where it opens with them."""
    number = clean_line(cut.number, field="number", limit=NUMBER_LIMIT, required=False)
    heading = clean_line(cut.heading, field="heading", limit=HEADING_LIMIT, required=False)
    marker = marker_of(rest)
    if not number and marker is None:
        raise InvalidInputError(field="number", rule="required")
    number = number or (marker.printed if marker else "")
    return Wording(number, heading, without_opening(without_opening(rest, number), heading))


def units_as_json(units: Sequence[Unit]) -> list[dict[str, Any]]:
    return [{"role": unit.role, "names": list(unit.names)} for unit in units]
