"""What a file is, told by its content; its name must agree."""

from __future__ import annotations

import re
from enum import Enum
from pathlib import PurePath

from portal.drafts.errors import DraftError, DraftUnknownKindError
from portal.drafts.readers.archive import Archive
from portal.drafts.readers.refusals import encrypted, foreign, macros, scanned


class Kind(Enum):
    """The kinds of file that are read; the value is what people call it."""

    TEXT = "纯文本"
    MARKDOWN = "Markdown"
    HTML = "网页"
    DOCX = "Word 文档（.docx）"
    ODT = "OpenDocument 文档（.odt）"
    PDF = "PDF"


_BY_ENDING = {
    ".txt": Kind.TEXT, ".text": Kind.TEXT, ".md": Kind.MARKDOWN, ".markdown": Kind.MARKDOWN,
    ".html": Kind.HTML, ".htm": Kind.HTML, ".docx": Kind.DOCX, ".odt": Kind.ODT, ".pdf": Kind.PDF,
}  # fmt: skip
_ENDINGS = {kind: ending for ending, kind in reversed(_BY_ENDING.items())}
_PLAIN = frozenset({Kind.TEXT, Kind.MARKDOWN, Kind.HTML})
_READABLE = "可以上传的文件：.docx、.pdf（文字版）、.odt、.html、.md、.txt；也可以直接粘贴文字。"
_SAVE_AS_DOCX = "请在 Word/WPS 中打开，另存为 .docx 后再上传。"
_MARK = b"\xef\xbb\xbf"
_PAGE = re.compile(rb"(?:<\?xml[^>]{0,200}>\s*)?<(?:!doctype\s+html|html)\b", re.I)
_BEGINNING = 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FOREIGN: tuple[tuple[bytes, str, str], ...] = (
    (b"{\\rtf", "RTF 文档", _SAVE_AS_DOCX),
    (b"MIME-Version:", "单个文件网页（.mht）", _SAVE_AS_DOCX),
    (b"<?mso-application", "旧式 Word XML 文档", _SAVE_AS_DOCX),
    (b"Rar!\x1a\x07", "压缩包", "请先解压，再上传其中的草案文件。"),
    (b"7z\xbc\xaf\x27\x1c", "压缩包", "请先解压，再上传其中的草案文件。"),
    (b"\x1f\x8b", "压缩包", "请先解压，再上传其中的草案文件。"),
)
_PICTURES = (
    b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*", b"\x00\x00\x01\x00",
)  # fmt: skip
_ZIPPED = (
    ("xl/", "电子表格（.xlsx）", "请把草案正文复制到 Word/WPS 文档中，存为 .docx 后再上传。"),
    ("ppt/", "演示文稿（.pptx）", "请把草案正文复制到 Word/WPS 文档中，存为 .docx 后再上传。"),
    ("OFD.xml", "OFD 版式文件", "请上传原来的 Word 文件（.docx），或导出为 PDF 后再上传。"),
)


def kind_of(data: bytes, name: str) -> Kind:
    """The kind of a file. Raises: DraftError when it is not read, or is not what its name says."""
    ending = PurePath(name.replace("\\", "/")).suffix.lower()[:12]
    if ending in (".docm", ".dotm"):
        raise macros()
    found = _by_content(data)
    named = _BY_ENDING.get(ending)
    if found is None:
        return _plain(ending, named)
    if ending and named is not found and not (named in _PLAIN and found is Kind.HTML):
        raise _mismatch(ending, found)
    return found


def _by_content(data: bytes) -> Kind | None:
    """The kind its first bytes tell; None for text without marks of its own."""
    if data.startswith(_OLE):
        raise _old_office(data)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(data)
    if b"%PDF-" in data[:_BEGINNING]:
        return Kind.PDF
    if _is_picture(data):
        raise scanned()
    if b"\0" in data[:64] and data.startswith((b"MZ", b"\x7fELF")):
        raise foreign("程序", _READABLE)
    for mark, called, advice in _FOREIGN:
        if data.startswith(mark) or (mark.startswith(b"<?") and mark in data[:_BEGINNING]):
            raise foreign(called, advice)
    begun = data.lstrip().removeprefix(_MARK).lstrip()[:_BEGINNING]
    return Kind.HTML if _PAGE.match(begun) else None


def _is_picture(data: bytes) -> bool:
    bitmap = data.startswith(b"BM") and b"\0" in data[:64]
    webp = data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    return bitmap or webp or data.startswith(_PICTURES)


def _zipped(data: bytes) -> Kind:
    archive = Archive(data)
    for start, called, advice in _ZIPPED:
        if any(name.startswith(start) for name in archive.names):
            raise foreign(called, advice)
    if (archive.read("mimetype") or b"").startswith(b"application/vnd.oasis.opendocument.text"):
        return Kind.ODT
    if "[Content_Types].xml" in archive.names:
        return Kind.DOCX
    raise foreign("压缩包", "请先解压，再上传其中的草案文件。")


def _plain(ending: str, named: Kind | None) -> Kind:
    if not ending:
        return Kind.TEXT
    if named is None:
        message = f"不能读取“{ending}”文件。{_READABLE}"
        raise DraftUnknownKindError(kind=ending, message=message)
    if named not in _PLAIN:
        message = (
            f"文件名以“{ending}”结尾，内容却不是{named.value}，文件可能已损坏或被改过名。"
            f"请在原软件中打开，另存为“{ending}”后再上传。"
        )
        raise DraftUnknownKindError(kind=ending, message=message)
    return named


def _mismatch(ending: str, found: Kind) -> DraftUnknownKindError:
    message = (
        f"文件名以“{ending}”结尾，内容却是{found.value}。"
        f"请把文件名的结尾改为“{_ENDINGS[found]}”后再上传。"
    )
    return DraftUnknownKindError(kind=ending, message=message)


def _old_office(data: bytes) -> DraftError:
    """Names of the parts inside stand in the file as UTF-16. Source: MS-CFB 2.6.1."""

    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in data

    if holds("EncryptedPackage"):
        return encrypted()
    if holds("WordDocument"):
        return foreign("旧版 Word/WPS 文档（.doc、.wps）", _SAVE_AS_DOCX)
    if holds("Workbook"):
        return foreign("电子表格（.xls）", _SAVE_AS_DOCX)
    return foreign("旧版办公文档", _SAVE_AS_DOCX)
