"""Entries become clause nodes: nested, with ids, unique paths and units."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from portal.drafts import units
from portal.drafts.blocks import Block
from portal.drafts.entries import Entry, entries
from portal.drafts.tree import ClauseNode, Unit


class Numberer:
    """Gives clauses their ids, one series for a whole file, and paths unique in a document."""

    def __init__(self) -> None:
        self._count = 0

    def clauses(self, blocks: Sequence[Block]) -> list[ClauseNode]:
        """The clause nodes of one document in source order."""
        found = list(entries(blocks))
        seen: defaultdict[str, int] = defaultdict(int)
        above: list[tuple[float, ClauseNode]] = []
        made: list[ClauseNode] = []
        for at, entry in enumerate(found):
            while above and above[-1][0] >= entry.rank:
                above.pop()
            parent = above[-1][1] if above else None
            is_leaf = at + 1 == len(found) or found[at + 1].rank <= entry.rank
            made.append(self._node(entry, parent, is_leaf, seen))
            above.append((entry.rank, made[-1]))
        return _with_defaults(made)

    def _node(
        self, entry: Entry, parent: ClauseNode | None, is_leaf: bool, seen: defaultdict[str, int]
    ) -> ClauseNode:
        self._count += 1
        base = f"{parent.path}/" if parent else ""
        return ClauseNode(
            id=f"c{self._count}",
            path=_unique(base + entry.path_part, seen),
            parent=parent.id if parent else None,
            level=entry.level,
            number=entry.number,
            heading=entry.parted.heading,
            text="\n".join(entry.texts),
            line=entry.line,
            commentable=entry.is_commentable_alone or (is_leaf and not entry.is_frame),
            units=units.read_units(entry.texts),
            marks=entry.parted.marks,
        )


def _unique(path: str, seen: defaultdict[str, int]) -> str:
    seen[path] += 1
    return path if seen[path] == 1 else f"{path}~{seen[path]}"


def _with_defaults(clauses: Sequence[ClauseNode]) -> list[ClauseNode]:
    """Clauses below a default responsibility carry its units as well."""
    made: list[ClauseNode] = []
    default: list[str] = []
    for clause in clauses:
        if default and clause.commentable:
            answering = [*clause.units, Unit(units.DEFAULT_ROLE, default)]
            clause = replace(clause, units=answering)
        made.append(clause)
        default = units.default_names(clause.text) or default
    return made
