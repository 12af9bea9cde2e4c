"""Numbers are given to paragraphs one after another, as Word counts them."""

from __future__ import annotations

import re
from collections import defaultdict

from portal.drafts.readers.docx.numbering import Level, NumberList
from portal.drafts.readers.docx.styles import NumberRef, Styles, number_ref
from portal.drafts.readers.number_formats import printed
from portal.drafts.readers.xmltree import Element

_PLACE = re.compile("%([1-9])")


class Counters:
    """Knows how far each list has counted."""

    def __init__(self, lists: dict[str, NumberList], styles: Styles) -> None:
        self._lists = lists
        self._styles = styles
        self._counts: defaultdict[str, dict[int, int]] = defaultdict(dict)
        self._begun: set[tuple[str, int]] = set()

    def number(self, properties: Element | None) -> str:
        """The number this paragraph shows; empty when it has none, or a mere bullet."""
        found = self._place(properties)
        if found is None:
            return ""
        num_id, at = found
        numbered = self._lists[num_id]
        level = numbered.levels[at]
        counts = self._counts[numbered.shared]
        self._count(num_id, at, numbered, counts)
        return "" if level.kind == "bullet" else _printed(numbered, level, counts)

    def _place(self, properties: Element | None) -> tuple[str, int] | None:
        direct = number_ref(properties)
        style = properties.child("pStyle") if properties else None
        inherited = self._styles.number(style.get("val") if style else "")
        num_id = direct.num_id if direct else None
        if num_id is None and inherited:
            num_id = inherited[0].num_id
        if num_id not in self._lists:
            return None
        level = self._level(num_id, direct, inherited)
        return (num_id, level) if level in self._lists[num_id].levels else None

    def _level(
        self,
        num_id: str,
        direct: NumberRef | None,
        inherited: tuple[NumberRef, list[str]] | None,
    ) -> int:
        if direct and direct.level is not None:
            return direct.level
        if inherited:
            tied = self._lists[num_id].level_of_style(inherited[1])
            return tied if tied is not None else inherited[0].level or 0
        return 0

    def _count(self, num_id: str, at: int, numbered: NumberList, counts: dict[int, int]) -> None:
        """One more at this level, and inner levels begin anew."""
        begins = at in numbered.starts and (num_id, at) not in self._begun
        self._begun.add((num_id, at))
        if begins:
            counts[at] = numbered.starts[at]
        elif at in counts:
            counts[at] += 1
        else:
            counts[at] = numbered.start(at)
        for inner in [one for one in counts if one > at]:
            restart = numbered.levels[inner].restart if inner in numbered.levels else None
            if restart is None or at < restart:
                del counts[inner]


def _printed(numbered: NumberList, level: Level, counts: dict[int, int]) -> str:
    def place(found: re.Match[str]) -> str:
        outer = int(found.group(1)) - 1
        known = numbered.levels.get(outer)
        if known is None:
            return ""
        # An outer level that did not come yet shows as if it stood at its start.
        count = counts.get(outer, numbered.start(outer))
        return printed(count, "decimal" if level.legal else known.kind)

    return _PLACE.sub(place, level.text).strip()
