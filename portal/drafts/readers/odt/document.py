"""An OpenDocument text as text."""

from __future__ import annotations

from portal.drafts.readers.odt.body import BodyReader
from portal.drafts.readers.odt.package import open_parts
from portal.drafts.readers.odt.styles import Styles
from portal.drafts.readers.refusals import damaged
from portal.drafts.readers.remarks import overall_notes, refuse_pictures
from portal.drafts.readers.written import ReadText, finish


def read(data: bytes) -> ReadText:
    """The text of an .odt file as it shows, numbers included. Raises: DraftError."""
    content, styles = open_parts(data)
    body = content.child("office:body", "office:text")
    if body is None:
        raise damaged()
    reader = BodyReader(Styles(styles, content))
    written = reader.read(body)
    tally = reader.inline.tally
    refuse_pictures(written, tally["picture"])
    return finish(written, overall_notes(tally))
