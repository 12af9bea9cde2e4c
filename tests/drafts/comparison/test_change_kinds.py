"""What became of a clause, one hand-written redraft for every change."""

from __future__ import annotations

from collections.abc import Mapping as MappingType

import pytest

from portal.drafts.comparison import Mapping, align
from portal.drafts.outline import read_outline
from portal.drafts.tree import ClauseNode

BEES = """\
云川市城市养蜂管理办法

第一章　总则
第一条　为了规范城市养蜂，保护授粉昆虫，结合本市实际，制定本办法。
第二条　本办法所称城市养蜂，是指在建成区内饲养蜜蜂的活动。
第二章　蜂场
第三条　设立蜂场应当向市园林部门备案，并提交场地平面图。
第四条　蜂场与学校、医院的距离不得少于五十米。
第五条　蜂箱应当背向人行道摆放，巢门前方设置不低于两米的隔离屏障。养蜂人应当每月检查蜂群健康状况，并将结果记入养蜂日志。
第三章　蜂产品
第六条　蜂蜜包装应当标明采收日期和蜜源植物。
第七条　禁止向蜂蜜中添加糖浆。
第八条　市场管理机构每季度抽检蜂产品，抽检不得收取费用。
第四章　附则
第九条　本办法自2027年3月1日起施行。
"""

Row = tuple[str | None, str | None, str]


def compare(old: str, new: str) -> tuple[list[Row], list[Mapping]]:
    """The mappings as paths, and as they are."""
    before, after = read_outline(old).all_clauses(), read_outline(new).all_clauses()
    paths = [_paths(before), _paths(after)]
    found = align(before, after)
    return [(paths[0][one.old], paths[1][one.new], one.change) for one in found], found


def _paths(clauses: list[ClauseNode]) -> MappingType[str | None, str | None]:
    """The last part of the path: 第三条, （一）."""
    return {None: None, **{one.id: one.path.rpartition("/")[2] for one in clauses}}


def redraft(*replacements: tuple[str, str]) -> str:
    """The rules on bees with each of the passages replaced, which must stand in them."""
    text = BEES
    for passage, instead in replacements:
        assert passage in text
        text = text.replace(passage, instead)
    return text


def changes(new: str) -> list[Row]:
    """The rows of a redraft of the rules on bees that are not `kept`."""
    return [row for row in compare(BEES, new)[0] if row[2] != "kept"]


def shifted(text: str, first: int, by: int) -> str:
    """The articles from `first` on carry other numbers."""
    numerals = "一二三四五六七八九"
    later = [*numerals, "十", "十一", "十二"]
    for at in sorted(range(first, 10), reverse=by > 0):
        text = text.replace(f"第{later[at - 1]}条　", f"第{later[at - 1 + by]}条　")
    return text


def test_an_unchanged_draft_keeps_every_clause() -> None:
    rows, found = compare(BEES, BEES)
    assert {one.change for one in found} == {"kept"}
    assert {one.similarity for one in found} == {1.0}
    assert [row[0] for row in rows] == [row[1] for row in rows]


def test_blanks_and_the_width_of_punctuation_are_no_change() -> None:
    wide = redraft(("第一章　总则", "第一章 总　则"), ("，是指", ",是指"))
    assert changes(wide) == []


def test_a_similar_text_is_changed_and_less_than_equal() -> None:
    new = redraft(("不得少于五十米", "不得少于一百米"))
    assert changes(new) == [("第四条", "第四条", "changed")]
    alike = [one.similarity for one in compare(BEES, new)[1] if one.change == "changed"]
    assert 0.6 < alike[0] < 1


def test_a_missing_comma_is_changed() -> None:
    assert changes(redraft(("费用。", "费用")))[0][2] == "changed"


def test_an_insertion_renumbers_what_follows_it() -> None:
    new = shifted(BEES, 4, 1)
    new = new.replace("第五条　蜂场与", "第四条　同一小区只能设立一处蜂场。\n第五条　蜂场与")
    assert changes(new) == [
        (None, "第四条", "new"),
        ("第四条", "第五条", "renumbered"),
        ("第五条", "第六条", "renumbered"),
        ("第六条", "第七条", "renumbered"),
        ("第七条", "第八条", "renumbered"),
        ("第八条", "第九条", "renumbered"),
        ("第九条", "第十条", "renumbered"),
    ]


