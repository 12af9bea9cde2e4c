"""Ways in which statutes are laid out that once came out wrong."""

from __future__ import annotations

import pytest

from portal.drafts.lines import unblank
from portal.drafts.outline import read_outline

from .texts import clause, codes, tree


def levels(text: str, *wanted: str) -> list[str]:
    return [path for path, level in tree(text) if level in wanted]


def test_items_that_begin_with_item_purpose_or_condition_are_items() -> None:
    text = (
        "云川市湿地保护办法\n第一条　申请书载明下列事项：\n（一）项目名称；\n（二）目标和期限；\n"
        "（三）条件说明；\n（四）款项来源。\n第二条　第一条第（二）项规定的期限为一年。"
    )
    assert levels(text, "项") == [f"第一条/（{number}）" for number in "一二三四"]


@pytest.mark.parametrize("first", ["及时公开湿地名录。", "中小学应当开展教育。", "以湿地命名的公园。",
                                   "同一湿地不得重复命名。", "项目应当避让湿地。"])  # fmt: skip
def test_articles_without_a_blank_after_the_number_are_found(first: str) -> None:
    text = (
        "云川市湿地保护办法\n第一条为了保护湿地，制定本办法。\n第二条本市湿地适用本办法。\n"
        f"第三条{first}\n违反的，依照\n第二条规定处理。\n第四条本办法自公布之日起施行。"
    )
    assert levels(text, "条") == ["第一条", "第二条", "第三条", "第四条"]
    assert not [code for code, _ in codes(read_outline(text)) if code.startswith("numbering")]


def test_a_line_that_mentions_an_article_opens_none_where_numbers_stand_apart() -> None:
    text = "云川市办法\n第一条　依照第二条办理；\n第二条规定的除外。\n第二条　施行。"
    assert levels(text, "条") == ["第一条", "第二条"]


def test_a_chapter_named_after_its_number_without_a_blank_is_found() -> None:
    text = "第一章总则\n第一条甲。\n第二章和解与调解\n第二条乙。\n第三章附则\n第三条丙。"
    assert levels(text, "章") == ["第一章", "第二章", "第三章"]


def test_a_paragraph_inside_an_item_does_not_end_the_list() -> None:
    text = (
        "云川市办法\n第一条　下列行为应当报告：\n（一）采伐树木。\n报告在三日内作出。\n"
        "（二）移栽树木。\n市政府另有规定的除外。\n第二条　施行。"
    )
    outline = read_outline(text)
    assert tree(text)[:5] == [
        ("第一条", "条"), ("第一条/1", "款"), ("第一条/1/（一）", "项"), ("第一条/1/（二）", "项"),
        ("第一条/2", "款"),
    ]  # fmt: skip
    assert clause(outline, "第一条/1/（一）").text == "采伐树木。\n报告在三日内作出。"


def test_a_sublist_with_its_own_opening_words_stays_inside_its_item() -> None:
    text = (
        "云川市办法\n第一条　用语的含义：\n（一）新建。\n下列情形视为新建：\n1.迁建；\n2.扩建。\n"
        "（二）改建。\n第二条　施行。"
    )
    assert levels(text, "款") == []
    assert levels(text, "项", "目") == [
        "第一条/（一）", "第一条/（一）/1", "第一条/（一）/2", "第一条/（二）"
    ]  # fmt: skip


def test_older_statutes_number_their_items_with_a_stop() -> None:
    text = "云川市办法\n第一条　下列人员可以申请：\n一、居民；\n二、职工。\n第二条　施行。"
    assert levels(text, "项") == ["第一条/一", "第一条/二"]
    assert levels(text, "目") == []


def test_a_list_of_offices_on_lines_of_their_own_is_not_run_together() -> None:
    text = (
        "云川市议事规则\n第一条　委员会由下列人员组成：\n主任，\n副主任若干人，\n委员若干人。\n"
        "第二条　施行。"
    )
    outline = read_outline(text)
    assert [one.text for one in outline.clauses if one.level == "款"] == [
        "委员会由下列人员组成：", "主任，", "副主任若干人，", "委员若干人。"
    ]  # fmt: skip


def test_a_note_in_brackets_after_a_full_stop_ends_the_paragraph() -> None:
    text = "云川市办法\n第一条　指标必须完成。（2026年1月删除）\n合同必须履行。\n第二条　施行。"
    assert levels(text, "款") == ["第一条/1", "第一条/2"]


WRAPPED = """\
　　　　　　云川市湿地保护条例
　　第一条　为了加强湿地保护，维护湿地生态功能，促进生态文
明建设，根据有关法律、行政法规，结合本市实际，制定本条例。
　　第二条　本市行政区域内湿地的保护、利用和管理，适用本条
例。湿地保护坚持保护优先、科学恢复、合理利用、持续发展。
各级人民政府应当将湿地保护纳入国民经济和社会发展规划，并
统一、公开发布湿地名录；名录未经批准不得调整，并依照本法
第四条规定的程序备案。
　　第三条　湿地保护经费列入财政预算，由市、县两级财政分担
或者由市
财政局统筹。
　　任何单位和个人都有保护湿地的义务，有权对破坏湿地的行为
进行劝阻、检举和控告；有关部门应当及时处理，并将处理结果
二、三日内告知检举人。
　　第四条　湿地名录由市人民政府公布，并报上一级人民政府的
湿地主管部门备案。
　　第五条　本条例自公布之日起施行。
"""


