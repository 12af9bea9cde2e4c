"""Maps the clauses of a version to those of the next."""

from __future__ import annotations

from collections.abc import Sequence

from portal.drafts.comparison.mapping import Mapping
from portal.drafts.comparison.matching import Matcher
from portal.drafts.comparison.pieces import Dividing, Division
from portal.drafts.comparison.rows import (
    Row,
    division_rows,
    in_reading_order,
    link_rows,
    paragraph_rows,
    single_rows,
)
from portal.drafts.comparison.versions import Version
from portal.drafts.tree import ClauseNode


def align(old: Sequence[ClauseNode], new: Sequence[ClauseNode]) -> list[Mapping]:
    """Every old and every new clause has its row, in the order of the new version.

    Shape: kept is equal in text, number and place; renumbered differs in number only; moved has
    equal text under another clause or past its siblings; changed has another text. A 条 is
    compared whole, with its 款 项 目. A deleted clause follows what stood before it.
    """
    before, after = Version(old), Version(new)
    rows = in_reading_order(_rows(before, after))
    return [
        Mapping(
            None if at is None else old[at].id,
            None if to is None else new[to].id,
            change,
            round(alike, 4),
        )
        for at, to, change, alike in rows
    ]


def _rows(old: Version, new: Version) -> list[Row]:
    matcher = Matcher(old, new)
    links = matcher.links()
    back = {to: at for at, to in links.items()}
    splits = Dividing(old, new, links, matcher.weights).divisions()
    mergers = Dividing(new, old, back, matcher.weights).divisions()
    mergers = _beside(splits, mergers)
    apart = {*splits, *_parts(mergers)}
    together = {*mergers, *_parts(splits)}
    single = {at: to for at, to in links.items() if at not in apart and to not in together}
    homes = {**single, **{at: one.parts[0] for at, one in splits.items()}}
    homes |= {one.parts[0]: to for to, one in mergers.items()}
    rows = [*link_rows(old, new, single, homes), *division_rows(splits, mergers)]
    rows += paragraph_rows(old, new, rows)
    return rows + single_rows(old, new, rows)


def _beside(splits: dict[int, Division], mergers: dict[int, Division]) -> dict[int, Division]:
    """The mergers that share no clause with a split."""
    parts = _parts(splits)
    return {
        to: one
        for to, one in mergers.items()
        if to not in parts and splits.keys().isdisjoint(one.parts)
    }


def _parts(divisions: dict[int, Division]) -> set[int]:
    return {part for one in divisions.values() for part in one.parts}