def test_an_article_inserted_as_one_of_two_renumbers_nothing() -> None:
    new = redraft(("第五条　", "第四条之一　养蜂人应当购买责任保险。\n第五条　"))
    assert changes(new) == [(None, "第四条之一", "new")]


def test_a_deletion_stands_where_the_clause_stood() -> None:
    new = shifted(redraft(("第七条　禁止向蜂蜜中添加糖浆。\n", "")), 8, -1)
    assert changes(new) == [
        ("第七条", None, "deleted"),
        ("第八条", "第七条", "renumbered"),
        ("第九条", "第八条", "renumbered"),
    ]


def test_equal_text_in_another_chapter_is_moved() -> None:
    new = redraft(
        ("第七条　禁止向蜂蜜中添加糖浆。\n", ""),
        ("第四条　", "第三条之一　禁止向蜂蜜中添加糖浆。\n第四条　"),
    )
    assert changes(new) == [("第七条", "第三条之一", "moved")]


def test_a_clause_carried_past_its_siblings_is_moved_and_they_are_not() -> None:
    swapped = redraft(
        ("第六条　蜂蜜包装应当标明采收日期和蜜源植物。", "第六条　禁止向蜂蜜中添加糖浆。"),
        ("第七条　禁止向蜂蜜中添加糖浆。", "第七条　蜂蜜包装应当标明采收日期和蜜源植物。"),
    )
    rows = changes(swapped)
    assert sorted(row[2] for row in rows) == ["moved", "renumbered"]
    assert {row[:2] for row in rows} == {("第七条", "第六条"), ("第六条", "第七条")}


def test_a_moved_chapter_carries_its_articles_with_it() -> None:
    head, second, third, rest = _chapters()
    third = _numbered(third, "三六七八", "二三四五")
    second = _numbered(second, "五四三二", "八七六三")
    new = head + third + second + rest
    by_kind = {(row[0], row[2]) for row in compare(BEES, new)[0]}
    assert ("第三章", "moved") in by_kind or ("第二章", "moved") in by_kind
    assert {kind for path, kind in by_kind if path and path.endswith("条")} == {
        "kept",
        "renumbered",
    }


def _numbered(text: str, old: str, new: str) -> str:
    for one, other in zip(old, new, strict=True):
        text = text.replace(f"第{one}章", f"第{other}章").replace(f"第{one}条", f"第{other}条")
    return text


def _chapters() -> tuple[str, str, str, str]:
    second, third, fourth = (BEES.index(f"第{number}章") for number in "二三四")
    return BEES[:second], BEES[second:third], BEES[third:fourth], BEES[fourth:]


def test_one_article_in_two_is_split() -> None:
    new = shifted(BEES, 6, 1).replace("屏障。养蜂人", "屏障。\n第六条　养蜂人")
    rows = changes(new)
    assert rows[:2] == [("第五条", "第五条", "split"), ("第五条", "第六条", "split")]
    assert {row[2] for row in rows[2:]} == {"renumbered"}
    alike = [one.similarity for one in compare(BEES, new)[1] if one.change == "split"]
    assert alike[0] == alike[1] > 0.9


def test_two_articles_in_one_are_merged() -> None:
    old = shifted(BEES, 6, 1).replace("屏障。养蜂人", "屏障。\n第六条　养蜂人")
    rows = [row for row in compare(old, BEES)[0] if row[2] != "kept"]
    assert rows[:2] == [("第五条", "第五条", "merged"), ("第六条", "第五条", "merged")]


def test_a_new_article_that_repeats_a_common_phrase_is_no_part_of_a_split() -> None:
    end = "第九条　本办法自2027年3月1日起施行。"
    new = redraft((end, "第九条　备案和检查不得收取费用。\n第十条　本办法自2027年3月1日起施行。"))
    assert ("第九条", "第十条", "renumbered") in changes(new)
    assert (None, "第九条", "new") in changes(new)


