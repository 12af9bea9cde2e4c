"""The table says in Chinese what became of each clause."""

from __future__ import annotations

from portal.drafts.comparison import align
from portal.drafts.comparison.table import print_mappings
from portal.drafts.outline import read_outline

from .test_change_kinds import BEES, redraft


def test_the_table_names_clauses_by_number_and_words() -> None:
    new = redraft(
        ("五十米", "一百米"),
        ("第五条　", "第四条之一　养蜂人应当购买责任保险。\n第五条　"),
        ("第七条　禁止向蜂蜜中添加糖浆。\n", ""),
    )
    old_clauses, new_clauses = read_outline(BEES).clauses, read_outline(new).clauses
    lines = print_mappings(old_clauses, new_clauses, align(old_clauses, new_clauses)).splitlines()
    assert lines[0].startswith("共 14 行：不变 11，修改 1")
    assert lines[2].split() == ["变化", "原条款", "新条款", "相似度"]
    rows = [line.split() for line in lines[3:]]
    assert ["新增", "—", "第四条之一", "养蜂人应当购买责任保险。"] in rows
    assert ["删除", "第七条", "禁止向蜂蜜中添加糖浆。", "—"] in rows
    changed = next(row for row in rows if row[0] == "修改")
    assert changed[1] == changed[3] == "第四条"
    assert changed[-1].endswith("%")


def test_inner_clauses_carry_the_number_of_their_article() -> None:
    text = "云川市蜂业条例\n\n第一条　应当：\n（一）登记；\n（二）检疫。\n第二条　施行。"
    clauses = read_outline(text).clauses
    assert "第一条（二） 检疫。" in print_mappings(clauses, clauses, align(clauses, clauses))


def test_unchanged_versions_show_no_percentage() -> None:
    clauses = read_outline(BEES).clauses
    assert "%" not in print_mappings(clauses, clauses, align(clauses, clauses))
