"""PDF files: lines by geometry, without running heads and page numbers."""

from __future__ import annotations

import pytest

from portal.drafts.errors import DraftDamagedError, DraftScannedError
from portal.drafts.readers.pdf import read
from portal.drafts.readers.pdf.lookalikes import usual
from portal.drafts.readers.written import ReadText

from .pdf_made import HEIGHT, Put, pdf, raw_pdf, typeset

LONG = "为了加强城市公园管理，改善人居环境，方便群众休闲游憩，根据有关法律、法规，结合本市实际，制定本条例。"


def lines(found: ReadText) -> list[str]:
    return [line.strip() for line in found.text.split("\n")]


def codes(found: ReadText) -> list[str]:
    return [one.code for one in found.warnings]


def page(*texts: str, foot: str = "", head: str = "", foot_x: float = 280) -> list[Put]:
    made = [Put(90, HEIGHT - 120 - 20 * at, text) for at, text in enumerate(texts)]
    made += [Put(foot_x, 40, foot, 10)] if foot else []
    return made + ([Put(90, HEIGHT - 50, head, 9)] if head else [])


def test_wrapped_lines_become_paragraphs_over_pages_too() -> None:
    paragraphs = ["^云川市公园条例", *[f"　第{one}条　{LONG}" for one in "一二三四五六"]]
    found = read(typeset(paragraphs, columns=24, rows=8, head="云川市城市管理局"))
    assert lines(found) == ["云川市公园条例", *[f"第{one}条　{LONG}" for one in "一二三四五六"]]
    assert codes(found) == ["page_header"]
    assert "云川市城市管理局" in found.warnings[0].message


def test_a_line_that_opens_a_clause_is_never_joined_to_an_ended_one() -> None:
    full = "甲" * 19 + "。"
    found = read(typeset([full, "（一）" + full, *["　" + "乙" * 30] * 4], columns=20))
    assert lines(found)[:2] == [full, "（一）" + full]


@pytest.mark.parametrize("foot", ["{}", "- {} -", "— {} —", "第 {} 页", "第{}页 共3页", "{} / 3"])
def test_page_numbers_are_taken_out(foot: str) -> None:
    pages = [page("甲文", "乙文", "丙文", foot=foot.format(at)) for at in (1, 2, 3)]
    assert lines(read(pdf(pages))) == ["甲文", "乙文", "丙文"] * 3


def test_a_page_number_beside_an_item_number_is_taken_out_alone() -> None:
    pages = [[*page("甲文"), Put(40, 90, str(at), 9)] for at in (11, 12)]
    pages[1].append(Put(90, 90, "2)第二项"))
    assert lines(read(pdf(pages))) == ["甲文", "甲文", "2)第二项"]


def test_outer_page_numbers_of_a_book_are_taken_out() -> None:
    pages = [page("甲文", foot=str(at), foot_x=90 if at % 2 else 500) for at in range(1, 5)]
    assert lines(read(pdf(pages))) == ["甲文"] * 4


def test_what_stands_once_is_no_furniture() -> None:
    pages = [page("甲文", foot="云川市城市管理局"), page("乙文", foot="2026年3月1日"), page("丙文")]
    assert lines(read(pdf(pages))) == ["甲文", "云川市城市管理局", "乙文", "2026年3月1日", "丙文"]


def test_bold_made_by_printing_twice_is_read_once() -> None:
    pages = [[Put(90, 700, "云川市公园条例"), Put(90.4, 700, "云川市公园条例")]]
    assert read(pdf(pages)).text == "云川市公园条例"


def test_order_on_the_page_counts_and_not_in_the_file() -> None:
    pages = [
        [Put(90, 600, "乙文"), Put(200, 700.5, "右"), Put(90, 700, "甲文"), Put(150, 700, "中")]
    ]
    assert read(pdf(pages)).text == "甲文 中 右\n乙文"


def test_radicals_that_look_like_characters_become_them() -> None:
    found = read(pdf([[Put(90, 700, "\u2f00、总体要求\u2f45案")]]))
    assert found.text == "一、总体要求方案"
    assert usual("居\u2ea0\u2f3e意\u2ec5\ufb01 abc、一") == "居民户意见fi abc、一"


def test_watermarks_are_dropped_and_reported() -> None:
    found = read(pdf([[*page("甲文"), Put(200, 400, "内部资料", 40, turned=True)]]))
    assert found.text == "甲文"
    assert codes(found) == ["rotated"]


def test_text_beyond_the_paper_is_dropped_and_reported() -> None:
    found = read(pdf([[*page("甲文"), Put(9000, 700, "藏")]]))
    assert found.text == "甲文"
    assert codes(found) == ["outside"]


def test_a_layer_of_recognised_text_is_read_with_a_remark() -> None:
    found = read(pdf([[Put(90, 700, "第一条　为了加强管理，制定本条例。", mode=3)]], image_on=[0]))
    assert found.text.startswith("第一条")
    assert set(codes(found)) == {"picture", "invisible"}


def test_columns_are_reported_as_a_table() -> None:
    rows = [[Put(x, 700 - 20 * at, f"{name}列") for x, name in ((90, "甲"), (250, "乙"), (400, "丙"))]
            for at in range(2)]  # fmt: skip
    found = read(pdf([[Put(90, 750, "首行"), *rows[0], *rows[1]]]))
    assert [(one.code, one.line) for one in found.warnings] == [("table", 2)]


@pytest.mark.parametrize("pages", [[[]], [[Put(280, 40, "1")], [Put(280, 40, "2")]]])
def test_scans_are_refused_with_advice(pages: list[list[Put]]) -> None:
    with pytest.raises(DraftScannedError) as refused:
        read(pdf(pages, image_on=range(len(pages))))
    assert "文字版" in str(refused.value)


def test_a_scanned_page_among_others_is_reported() -> None:
    found = read(pdf([page(LONG), [], page(LONG)], image_on=[1]))
    assert "page_without_text" in codes(found)
    assert "第 2 页" in found.warnings[-1].message


def test_a_page_of_drawing_is_left_out_and_reported() -> None:
    texts = [b"".join(put.operators() for put in page(LONG[:30]))] * 2
    found = read(raw_pdf([texts[0], b"0 0 m " * 300_000, texts[1]]))
    assert lines(found) == [LONG[:30]] * 2
    assert codes(found) == ["page_without_text"]


@pytest.mark.parametrize("data", [b"%PDF-1.4\n", b"%PDF-1.4\n" + b"\xff" * 500])
def test_a_broken_pdf_is_refused(data: bytes) -> None:
    with pytest.raises(DraftDamagedError):
        read(data)


def test_a_pdf_without_its_table_of_objects_is_still_read() -> None:
    whole = pdf([page("甲文")])
    assert read(whole[: whole.index(b"xref")] + whole[whole.index(b"trailer") :]).text == "甲文"
