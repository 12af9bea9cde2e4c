from __future__ import annotations

import pytest

from portal.drafts.outline import read_outline

from .texts import POLICY, SPEECH, clause, codes, tree


def test_run_in_and_block_headings_are_parted_from_the_text() -> None:
    outline = read_outline(POLICY)
    found = [(one.number, one.heading, one.text) for one in outline.clauses]
    assert found == [
        ("一、", "总体要求", ""),
        ("（一）", "指导思想", "坚持以人为本。统筹推进绿道建设。"),
        ("（二）", "工作目标", "到2027年建成绿道120公里。"),
        ("二、", "主要任务", ""),
        ("（三）", "完善绿道网络", "推进滨河绿道与社区绿道相连。"),
        ("（四）", "加强日常养护", "建立巡查制度。"),
    ]


def test_numbers_that_run_on_across_chapters_give_no_warning() -> None:
    outline = read_outline(POLICY)
    assert outline.genre == "policy"
    assert outline.warnings == []
    assert tree(POLICY)[4] == ("二/（三）", "（一）")


def test_numbers_that_begin_again_in_each_chapter_give_no_warning_either() -> None:
    outline = read_outline(POLICY.replace("（三）", "（一）").replace("（四）", "（二）"))
    assert outline.warnings == []
    assert [one.path for one in outline.clauses][-2:] == ["二/（一）", "二/（二）"]


def test_numbers_that_do_both_are_reported() -> None:
    text = "云川市意见\n" + "".join(
        f"{chapter}、章\n（{first}）甲。甲。\n（{second}）乙。乙。\n"
        for chapter, first, second in ["一一二", "二一二", "三三四", "四一二"]
    )
    assert codes(read_outline(text)) == [("mixed_numbering", 9)]


def test_leaves_are_commentable_and_what_holds_clauses_is_not() -> None:
    marked = {one.path: one.commentable for one in read_outline(POLICY).clauses}
    assert [path for path, commentable in marked.items() if not commentable] == ["一", "二"]


def test_title_and_preamble_are_told_from_the_clauses() -> None:
    outline = read_outline(POLICY)
    assert outline.title == "云川市人民政府关于加强城市绿道建设的实施意见"
    assert outline.preamble == "为加强城市绿道建设，改善人居环境，现提出以下实施意见。"


def test_a_title_on_two_lines_is_put_together() -> None:
    text = POLICY.replace("云川市人民政府关于", "云川市委 云川市人民政府\n\n关于")
    assert read_outline(text).title == "云川市委 云川市人民政府关于加强城市绿道建设的实施意见"


def test_letterhead_document_number_and_date_are_set_aside() -> None:
    text = "云川市人民政府文件\n云政发〔2026〕5号\n" + POLICY.replace(
        "意见\n\n", "意见\n(2026年5月1日)\n", 1
    )
    outline = read_outline(text)
    assert outline.title == "云川市人民政府关于加强城市绿道建设的实施意见"
    assert [one.kind for one in outline.set_aside][:4] == [
        "letterhead",
        "document_number",
        "title",
        "date",
    ]


def test_all_five_levels_nest() -> None:
    text = "一、甲\n（一）乙\n1.丙\n（1）丁\n①戊\n②己\n（2）庚\n2.辛\n（二）壬\n二、癸"
    assert [path for path, _ in tree(text)] == [
        "一",
        "一/（一）",
        "一/（一）/1",
        "一/（一）/1/（1）",
        "一/（一）/1/（1）/①",
        "一/（一）/1/（1）/②",
        "一/（一）/1/（2）",
        "一/（一）/2",
        "一/（二）",
        "二",
    ]
    assert [level for _, level in tree(text)][:5] == ["一、", "（一）", "1.", "（1）", "①"]


def test_a_page_number_glued_to_an_item_number_is_taken_off() -> None:
    text = "云川市意见\n一、任务\n1)建设绿道。建好。\n112)养护绿道。养好。\n3)管理绿道。管好。"
    outline = read_outline(text)
    assert [one.number for one in outline.clauses][1:] == ["1)", "2)", "3)"]
    assert codes(outline) == [("page_number_glue", 4)]
    assert ("page", 4, "11") in [(one.kind, one.line, one.text) for one in outline.set_aside]


def test_two_digit_numbers_in_their_turn_are_left_alone() -> None:
    text = "云川市意见\n" + "".join(f"{number}.任务。完成。\n" for number in range(1, 13))
    assert [one.number for one in read_outline(text).clauses][-1] == "12."


def test_a_page_number_between_two_lines_of_a_sentence_does_not_part_them() -> None:
    text = (
        "云川市意见\n一、建设。加强绿道、公园建设，提高\n- 12 -\n服务水平。\n二、养护。加强养护。"
    )
    assert read_outline(text).clauses[0].text == "加强绿道、公园建设，提高服务水平。"


