"""An Atom feed. Source: RFC 4287, sections 4.1.1 and 4.1.2 (the elements a feed and an entry must have)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, tostring

MEDIA_TYPE = "application/atom+xml; charset=utf-8"
_NAMESPACE = "http://www.w3.org/2005/Atom"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry; `author` is the bureau, `category` the kind of document as (code, words)."""

    id: str
    title: str
    at: datetime
    href: str
    summary: str
    author: str
    category: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Feed:
    """The feed; `updated_at` is used while there is no entry."""

    id: str
    title: str
    author: str
    self_href: str
    page_href: str
    lang: str
    updated_at: datetime


def atom_feed(feed: Feed, entries: Sequence[Entry]) -> bytes:
    """The feed with its entries, newest first, as UTF-8."""
    root = Element("feed", {"xmlns": _NAMESPACE, _LANG: feed.lang})
    _text(root, "id", feed.id)
    _text(root, "title", feed.title)
    _text(root, "updated", _instant(entries[0].at if entries else feed.updated_at))
    _person(root, feed.author)
    _link(root, "self", feed.self_href, "application/atom+xml")
    _link(root, "alternate", feed.page_href, "text/html")
    for entry in entries:
        _entry(root, entry)
    body: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return body


def _entry(root: Element, entry: Entry) -> None:
    element = SubElement(root, "entry")
    _text(element, "id", entry.id)
    _text(element, "title", entry.title)
    _text(element, "updated", _instant(entry.at))
    _text(element, "published", _instant(entry.at))
    _person(element, entry.author)
    _link(element, "alternate", entry.href, "text/html")
    term, label = entry.category
    SubElement(element, "category", {"term": term, "label": label})
    _text(element, "summary", entry.summary)


def _text(parent: Element, name: str, words: str) -> None:
    SubElement(parent, name).text = words


def _person(parent: Element, name: str) -> None:
    _text(SubElement(parent, "author"), "name", name)


def _link(parent: Element, relation: str, href: str, media_type: str) -> None:
    SubElement(parent, "link", {"rel": relation, "href": href, "type": media_type})


def _instant(value: datetime) -> str:
    return value.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")
