"""The rows of an alignment: who became what, and in which order they are read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from portal.drafts.comparison.links import Links
from portal.drafts.comparison.mapping import BELOW_EQUAL, Change
from portal.drafts.comparison.order import carried
from portal.drafts.comparison.paragraphs import standing
from portal.drafts.comparison.pieces import Division
from portal.drafts.comparison.versions import Version
from portal.drafts.comparison.words import similarity

Row = tuple[int | None, int | None, Change, float]
"""Old index, new index, change and similarity."""


def link_rows(old: Version, new: Version, links: Links, homes: Links) -> list[Row]:
    """Kept, changed, moved and renumbered clauses; `homes` says which clauses stand for which."""
    elsewhere = carried(old, new, homes)
    return [_link_row(old, new, at, to, at in elsewhere) for at, to in links.items()]


def _link_row(old: Version, new: Version, at: int, to: int, is_elsewhere: bool) -> Row:
    one, other = old.clauses[at], new.clauses[to]
    if one.words != other.words:
        return at, to, "changed", min(similarity(one.pairs, other.pairs), BELOW_EQUAL)
    if is_elsewhere:
        return at, to, "moved", 1.0
    return at, to, "kept" if one.number == other.number else "renumbered", 1.0


def division_rows(splits: dict[int, Division], mergers: dict[int, Division]) -> list[Row]:
    """A row for each part of what was split or merged."""
    apart: list[Row] = [
        (at, part, "split", one.similarity) for at, one in splits.items() for part in one.parts
    ]
    together: list[Row] = [
        (part, to, "merged", one.similarity) for to, one in mergers.items() for part in one.parts
    ]
    return apart + together


def paragraph_rows(old: Version, new: Version, rows: Sequence[Row]) -> list[Row]:
    """The 款 that are still without a row and stand in an article of one paragraph."""
    forth: defaultdict[int, list[int]] = defaultdict(list)
    back: defaultdict[int, list[int]] = defaultdict(list)
    for at, to, _change, _similarity in rows:
        if at is not None and to is not None:
            forth[at].append(to)
            back[to].append(at)
    gone = [at for at in range(len(old.clauses)) if at not in forth]
    come = [to for to in range(len(new.clauses)) if to not in back]
    down = standing(new, old, come, back, "split")
    found: list[Row] = [(at, to, change, alike) for to, at, change, alike in down]
    return found + list(standing(old, new, gone, forth, "merged"))


def single_rows(old: Version, new: Version, rows: Sequence[Row]) -> list[Row]:
    """What is in no other row was deleted, or is new."""
    gone = set(range(len(old.clauses))) - {row[0] for row in rows}
    come = set(range(len(new.clauses))) - {row[1] for row in rows}
    deleted: list[Row] = [(at, None, "deleted", 0.0) for at in sorted(gone)]
    fresh: list[Row] = [(None, to, "new", 0.0) for to in sorted(come)]
    return deleted + fresh


def in_reading_order(rows: Sequence[Row]) -> list[Row]:
    """The rows by their new clause; a deleted clause follows what stood before it."""
    first: dict[int, int] = {}
    for at, to, change, _similarity in rows:
        if at is not None and to is not None and change != "moved":
            first[at] = max(to, first.get(at, -1))
    place = -1
    keys: dict[int, int] = {}
    for at in sorted(row[0] for row in rows if row[0] is not None):
        place = keys[at] = first.get(at, place)
    return sorted(rows, key=lambda row: _key(row, keys))


def _key(row: Row, keys: dict[int, int]) -> tuple[int, bool, int]:
    at, to = row[0], row[1]
    if to is None:
        return keys[at if at is not None else -1], True, at if at is not None else -1
    return to, False, -1 if at is None else at