@pytest.mark.parametrize(
    "line",
    [
        "80%以上，新增泊位三千个。",
        "2025年前，完成改造。",
        "第一圈层：环路以内。",
        "3.5万平方米以上。",
    ],
)
def test_lines_that_only_look_numbered_open_no_clause(line: str) -> None:
    text = f"云川市意见\n一、目标。建成绿道。\n{line}\n二、任务。开展建设。"
    assert [path for path, _ in tree(text)] == ["一", "二"]


def test_first_second_third_within_a_paragraph_are_no_clauses() -> None:
    text = "云川市意见\n一、任务。一是建设。二是养护。\n三是管理。\n二、保障。落实经费。"
    assert [path for path, _ in tree(text)] == ["一", "二"]


def test_equal_headings_have_different_ids_and_paths() -> None:
    item = "（一）加强领导。到位。\n"
    text = f"云川市意见\n一、甲\n{item}二、乙\n{item}{item}"
    outline = read_outline(text)
    assert len({one.id for one in outline.clauses}) == len(outline.clauses)
    assert len({one.path for one in outline.clauses}) == len(outline.clauses)
    assert read_outline(text).clauses == outline.clauses


def test_a_stray_number_out_of_turn_is_read_as_text_and_reported() -> None:
    text = "云川市意见\n一、甲\n1.建设。甲。\n9.号线通车。\n2.养护。乙。\n二、乙"
    outline = read_outline(text)
    assert [one.path for one in outline.clauses] == ["一", "一/1", "一/2", "二"]
    assert ("numbering_ignored", 4) in codes(outline)


def test_brackets_of_two_widths_are_reported_once() -> None:
    outline = read_outline(POLICY.replace("（四）", "(四)"))
    assert clause(outline, "二/（四）").number == "(四)"
    assert codes(outline) == [("mixed_brackets", 11)]


def test_a_note_on_circulation_is_set_aside() -> None:
    outline = read_outline(POLICY + "（此件公开发布）\n")
    assert outline.set_aside[-1].kind == "note"
    assert outline.clauses[-1].text == "建立巡查制度。"


def test_a_speech_is_recognised_and_read_all_the_same() -> None:
    outline = read_outline(SPEECH)
    assert outline.genre == "speech"
    assert codes(outline) == [("speech", 1)]
    assert [path for path, level in tree(SPEECH) if level == "X要"] == [
        "二/一要",
        "二/二要",
        "三/一要",
        "三/二要",
    ]
    first = clause(outline, "二/一要")
    assert (first.number, first.heading, first.text) == ("一要", "加快建设", "各区要倒排工期。")
    assert outline.set_aside[-1].kind == "farewell"


def test_a_text_that_calls_itself_a_speech_is_one() -> None:
    outline = read_outline("在绿道建设推进会上的讲话\n一、意义\n重大。\n二、任务\n艰巨。")
    assert outline.genre == "speech"


def test_a_greeting_of_residents_does_not_make_a_draft_a_speech() -> None:
    assert read_outline(POLICY.replace("    为加强", "各位市民：\n    为加强")).genre == "policy"


def test_a_single_yao_in_running_text_is_no_clause() -> None:
    text = "云川市意见\n一、甲。甲。\n一要紧抓落实。\n二、乙。乙。"
    assert [path for path, _ in tree(text)] == ["一", "二"]


def test_an_interpretation_is_read_with_a_warning_that_it_is_no_draft() -> None:
    outline = read_outline("《云川市绿道意见》解读\n一、背景\n略。\n二、内容\n略。")
    assert outline.genre == "other"
    assert codes(outline) == [("other", 1)]


def test_below_a_covering_letter_the_text_it_issues_is_the_draft() -> None:
    text = (
        "云川市人民政府关于印发绿道方案的通知\n各区人民政府：\n现印发给你们。\n2026年5月1日\n"
        + POLICY
    )
    outline = read_outline(text)
    assert outline.title == "云川市人民政府关于加强城市绿道建设的实施意见"
    assert outline.preamble.startswith("为加强")


def test_a_paper_that_numbers_the_other_way_round_is_nested_as_it_counts() -> None:
    text = "甲方案\n1、目标\n（一）近期。\n（二）远期。\n2、任务\n（一）修路。\n（二）架桥。\n3、保障。"
    assert [path for path, _ in tree(text)] == [
        "1", "1/（一）", "1/（二）", "2", "2/（一）", "2/（二）", "3"
    ]  # fmt: skip
    assert codes(read_outline(text)) == []


def test_numbers_that_go_on_over_chapters_are_not_taken_for_the_outer_ones() -> None:
    text = "甲方案\n一、甲\n1、子。\n2、丑。\n二、乙\n3、寅。\n4、卯。"
    assert [path for path, _ in tree(text)] == ["一", "一/1", "一/2", "二", "二/3", "二/4"]


def test_a_blank_between_a_number_and_its_stop_swallows_no_section() -> None:
    body = "云川市措施\n一、要求。坚持普惠。\n二 、任务\n1 .扩大供给。\n2　、提高质量。\n三  、组织\n加强领导。"
    numbers = [one.number for one in read_outline(body).clauses]
    assert [number.translate({32: None, 0x3000: None}) for number in numbers] == [
        "一、", "二、", "1.", "2、", "三、",
    ]  # fmt: skip
