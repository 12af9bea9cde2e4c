"""The words of edits of a clause tree."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

EDITS: dict[str, Any] = {
    "promoted": _l("升级"),
    "demoted": _l("降级"),
    "merged": _l("合并到上一条"),
    "split": _l("拆分"),
    "rewritten": _l("改文字"),
    "marked": _l("改可提意见的条款"),
    "units_set": _l("改责任单位"),
    "deleted": _l("删除"),
}
"""By `OutlineEdit.kind`."""

DONE: dict[str, Any] = {
    "promote": _l("已升级，它下面的条款跟着移动。"),
    "demote": _l("已降级，它下面的条款跟着移动。"),
    "merge": _l("已合并到上一条。"),
    "split": _l("已拆分为两条。"),
    "rewrite": _l("文字已保存。"),
    "mark": _l("已保存能否提意见。"),
    "units": _l("责任单位已保存。"),
    "delete": _l("已删除空条款。"),
}
"""By the act of a form, once it is done."""
