"""The parts of an OpenDocument text, read as hardened XML."""

from __future__ import annotations

from portal.drafts.readers.archive import Archive
from portal.drafts.readers.refusals import damaged, encrypted, macros
from portal.drafts.readers.xmltree import Element, parse

_NAMESPACES = ("text", "style", "table", "office", "drawing", "meta")
_URN = "urn:oasis:names:tc:opendocument:xmlns:"
_PREFIXES = {f"{_URN}{name}:1.0": f"{name}:" for name in _NAMESPACES} | {
    "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0": "loext:",
    "http://www.w3.org/XML/1998/namespace": "xml:",
}
_MANIFEST = "META-INF/manifest.xml"
_PROGRAMS = ("Basic/", "Scripts/")


def open_parts(data: bytes) -> tuple[Element, Element | None]:
    """The roots of content and styles. Raises: DraftError."""
    archive = Archive(data)
    manifest = archive.read(_MANIFEST)
    if manifest is not None and b"encryption-data" in manifest:
        raise encrypted()
    if any(name.startswith(_PROGRAMS) and not name.endswith("/") for name in archive.names):
        raise macros()
    content, styles = archive.read("content.xml"), archive.read("styles.xml")
    if content is None:
        raise damaged()
    return parse(content, _PREFIXES), parse(styles, _PREFIXES) if styles is not None else None
