"""The words of the audit trail: one for each action a verb records."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

ACTIONS: dict[str, Any] = {
    "signed_in": _l("登录"),
    "signed_out": _l("退出登录"),
    "user_created": _l("新建账号"),
    "user_disabled": _l("停用账号"),
    "user_enabled": _l("恢复账号"),
    "password_changed": _l("更换密码"),
    "contact_data_erased": _l("到期删除联系方式"),
    "bureau_created": _l("新建单位"),
    "consultation_created": _l("新建征求意见"),
    "notice_saved": _l("保存公告"),
    "notice_file_added": _l("添加附件"),
    "notice_file_removed": _l("移除附件"),
    "notice_file_withdrawn": _l("撤下附件"),
    "related_link_added": _l("添加相关链接"),
    "related_link_removed": _l("移除相关链接"),
    "presentation_set": _l("设置领域和条数展示"),
    "draft_imported": _l("导入征求意见稿"),
    "clauses_marked": _l("调整可提意见的条款"),
    "outline_edited": _l("修改条款树"),
    "outline_edit_undone": _l("撤销对条款树的修改"),
    "outline_checked": _l("核对条款树无误"),
    "mapping_corrected": _l("更正条款对应关系"),
    "comments_named": _l("写明采纳的意见"),
    "mapping_renewed": _l("重新比对条款"),
    "version_published": _l("公布新版本"),
    "window_set": _l("设定期限"),
    "window_extended": _l("延长期限"),
    "window_opened_early": _l("提前开始"),
    "window_closed_early": _l("提前结束"),
    "window_opened_recorded": _l("记录征集开始"),
    "window_closed_recorded": _l("记录征集结束"),
    "consultation_published": _l("发布征求意见"),
    "consultation_withdrawn": _l("撤回征求意见"),
    "site_settings_saved": _l("修改网站设置"),
    "stance_corrected": _l("更正立场"),
    "kind_corrected": _l("更正类别"),
    "analysis_asked": _l("要求机器分析"),
    "analysis_cancelled": _l("停止机器分析"),
    "topic_renamed": _l("给主题改名"),
    "topics_merged": _l("合并主题"),
    "topic_confirmed": _l("确认主题"),
    "comments_moved": _l("把意见移到别的主题"),
    "topic_emptied": _l("主题里不再有意见"),
    "comments_decided": _l("填写采纳情况"),
    "letter_split": _l("把来信拆成几条意见"),
    "parts_merged": _l("把拆开的意见并回"),
    "contact_read": _l("查看联系方式"),
    "report_published": _l("发布采纳情况反馈"),
    "submission_supplemented": _l("提出人补充意见"),
    "submission_withdrawn": _l("提出人撤回提交"),
    "submission_disputed": _l("有人声明不是本人提交"),
    "clock_jumped_forward": _l("系统时钟向前跳变"),
}
"""By `AuditEvent.action`; a test compares them with what the verbs record."""

TRANSITIONS: dict[str, Any] = {"opened": _l("开始"), "closed": _l("结束")}
"""By `Transition.kind`."""


def action_words(action: str) -> Any:
    """The words of an action; its code when a newer version recorded it."""
    return ACTIONS.get(action, action)
