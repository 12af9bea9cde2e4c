"""What the clause table says, and its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from portal.drafts.clause_tables.columns import KINDS, STANCES, WHOLE_KEY, mark
from portal.models.drafts import Clause
from portal.reports.comparison_words import storable

TITLE = "条款意见表"
STEPS = (
    "一、在“意见内容”一列写意见；没有意见的条款留空。",
    f"二、“意见类型”填：{'、'.join(KINDS)}；不填按“意见或建议”。替换条文请写出完整的新条文。",
    f"三、“立场”可以不填，或填：{'、'.join(STANCES)}。",
    "四、同一条款有几条意见的，复制该行（连同条款编号），一行写一条。",
    "五、不要改动表格标识和条款编号，不要合并单元格，不要用公式；每条最多 20000 字。",
    "六、保存为 .xlsx 或 .docx，在原网页上传；上传后在意见篮中核对，再填写单位信息提交。",
)


@dataclass(frozen=True, slots=True)
class TableRow:
    """A clause to write about."""

    key: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class ClauseTable:
    """All that stands in the file."""

    title: str
    mark: str
    rows: list[TableRow]


def clause_table(
    title: str, reference: str, number: int, clauses: Sequence[Clause]
) -> ClauseTable:
    """The table of a draft version: the draft as a whole first, then every clause to comment on."""
    rows = [TableRow(WHOLE_KEY, "整个草案", "（对整个草案的意见写在这一行）")]
    rows += [
        TableRow(clause.identity, storable(clause.label), storable(clause.quote))
        for clause in clauses
        if clause.is_commentable
    ]
    return ClauseTable(storable(title), mark(reference, number), rows)
