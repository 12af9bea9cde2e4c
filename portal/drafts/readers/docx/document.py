"""A Word document as text."""

from __future__ import annotations

from collections import Counter

from portal.drafts.readers.docx.body import BodyReader
from portal.drafts.readers.docx.counters import Counters
from portal.drafts.readers.docx.inline import InlineReader
from portal.drafts.readers.docx.numbering import read_lists
from portal.drafts.readers.docx.package import Package
from portal.drafts.readers.docx.styles import Styles
from portal.drafts.readers.remarks import overall_notes, refuse_pictures
from portal.drafts.readers.written import ReadText, finish


def read(data: bytes) -> ReadText:
    """The text of a .docx file as it shows with all revisions accepted, numbers included.

    Raises: DraftError.
    """
    package = Package(data)
    document = package.document()
    styles = Styles(package.related("styles"))
    counters = Counters(read_lists(package.related("numbering"), styles), styles)
    body = BodyReader(styles, counters, _notes(package, styles))
    written = [line for one in document.all("body") for line in body.read(one)]
    tally: Counter[str] = body.inline.tally
    refuse_pictures(written, tally["picture"])
    return finish(written, overall_notes(tally))


def _notes(package: Package, styles: Styles) -> dict[tuple[str, str], str]:
    """Footnotes and endnotes by kind and id."""
    found: dict[tuple[str, str], str] = {}
    for kind in ("footnote", "endnote"):
        root = package.related(kind + "s")
        for note in root.all(kind) if root else ():
            reader = InlineReader(styles)
            texts = (reader.read(one).text.strip() for one in note.within("p"))
            found[kind, note.get("id")] = " ".join(text for text in texts if text)
    return found
