"""Whatever the bytes are, a reader reads them or refuses them: nothing else ever happens."""

from __future__ import annotations

import zipfile
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.drafts.errors import DraftError
from portal.drafts.outline import read_file

from .docx_made import zipped
from .draft_made import MAKERS

WHOLE = {name: make() for name, make in MAKERS.items()}
CALM = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
STARTS = (b"", b"%PDF-1.4\n", b"PK\x03\x04", b"<html>", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
CHANGES = st.lists(
    st.tuples(
        st.floats(0, 1), st.sampled_from(["flip", "cut", "double", "insert"]), st.binary(max_size=8)
    ),
    min_size=1,
    max_size=6,
)


def changed(data: bytes, changes: list[tuple[float, str, bytes]]) -> bytes:
    for share, how, more in changes:
        at = int(share * len(data))
        if how == "flip":
            data = data[:at] + more + data[at + len(more) :]
        elif how == "cut":
            data = data[:at] + data[at + 20 * len(more) :]
        elif how == "double":
            data = data[: at + 100] + data[at:]
        else:
            data = data[:at] + more + data[at:]
    return data


def read_or_refuse(data: bytes, name: str) -> None:
    with suppress(DraftError):
        read_file(data, name)


@pytest.mark.parametrize("name", [*MAKERS, ""])
@CALM
@given(start=st.sampled_from(STARTS), data=st.binary(max_size=300))
def test_random_bytes_are_refused_or_read(name: str, start: bytes, data: bytes) -> None:
    read_or_refuse(start + data, name)


@pytest.mark.parametrize("name", MAKERS)
@CALM
@given(changes=CHANGES)
def test_damaged_files_are_refused_or_read(
    name: str, changes: list[tuple[float, str, bytes]]
) -> None:
    read_or_refuse(changed(WHOLE[name], changes), name)


@pytest.mark.parametrize(
    ("name", "part"),
    [("a.docx", "word/document.xml"), ("a.docx", "word/numbering.xml"), ("a.docx", "_rels/.rels"),
     ("a.odt", "content.xml"), ("a.odt", "styles.xml")],
)  # fmt: skip
@CALM
@given(changes=CHANGES)
def test_damaged_parts_are_refused_or_read(
    name: str, part: str, changes: list[tuple[float, str, bytes]]
) -> None:
    """A damaged zip seldom opens: here the damage is inside."""
    with zipfile.ZipFile(BytesIO(WHOLE[name])) as archive:
        files = {one: archive.read(one) for one in archive.namelist()}
    read_or_refuse(zipped({**files, part: changed(files[part], changes)}), name)


XML = st.recursive(
    st.sampled_from(["", "甲", "第一条　", "\n"]),
    lambda inner: st.tuples(
        st.sampled_from(["p", "r", "t", "tbl", "tr", "tc", "ins", "del", "sdt", "sdtContent", "pPr",
                         "numPr", "rPr", "fldChar", "drawing", "txbxContent", "ruby", "vanish"]),
        st.lists(inner, max_size=4),
    ).map(lambda made: f"<w:{made[0]}>{''.join(made[1])}</w:{made[0]}>"),
    max_leaves=25,
)  # fmt: skip


@CALM
@given(body=XML)
def test_word_elements_in_any_order_are_refused_or_read(body: str) -> None:
    document = f'<w:document xmlns:w="{SPACE}"><w:body>{body}</w:body></w:document>'
    files = {"[Content_Types].xml": b"", "word/document.xml": document.encode()}
    read_or_refuse(zipped(files), "a.docx")


SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@CALM
@given(
    st.lists(
        st.sampled_from(
            ["<table>", "</table>", "<tr>", "<td>", "</td>", "<ol>", "<li>", "</ol>", "<p>", "</p>",
             "<pre>", "</pre>", "<del>", "<script>", "</script>", "<![9", "<!--", "甲", "\n", "&#1;",
             "<br>", "<p hidden>", "</div>", "<ol start=x>", "<li value=-9>", "<svg>", "<"]
        ),
        max_size=40,
    ).map("".join)
)  # fmt: skip
def test_page_elements_in_any_order_are_refused_or_read(page: str) -> None:
    read_or_refuse(f"<html>{page}".encode(), "a.html")


@CALM
@given(
    st.lists(
        st.sampled_from(
            [b"BT ", b"ET ", b"/F1 12 Tf ", b"<7b2c4e006761> Tj ", b"1 0 0 1 90 700 Tm ", b"q ", b"Q ",
             b"0 -20 Td ", b"[", b"] ", b"(x) Tj ", b"/Im1 Do ", b"/Fm1 Do ", b"3 Tr ", b"BI ", b"EI ",
             b"<< ", b">> ", b"-1e99 ", b"/F9 0 Tf ", b"T* ", b"nan Tz ", b"0 0 0 0 0 0 cm "]
        ),
        max_size=40,
    ).map(b"".join)
)  # fmt: skip
def test_page_operators_in_any_order_are_refused_or_read(content: bytes) -> None:
    from .pdf_made import raw_pdf

    read_or_refuse(raw_pdf([content, content]), "a.pdf")
