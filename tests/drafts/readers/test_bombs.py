"""Files made to exhaust the machine are refused at once, with a sentence."""

from __future__ import annotations

import zlib
from collections.abc import Callable

import pytest

from portal.drafts.errors import DraftDamagedError, DraftTooComplexError
from portal.drafts.readers.files import read_bytes
from tests.pace import within

from .docx_made import docx, p, r, zipped
from .odt_made import odt
from .odt_made import p as odt_p
from .pdf_made import raw_pdf, stream

MEGABYTE = 1024 * 1024
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY a{at} "{f"&a{at - 1};" * 10}">' for at in range(1, 9)).replace(
        "&a0;", "&a;"
    )
    + "]>"
)


def nested_tables() -> bytes:
    return docx("<w:tbl><w:tr><w:tc>" * 3000 + p("甲") + "</w:tc></w:tr></w:tbl>" * 3000)


def xml_with(opening: str) -> Callable[[], bytes]:
    document = f"{opening}<w:document xmlns:w='w'><w:body>&a8;</w:body></w:document>"
    return lambda: zipped({"[Content_Types].xml": b"", "word/document.xml": document.encode()})


def cmap_bomb() -> bytes:
    cmap = b"begincmap 1 begincidrange <00000000> <ffffffff> 0 endcidrange endcmap"
    return raw_pdf([b""], extra=[stream(cmap)])


def packed_twice() -> bytes:
    """A stream that unpacks to a stream that unpacks to sixty megabytes."""
    inner = zlib.compress(b"\0" * 60 * MEGABYTE, 9)
    return raw_pdf([b""], extra=[stream(inner, filters=b"[/FlateDecode /FlateDecode]")])


def form_bomb() -> bytes:
    """Each form draws the next ten times: ten thousand million in the end."""
    forms = [
        stream(
            b"/Fm1 Do\n" * 10,
            b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /Fm1 %d 0 R >> >>"
            % (6 + at),
        )
        for at in range(10)
    ]
    return raw_pdf(
        [b"/Fm1 Do"], extra=[*forms, stream(b"", b"/Type /XObject /Subtype /Form /BBox [0 0 1 1]")]
    )


BOMBS: dict[str, tuple[Callable[[], bytes], str]] = {
    "one huge part": (lambda: docx(p("甲" * (70 * MEGABYTE // 3))), "a.docx"),
    "a part of zeros": (
        lambda: zipped({"[Content_Types].xml": b"", "word/document.xml": b"\0" * 60 * MEGABYTE}),
        "a.docx",
    ),
    "ten thousand entries": (
        lambda: zipped({"[Content_Types].xml": b"", **{str(at): b"" for at in range(10_000)}}),
        "a.docx",
    ),
    "two hundred megabytes in many parts": (
        lambda: zipped(
            {"[Content_Types].xml": b"", **{f"word/{at}": b"\0" * 30 * MEGABYTE for at in range(7)}}
        ),
        "a.docx",
    ),
    "nested tables": (nested_tables, "a.docx"),
    "nested runs": (
        lambda: docx(p(inside="<w:ins>" * 5000 + r("甲") + "</w:ins>" * 5000)),
        "a.docx",
    ),
    "a billion laughs": (xml_with(LAUGHS), "a.docx"),
    "an external entity": (
        xml_with('<!DOCTYPE x [<!ENTITY a8 SYSTEM "file:///etc/passwd">]>'),
        "a.docx",
    ),
    "unclosed fields": (
        lambda: docx(p(inside='<w:r><w:fldChar w:fldCharType="begin"/></w:r>' * 60)),
        "a.docx",
    ),
    "nested lists": (
        lambda: odt(_deep_lists(200)),
        "a.odt",
    ),
    "laughs in a text": (
        lambda: zipped(
            {
                "mimetype": b"application/vnd.oasis.opendocument.text",
                "content.xml": f"{LAUGHS}<x>&a8;</x>".encode(),
            }
        ),
        "a.odt",
    ),
    "nested page tables": (lambda: b"<html>" + b"<table><tr><td>" * 20_000 + b"x", "a.html"),
    "a stream of zeros": (lambda: raw_pdf([b"\0" * 90 * MEGABYTE]), "a.pdf"),
    "many streams of zeros": (lambda: raw_pdf([b"\0" * 30 * MEGABYTE] * 5), "a.pdf"),
    "a map of four billion codes": (cmap_bomb, "a.pdf"),
    "forms in forms": (form_bomb, "a.pdf"),
    "a stream packed twice": (packed_twice, "a.pdf"),
    "a page of nothing but drawing": (lambda: raw_pdf([b"0 0 m " * 3_000_000]), "a.pdf"),
    "a million objects": (lambda: b"%PDF-1.4\n" + b"1 0 obj\n" * 300_000, "a.pdf"),
    "ten thousand pages": (lambda: raw_pdf([b""] * 3000), "a.pdf"),
}


def _deep_lists(depth: int) -> str:
    opened = "<text:list><text:list-item>" * depth
    return opened + odt_p("甲") + "</text:list-item></text:list>" * depth


@pytest.mark.parametrize("kind", BOMBS)
def test_a_bomb_is_refused_within_a_second(kind: str) -> None:
    make, name = BOMBS[kind]
    data = make()
    with within(1), pytest.raises(DraftTooComplexError) as refused:
        read_bytes(data, name)
    assert str(refused.value).endswith("。")


def test_a_part_that_lies_about_its_size_is_refused() -> None:
    data = docx(p("甲" * 5000))
    at = data.index(b"PK\x01\x02", data.index(b"word/document.xml") + 100)
    while data[at + 46 : at + 63] != b"word/document.xml":
        at = data.index(b"PK\x01\x02", at + 4)
    lying = data[: at + 24] + (10).to_bytes(4, "little") + data[at + 28 :]
    with pytest.raises(DraftDamagedError):
        read_bytes(lying, "a.docx")


def test_depth_that_people_write_is_read() -> None:
    depth = 12
    body = "<w:tbl><w:tr><w:tc>" * depth + p("甲") + "</w:tc></w:tr></w:tbl>" * depth
    assert read_bytes(docx(body), "a.docx").text == "甲"
    assert read_bytes(odt(_deep_lists(20)), "a.odt").text == "甲"
