"""Numbers that Word shows and does not store are worked out as Word does."""

from __future__ import annotations

import io

import pytest
from docx import Document

from portal.drafts.readers.docx import read
from portal.drafts.readers.number_formats import printed

from .docx_made import abstract, docx, lvl, num, p


def lines(body: str, numbering: str, styles: str = "") -> list[str]:
    return read(docx(body, numbering=numbering, styles=styles)).text.split("\n")


def style(name: str, inside: str = "", based_on: str = "", more: str = "") -> str:
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{name}" {more}>{base}<w:pPr>{inside}</w:pPr>'
        "</w:style>"
    )


def num_pr(num_id: str = "", level: str = "") -> str:
    at = f'<w:ilvl w:val="{level}"/>' if level else ""
    named = f'<w:numId w:val="{num_id}"/>' if num_id else ""
    return f"<w:numPr>{at}{named}</w:numPr>"


CHAPTERS = abstract(
    "0",
    lvl(0, "chineseCountingThousand", "第%1章"),
    lvl(1, "chineseCountingThousand", "第%2条", more='<w:lvlRestart w:val="0"/>'),
    lvl(2, "chineseCountingThousand", "（%3）"),
    lvl(3, "decimal", "%4."),
    lvl(4, "decimalEnclosedCircle", "%5"),
) + num("1", "0")


def test_inner_levels_begin_anew_and_articles_go_on_over_chapters() -> None:
    levels = [0, 1, 2, 2, 3, 4, 1, 2, 0, 1, 2, 3]
    found = lines("".join(p("文", num="1", level=at) for at in levels), CHAPTERS)
    assert [line.split()[0] for line in found] == [
        "第一章", "第一条", "（一）", "（二）", "1.", "①", "第二条", "（一）", "第二章", "第三条",
        "（一）", "1.",
    ]  # fmt: skip


def test_a_level_restarts_only_after_the_level_it_names() -> None:
    numbering = abstract(
        "0",
        lvl(0, "decimal", "%1、"),
        lvl(1, "decimal", "%2)"),
        lvl(2, "decimal", "(%3)", more='<w:lvlRestart w:val="1"/>'),
    ) + num("1", "0")
    found = lines("".join(p("文", num="1", level=at) for at in (0, 1, 2, 1, 2, 0, 1, 2)), numbering)
    assert [line.split()[0] for line in found] == [
        "1、", "1)", "(1)", "2)", "(2)", "2、", "1)", "(1)",
    ]  # fmt: skip


def test_a_list_goes_on_over_plain_paragraphs_and_another_num_of_the_same_list() -> None:
    numbering = CHAPTERS + num("2", "0")
    body = p("甲", num="1", level=1) + p("平文") + p("乙", num="2", level=1)
    assert lines(body, numbering) == ["第一条 甲", "平文", "第二条 乙"]


def test_a_start_override_restarts_the_list_once() -> None:
    override = '<w:lvlOverride w:ilvl="1"><w:startOverride w:val="8"/></w:lvlOverride>'
    numbering = CHAPTERS + num("2", "0", override)
    body = "".join(p("文", num=name, level=1) for name in ("1", "1", "2", "2", "1"))
    assert [line.split()[0] for line in lines(body, numbering)] == [
        "第一条", "第二条", "第八条", "第九条", "第十条",
    ]  # fmt: skip


def test_an_override_may_replace_the_whole_level() -> None:
    override = f'<w:lvlOverride w:ilvl="1">{lvl(1, "decimal", "Art.%2", start=5)}</w:lvlOverride>'
    body = p("甲", num="2", level=1) + p("乙", num="2", level=1)
    assert lines(body, CHAPTERS + num("2", "0", override)) == ["Art.5 甲", "Art.6 乙"]


def test_numbers_come_from_the_style_and_the_styles_it_is_based_on() -> None:
    styles = style("Base", num_pr("1", "1")) + style("Child", "", "Base")
    body = p("甲", style="Base") + p("乙", style="Child") + p("丙", style="Child", num="0")
    assert lines(body, CHAPTERS, styles) == ["第一条 甲", "第二条 乙", "丙"]


def test_the_level_of_a_style_is_the_one_tied_to_it() -> None:
    numbering = abstract(
        "0",
        lvl(0, "chineseCounting", "第%1章", more='<w:pStyle w:val="H1"/>'),
        lvl(1, "chineseCounting", "第%2条", more='<w:pStyle w:val="H2"/>'),
    ) + num("1", "0")
    styles = style("H1", num_pr("1")) + style("H2", num_pr("1"), "H1")
    body = p("总则", style="H1") + p("甲", style="H2")
    assert lines(body, numbering, styles) == ["第一章 总则", "第一条 甲"]


def test_a_derived_style_may_name_the_level_only() -> None:
    styles = style("H1", num_pr("1", "0")) + style("H2", num_pr("", "1"), "H1")
    assert lines(p("甲", style="H2"), CHAPTERS, styles) == ["第一条 甲"]


def test_the_default_paragraph_style_counts_where_none_is_named() -> None:
    styles = style("Normal", num_pr("1", "2"), more='w:default="1"')
    assert lines(p("甲") + p("乙"), CHAPTERS, styles) == ["（一） 甲", "（二） 乙"]


def test_styles_based_on_one_another_in_a_circle_do_no_harm() -> None:
    styles = style("A", "", "B") + style("B", "", "A")
    assert lines(p("甲", style="A"), CHAPTERS, styles) == ["甲"]


