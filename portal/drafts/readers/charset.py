"""Web pages say in their first kilobyte how they are encoded."""

from __future__ import annotations

import codecs
import re

from portal.drafts.readers.text import ENCODINGS, decode

_META = re.compile(rb"<meta\b[^>]{0,300}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-]{1,20})", re.I)
_HEAD = 4096
_CHINESE = {"gbk": "gb18030", "gb2312": "gb18030", "utf8": "utf-8"}
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decode_page(data: bytes, encoding: str | None = None) -> str:
    """The page's text: as the user says, else by byte-order mark, else as the page says.

    A page that misstates its encoding is read as a text file would be. Raises: DraftError.
    """
    if encoding or data.startswith(_MARKS):
        return decode(data, encoding)
    found = _META.search(data, 0, _HEAD)
    said = found.group(1).decode("ascii").lower() if found else ""
    said = _CHINESE.get(said, said)
    return decode(data, said if said in ENCODINGS and _fits(data, said) else None)


def _fits(data: bytes, encoding: str) -> bool:
    if encoding.startswith("utf-16"):
        return False
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
