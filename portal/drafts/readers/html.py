"""Web pages: blocks become lines, lists keep their numbers, what is not shown is dropped."""

from __future__ import annotations

from lxml import etree  # type: ignore[import-untyped] # it has no type hints: it yields Any

from portal.drafts.readers.charset import decode_page
from portal.drafts.readers.page import Page
from portal.drafts.readers.refusals import damaged
from portal.drafts.readers.remarks import overall_notes, refuse_pictures
from portal.drafts.readers.written import ReadText, finish

_CHUNK = 64 * 1024


def read(data: bytes, encoding: str | None = None) -> ReadText:
    """The text of a web page as a reader sees it. Raises: DraftError."""
    page = Page()
    # The text was decoded by us: what the page says of its encoding no longer counts.
    parser = etree.HTMLParser(target=page, encoding="utf-8", no_network=True)
    encoded = decode_page(data, encoding).encode()
    try:
        for start in range(0, len(encoded), _CHUNK):
            parser.feed(encoded[start : start + _CHUNK])
        parser.close()
    except (etree.LxmlError, AssertionError, ValueError) as error:
        raise damaged() from error
    refuse_pictures(page.written, page.picture_count)
    return finish(page.written, overall_notes(page.tally))