def test_a_wrapped_statute_keeps_its_paragraphs_where_a_line_ends_with_a_stop() -> None:
    assert tree(WRAPPED) == [
        ("第一条", "条"), ("第二条", "条"), ("第三条", "条"), ("第三条/1", "款"), ("第三条/2", "款"),
        ("第四条", "条"), ("第五条", "条"),
    ]  # fmt: skip


def test_the_last_words_of_a_wrapped_paragraph_are_no_suspicious_join() -> None:
    assert codes(read_outline(WRAPPED)) == [("suspicious_join", 11)]


AMENDMENT = """\
云川市人民代表大会常务委员会关于修改《云川市湿地保护条例》的决定
云川市人民代表大会常务委员会决定对《云川市湿地保护条例》作如下修改：
一、将第二条修改为：“第二条　本市湿地的保护，适用本条例。
“湿地保护坚持下列原则：
（一）保护优先；
（二）合理利用。
第三条　湿地实行分级管理。”
二、增加一条，作为第四条：
“第四条　任何单位和个人都有保护湿地的义务。
“鼓励志愿服务。”
三、删去第九条。
本决定自公布之日起施行。
"""


@pytest.mark.parametrize("marks", ["“”", '""'])
def test_articles_quoted_by_an_amendment_are_no_clauses_of_it(marks: str) -> None:
    text = AMENDMENT.replace("“", marks[0]).replace("”", marks[1])
    assert [path for path, _ in tree(text)] == ["一", "二", "三"]
    assert read_outline(text).genre == "legislation"


def test_the_words_that_close_an_amendment_belong_to_no_item() -> None:
    outline = read_outline(AMENDMENT)
    assert clause(outline, "三").text == "删去第九条。"
    assert [(one.kind, one.line) for one in outline.set_aside][-1] == ("closing", 12)


def test_a_quotation_nobody_closed_ends_before_the_next_item() -> None:
    text = AMENDMENT.replace("分级管理。”", "分级管理。")
    assert [path for path, _ in tree(text)] == ["一", "二", "三"]
    assert ("unclosed_bracket", 3) in codes(read_outline(text))


def test_a_paragraph_below_the_only_item_of_an_empty_article_is_not_lost() -> None:
    text = "第一条\n一、甲事项。\n第一章　总则甲。乙。"
    assert clause(read_outline(text), "第一条/一").text == "甲事项。\n第一章　总则甲。乙。"


@pytest.mark.parametrize(
    ("number", "stop"), [("第一条", "："), ("第一条", "、"), ("第一条", "."), ("第 一 条", "　")]
)
def test_a_stop_behind_the_number_is_no_part_of_number_or_words(number: str, stop: str) -> None:
    text = f"云川市办法\n{number}{stop}甲。\n{number.replace('一', '二')}{stop}乙。"
    outline = read_outline(text)
    assert [(one.number, one.text) for one in outline.clauses] == [
        (number, "甲。"), (number.replace("一", "二"), "乙。")
    ]  # fmt: skip
    assert unblank("".join(part for _, part in outline.source_parts())) == unblank(text)


def test_the_name_of_a_chapter_may_stand_on_the_line_below() -> None:
    text = "第一章\n总　则\n第一条　甲。\n第二章\n附　则\n第二条　乙。"
    chapters = [one for one in read_outline(text).clauses if one.level == "章"]
    assert [(one.number, one.heading) for one in chapters] == [
        ("第一章", "总　则"), ("第二章", "附　则")
    ]  # fmt: skip
    assert [code for code, _ in codes(read_outline(text))] == ["title_missing"]


def test_numbers_that_are_one_character_are_items() -> None:
    text = "云川市办法\n第一条　下列：\n㈠甲：\n⒈子；\n⒉丑。\n㈡乙。\n第二条　施行。"
    assert levels(text, "项", "目") == [
        "第一条/（一）", "第一条/（一）/1", "第一条/（一）/2", "第一条/（二）"
    ]  # fmt: skip
    assert codes(read_outline(text)) == []


def test_a_plan_in_parts_has_them_as_its_frames() -> None:
    text = "云川市规划\n第一部分　要求\n一、甲。\n二、乙。\n第二部分　任务\n一、丙。\n二、丁。"
    assert levels(text, "编") == ["第一部分", "第二部分"]
    assert levels(text, "一、")[2:] == ["第二部分/一", "第二部分/二"]


def test_an_order_that_issues_a_statute_is_its_cover() -> None:
    text = (
        "云川市人民政府令\n第12号\n《云川市夜市管理办法》已经通过，现予公布。\n市长　某某\n"
        "2026年1月1日\n云川市夜市管理办法\n第一条　甲。\n第二条　乙。"
    )
    assert read_outline(text).title == "云川市夜市管理办法"


def test_what_a_web_page_puts_below_a_statute_is_no_paragraph_of_it() -> None:
    page = "责任编辑：某某\n【打印本页】【关闭窗口】\n上一篇：其他办法\n扫一扫在手机打开当前页"
    outline = read_outline(f"云川市办法\n第一条　甲。\n第二条　乙。\n{page}")
    assert levels(f"云川市办法\n第一条　甲。\n第二条　乙。\n{page}", "款") == []
    assert [one.line for one in outline.set_aside] == [1, 4, 5, 6, 7]


def test_a_bracketed_name_right_above_items_is_the_heading() -> None:
    outline = read_outline("云川市办法\n第一条　【职责】\n（一）甲；\n（二）乙。\n第二条　丙。")
    article = clause(outline, "第一条")
    assert (article.heading, article.text) == ("职责", "")
    assert codes(outline) == []
