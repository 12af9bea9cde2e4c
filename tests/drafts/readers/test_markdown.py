"""Markdown: its marks go, its numbers and lines stay."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.drafts.outline import read_file
from portal.drafts.readers.markdown import read, render, to_plain


def lines(text: str) -> list[str]:
    return to_plain(text).split("\n")


def test_every_line_stays_where_it_was() -> None:
    text = "# 意见\n\n## 一、**总体**\n> 加强。\n> 建设。\n\n（一）甲*乙*\n丙`丁`\n"
    assert lines(text) == ["意见", "", "一、总体", "加强。", "建设。", "", "（一）甲乙", "丙丁", ""]


def test_typed_numbers_stay_and_repeated_ones_are_counted() -> None:
    assert lines("1. 甲\n3. 乙") == ["1. 甲", "3. 乙"]
    assert lines("1. 甲\n1. 乙\n1. 丙") == ["1. 甲", "2. 乙", "3. 丙"]
    assert lines("2) 甲\n   续\n   - 点") == ["2) 甲", "续", "点"]


def test_chinese_numbers_are_no_lists_and_stay() -> None:
    text = "一、甲\n（一）乙\n1.丙\n第一条 丁\n①戊"
    assert to_plain(text) == text


def test_tables_become_lines_with_a_remark() -> None:
    found = render("甲\n\n| 乙 | **丙** |\n|---|---|\n| 1 | 2 |")
    assert found.text.split("\n") == ["甲", "", "乙\t丙", "", "1\t2"]
    assert [(one.code, one.line) for one in found.warnings] == [("table", 3)]


def test_code_html_links_and_pictures_leave_their_text() -> None:
    text = "```\n甲\n```\n\n    乙\n\n<div>\n丙 &amp; 丁\n</div>\n\n[戊](http://example.com)<b>己</b>![图](a.png)"
    assert [line for line in lines(text) if line] == ["甲", "乙", "丙 & 丁", "戊己图"]


def test_definitions_of_links_lose_nothing() -> None:
    assert lines("[附件]: 甲\n乙") == ["[附件]: 甲", "乙"]


def test_files_may_be_gb18030() -> None:
    assert read("# 意见\r\n\r\n一、甲".encode("gb18030")).text == "意见\n\n一、甲"


@settings(deadline=None, max_examples=200)
@given(st.text(alphabet="甲一、第条#>*_`-1.) |\n\t<&[]()!\\~=", max_size=120))
def test_no_text_changes_the_number_of_lines_or_loses_a_chinese_character(text: str) -> None:
    plain = to_plain(text)
    assert plain.count("\n") == text.count("\n")
    assert sorted(char for char in plain if char in "甲第条") == sorted(
        char for char in text if char in "甲第条"
    )


def test_a_comment_is_left_out_and_moves_no_line() -> None:
    assert to_plain("甲\n\n<!-- 一\n二 -->\n\n乙") == "甲\n\n\n\n\n乙"


def test_a_plain_text_with_headings_of_markdown_is_read_as_markdown() -> None:
    text = "云川市条例\n## 第一章 总则\n**第一条** 甲。\n## 第二章 附则\n第二条 乙。"
    numbers = [one.number for one in read_file(text.encode(), "a.txt").clauses]
    assert numbers == ["第一章", "第一条", "第二章", "第二条"]


def test_a_plain_text_with_a_number_sign_stays_as_it_is() -> None:
    text = "一、#1楼。\n二、**丙**。"
    assert read_file(text.encode(), "a.txt").clauses[1].text == "**丙**。"
