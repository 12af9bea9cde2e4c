from __future__ import annotations

import pytest

from portal.drafts.numbering import from_int
from portal.drafts.outline import read_outline
from tests.pace import within

from .texts import STATUTE, clause, codes, tree


def articles(text: str) -> list[str]:
    return [one.number for one in read_outline(text).clauses if one.level == "条"]


def test_a_statute_comes_out_with_every_level_under_its_parent() -> None:
    assert tree(STATUTE) == [
        ("第一章", "章"),
        ("第一章/第一条", "条"),
        ("第一章/第二条", "条"),
        ("第一章/第二条/1", "款"),
        ("第一章/第二条/2", "款"),
        ("第一章/第三条", "条"),
        ("第一章/第三条/1", "款"),
        ("第一章/第三条/1/（一）", "项"),
        ("第一章/第三条/1/（二）", "项"),
        ("第一章/第三条/1/（二）/1", "目"),
        ("第一章/第三条/1/（二）/2", "目"),
        ("第一章/第三条/2", "款"),
        ("第一章/第三条之一", "条"),
        ("第二章", "章"),
        ("第二章/第一节", "节"),
        ("第二章/第一节/第四条", "条"),
        ("第二章/第二节", "节"),
        ("第二章/第二节/第五条", "条"),
        ("附则", "章"),
        ("附则/第六条", "条"),
    ]


def test_a_clean_statute_gives_no_warning() -> None:
    outline = read_outline(STATUTE)
    assert outline.genre == "legislation"
    assert outline.title == "云川市城市绿地管理条例（草案征求意见稿）"
    assert outline.warnings == []


def test_the_table_of_contents_is_set_aside() -> None:
    aside = [one.line for one in read_outline(STATUTE).set_aside if one.kind == "contents"]
    assert aside == list(range(4, 10))


def test_a_table_of_contents_with_page_numbers_is_set_aside_too() -> None:
    text = STATUTE.replace("第一章　总　则\n第二章", "第一章　总　则……………1\n第二章", 1)
    assert tree(text) == tree(STATUTE)


def test_a_table_of_contents_in_other_words_than_the_headings_is_set_aside_too() -> None:
    text = STATUTE.replace("第一章　总　则\n第二章", "第一章　一般规定\n第二章", 1)
    assert tree(text) == tree(STATUTE)


def test_an_article_of_one_paragraph_keeps_its_text_and_its_items() -> None:
    outline = read_outline(
        "第一条　禁止下列行为：\n（一）踩踏草坪；\n（二）攀折花木。\n第二条　略。"
    )
    assert clause(outline, "第一条").text == "禁止下列行为："
    parent = clause(outline, "第一条/（一）").parent
    assert parent == clause(outline, "第一条").id


def test_items_may_begin_again_in_the_next_paragraph_of_an_article() -> None:
    first = "第一条　应当：\n（一）甲；\n（二）乙。\n"
    text = f"云川市办法\n{first}不得：\n（一）丙；\n（二）丁。\n第二条　施行。"
    outline = read_outline(text)
    assert [path for path, level in tree(text) if level == "项"] == [
        "第一条/1/（一）",
        "第一条/1/（二）",
        "第一条/2/（一）",
        "第一条/2/（二）",
    ]
    assert outline.warnings == []


def test_the_bracketed_name_of_an_article_is_its_heading() -> None:
    outline = read_outline(STATUTE)
    named = clause(outline, "第一章/第三条之一")
    assert (named.number, named.heading) == ("第三条之一", "公众参与")
    assert named.text == "鼓励公众参与绿地保护。"
    assert named.marks == ("【", "】")


def test_a_note_of_deletion_is_no_heading() -> None:
    outline = read_outline("第一条　甲。\n第二条　（删去）\n第三条　乙。")
    assert clause(outline, "第二条").text == "（删去）"


@pytest.mark.parametrize(
    "reference",
    [
        "第二条规定的期限届满后，可以续期。",
        "第二条第一款所称绿地，包括公园。",
        "第一条、第二条的规定适用于湿地。",
        "第三条至第五条不适用。",
        "第五十条　规定的事项另行处理。",
    ],
)
def test_a_line_that_only_refers_to_an_article_opens_none(reference: str) -> None:
    text = f"第一条　甲。\n{reference}\n第二条　乙。\n第三条　丙。"
    assert articles(text) == ["第一条", "第二条", "第三条"]
    assert clause(read_outline(text), "第一条/2").text == reference


def test_a_reference_at_the_start_of_a_wrapped_line_stays_in_its_sentence() -> None:
    text = "第一条　违反规定的，依照\n第二条第二款的规定备案的，应当公告。\n第二条　乙。"
    assert articles(text) == ["第一条", "第二条"]
    assert clause(read_outline(text), "第一条").text.startswith("违反规定的，依照第二条第二款")


