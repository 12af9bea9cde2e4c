"""The door of the readers: a file of any kind becomes text."""

from __future__ import annotations

from portal.drafts.errors import DraftTooLargeError
from portal.drafts.readers import text
from portal.drafts.readers.kinds import Kind, kind_of
from portal.drafts.readers.written import ReadText

MAX_FILE = 20 * 1024 * 1024


def read_bytes(data: bytes, name: str, encoding: str | None = None) -> ReadText:
    """The text of a file; `encoding` counts for .txt, .md and .html only. Raises: DraftError."""
    if not data.strip():
        raise text.empty()
    if len(data) > MAX_FILE:
        raise _too_large(len(data))
    kind = kind_of(data, name)
    if kind in (Kind.DOCX, Kind.ODT, Kind.PDF):
        return _read_packed(kind, data)
    return _read_plain(kind, data, encoding)


def _read_packed(kind: Kind, data: bytes) -> ReadText:
    """Each library is loaded when its kind is met: the command line reads plain text at once."""
    if kind is Kind.DOCX:
        from portal.drafts.readers import docx

        return docx.read(data)
    if kind is Kind.ODT:
        from portal.drafts.readers import odt

        return odt.read(data)
    from portal.drafts.readers import pdf

    return pdf.read(data)


def _read_plain(kind: Kind, data: bytes, encoding: str | None) -> ReadText:
    read = None if kind in (Kind.HTML, Kind.MARKDOWN) else text.read(data, encoding)
    if read and "#" not in read.text:
        return read
    if kind is Kind.HTML:
        from portal.drafts.readers import html

        return html.read(data, encoding)
    from portal.drafts.readers import markdown

    if read is None:
        return markdown.read(data, encoding)
    return markdown.render(read.text) if markdown.is_marked(read.text) else read


def _too_large(size: int) -> DraftTooLargeError:
    limit = MAX_FILE // 1048576
    message = (
        f"文件有 {size / 1048576:.1f} MB，超过 {limit} MB 的上限。"
        "请去掉图片和附件，只保留草案正文后再上传。"
    )
    return DraftTooLargeError(size=size, limit=MAX_FILE, message=message)
