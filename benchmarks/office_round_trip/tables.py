"""What is typed into the downloaded tables, and the opinions that must arrive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

FIRST_ROW = {".xlsx": 5, ".docx": 2}
"""The row of the draft as a whole; the clauses follow."""
LONG = "点位太少，老人走得远。" * 1800
SEVERAL_LINES = "第一行 <b>&amp;\n\n　　第三行缩进，“引号”'单引号'，emoji 🚲、𠮷野家\n最后一行"
TRAPS = ("=1+1", "'=SUM(A1)", "+86 0999-5550123", "-5", "@某人", "007", "1/2", "2026-3-2", "30%", "TRUE",
         "12345678901234567890", "_x0041_", "１２", "3.50", "1e5")  # fmt: skip
"""What a spreadsheet would take for something else."""


@dataclass(frozen=True, order=True)
class Wanted:
    """An opinion as it must stand in the basket; `clause` counts from 0, None: the whole draft."""

    body: str
    clause: int | None
    kind: str = "remark"
    stance: str | None = None


@dataclass(frozen=True)
class Filling:
    """The acts of one sitting and what must come of them."""

    acts: Sequence[Sequence[object]]
    wanted: Sequence[Wanted]


def filled_sheet() -> Filling:
    """A workbook filled in with everything people do."""
    typed = [
        ["type", "F5", SEVERAL_LINES], ["type", "E5", "支持"], ["type", "D5", "意见或建议"],
        ["type", "F6", "先写的话"], ["type", "F6", "改写后的话"], ["type", "D6", "替换条文"],
        ["type", "E6", "建议修改"], ["redden", "F6", 1, 3], ["remark", "F6", "问问老周"],
        ["type", "F7", "写了又删"], ["clear", "F7"], ["type", "D7", "删除条文"],
        ["type", "F8", "拖到下一行的话"], ["type", "E8", "反对"], ["drag", "E8:F8", "E9"],
        ["copy", "A6:F6", "A12"], ["type", "F12", "同一条的第二条意见"], ["clear", "D12:E12"],
        ["copy", "A9:F9", "A13"], ["type", "F13", LONG], ["type", "D13", "增加内容"], ["type", "E13", "疑问"],
    ]  # fmt: skip
    wanted = [
        Wanted(SEVERAL_LINES, None, "remark", "support"),
        Wanted("改写后的话", 0, "replacement", "suggest"),
        Wanted("拖到下一行的话", 3, "remark", "oppose"),
        Wanted("同一条的第二条意见", 0),
        Wanted(LONG, 3, "addition", "question"),
    ]
    for row, trap in enumerate(TRAPS, start=14):
        typed += [["type", f"A{row}", "whole"], ["type", f"F{row}", trap]]
        wanted.append(Wanted(trap, None))
    last = 13 + len(TRAPS)
    typed += [["insert_row", 8], ["sort", f"A5:F{last + 1}"]]
    return Filling(typed, wanted)


def faulty_sheet() -> Filling:
    """A workbook with one good row; the others have each a fault of their own."""
    acts = [
        ["type", "F5", "删掉整个草案"], ["type", "D5", "删除条文"], ["type", "F6", "好的一行\n第二行"],
        ["set_formula", "F7", "=1+1"], ["type", "F8", "立场不对"], ["set_text", "E8", "赞成"],
        ["type", "F9", "合并"], ["merge", "F9:F10"], ["type", "E10", "支持"],
        ["type", "A12", "zzz"], ["type", "F12", "编号错了"], ["copy", "A6:E6", "A13"], ["set_date", "F13"],
        ["copy", "A6:E6", "A14"], ["type", "E14", "反对"], ["copy", "A6:E6", "A15"], ["type", "F15", LONG + LONG],
    ]  # fmt: skip
    return Filling(acts, [Wanted("好的一行\n第二行", 0)])


FAULTS_OF_SHEET = (
    "第5行，“意见类型”", "第7行，“意见内容”", "这一格是公式", "“赞成”不是可以填写的词", "第9行，“意见内容”",
    "与别的格合并了", "第12行，“条款编号”", "第13行，“意见内容”", "存成了数字或日期", "第14行，“意见内容”",
    "只选了立场", "第15行，“意见内容”", "超过20000字",
)  # fmt: skip
"""What the page must say of them, blanks left out."""


def mended_sheet() -> Filling:
    """The same workbook once its faults are mended."""
    acts = [
        ["clear", "D5"], ["type", "F7", "=1+1 写成文字"], ["as_text", "F7"], ["type", "F7", "=1+1"],
        ["type", "E8", "支持"], ["split", "F9:F10"], ["clear", "E10"], ["clear", "A12:F12"],
        ["as_text", "F13"], ["type", "F13", "2026-3-2"], ["type", "F14", "补上的话"], ["type", "F15", LONG],
    ]  # fmt: skip
    wanted = [
        Wanted("删掉整个草案", None), Wanted("好的一行\n第二行", 0), Wanted("=1+1", 1),
        Wanted("立场不对", 2, "remark", "support"), Wanted("合并", 3), Wanted("2026-3-2", 0),
        Wanted("补上的话", 0, "remark", "oppose"), Wanted(LONG, 0),
    ]  # fmt: skip
    return Filling(acts, wanted)


def filled_paper() -> Filling:
    """A document filled in with everything people do."""
    acts = [
        ["type", "F2", "第一段 <b>&amp;\n\n第二段\u2028同段换行\t制表 =1+1"], ["embolden", "F2", 1, 5],
        ["type", "E2", "支持"], ["copy_row", 3, 4, "ABC"], ["type", "F4", LONG], ["type", "D4", "增加内容"],
        ["type", "D3", "替换条文"], ["type", "F3", "先写的话"], ["clear", "F3"], ["type", "F3", "改写后的话🚲𠮷"],
        ["type", "F5", "甲事\n乙事"], ["list", "F5"], ["type", "E5", "建议修改"],
        ["type", "F6", "旧的字，留下的字"], ["track", True], ["replace", "旧的字", "新的字"],
        ["remark", "F6", "问问老周"], ["track", False], ["type", "F7", "写了又删"], ["clear", "F7"],
        ["remove_row", 8],
    ]  # fmt: skip
    wanted = [
        Wanted("第一段 <b>&amp;\n\n第二段\n同段换行\t制表 =1+1", None, "remark", "support"),
        Wanted("改写后的话🚲𠮷", 0, "replacement"),
        Wanted(LONG, 0, "addition"),
        Wanted("1. 甲事\n2. 乙事", 1, "remark", "suggest"),
        Wanted("新的字，留下的字", 2),
    ]
    return Filling(acts, wanted)


def faulty_paper() -> Filling:
    """A document with one good row and three faults."""
    acts = [
        ["type", "F2", "删掉整个草案"], ["type", "D2", "删除条文"], ["type", "F3", "好的一行\n第二段"],
        ["type", "F4", "立场不对"], ["type", "E4", "赞成"], ["type", "E5", "反对"],
        ["type", "F6", "一格\n写到底"], ["merge", "E6", "F6"],
    ]  # fmt: skip
    return Filling(acts, [Wanted("好的一行\n第二段", 0)])


FAULTS_OF_PAPER = ("第2行，“意见类型”", "“赞成”不是可以填写的词", "第5行，“意见内容”", "只选了立场", "第6行，")


def mended_paper() -> Filling:
    """The same document once its faults are mended."""
    acts = [
        ["clear", "D2"], ["clear", "E4"], ["type", "E4", "支持"], ["type", "F5", "补上的话\n第二段"],
        ["remove_row", 6],
    ]  # fmt: skip
    wanted = [
        Wanted("删掉整个草案", None), Wanted("好的一行\n第二段", 0),
        Wanted("立场不对", 1, "remark", "support"), Wanted("补上的话\n第二段", 2, "remark", "oppose"),
    ]  # fmt: skip
    return Filling(acts, wanted)
