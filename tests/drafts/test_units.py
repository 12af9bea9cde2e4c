from __future__ import annotations

from portal.drafts.outline import read_outline
from portal.drafts.tree import Unit
from portal.drafts.units import read_units, split_names


def units_of(line: str) -> list[Unit]:
    return (
        read_outline(f"云川市方案\n1.建设绿道。加快建设。{line}\n2.养护。养护好。").clauses[0].units
    )


def test_responsibility_lines_become_units_with_roles() -> None:
    found = units_of(
        "\n牵头单位：市城市管理局、市财政局。\n配合单位：各县（市、区）政府，市园林中心。"
    )
    assert found == [
        Unit("牵头单位", ["市城市管理局", "市财政局"]),
        Unit("配合单位", ["各县（市、区）政府", "市园林中心"]),
    ]


def test_several_labels_on_one_line_are_told_apart() -> None:
    found = units_of("\n责任单位：市城市管理局；完成时限：2026年12月、分两批")
    assert found == [Unit("责任单位", ["市城市管理局"]), Unit("完成时限", ["2026年12月、分两批"])]


def test_a_tail_in_brackets_becomes_units() -> None:
    assert units_of("（市科技局、市发改委按职责分工负责）") == [
        Unit("责任单位", ["市科技局", "市发改委"])
    ]


def test_a_tail_may_name_leaders_and_helpers_and_hold_brackets() -> None:
    assert units_of("(市住建局牵头,市财政局、各县(市、区)政府配合)") == [
        Unit("牵头单位", ["市住建局"]),
        Unit("配合单位", ["市财政局", "各县(市、区)政府"]),
    ]


def test_a_tail_may_carry_labels() -> None:
    assert units_of("（责任单位：市住建局、市财政局）") == [
        Unit("责任单位", ["市住建局", "市财政局"])
    ]


def test_ordinary_brackets_name_no_units() -> None:
    assert units_of("（含口袋公园、街头绿地）") == []
    assert units_of("面积超过2万平方米（不含地下）。") == []


def test_the_words_of_responsibility_stay_in_the_text() -> None:
    outline = read_outline(
        "云川市方案\n1.建设。加快建设。（市住建局负责）\n牵头单位：市住建局。\n2.养护。好。"
    )
    assert outline.clauses[0].text == "加快建设。（市住建局负责）\n牵头单位：市住建局。"


def test_a_default_responsibility_is_carried_to_the_clauses_below_and_reported() -> None:
    outline = read_outline(
        "云川市方案\n1.建设。加快。（市住建局负责。以下均需高新区管委会、云东县政府负责,不再列出）\n2.养护。好。（市财政局负责）\n3.管理。好。"
    )
    assert outline.clauses[0].units == [Unit("责任单位", ["市住建局"])]
    default = Unit("默认责任单位", ["高新区管委会", "云东县政府"])
    assert outline.clauses[1].units == [Unit("责任单位", ["市财政局"]), default]
    assert outline.clauses[2].units == [default]
    assert [warning.code for warning in outline.warnings] == ["default_responsibility"]


def test_names_are_not_cut_inside_brackets() -> None:
    assert split_names("各县（市、区）政府、市（州）文旅、广电局") == [
        "各县（市、区）政府",
        "市（州）文旅",
        "广电局",
    ]


def test_nothing_is_found_where_nothing_is_named() -> None:
    assert read_units(["加快建设。", ""]) == []