def test_a_list_may_follow_a_numbering_style() -> None:
    numbering = (
        abstract("0", lvl(0, "chineseCounting", "%1、"), more='<w:styleLink w:val="S"/>')
        + abstract("5", more='<w:numStyleLink w:val="S"/>')
        + num("1", "0")
        + num("2", "5")
    )
    assert lines(p("甲", num="1", level=0) + p("乙", num="2", level=0), numbering) == [
        "一、 甲",
        "二、 乙",
    ]


def test_outer_numbers_show_in_inner_ones_and_legal_style_makes_them_arabic() -> None:
    numbering = abstract(
        "0",
        lvl(0, "chineseCounting", "%1、"),
        lvl(1, "decimal", "%1.%2", more="<w:isLgl/>"),
        lvl(2, "decimal", "%1-%2-%3"),
    ) + num("1", "0")
    body = "".join(p("文", num="1", level=at) for at in (0, 0, 1, 2))
    assert [line.split()[0] for line in lines(body, numbering)] == ["一、", "二、", "2.1", "二-1-1"]


def test_an_inner_level_without_its_outer_one_counts_that_at_its_start() -> None:
    numbering = abstract("0", lvl(0, "decimal", "%1", start=3), lvl(1, "decimal", "%1.%2"))
    body = p("甲", num="1", level=1) + p("乙", num="1", level=0)
    assert lines(body, numbering + num("1", "0")) == ["3.1 甲", "3 乙"]


def test_bullets_show_nothing_and_text_without_a_number_shows_itself() -> None:
    numbering = abstract(
        "0", lvl(0, "bullet", "\uf06c"), lvl(1, "none", "附件："), lvl(2, "decimal", "")
    ) + num("1", "0")
    body = "".join(p("甲", num="1", level=at) for at in (0, 1, 2))
    assert lines(body, numbering) == ["甲", "附件： 甲", "甲"]


def test_an_empty_numbered_paragraph_shows_its_number() -> None:
    body = p("甲", num="1", level=1) + p("", num="1", level=1) + p("乙", num="1", level=1)
    assert lines(body, CHAPTERS) == ["第一条 甲", "第二条 ", "第三条 乙"]


@pytest.mark.parametrize("numbering", ["", num("1", "9"), abstract("0") + num("1", "0")])
def test_a_list_that_is_not_defined_numbers_nothing(numbering: str) -> None:
    assert lines(p("甲", num="1", level=0), numbering) == ["甲"]


def test_numbers_out_of_reason_are_not_believed() -> None:
    numbering = abstract("0", lvl(0, "decimal", "%1、%9", start=10**30)) + num("1", "0")
    assert lines(p("甲", num="1", level=77), numbering) == ["1、 甲"]


def test_a_document_made_by_python_docx_is_read() -> None:
    document = Document()
    for text in ("甲", "乙"):
        document.add_paragraph(text, style="List Number")
    document.add_paragraph("丙", style="List Bullet")
    made = io.BytesIO()
    document.save(made)
    assert read(made.getvalue()).text.split("\n") == ["1. 甲", "2. 乙", "丙"]


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (
            "chineseCounting",
            {1: "一", 10: "十", 11: "十一", 20: "二十", 99: "九十九", 101: "一〇一"},
        ),
        ("chineseCountingThousand", {10: "十", 101: "一百零一", 1260: "一千二百六十"}),
        ("taiwaneseCountingThousand", {15: "十五", 110: "一百一十"}),
        ("taiwaneseCounting", {12: "十二"}),
        ("japaneseCounting", {12: "十二", 21: "二十一", 101: "百一"}),
        ("ideographDigital", {10: "一〇", 12: "一二"}),
        ("chineseLegalSimplified", {2: "贰", 10: "壹拾", 21: "贰拾壹"}),
        ("ideographLegalTraditional", {3: "參"}),
        ("ideographTraditional", {1: "甲", 11: "11"}),
        ("ideographZodiac", {12: "亥"}),
        ("ideographZodiacTraditional", {60: "癸亥"}),
        ("ideographEnclosedCircle", {1: "㊀"}),
        ("decimalEnclosedCircle", {1: "①", 20: "⑳", 21: "㉑", 36: "㊱", 51: "51"}),
        ("decimalEnclosedCircleChinese", {10: "⑩"}),
        ("decimalEnclosedFullstop", {2: "⒉"}),
        ("decimalEnclosedParen", {3: "⑶"}),
        ("decimalFullWidth", {12: "１２"}),
        ("decimalZero", {3: "03", 12: "12"}),
        ("upperRoman", {4: "IV", 1999: "MCMXCIX", 4000: "4000"}),
        ("lowerRoman", {9: "ix"}),
        ("upperLetter", {1: "A", 27: "AA", 9999: "9999"}),
        ("lowerLetter", {28: "bb"}),
        ("ordinal", {1: "1st", 12: "12th", 22: "22nd", 33: "33rd"}),
        ("hex", {255: "FF"}),
        ("numberInDash", {5: "- 5 -"}),
        ("decimal", {7: "7", 0: "0"}),
        ("none", {7: ""}),
        ("klingon", {7: "7"}),
        ("chineseCountingThousand", {10000: "10000", 0: "0"}),
    ],
)
def test_numbers_are_printed_in_the_format_they_name(kind: str, values: dict[int, str]) -> None:
    assert {value: printed(value, kind) for value in values} == values
