"""Styles of a Word document, as far as they number or hide paragraphs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from portal.drafts.readers.xmltree import Element


@dataclass(frozen=True, slots=True)
class NumberRef:
    """Which list and level a paragraph or style names; what it leaves open is None."""

    num_id: str | None
    level: int | None


@dataclass(frozen=True, slots=True)
class _Style:
    based_on: str
    number: NumberRef | None
    hidden: bool | None


class Styles:
    """All styles by id; the default paragraph style stands in where none is named."""

    def __init__(self, root: Element | None) -> None:
        self._styles: dict[str, _Style] = {}
        self._default = ""
        for one in root.all("style") if root else ():
            name = one.get("styleId")
            self._styles[name] = _to_style(one)
            if one.get("type") == "paragraph" and is_on(one.get("default", "0")):
                self._default = name

    def chain(self, name: str) -> Iterator[str]:
        """The style and those it is based on, nearest first."""
        seen: set[str] = set()
        name = name or self._default
        while name in self._styles and name not in seen:
            seen.add(name)
            yield name
            name = self._styles[name].based_on

    def number(self, name: str) -> tuple[NumberRef, list[str]] | None:
        """What a style says of numbering, and the styles on the way there."""
        passed: list[str] = []
        level: int | None = None
        for one in self.chain(name):
            passed.append(one)
            number = self._styles[one].number
            if number is None:
                continue
            level = number.level if level is None else level
            if number.num_id is not None:
                return NumberRef(number.num_id, level), passed
        return None

    def is_hidden(self, paragraph_style: str, run_style: str, run: Element | None) -> bool:
        """Text with these styles and properties is not shown."""
        direct = _hidden(run)
        if direct is not None:
            return direct
        for start in (run_style, paragraph_style or self._default):
            for one in self.chain(start) if start else ():
                hidden = self._styles[one].hidden
                if hidden is not None:
                    return hidden
        return False


def is_on(value: str) -> bool:
    return value not in ("0", "false", "off")


def number_ref(properties: Element | None) -> NumberRef | None:
    found = properties.child("numPr") if properties else None
    if found is None:
        return None
    num_id, level = found.child("numId"), found.child("ilvl")
    return NumberRef(
        num_id.get("val") if num_id else None,
        to_level(level.get("val")) if level else None,
    )


def to_level(value: str) -> int:
    """A level from 0 to 8; whatever else stands there is 0."""
    return int(value) if len(value) == 1 and value in "012345678" else 0


def _to_style(one: Element) -> _Style:
    based_on = one.child("basedOn")
    return _Style(
        based_on.get("val") if based_on else "",
        number_ref(one.child("pPr")),
        _hidden(one.child("rPr")),
    )


def _hidden(properties: Element | None) -> bool | None:
    found = properties.child("vanish") if properties else None
    return is_on(found.get("val")) if found else None
