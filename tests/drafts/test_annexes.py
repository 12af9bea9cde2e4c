from __future__ import annotations

from portal.drafts.lines import unblank
from portal.drafts.outline import read_outline

from .texts import clause, codes, tree

POLICY = """\
云川市关于加强绿道养护的实施意见
一、总体要求
坚持属地管理。
二、重点任务
落实养护责任。
附件：1.绿道养护考核办法
2.绿道养护记录表
云川市人民政府
2026年5月6日
附件1
云川市绿道养护考核办法
为了规范绿道养护考核，制定本办法。
第一条　市住建局负责考核。
第二条　考核分为：
（一）月度考核；
（二）年度考核。
附件2
绿道养护记录表
绿道名称\t养护单位\t日期
"""


def test_an_annex_with_articles_joins_the_tree_below_the_draft() -> None:
    outline = read_outline(POLICY)
    assert tree(POLICY) == [
        ("一", "一、"), ("二", "一、"), ("附件1", "编"), ("附件1/第一条", "条"),
        ("附件1/第二条", "条"), ("附件1/第二条/（一）", "项"), ("附件1/第二条/（二）", "项"),
    ]  # fmt: skip
    annex = clause(outline, "附件1")
    assert (annex.number, annex.heading) == ("附件1", "云川市绿道养护考核办法")
    assert annex.text == "为了规范绿道养护考核，制定本办法。"
    assert not annex.commentable
    assert codes(outline) == []


def test_lists_forms_and_signatures_between_annexes_stay_set_aside() -> None:
    outline = read_outline(POLICY)
    aside = {one.line: one.kind for one in outline.set_aside if one.line > 5}
    assert aside == {
        6: "attachment", 7: "attachment", 8: "signature", 9: "date", 17: "attachment",
        18: "attachment", 19: "attachment",
    }  # fmt: skip
    assert unblank("".join(text for _, text in outline.source_parts())) == unblank(POLICY)


def test_numbered_remarks_below_a_statute_are_no_clauses() -> None:
    text = "云川市税目办法\n第一条　甲。\n第二条　乙。\n附件\n税目表\n一、资源：按吨。\n二、林木：按株。"
    outline = read_outline(text)
    assert [path for path, _ in tree(text)] == ["第一条", "第二条"]
    assert codes(outline) == [("attachment_set_aside", 4)]


def test_annex_numbers_begin_anew_without_a_warning() -> None:
    text = "甲方案\n一、目标。\n二、任务。\n附件一：甲办法\n一、总则。\n二、附则。\n附件二：乙办法\n一、甲。\n二、乙。"
    assert [path for path, _ in tree(text)] == [
        "一", "二", "附件一", "附件一/一", "附件一/二", "附件二", "附件二/一", "附件二/二"
    ]  # fmt: skip
    assert codes(read_outline(text)) == []
