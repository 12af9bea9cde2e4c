"""A comparison as people read it: a block for each clause, with what was struck and inserted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from operator import itemgetter

from portal.drafts.comparison import Segment, differences
from portal.models.drafts import Clause
from portal.models.versions import Change
from portal.queries.versions import Comparison
from portal.queries.versions_rows import INNER_LEVELS, Row, without_inner

UNCHANGED = (Change.KEPT, Change.RENUMBERED)
_DIVIDED = (Change.SPLIT, Change.MERGED)
Mark = tuple[int, str]
"""Where a clause begins in a text, and its number."""


@dataclass(frozen=True, slots=True)
class Named:
    """A clause as it is cited."""

    identity: str
    number: str
    heading: str

    @property
    def label(self) -> str:
        """Number and heading."""
        return f"{self.number}{self.heading}"


@dataclass(frozen=True, slots=True)
class Block:
    """What became of one clause, or of all clauses of a split or merger together.

    Shape: `segments` are (equal | insert | delete, text); `above` names the chapter or section;
    where several clauses stand together, `old_marks` and `new_marks` say where each begins;
    `taken_up` are the ids of the comments the change names.
    """

    change: Change
    olds: tuple[Named, ...]
    news: tuple[Named, ...]
    before: str
    after: str
    segments: tuple[Segment, ...]
    above: str
    old_marks: tuple[Mark, ...] = ()
    new_marks: tuple[Mark, ...] = ()
    taken_up: tuple[int, ...] = ()

    @property
    def is_unchanged(self) -> bool:
        """True when at most the number differs."""
        return self.change in UNCHANGED

    @property
    def struck(self) -> list[Segment]:
        """The text before, with what is gone marked."""
        return _marked([one for one in self.segments if one[0] != "insert"], self.old_marks)

    @property
    def inserted(self) -> list[Segment]:
        """The text after, with what has come marked."""
        return _marked([one for one in self.segments if one[0] != "delete"], self.new_marks)


def _marked(segments: Iterable[Segment], marks: Sequence[Mark]) -> list[Segment]:
    """The segments of one side with numbers where clauses begin; neighbours of one kind are one."""
    waiting, at = list(marks), 0
    found: list[Segment] = []
    for kind, text in segments:
        start = at
        at += len(text)
        while waiting and waiting[0][0] < at:
            place, number = waiting.pop(0)
            found += [(kind, text[: place - start]), ("equal", f"{number} ")]
            text, start = text[place - start :], place
        found.append((kind, text))
    runs = groupby((segment for segment in found if segment[1]), key=itemgetter(0))
    return [(kind, "".join(text for _kind, text in run)) for kind, run in runs]


@dataclass(frozen=True, slots=True)
class Pointer:
    """Where a clause used to stand that was moved, or where a further part of a split stands."""

    block: Block
    named: Named
    is_old_place: bool


Entry = Block | Pointer


def entries_of(comparison: Comparison) -> list[Entry]:
    """The blocks in the order of the newer version, with pointers to what stands elsewhere."""
    rows = without_inner(comparison.rows)
    above = _Above(comparison.rows)
    blocks: dict[int, Block] = {}
    found: list[Entry] = []
    for row in rows:
        block = blocks.get(id(row))
        if block is None:
            group = _group(row, rows)
            block = _block(group, above, comparison.taken_up)
            blocks |= {id(other): block for other in group}
            found.append(block)
        elif row.change is Change.SPLIT and row.new is not None:
            found.append(Pointer(block, _named(row.new), is_old_place=False))
    return _with_old_places(found, rows, blocks)


def counts_of(entries: Iterable[Entry]) -> dict[Change, int]:
    """How many blocks show each kind of change, in the order of the kinds; none is left out."""
    counted = Counter(entry.change for entry in entries if isinstance(entry, Block))
    return {change: counted[change] for change in Change}


def _group(row: Row, rows: Sequence[Row]) -> list[Row]:
    """The rows of the same split or merger; any other row stands alone."""
    if row.change is Change.SPLIT and row.old is not None:
        return [r for r in rows if r.change is Change.SPLIT and r.old is row.old]
    if row.change is Change.MERGED and row.new is not None:
        return [r for r in rows if r.change is Change.MERGED and r.new is row.new]
    return [row]


class _Above:
    """Names the chapter or section a clause stands in."""

    def __init__(self, rows: Sequence[Row]) -> None:
        sides = [side for row in rows for side in (row.old, row.new) if side is not None]
        self._by_id = {clause.id: clause for clause in sides}

    def label(self, clause: Clause | None) -> str:
        """Number and heading of the clause above, "" for none."""
        above = self._by_id.get(clause.parent_id or 0) if clause is not None else None
        return above.label if above is not None else ""

    def is_within(self, clause: Clause, identities: Collection[str]) -> bool:
        """Whether the clause is one of these, or a 款, 项 or 目 that stands in one of them."""
        place: Clause | None = clause
        while place is not None and place.identity not in identities:
            place = self._by_id.get(place.parent_id or 0) if place.level in INNER_LEVELS else None
        return place is not None

    def within(self, identities: Collection[str]) -> list[str]:
        """The identities of these clauses and of what stands in them, both versions together."""
        found = (one.identity for one in self._by_id.values() if self.is_within(one, identities))
        return list(dict.fromkeys(found))


def _block(group: Sequence[Row], above: _Above, named: Mapping[str, tuple[int, ...]]) -> Block:
    first, change = group[0], group[0].change
    olds = list({row.old.id: row.old for row in group if row.old is not None}.values())
    news = list({row.new.id: row.new for row in group if row.new is not None}.values())
    texts = {row.old.id: row.before for row in group if row.old is not None}
    texts |= {row.new.id: row.after for row in group if row.new is not None}
    before, after = ("\n".join(texts[clause.id] for clause in side) for side in (olds, news))
    is_divided = change in _DIVIDED
    return Block(
        change,
        tuple(map(_named, olds)),
        tuple(map(_named, news)),
        before,
        after,
        tuple(differences(before, after)) if change not in UNCHANGED else (("equal", after),),
        above.label(first.new or first.old),
        _marks(olds, texts) if is_divided else (),
        _marks(news, texts) if is_divided else (),
        _taken_up({clause.identity for clause in (*olds, *news)}, above, named),
    )


def _taken_up(
    identities: Collection[str], above: _Above, named: Mapping[str, tuple[int, ...]]
) -> tuple[int, ...]:
    """What the change of a 条 names, it names together with all that stands in the 条."""
    if not named:
        return ()
    places = above.within(identities)
    return tuple(sorted({at for place in places for at in named.get(place, ())}))


def _marks(clauses: Sequence[Clause], texts: dict[int, str]) -> tuple[Mark, ...]:
    """Where each of several clauses begins in their joined text."""
    lengths = [len(texts[clause.id]) + 1 for clause in clauses]
    starts = accumulate(lengths, initial=0)
    return tuple((start, clause.number) for start, clause in zip(starts, clauses, strict=False))


def _named(clause: Clause) -> Named:
    return Named(clause.identity, clause.number, clause.heading)


def _with_old_places(
    entries: list[Entry], rows: Sequence[Row], blocks: dict[int, Block]
) -> list[Entry]:
    """A pointer stands where each moved clause would stand had it not been moved."""
    by_old = sorted((row for row in rows if row.old is not None), key=_old_position)
    following: dict[int, list[Entry]] = {}
    last: Block | None = None
    for row in by_old:
        block = blocks[id(row)]
        if row.change is Change.MOVED and row.old is not None:
            pointer = Pointer(block, _named(row.old), is_old_place=True)
            following.setdefault(id(last), []).append(pointer)
        else:
            last = block
    placed = following.get(id(None), [])
    for entry in entries:
        placed += [entry, *(following.get(id(entry), []) if isinstance(entry, Block) else [])]
    return placed


def _old_position(row: Row) -> int:
    return row.old.position if row.old is not None else 0
