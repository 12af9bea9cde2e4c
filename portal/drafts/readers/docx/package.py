"""The parts of a Word document, found by their relationships and read as hardened XML."""

from __future__ import annotations

import posixpath

from portal.drafts.readers.archive import Archive
from portal.drafts.readers.refusals import damaged, macros
from portal.drafts.readers.xmltree import Element, parse

_TYPES = "[Content_Types].xml"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT_W = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_M = "http://schemas.openxmlformats.org/officeDocument/2006/math"
_STRICT_M = "http://purl.oclc.org/ooxml/officeDocument/math"
_PREFIXES = {_W: "", _STRICT_W: "", _R: "r:", _MC: "mc:", _M: "m:", _STRICT_M: "m:"}
_RELATIONS = {"http://schemas.openxmlformats.org/package/2006/relationships": ""}


class Package:
    """An open Word document. Raises, throughout: DraftError."""

    def __init__(self, data: bytes) -> None:
        self._archive = Archive(data)
        self._refuse_macros()
        self._main = self._related("", "officeDocument") or "word/document.xml"

    def document(self) -> Element:
        root = self._part(self._main)
        if root is None:
            raise damaged()
        return root

    def related(self, kind: str) -> Element | None:
        """The root of the main part's relative of this kind (styles, numbering, footnotes)."""
        name = self._related(self._main, kind)
        return self._part(name) if name else None

    def _part(self, name: str) -> Element | None:
        data = self._archive.read(name)
        return parse(data, _PREFIXES) if data is not None else None

    def _related(self, source: str, kind: str) -> str | None:
        folder, name = posixpath.split(source)
        data = self._archive.read(posixpath.join(folder, "_rels", f"{name}.rels"))
        for one in parse(data, _RELATIONS) if data is not None else ():
            internal = one.get("TargetMode") != "External"
            if internal and one.get("Type").endswith("/" + kind):
                return posixpath.normpath(posixpath.join("/", folder, one.get("Target")))[1:]
        return None

    def _refuse_macros(self) -> None:
        types = self._archive.read(_TYPES)
        programs = any(name.lower().endswith("vbaproject.bin") for name in self._archive.names)
        if programs or (types is not None and b"macroEnabled" in types):
            raise macros()
