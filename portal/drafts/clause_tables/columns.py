"""The words of the clause table: its columns, its mark, and what may stand in it."""

from __future__ import annotations

import re

KEY, LABEL, TEXT, KIND, STANCE, BODY = (
    "条款编号（勿改）", "条款", "条款原文", "意见类型", "立场（选填）", "意见内容",
)  # fmt: skip
COLUMNS = (KEY, LABEL, TEXT, KIND, STANCE, BODY)
READ = {"key": "条款编号", "kind": "意见类型", "stance": "立场", "body": "意见内容"}
"""The columns that are read, by how their heading begins."""
KINDS = {
    "意见或建议": "remark", "替换条文": "replacement", "增加内容": "addition", "删除条文": "deletion",
}  # fmt: skip
STANCES = {"支持": "support", "反对": "oppose", "建议修改": "suggest", "疑问": "question"}
WHOLE_KEY = "whole"
_MARK = re.compile(r"表格标识[:：]\s*([0-9A-Za-z-]{1,40})\s*/\s*第\s*(\d{1,4})\s*版")


def mark(reference: str, number: int) -> str:
    """The mark that says which version of which draft a table is for."""
    return f"表格标识：{reference}/第{number}版"


def find_mark(text: str) -> tuple[str, int] | None:
    """Reference and version of a mark in the text, if it holds one."""
    found = _MARK.search(text)
    return (found.group(1), int(found.group(2))) if found else None
