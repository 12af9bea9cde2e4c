"""What a 修改对照表 says: official documents are in Chinese whatever the reader's language."""

from __future__ import annotations

import re
from collections.abc import Sequence

from portal.models.drafts import DraftVersion, Purpose
from portal.models.versions import Change
from portal.reports.comparison import Block, Named

COLUMNS = ("原条文", "修改后条文", "说明")
NOTHING = "—"
_UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def storable(text: str) -> str:
    """The text with what no XML can hold replaced by the sign for a lost character."""
    return _UNSTORABLE.sub("\ufffd", text)


def version_name(version: DraftVersion) -> str:
    """征求意见稿（第2版） or 印发稿."""
    if version.purpose == Purpose.FINAL:
        return f"印发稿（第{version.number}版）"
    return f"征求意见稿（第{version.number}版）"


def title(subject: str) -> str:
    """The title of the table."""
    return f"{subject}修改对照表"


def note(block: Block) -> str:
    """The column 说明: what was done to the clause, and how many opinions that took up."""
    count = len(block.taken_up)
    return _done(block) + (f"采纳意见{count}条。" if count else "")


def _done(block: Block) -> str:
    old, new = _numbers(block.olds), _numbers(block.news)
    if block.change is Change.SPLIT:
        return f"原{old}拆分为{new}。"
    if block.change is Change.MERGED:
        return f"原{old}合并为{new}。"
    words = {
        Change.KEPT: "未作修改。",
        Change.CHANGED: "修改。",
        Change.MOVED: f"原{old}移至此处。",
        Change.RENUMBERED: "内容未作修改。",
        Change.DELETED: "删除。",
        Change.NEW: "新增。",
    }
    is_renumbered = bool(old and new) and old != new
    return words[block.change] + (f"编号由{old}调整为{new}。" if is_renumbered else "")


def _numbers(clauses: Sequence[Named]) -> str:
    return "、".join(clause.number for clause in clauses)


def left_out(kept_count: int, renumbered_count: int) -> str:
    """The line under a table that shows only what changed; "" when nothing was left out."""
    parts = [f"{kept_count}条未作修改"] if kept_count else []
    parts += [f"{renumbered_count}条仅调整编号"] if renumbered_count else []
    return f"另有{'、'.join(parts)}，未列入本表。" if parts else ""
