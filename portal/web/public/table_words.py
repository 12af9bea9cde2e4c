"""What is said about an uploaded clause table and its rows."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from portal.drafts.clause_tables.columns import KINDS, STANCES
from portal.web.words import INPUT_RULES

COLUMN_NAMES: dict[str, Any] = {
    "key": _l("条款编号"),
    "kind": _l("意见类型"),
    "stance": _l("立场"),
    "body": _l("意见内容"),
}
FILE_RULES: dict[str, Any] = {
    "draft_unknown_kind": _l("只能读取 .xlsx 和 .docx 文件。请用“另存为”保存成其中一种后再上传。"),
    "draft_damaged": _l("文件打不开，可能不完整。请重新保存后再上传。"),
    "draft_encrypted": _l("文件有密码。请去掉密码后再上传。"),
    "draft_macros": _l("文件中带有宏程序。请另存为不带宏的 .xlsx 或 .docx 后再上传。"),
    "draft_too_complex": _l("文件太复杂，没能读完。请只保留表格，重新保存后再上传。"),
    "draft_too_large": _l("文件超过 10 MB。请去掉图片，只保留表格后再上传。"),
    "draft_busy": _l("现在同时上传的人较多，请过一会儿再试。"),
    "table_unknown": _l("文件中没有找到条款意见表。请使用从本页下载的表格，并保留“条款编号”“意见内容”两个列标题。"),
    "other_consultation": _l("这份表格是为另一次征求意见下载的。请从本页重新下载表格填写。"),
}
ROW_RULES: dict[str, Any] = {
    "formula": _l("这一格是公式。请改成文字。"),
    "error": _l("这一格显示错误值。请改成文字。"),
    "number": _l("这一格被存成了数字或日期，不是所写的文字。请把它的格式设为“文本”，再重新填写。"),
    "merged": _l("这一格与别的格合并了。请取消合并，每行分别填写。"),
    "unknown": _l("请填可以选择的词，或者留空。"),
    "needs_clause": INPUT_RULES["needs_clause"],
    "unknown_clause": _l("没有这个条款编号。请从下载的表格中复制正确的编号。"),
    "clause_changed": _l("表格是按较早的版本下载的，这一条在新版中已经修改。请对照新版后重新填写。"),
    "too_long": _l("超过 20000 字。请精简，或分成几行。"),
    "control_character": _l("有无法保存的字符。请重新输入这一格。"),
    "surrogate": _l("有损坏的字符。请重新输入这一格。"),
    "required": _l("没有可读的文字。请写下意见，或清空这一格。"),
    "stance_only": _l("只选了立场，没有写意见。请写下意见，或清空立场。"),
    "basket_full": INPUT_RULES["basket_full"],
}
CHOICES: dict[str, tuple[str, ...]] = {"kind": tuple(KINDS), "stance": tuple(STANCES)}
"""What may stand in a column, as it is written in the table, whatever language the page is in."""
