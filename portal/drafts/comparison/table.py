"""An alignment as a table for people to read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from unicodedata import east_asian_width

from portal.drafts.comparison.mapping import Change, Mapping
from portal.drafts.tree import ClauseNode

WORDS: dict[Change, str] = {
    "kept": "不变",
    "changed": "修改",
    "moved": "移动",
    "renumbered": "编号调整",
    "split": "拆分",
    "merged": "合并",
    "deleted": "删除",
    "new": "新增",
}
_HEADS = ("变化", "原条款", "新条款", "相似度")
_WIDTHS = (11, 38, 38)
_INNER = ("款", "项", "目")


def print_mappings(
    old: Sequence[ClauseNode], new: Sequence[ClauseNode], mappings: Sequence[Mapping]
) -> str:
    """How many clauses fared how, then a line for each mapping."""
    counts = Counter(one.change for one in mappings)
    summary = "，".join(f"{word} {counts[change]}" for change, word in WORDS.items())
    return "\n".join([f"共 {len(mappings)} 行：{summary}", "", *_lines(old, new, mappings)])


def _lines(
    old: Sequence[ClauseNode], new: Sequence[ClauseNode], mappings: Sequence[Mapping]
) -> Iterator[str]:
    names: tuple[dict[str | None, str], ...] = (_names(old), _names(new))
    yield _line(*_HEADS)
    for one in mappings:
        percent = f"{int(one.similarity * 100)}%" if 0 < one.similarity < 1 else ""
        yield _line(WORDS[one.change], names[0][one.old], names[1][one.new], percent)


def _line(*cells: str) -> str:
    padded = [_fitted(cell, width) for cell, width in zip(cells, _WIDTHS, strict=False)]
    return "".join([*padded, cells[-1]]).rstrip()


def _names(clauses: Sequence[ClauseNode]) -> dict[str | None, str]:
    """The full number of each clause and its heading, or how its text begins."""
    numbers: dict[str, str] = {}
    names: dict[str | None, str] = {None: "—"}
    for clause in clauses:
        number = f"第{clause.number}款" if clause.level == "款" else clause.number
        above = numbers.get(clause.parent or "", "") if clause.level in _INNER else ""
        numbers[clause.id] = above + number
        words = " ".join((clause.heading or clause.text).split())
        names[clause.id] = f"{numbers[clause.id]} {words}".strip()
    return names


def _fitted(text: str, width: int) -> str:
    """The text in a column: a Chinese character takes two places, two places stay free."""
    shown, used = "", 0
    for char in text:
        step = 2 if east_asian_width(char) in "WF" else 1
        if used + step > width - 3:
            shown, used = shown + "…", used + 1
            break
        shown, used = shown + char, used + step
    return shown + " " * (width - used)
