"""XML parts become plain elements; entities, doctypes, depth and number are limited."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import ParseError

# defusedxml has no type hints: what comes from it is Any.
from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import DefusedXMLParser  # type: ignore[import-untyped]

from portal.drafts.readers.refusals import damaged, too_complex

MAX_DEPTH = 120
MAX_ELEMENTS = 1_500_000


class Element:
    """An element whose tag and attributes have short prefixes; children in their order."""

    __slots__ = ("attributes", "children", "tag")

    def __init__(self, tag: str, attributes: dict[str, str]) -> None:
        self.tag = tag
        self.attributes = attributes
        self.children: list[Element | str] = []

    def __iter__(self) -> Iterator[Element]:
        return (child for child in self.children if isinstance(child, Element))

    def get(self, name: str, default: str = "") -> str:
        return self.attributes.get(name, default)

    def child(self, *path: str) -> Element | None:
        """The first element down this path, or None."""
        here: Element | None = self
        for tag in path:
            here = next((one for one in here if one.tag == tag), None) if here else None
        return here

    def all(self, tag: str) -> list[Element]:
        """The children of this tag."""
        return [one for one in self if one.tag == tag]

    def within(self, *tags: str) -> Iterator[Element]:
        """Elements below this one with such a tag, in order, none inside another."""
        for one in self:
            if one.tag in tags:
                yield one
            else:
                yield from one.within(*tags)

    def text(self) -> str:
        """All character data below, joined."""
        parts = (one if isinstance(one, str) else one.text() for one in self.children)
        return "".join(parts)


class _Builder:
    """The target of the parser: counts while it builds. Raises: DraftTooComplexError."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._prefixes = prefixes
        self._short: dict[str, str] = {}
        self._open: list[Element] = []
        self._root: Element | None = None
        self._count = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._count += 1
        if len(self._open) >= MAX_DEPTH or self._count > MAX_ELEMENTS:
            raise too_complex()
        named = {self._name(name): value for name, value in attributes.items()}
        made = Element(self._name(tag), named)
        if self._open:
            self._open[-1].children.append(made)
        else:
            self._root = made
        self._open.append(made)

    def end(self, tag: str) -> None:
        self._open.pop()

    def data(self, text: str) -> None:
        self._open[-1].children.append(text)

    def close(self) -> Element | None:
        return self._root

    def _name(self, name: str) -> str:
        short = self._short.get(name)
        if short is None:
            space, _, local = name.rpartition("}")
            prefix = self._prefixes.get(space[1:], "?:") if space else ""
            short = self._short[name] = prefix + local
        return short


def parse(data: bytes, prefixes: Mapping[str, str]) -> Element:
    """The root of a part; a namespace that is not in `prefixes` shows as `?:`.

    Raises: DraftDamagedError, DraftTooComplexError.
    """
    parser = DefusedXMLParser(target=_Builder(prefixes), forbid_dtd=True)
    try:
        parser.feed(data)
        root = parser.close()
    except DefusedXmlException as error:
        raise too_complex() from error
    except (ParseError, LookupError, ValueError, TypeError) as error:
        raise damaged() from error
    if not isinstance(root, Element):
        raise damaged()
    return root