def test_a_changed_item_changes_its_article_and_leaves_the_other_items() -> None:
    old = BEES.replace(
        "第七条　禁止向蜂蜜中添加糖浆。",
        "第七条　蜂产品经营者应当：\n（一）查验养蜂日志；\n（二）保存进货票据一年。",
    )
    new = old.replace("票据一年", "票据三年")
    rows = [row for row in compare(old, new)[0] if row[2] != "kept"]
    assert rows == [("第七条", "第七条", "changed"), ("（二）", "（二）", "changed")]


def test_a_second_paragraph_leaves_the_first_recognisable() -> None:
    new = redraft(("添加糖浆。", "添加糖浆。\n检出糖浆的，三年内不得参加蜂蜜评比。"))
    assert changes(new) == [
        ("第七条", "第七条", "changed"),
        ("第七条", "1", "moved"),
        (None, "2", "new"),
    ]
    back = [row for row in compare(new, BEES)[0] if row[2] != "kept"]
    assert ("1", "第七条", "moved") in back
    assert ("2", None, "deleted") in back


def test_items_keep_their_article_when_it_gains_a_paragraph() -> None:
    old = BEES.replace("添加糖浆。", "添加：\n（一）糖浆；\n（二）色素。")
    new = old.replace("（二）色素。", "（二）色素。\n前款规定也适用于蜂王浆。")
    by_path = {row[0]: row[2] for row in compare(old, new)[0] if row[0]}
    assert by_path["（一）"] == by_path["（二）"] == "kept"


POLICY = """\
云川市推进屋顶农园建设的意见

一、完善屋顶条件
（一）开展承重检测。对二十年以上的公共建筑逐栋检测屋面承重。
（二）加强组织协调
由住建部门牵头，每半年通报一次检测进度。
二、培育种植力量
（三）培训社区种植员。每个社区培训不少于三名种植员。
（四）加强组织协调
由街道办事处召集物业和居民代表，按月商定种植计划。
"""


def test_equal_headings_in_two_chapters_are_not_swapped() -> None:
    """Their texts are rewritten: only the chapters tell them apart."""
    new = POLICY.replace("由住建部门牵头，每半年通报一次检测进度。", "成立工作专班。")
    new = new.replace("由街道办事处召集物业和居民代表，按月商定种植计划。", "建立联席会议。")
    rows = [row for row in compare(POLICY, new)[0] if row[2] != "kept"]
    assert rows == [("（二）", "（二）", "changed"), ("（四）", "（四）", "changed")]


def test_equal_headings_follow_their_chapters_when_these_change_places() -> None:
    first, second = POLICY.index("一、完善"), POLICY.index("二、培育")
    part_one, part_two = POLICY[first:second], POLICY[second:]
    new = POLICY[:first] + part_two.replace("二、", "一、") + part_one.replace("一、", "二、")
    found = {row[0]: row[1:] for row in compare(POLICY, new)[0] if row[0]}
    assert found["（二）"] == ("（二）", "kept")
    assert found["（四）"] == ("（四）", "kept")


def test_a_policy_without_a_clause_in_common_is_deleted_and_new() -> None:
    other = "云川市夜航灯塔管护意见\n\n一、灯塔巡检\n（一）配备船只。租用小艇两条。"
    assert {row[2] for row in compare(POLICY, other)[0]} <= {"deleted", "new", "changed"}
    assert ("（三）", None, "deleted") in compare(POLICY, other)[0]


def test_an_empty_version_deletes_or_creates_everything() -> None:
    clauses = read_outline(BEES).all_clauses()
    assert {one.change for one in align(clauses, [])} == {"deleted"}
    assert {one.change for one in align([], clauses)} == {"new"}
    assert align([], []) == []


@pytest.mark.parametrize("field", ["change", "similarity"])
def test_a_mapping_cannot_be_altered(field: str) -> None:
    with pytest.raises(AttributeError):
        setattr(Mapping("c1", "c1", "kept", 1.0), field, None)
