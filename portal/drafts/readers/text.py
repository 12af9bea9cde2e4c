"""Bytes of a plain text file become text, or a sentence says why not and on which line."""

from __future__ import annotations

import codecs
import re

from portal.drafts.errors import (
    DraftBinaryError,
    DraftEmptyError,
    DraftTooLargeError,
    DraftWrongEncodingError,
)
from portal.drafts.lines import BLANKS
from portal.drafts.readers.written import ReadText

MAX_BYTES = 5 * 1024 * 1024
MAX_LINES = 100_000
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_ALIASES = {"gbk": "gb18030", "gb2312": "gb18030", "utf8": "utf-8"}
ENCODINGS = ("utf-8", "gb18030", "big5", "utf-16", "utf-16-le", "utf-16-be")
_UNTEXT = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_IDEOGRAPH = re.compile("[\u4e00-\u9fff]")
_DAMAGE_EVIDENCE = 8


def decode(data: bytes, encoding: str | None = None) -> str:
    """The text of a file: byte-order mark first, then strict UTF-8, then strict GB18030.

    Raises: DraftEmptyError, DraftTooLargeError, DraftBinaryError, DraftWrongEncodingError.
    """
    if len(data) > MAX_BYTES:
        raise too_large(len(data))
    if not data.strip():
        raise empty()
    text = _decode_as(data, encoding) if encoding else _decode_guessed(data)
    check_text(text)
    return text


def check_text(text: str) -> None:
    """Text that passes has something to read and holds no control character.

    Raises: DraftEmptyError, DraftTooLargeError, DraftBinaryError.
    """
    if len(text) > MAX_BYTES:
        raise too_large(len(text))
    if text.count("\n") > MAX_LINES:
        message = f"文件超过 {MAX_LINES} 行。请只保留草案正文后再导入。"
        raise DraftTooLargeError(line=MAX_LINES + 1, message=message)
    if not text.strip(BLANKS):
        raise empty()
    found = _UNTEXT.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        message = (
            f"第{line}行含有不可见的控制字符（U+{ord(found.group()):04X}），这不是纯文本文件。"
            "请在原软件中打开，另存为纯文本（.txt）后再导入。"
        )
        raise DraftBinaryError(line=line, message=message)


def read(data: bytes, encoding: str | None = None) -> ReadText:
    """The text of a plain text file. Raises: DraftError."""
    return ReadText(decode(data, encoding))


def without_controls(text: str) -> str:
    """The text without the characters that `check_text` refuses."""
    return _UNTEXT.sub("", text)


def empty() -> DraftEmptyError:
    return DraftEmptyError(line=1, message="文件是空的，第1行起就没有文字。请检查后重新选择文件。")


def too_large(size: int) -> DraftTooLargeError:
    message = (
        f"文件有 {size / 1048576:.1f} MB，超过 5 MB 的上限。"
        "请去掉图片和附件，只保留草案正文后再导入。"
    )
    return DraftTooLargeError(size=size, limit=MAX_BYTES, message=message)


def _decode_guessed(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], encoding)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        _refuse_damaged(data, error)
        _refuse_nul(data)
        return _strict(data, "gb18030")


def _refuse_damaged(data: bytes, error: UnicodeDecodeError) -> None:
    """A long stretch of Chinese in valid UTF-8 is no accident: the file is UTF-8 and damaged."""
    before = data[: error.start].decode("utf-8")
    if len(_IDEOGRAPH.findall(before)) >= _DAMAGE_EVIDENCE:
        raise _wrong_encoding(data, error, "UTF-8") from error


def _refuse_nul(data: bytes) -> None:
    at = data.find(b"\x00")
    if at >= 0:
        line = _line_at(data, at)
        message = (
            f"第{line}行含有空字节，这不是文本文件（可能是 Word、PDF 或图片）。"
            "请另存为纯文本（.txt）后再导入。"
        )
        raise DraftBinaryError(line=line, message=message)


def _decode_as(data: bytes, encoding: str) -> str:
    wanted = _ALIASES.get(encoding.lower().strip(), encoding.lower().strip())
    if wanted not in ENCODINGS:
        message = f"不认识编码“{encoding[:20]}”。可选：{'、'.join(ENCODINGS)}；不填则自动识别。"
        raise DraftWrongEncodingError(encoding=encoding, message=message)
    for mark, marked in _MARKS:
        if data.startswith(mark) and marked.startswith(wanted):
            return _strict(data[len(mark) :], marked)
    return _strict(data, wanted)


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _wrong_encoding(data, error, encoding.upper()) from error


def _wrong_encoding(
    data: bytes, error: UnicodeDecodeError, encoding: str
) -> DraftWrongEncodingError:
    line = _line_at(data, error.start)
    message = (
        f"第{line}行不能按 {encoding} 读出，文件的编码不对或已损坏。"
        "请用记事本打开，另存时编码选 UTF-8，再重新导入。"
    )
    return DraftWrongEncodingError(line=line, encoding=encoding, message=message)


def _line_at(data: bytes, offset: int) -> int:
    return data.count(b"\n", 0, offset) + 1
