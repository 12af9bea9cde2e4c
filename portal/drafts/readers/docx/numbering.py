"""The lists a Word document defines: levels, their formats, starts and overrides."""

from __future__ import annotations

from dataclasses import dataclass, field

from portal.drafts.readers.docx.styles import Styles, is_on, to_level
from portal.drafts.readers.xmltree import Element

_LARGEST_START = 32767


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a list.

    Shape: `text` holds %1 to %9; `restart` is the count of outer levels that restart it (0: none
    does, None: all do).
    """

    start: int
    kind: str
    text: str
    restart: int | None
    legal: bool
    style: str


@dataclass(slots=True)
class _Abstract:
    levels: dict[int, Level]
    named: str
    follows: str


@dataclass(slots=True)
class NumberList:
    """A list paragraphs may name: its counters are shared under `shared`."""

    shared: str
    levels: dict[int, Level]
    starts: dict[int, int] = field(default_factory=dict)

    def start(self, at: int) -> int:
        return self.starts.get(at, self.levels[at].start)

    def level_of_style(self, styles: list[str]) -> int | None:
        """The level that is tied to one of these styles, the nearest first."""
        tied = {level.style: at for at, level in self.levels.items() if level.style}
        return next((tied[name] for name in styles if name in tied), None)


def read_lists(root: Element | None, styles: Styles) -> dict[str, NumberList]:
    """Every list of the document by its numId."""
    if root is None:
        return {}
    abstracts = {one.get("abstractNumId"): _to_abstract(one) for one in root.all("abstractNum")}
    shared = {one.get("numId"): _abstract_id(one) for one in root.all("num")}
    made: dict[str, NumberList] = {}
    for one in root.all("num"):
        name = _followed(_abstract_id(one), abstracts, shared, styles)
        if name in abstracts:
            made[one.get("numId")] = _to_list(one, name, abstracts[name].levels)
    return made


def _abstract_id(number: Element) -> str:
    found = number.child("abstractNumId")
    return found.get("val") if found else ""


def _followed(
    name: str, abstracts: dict[str, _Abstract], shared: dict[str, str], styles: Styles
) -> str:
    """A list that only follows a numbering style counts as that style's list does."""
    follows = abstracts[name].follows if name in abstracts else ""
    if not follows:
        return name
    for other, abstract in abstracts.items():
        if abstract.named == follows:
            return other
    number = styles.number(follows)
    return shared.get(number[0].num_id or "", name) if number else name


def _to_abstract(one: Element) -> _Abstract:
    named, follows = one.child("styleLink"), one.child("numStyleLink")
    return _Abstract(
        {to_level(level.get("ilvl")): _to_level(level) for level in one.all("lvl")},
        named.get("val") if named else "",
        follows.get("val") if follows else "",
    )


def _to_list(one: Element, name: str, levels: dict[int, Level]) -> NumberList:
    made = NumberList(name, dict(levels))
    for override in one.all("lvlOverride"):
        at = to_level(override.get("ilvl"))
        level, start = override.child("lvl"), override.child("startOverride")
        if level is not None:
            made.levels[at] = _to_level(level)
        if start is not None:
            made.starts[at] = to_start(start.get("val"))
        elif level is not None and level.child("start") is not None:
            made.starts[at] = made.levels[at].start
    return made


def _to_level(one: Element) -> Level:
    start, text = one.child("start"), one.child("lvlText")
    restart, legal, style = one.child("lvlRestart"), one.child("isLgl"), one.child("pStyle")
    return Level(
        start=to_start(start.get("val")) if start else 0,
        kind=_format(one),
        text=text.get("val") if text else "",
        restart=to_start(restart.get("val")) if restart else None,
        legal=legal is not None and is_on(legal.get("val")),
        style=style.get("val") if style else "",
    )


def _format(level: Element) -> str:
    """A custom format stands beside one that older programs know."""
    known = level.child("numFmt") or level.child("mc:AlternateContent", "mc:Fallback", "numFmt")
    return known.get("val") if known else "decimal"


def to_start(value: str) -> int:
    """Raises nothing: what is no sensible number is 1."""
    small = value.isascii() and value.isdecimal() and len(value) <= 5
    return min(int(value), _LARGEST_START) if small else 1