def test_articles_without_a_blank_after_the_number_are_found_by_their_sequence() -> None:
    text = "第一条为了保护绿地，制定本办法。\n第二条本办法适用于本市。\n第三条市政府统一领导。"
    assert articles(text) == ["第一条", "第二条", "第三条"]


def test_inserted_articles_follow_their_article() -> None:
    text = "云川市办法\n第一条　甲。\n第一条之一　乙。\n第一条之二　丙。\n第二条　丁。"
    assert articles(text) == ["第一条", "第一条之一", "第一条之二", "第二条"]
    assert read_outline(text).warnings == []


def test_a_missing_article_is_reported_on_the_line_after_the_gap() -> None:
    outline = read_outline("云川市办法\n第一条　甲。\n第二条　乙。\n第四条　丁。")
    assert codes(outline) == [("numbering_gap", 4)]


def test_a_repeated_article_is_kept_and_reported() -> None:
    outline = read_outline("云川市办法\n第一条　甲。\n第二条　乙。\n第二条　丙。\n第三条　丁。")
    assert [one.number for one in outline.clauses] == ["第一条", "第二条", "第二条", "第三条"]
    assert [one.path for one in outline.clauses][2] == "第二条~2"
    assert codes(outline) == [("numbering_repeat", 4)]


def test_articles_quoted_by_an_amendment_are_no_clauses_of_it() -> None:
    text = (
        "云川市绿化条例修正案\n一、将第三条修改为：“第三条　市政府负责。\n“区政府配合。”\n"
        "二、增加一条，作为第五条：“第五条　鼓励认养。\n第六条　认养人应当爱护绿地。”\n"
        "三、第七条改为第九条。"
    )
    assert tree(text) == [("一", "一、"), ("二", "一、"), ("三", "一、")]
    assert read_outline(text).warnings == []


def test_books_restart_their_chapters_and_carry_on_their_articles() -> None:
    text = (
        "第一编　总则\n第一章　基本规定\n第一条　甲。\n第二编　物权\n第一分编　通则\n"
        "第一章　一般规定\n第二条　乙。\n附　则\n第三条　丙。"
    )
    assert [path for path, _ in tree(text)] == [
        "第一编",
        "第一编/第一章",
        "第一编/第一章/第一条",
        "第二编",
        "第二编/第一分编",
        "第二编/第一分编/第一章",
        "第二编/第一分编/第一章/第二条",
        "附则",
        "附则/第三条",
    ]
    assert tree(text)[-2] == ("附则", "编")


def test_chapters_are_no_place_for_comments_but_articles_and_their_parts_are() -> None:
    for one in read_outline(STATUTE).clauses:
        assert one.commentable is (one.level not in ("章", "节"))


def test_signature_date_and_attachments_are_set_aside() -> None:
    text = (
        "云川市绿地办法\n第一条　甲。\n第二条　乙。\n云川市人民政府\n2026年5月1日\n"
        "附件：1.绿地分类表\n2.养护标准表"
    )
    outline = read_outline(text)
    assert [one.number for one in outline.clauses] == ["第一条", "第二条"]
    kinds = {one.line: one.kind for one in outline.set_aside}
    assert kinds == {1: "title", 4: "signature", 5: "date", 6: "attachment", 7: "attachment"}


def test_an_attachment_with_clauses_of_its_own_is_reported() -> None:
    text = "云川市办法\n第一条　甲。\n第二条　乙。\n附件1\n绿地标准\n一、总则\n二、细则"
    assert codes(read_outline(text)) == [("attachment_set_aside", 4)]


def test_a_note_of_adoption_below_the_title_is_set_aside() -> None:
    text = "云川市条例\n（2026年5月1日云川市人大常委会通过）\n第一条　甲。\n第二条　乙。"
    outline = read_outline(text)
    assert outline.preamble == ""
    assert [one.kind for one in outline.set_aside] == ["title", "adoption"]


@pytest.mark.slow
def test_a_statute_of_1300_articles_is_read_in_two_seconds() -> None:
    lines = ["云川市法典"]
    for number in range(1, 1301):
        if number % 20 == 1:
            lines.append(f"第{from_int(number // 20 + 1)}章　规定")
        lines.append(f"　　第{from_int(number)}条　应当依照第{from_int(number)}条办理：")
        lines += ["　　（一）甲；", "　　（二）乙。"]
    with within(2):
        outline = read_outline("\n".join(lines))
    assert sum(one.level == "条" for one in outline.clauses) == 1300
    assert outline.warnings == []
