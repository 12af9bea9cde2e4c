from __future__ import annotations

import pytest

from portal.drafts.outline import read_outline

from .texts import codes


def text_of(body: str) -> str:
    return read_outline(f"云川市意见\n{body}\n二、保障。落实经费。").clauses[0].text


def test_a_sentence_broken_by_a_page_is_joined_without_a_blank() -> None:
    assert (
        text_of("一、任务。加强绿道、公园建\n\n设，提高品质。") == "加强绿道、公园建设，提高品质。"
    )


def test_a_short_broken_line_is_joined_by_its_comma() -> None:
    assert (
        text_of("一、任务。加强建设，\n\n提高品质，优化服务体系。")
        == "加强建设，提高品质，优化服务体系。"
    )


def test_latin_words_are_joined_with_a_blank() -> None:
    assert (
        text_of("一、任务。推广政府、企业合作PPP\nplus模式。") == "推广政府、企业合作PPP plus模式。"
    )


def test_an_unclosed_title_goes_on_in_the_next_line() -> None:
    assert text_of("一、任务。落实《云川市\n绿道规划》要求。") == "落实《云川市绿道规划》要求。"


@pytest.mark.parametrize("end", ["。", "；", "：", "？", "。”", "（市财政局、市住建局负责）"])
def test_a_finished_sentence_is_not_joined_with_the_next_paragraph(end: str) -> None:
    assert text_of(f"一、任务。加强建设、养护{end}\n另行部署安排工作。").count("\n") == 1


def test_a_block_heading_is_not_joined_with_its_text() -> None:
    outline = read_outline("云川市意见\n一、突出引领,构建格局\n加强建设。\n二、保障。落实。")
    assert (outline.clauses[0].heading, outline.clauses[0].text) == (
        "突出引领,构建格局",
        "加强建设。",
    )


def test_a_line_that_begins_with_a_stop_belongs_to_the_line_above() -> None:
    assert text_of("一、任务。加强建设\n。提高品质。") == "加强建设。提高品质。"


def test_lines_wrapped_at_one_width_are_joined_even_without_a_comma() -> None:
    sentence = "在本市从事绿道建设养护管理经营活动的单位和个人均应遵守本意见的各项规定要求"
    wrapped = [
        "\n".join([f"{number}.{sentence[:20]}", sentence[20:] + "。"]) for number in range(1, 10)
    ]
    outline = read_outline("云川市意见\n" + "\n".join(wrapped))
    assert [one.text for one in outline.clauses] == [sentence + "。"] * 9


def test_a_doubtful_join_is_reported() -> None:
    outline = read_outline("云川市意见\n一、任务。加强绿道、公园建设\n良好环境\n二、保障。落实。")
    assert codes(outline) == [("suspicious_join", 3)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("各区人民政府应当划定早餐", "车经营点位。"),
        ("违反第二条第", "一项规定的，处二百元罚款。"),
        ("根据《云川市市容条例》第", "十二条的规定，设置夜市备案。"),
    ],
)
def test_a_sentence_cut_early_in_an_article_is_no_heading(first: str, second: str) -> None:
    text = f"云川市早餐车管理规定\n第一条　{first}\n{second}\n第二条　自公布之日起施行。"
    article = read_outline(text).clauses[0]
    assert (article.heading, article.text) == ("", first + second)


@pytest.mark.parametrize("name", ["部门职责", "应当备案的情形", "违反备案规定的责任", "禁止行为"])
def test_a_name_on_the_line_of_its_article_stays_its_heading(name: str) -> None:
    text = f"云川市早餐车管理规定\n第一条　{name}\n市商务部门负责备案。\n第二条　施行\n即日起施行。"
    assert read_outline(text).clauses[0].heading == name
