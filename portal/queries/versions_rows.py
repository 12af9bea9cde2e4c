"""The rows of a comparison: which clause became which, over one version or several."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from portal.drafts.comparison.order import carried
from portal.drafts.comparison.versions import Version
from portal.drafts.comparison.words import plain
from portal.models.drafts import Clause
from portal.models.versions import Change
from portal.queries.versions_compared import articles_above, nodes_of, whole_texts

_DIVIDED = (Change.SPLIT, Change.MERGED)


@dataclass(frozen=True, slots=True)
class Link:
    """A stored mapping, or several of them one after the other. Unit: similarity 0-1."""

    old: int | None
    new: int | None
    change: Change
    similarity: float
    is_set_by_officer: bool = False


@dataclass(frozen=True, slots=True)
class Side:
    """The clauses of one version by id, with their whole texts; `inner` stand within a 条."""

    clauses: Mapping[int, Clause]
    texts: Mapping[int, str]
    inner: frozenset[int]

    @classmethod
    def of(cls, clauses: Sequence[Clause]) -> Side:
        """The side of these clauses, in reading order."""
        inner = frozenset(articles_above(clauses))
        return cls({clause.id: clause for clause in clauses}, whole_texts(clauses), inner)


@dataclass(frozen=True, slots=True)
class Row:
    """One clause before and after; a 条 with all that stands in it.

    Shape: `is_inner` rows are of 款, 项 and 目, whose texts the row of their 条 shows too.
    """

    old: Clause | None
    new: Clause | None
    change: Change
    similarity: float
    before: str
    after: str
    is_inner: bool
    is_set_by_officer: bool


def chained(steps: Sequence[Sequence[Link]], old: Side, new: Side) -> list[Link]:
    """The mappings of several versions in a row as one, from the first side to the last.

    A clause that was deleted and came back word for word is the same clause; one that was moved
    and moved back is not moved.
    """
    if len(steps) == 1:
        return list(steps[0])
    ways: Ways = {(at, at): Way(1.0, False, frozenset()) for at in old.clauses}
    for step in steps:
        ways = _next(ways, step)
    gone = old.clauses.keys() - {at for at, _to in ways}
    come = new.clauses.keys() - {to for _at, to in ways}
    ways |= {pair: Way(1.0, False, frozenset()) for pair in _restored(old, new, gone, come)}
    elsewhere = _carried(old, new, ways)
    links = [_link(pair, way, old, new, elsewhere) for pair, way in ways.items()]
    gone, come = gone - {at for at, _to in ways}, come - {to for _at, to in ways}
    links += [Link(at, None, Change.DELETED, 0.0) for at in sorted(gone)]
    return links + [Link(None, to, Change.NEW, 0.0) for to in sorted(come)]


@dataclass(frozen=True, slots=True)
class Way:
    """How an old clause came to be a clause of a later version. Unit: similarity 0-1."""

    similarity: float
    is_set_by_officer: bool
    changes: frozenset[Change]


Ways = dict[tuple[int, int], Way]


def _next(ways: Ways, step: Sequence[Link]) -> Ways:
    onward: dict[int, list[Link]] = {}
    for link in step:
        if link.old is not None and link.new is not None:
            onward.setdefault(link.old, []).append(link)
    return {
        (start, link.new): Way(
            min(way.similarity, link.similarity),
            way.is_set_by_officer or link.is_set_by_officer,
            way.changes | {link.change},
        )
        for (start, at), way in ways.items()
        for link in onward.get(at, [])
        if link.new is not None
    }


def _restored(
    old: Side, new: Side, gone: Collection[int], come: Collection[int]
) -> Iterator[tuple[int, int]]:
    """The deleted clauses whose words exactly one new clause has, and no other deleted one."""
    left, right = (_by_words(side, ids) for side, ids in ((old, gone), (new, come)))
    for words, olds in left.items():
        news = right.get(words, [])
        if words and len(olds) == len(news) == 1:
            yield olds[0], news[0]


def _by_words(side: Side, clause_ids: Collection[int]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for clause_id in clause_ids:
        found.setdefault(plain(side.texts[clause_id]), []).append(clause_id)
    return found


def _carried(old: Side, new: Side, ways: Ways) -> set[int]:
    """The ids of the old clauses that stand elsewhere in the new version."""
    before, after = (Version(nodes_of(list(side.clauses.values()))) for side in (old, new))
    old_ids, new_ids = list(old.clauses), list(new.clauses)
    old_places, new_places = (
        {at: place for place, at in enumerate(ids)} for ids in (old_ids, new_ids)
    )
    links = {old_places[at]: new_places[to] for at, to in sorted(ways, reverse=True)}
    return {old_ids[place] for place in carried(before, after, links)}


def _link(
    pair: tuple[int, int], way: Way, old: Side, new: Side, elsewhere: Collection[int]
) -> Link:
    at, to = pair
    if plain(old.texts[at]) != plain(new.texts[to]):
        named = next((c for c in _DIVIDED if c in way.changes), Change.CHANGED)
    elif at in elsewhere:
        named = Change.MOVED
    else:
        is_same = old.clauses[at].number == new.clauses[to].number
        named = Change.KEPT if is_same else Change.RENUMBERED
    return Link(at, to, named, way.similarity, way.is_set_by_officer)


def in_reading_order(links: Sequence[Link], old: Side, new: Side) -> list[Row]:
    """The rows by their new clause; a deleted clause follows what stood before it."""
    places = {clause_id: place for place, clause_id in enumerate(new.clauses)}
    first: dict[int, int] = {}
    for link in links:
        if link.old and link.new and link.change is not Change.MOVED:
            first[link.old] = max(places[link.new], first.get(link.old, -1))
    place, after = -1, {}
    for order, clause_id in enumerate(old.clauses):
        place = first.get(clause_id, place)
        after[clause_id] = (place, order)

    def key(link: Link) -> tuple[int, bool, int]:
        followed, order = after.get(link.old or 0, (-1, -1))
        return (followed, True, order) if link.new is None else (places[link.new], False, order)

    return [_row(link, old, new) for link in sorted(links, key=key)]


def _row(link: Link, old: Side, new: Side) -> Row:
    at, to = link.old or 0, link.new or 0
    return Row(
        old.clauses.get(at),
        new.clauses.get(to),
        link.change,
        link.similarity,
        old.texts.get(at, ""),
        new.texts.get(to, ""),
        at in old.inner or to in new.inner,
        link.is_set_by_officer,
    )


def without_inner(rows: Sequence[Row]) -> list[Row]:
    """The rows people compare: each 条 once as a whole, and every clause that stands in none.

    A row between a 条 and a paragraph stays only where the 条 has no other row.
    """
    outer = [row for row in rows if not row.is_inner]
    seen = {clause.id for row in outer for clause in _sides(row)}
    return [row for row in rows if not row.is_inner or _is_alone(row, seen)]


def _sides(row: Row) -> Iterator[Clause]:
    yield from (clause for clause in (row.old, row.new) if clause is not None)


INNER_LEVELS = ("款", "项", "目")


def _is_alone(row: Row, seen: set[int]) -> bool:
    sides = list(_sides(row))
    outer = [clause for clause in sides if clause.level not in INNER_LEVELS]
    return len(sides) == 2 and len(outer) == 1 and outer[0].id not in seen
