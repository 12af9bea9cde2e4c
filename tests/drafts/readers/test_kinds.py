"""Content decides what a file is; what is not read is refused with advice."""

from __future__ import annotations

import pytest

from portal.drafts.errors import (
    DraftDamagedError,
    DraftEmptyError,
    DraftEncryptedError,
    DraftError,
    DraftMacrosError,
    DraftScannedError,
    DraftTooLargeError,
    DraftUnknownKindError,
)
from portal.drafts.readers.files import MAX_FILE, read_bytes
from tests.pace import within

from .docx_made import docx, p, zipped
from .draft_made import MAKERS, as_docx, as_html, as_odt, as_pdf, as_text
from .pdf_made import Put, encrypted_pdf, pdf

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def utf16(name: str) -> bytes:
    return name.encode("utf-16-le")


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (OLE + utf16("WordDocument"), "草案.doc", "另存为 .docx"),
        (OLE + utf16("WordDocument"), "草案.wps", "另存为 .docx"),
        (OLE + utf16("Workbook"), "草案.xls", "电子表格"),
        (OLE, "草案.docx", "另存为 .docx"),
        (b"{\\rtf1 \\ansi", "草案.rtf", "另存为 .docx"),
        (b"{\\rtf1 \\ansi", "草案.doc", "RTF"),
        (b"MIME-Version: 1.0\r\n", "草案.mht", "另存为 .docx"),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?>', "草案.xml", "Word XML"),
        (b"Rar!\x1a\x07\x00", "草案.rar", "解压"),
        (b"7z\xbc\xaf\x27\x1c", "草案.7z", "解压"),
        (b"\x1f\x8b\x08", "草案.gz", "解压"),
        (b"MZ\x90\x00\x03", "草案.exe", "程序"),
        (zipped({"草案.txt": b"x"}), "草案.zip", "解压"),
        (zipped({"[Content_Types].xml": b"", "xl/workbook.xml": b""}), "草案.xlsx", "电子表格"),
        (zipped({"[Content_Types].xml": b"", "ppt/x.xml": b""}), "草案.pptx", "演示文稿"),
        (zipped({"OFD.xml": b""}), "草案.ofd", "OFD"),
        (as_text(), "草案.doc", "不能读取“.doc”"),
        (as_text(), "草案.exe", "不能读取“.exe”"),
    ],
)  # fmt: skip
def test_files_of_other_kinds_are_refused_with_advice(data: bytes, name: str, said: str) -> None:
    with pytest.raises(DraftUnknownKindError) as refused:
        read_bytes(data, name)
    assert said in str(refused.value)
    assert "。" in str(refused.value)


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (as_docx(), "草案.doc", "改为“.docx”"),
        (as_docx(), "草案.pdf", "改为“.docx”"),
        (as_odt(), "草案.docx", "改为“.odt”"),
        (as_pdf(), "草案.docx", "改为“.pdf”"),
        (as_pdf(), "草案.txt", "改为“.pdf”"),
        (as_html(), "草案.doc", "改为“.html”"),
        (as_text(), "草案.docx", "另存为“.docx”"),
        (as_text(), "草案.pdf", "另存为“.pdf”"),
    ],
)  # fmt: skip
def test_a_name_that_contradicts_the_content_is_refused(data: bytes, name: str, said: str) -> None:
    with pytest.raises(DraftUnknownKindError) as refused:
        read_bytes(data, name)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    "name", ["草案.TXT", "C:\\草案.txt", "草案.text", "", "草案.md", "草案.htm"]
)
def test_plain_text_is_read_under_any_plain_name(name: str) -> None:
    assert read_bytes(as_text(), name).text


@pytest.mark.parametrize(
    "data",
    [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"GIF89a", b"BM" + b"\0" * 9, b"II*\x00",
     b"RIFF\0\0\0\0WEBP"],
)  # fmt: skip
def test_pictures_are_refused_as_scans(data: bytes) -> None:
    with pytest.raises(DraftScannedError):
        read_bytes(data, "扫描.jpg")


def test_text_that_happens_to_begin_like_a_picture_is_read() -> None:
    assert read_bytes("BM 办法\n第一条 甲".encode(), "a.txt").text.startswith("BM")


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (docx(p("甲"), files={"word/vbaProject.bin": b"x"}), "草案.docx"),
        (docx(p("甲"), main_type="application/vnd.ms-word.document.macroEnabled.main+xml"), "草案.docx"),
        (docx(p("甲")), "草案.docm"),
    ],
)  # fmt: skip
def test_files_with_programs_are_refused(data: bytes, name: str) -> None:
    with pytest.raises(DraftMacrosError) as refused:
        read_bytes(data, name)
    assert "宏" in str(refused.value)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (OLE + utf16("EncryptedPackage"), "草案.docx"),
        (encrypted_pdf(pdf([[Put(90, 700, "甲")]])), "草案.pdf"),
        (docx(p("甲")).replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01"), "a.docx"),
    ],
    ids=["office", "pdf", "zip"],
)  # fmt: skip
def test_encrypted_files_are_refused(data: bytes, name: str) -> None:
    with pytest.raises(DraftEncryptedError) as refused:
        read_bytes(data, name)
    assert "密码" in str(refused.value)


@pytest.mark.parametrize("name", ["a.docx", "a.pdf", "a.odt", "a.txt", ""])
def test_an_empty_file_is_refused(name: str) -> None:
    with pytest.raises(DraftEmptyError):
        read_bytes(b" \r\n", name)


@pytest.mark.parametrize("blank", [b" ", b"\n", b"\r\n"])
def test_blanks_before_the_words_do_not_make_reading_hang(blank: bytes) -> None:
    data = blank * 90_000 + "第一条　为了改善人居环境，制定本办法。".encode()
    with within(1):
        assert "第一条" in read_bytes(data, "a.txt").text


def test_a_file_beyond_the_limit_is_refused() -> None:
    with pytest.raises(DraftTooLargeError) as refused:
        read_bytes(b"%PDF-" + b"x" * MAX_FILE, "a.pdf")
    assert "20 MB" in str(refused.value)


@pytest.mark.parametrize("name", ["a.docx", "a.odt"])
def test_half_a_file_is_refused_as_damaged(name: str) -> None:
    data = MAKERS[name]()
    with pytest.raises(DraftDamagedError):
        read_bytes(data[: len(data) // 2], name)


@pytest.mark.parametrize(
    "part", ["word/document.xml", "word/numbering.xml", "word/_rels/document.xml.rels"]
)
def test_a_broken_part_is_refused_as_damaged(part: str) -> None:
    files = {part: b"<w:document"}
    with pytest.raises(DraftDamagedError):
        read_bytes(zipped({"[Content_Types].xml": b"", "word/document.xml": b"<a/>", **files,
                           **({"word/_rels/document.xml.rels": RELS} if "numbering" in part else {})}),
                   "a.docx")  # fmt: skip


RELS = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="r" Type="x/numbering" Target="numbering.xml"/></Relationships>'
)


def test_every_refusal_has_a_code_of_its_own() -> None:
    codes = [one.code for one in DraftError.__subclasses__()]
    assert len(codes) == len(set(codes))
    assert all(code.startswith(("draft_", "table_")) for code in codes)
