from __future__ import annotations

import pytest

from portal.drafts.errors import (
    DraftBinaryError,
    DraftEmptyError,
    DraftError,
    DraftNoClausesError,
    DraftTooLargeError,
    DraftUnknownKindError,
    DraftWrongEncodingError,
)
from portal.drafts.outline import read_file, read_outline
from portal.drafts.readers.text import MAX_BYTES, MAX_LINES, decode
from portal.errors import PortalError

WORDS = "第一条　为了改善人居环境，制定本办法。\n第二条　本办法适用于本市。\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_text_is_read_in_the_encoding_it_was_written_in(encoding: str) -> None:
    assert decode(WORDS.encode(encoding)) == WORDS


def test_the_encoding_may_be_named_by_the_user() -> None:
    assert decode("第一條　為了".encode("big5"), "big5") == "第一條　為了"
    assert decode(WORDS.encode("gb18030"), "GB2312") == WORDS


@pytest.mark.parametrize("data", [b"", b"  \r\n\t ", "\u3000\ufeff\n".encode()])
def test_a_file_without_text_is_refused_as_empty(data: bytes) -> None:
    with pytest.raises(DraftEmptyError) as refused:
        decode(data)
    assert refused.value.details["line"] == 1


def test_a_binary_file_is_refused_with_the_line_of_its_first_control_character() -> None:
    with pytest.raises(DraftBinaryError) as refused:
        decode("第一条　甲。\n第二条\x01乙。".encode())
    assert refused.value.details["line"] == 2
    assert "第2行" in str(refused.value.details["message"])


def test_a_zip_file_is_refused_as_binary() -> None:
    with pytest.raises(DraftBinaryError):
        decode(b"PK\x03\x04\x14\x00\x06\x00\x08\x00\xff\xfe\x00")


def test_bytes_of_no_encoding_are_refused_with_their_line() -> None:
    with pytest.raises(DraftWrongEncodingError) as refused:
        decode(b"abc\ndef\n\xff\xff\xff")
    assert refused.value.details["line"] == 3


def test_damaged_utf8_is_refused_instead_of_read_as_gb18030() -> None:
    whole = (WORDS * 2).encode()
    damaged = whole[:-8] + whole[-7:]
    with pytest.raises(DraftWrongEncodingError) as refused:
        decode(damaged)
    assert refused.value.details["line"] == 4


@pytest.mark.parametrize("encoding", ["klingon", "rot13", "base64"])
def test_an_unknown_encoding_is_refused(encoding: str) -> None:
    with pytest.raises(DraftWrongEncodingError):
        decode(WORDS.encode(), encoding)


def test_five_megabytes_are_read_and_one_byte_more_is_refused() -> None:
    assert len(decode(b"a" * MAX_BYTES)) == MAX_BYTES
    with pytest.raises(DraftTooLargeError):
        decode(b"a" * (MAX_BYTES + 1))


def test_more_lines_than_any_draft_has_are_refused() -> None:
    with pytest.raises(DraftTooLargeError) as refused:
        read_outline("一、甲\n" * (MAX_LINES + 1))
    assert refused.value.details["line"] == MAX_LINES + 1


@pytest.mark.parametrize("bad", ["第一条\x00甲", "第一条\ud800甲"])
def test_pasted_text_with_nul_or_a_surrogate_is_refused(bad: str) -> None:
    with pytest.raises(DraftBinaryError):
        read_outline(bad)


def test_text_without_clauses_is_refused_naming_its_first_line() -> None:
    with pytest.raises(DraftNoClausesError) as refused:
        read_outline("\n\n云川市公园简介\n这里风景优美。")
    assert refused.value.details["line"] == 3
    assert "云川市公园简介" in str(refused.value.details["message"])


@pytest.mark.parametrize("name", ["draft.docx", "draft.PDF", "draft.doc", "draft.exe"])
def test_other_kinds_of_file_are_refused(name: str) -> None:
    with pytest.raises(DraftUnknownKindError) as refused:
        read_file(WORDS.encode(), name)
    assert refused.value.code == "draft_unknown_kind"


@pytest.mark.parametrize("name", ["draft.txt", "DRAFT.TXT", "", "draft.md"])
def test_text_markdown_and_nameless_content_are_read(name: str) -> None:
    assert [one.number for one in read_file(WORDS.encode(), name).clauses] == ["第一条", "第二条"]


def test_marks_of_markdown_are_left_out_and_its_lines_kept() -> None:
    marked = "# 云川市绿道意见\n\n## 一、**总体要求**\n\n> 加强建设。\n"
    outline = read_file(marked.encode(), "a.md")
    assert outline.title == "云川市绿道意见"
    found = outline.clauses[0]
    assert (found.heading, found.text, found.line) == ("总体要求", "加强建设。", 3)


def test_every_refusal_is_a_portal_error_with_a_code_and_a_sentence() -> None:
    with pytest.raises(DraftError) as refused:
        read_outline("")
    assert isinstance(refused.value, PortalError)
    assert refused.value.code == "draft_empty"
    assert refused.value.details["message"]


@pytest.mark.parametrize("mark", ["\u200b", "\u200d", "\u200f", "\u202e", "\u2060", "\u2066", "\ufeff"])
def test_an_unseen_mark_before_a_number_hides_no_article(mark: str) -> None:
    pasted = WORDS.replace("第一条", f"{mark}第一条").replace("第二条", f"第{mark}二{mark}条")
    clauses = read_outline(pasted).clauses
    assert [one.number.replace(mark, "") for one in clauses] == ["第一条", "第二条"]
    assert [one.text for one in clauses] == ["为了改善人居环境，制定本办法。", "本办法适用于本市。"]


@pytest.mark.parametrize("mark", ["\u200d", "\u202e", "\u00ad"])
def test_a_file_of_nothing_but_unseen_marks_is_empty(mark: str) -> None:
    with pytest.raises(DraftEmptyError):
        read_outline(mark * 50)
