"""The words of codes: one sentence or label for each, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from portal.errors import PortalError
from portal.web.engine_words import engine_words

INPUT_RULES: dict[str, Any] = {
    "required": _l("请填写此项。"),
    "control_character": _l("包含无法保存的控制字符，已替您去掉，请核对后再次提交。"),
    "surrogate": _l("包含损坏的字符，已替您去掉，请核对后再次提交。"),
    "email": _l("请填写完整的电子邮箱地址，例如 name@example.cn。"),
    "too_long": _l("超出字数限制，请精简后重试。"),
    "too_short": _l("太短，请写得更长一些。"),
    "group_decided": _l("这一组的意见都已处理。要改写，请勾选“也覆盖已处理的”。"),
    "all_left_out": _l("要写给的意见都勾选了不包括，没有可处理的。"),
    "unknown": _l("请从列出的选项中选择。"),
    "needs_clause": _l("对整个草案的意见不能选择替换或删除，请选择“建议”或“增加内容”。"),
    "duplicate_chain": _l("所指的意见本身是重复意见，或者这条意见已被别的意见指为重复，请直接指向最初的那一条。"),
    "itself": _l("不能指向它自己。"),
    "same_topic": _l("请选择另一个主题。"),
    "empty_file": _l("文件是空的，请重新选择。"),
    "file_too_large": _l("文件超过 5 MB，请压缩或重新扫描后上传。"),
    "file_kind": _l("只接受 PDF、JPG 或 PNG 文件。"),
    "file_incomplete": _l("文件不完整，可能上传中断，请重新上传。"),
    "attachment_kind": _l("只接受 PDF、JPG、PNG、Word（.docx）或 Excel（.xlsx）文件，请另存为其中一种后再上传。"),
    "file_encrypted": _l("文件设了打开密码，无法查看。请在原软件中取消密码，另存后再上传。"),
    "file_macros": _l("文件中带有宏程序，不能接收。请另存为不带宏的 .docx 或 .xlsx 后再上传。"),
    "unknown_collation": _l("没有找到这个汇总码，请核对；汇总码由本单位的汇总人提供。"),
    "collation_full": _l("这次汇总收到的意见已满，请与汇总人联系。"),
    "collation_files_full": _l("这次汇总收到的附件已满（最多 200 个）。请先删除附件再交出，并把文件直接交给汇总人。"),
    "no_comment_of_person": _l("“无意见”由单位正式答复；个人没有意见不需要提交。"),
    "basket_full": _l("意见篮已满（最多 200 条）。请先提交，或移除不需要的意见。"),
    "files_full": _l("附件已满（最多 10 个）。请先删除不需要的附件。"),
    "notice_file_too_large": _l("文件超过 20 MB，请压缩后上传。"),
    "notice_file_kind": _l("只接受 PDF、DOCX、XLSX、OFD、JPG 或 PNG 文件；旧格式的 DOC、XLS 请另存后上传。"),
    "notice_file_macros": _l("文件里有宏，不能公开，请另存为不含宏的文件。"),
    "same_file": _l("这份文件已经在附件里了。"),
    "too_many_files": _l("附件最多 20 份。"),
    "web_address": _l("请填写以 https:// 开头的完整网址。"),
    "no_such_consultation": _l("没有这个编号的已公开活动。"),
    "round_is_here": _l("上一轮征求意见请填本平台的活动编号。"),
    "same_link": _l("这个链接已经有了。"),
    "officer_needs_bureau": _l("经办人必须属于一个单位，管理员不属于任何单位。"),
    "own_account": _l("不能停用自己的账号。"),
    "contradicts_texts": _l("与两条的文字不符，请重新选择变化类型，或留给系统判断。"),
    "no_clauses": _l("没有识别出可以征求意见的条款。"),
    "foreign_comment": _l("有的编号不是本次征求意见的意见，请核对。"),
    "too_many_comments": _l("一处修改最多写明 500 条意见。"),
    "not_sure": _l("提前结束不能撤销：请核对期限，勾选“我已核对，确定提前结束”后再次提交。"),
    "past_day": _l("开始日期早于今天，请改为今天或以后的日期。"),
    "icp_number": _l("备案号的样式不对，请照示例填写。"),
    "site_identifier": _l("网站标识码是 10 位数字（国务院部门以 bm 开头）。"),
    "police_number": _l("公安备案号的样式不对，请照示例填写，号码为 14 位数字。"),
    "parts_changed": _l("拆分的建议与页面上的不同，请按现在的样子再操作一次。"),
    "personal_data": _l("文字中含有电话、身份证或银行卡号码，公开前请删除。"),
}
"""By `details["rule"]` of an InvalidInputError."""

CONFLICTS: dict[str, Any] = {
    "already_published": _l("公告已经发布，不能再修改。"),
    "not_withdrawable": _l("尚未发布或已经撤回。"),
    "group_changed": _l("这一组刚刚有变化：意见增减了，或者有人处理了其中的意见。请看过现在的情况，再确认一次。"),
    "not_running": _l("尚未发布或已经撤回，不能调整期限。"),
    "closed": _l("期限已经结束，不能再延长。"),
    "not_later": _l("新的截止时间必须晚于现在的截止时间。"),
    "not_open": _l("现在不在征集期内。"),
    "not_earlier": _l("新的截止时间必须早于现在的截止时间，且不能早于当前时间。"),
    "below_hard_minimum": _l("法律规定了不得少于的期限，不能缩短到该期限以下。"),
    "not_upcoming": _l("只有尚未开始的征集可以提前开始。"),
    "report_published": _l("采纳情况反馈已经发布，不能再修改。"),
    "no_draft": _l("还没有导入征求意见稿。"),
    "not_published": _l("公告尚未发布，还不能导入下一版。"),
    "withdrawn": _l("本次征求意见已经撤回。"),
    "final_issued": _l("印发稿已经公布，不能再导入征求意见稿。"),
    "version_published": _l("这一版已经公布，不能再修改。"),
    "nothing_changed": _l("这一条没有变化，不能写明采纳了意见。"),
    "named_without_change": _l("写明采纳了意见的条款里，有的已经没有变化，请先改正或取消。"),
    "mapping_stale": _l("条款在比对之后又有修改，请重新比对后再公布。"),
    "no_report": _l("采纳情况反馈还没有发布。"),
    "opinion_changed": _l("这条意见刚刚在另一个窗口改过。您写的都还在，请对照那里保存的文字，再保存一次。"),
    "notice_changed": _l("公告刚刚被另一位经办人改过。您填写的内容都还在，请对照现在保存的内容，再保存一次。"),
    "response_changed": _l("这条意见刚刚被另一位经办人处理过。您填写的内容都还在，请对照现在的答复，再保存一次。"),
    "mapping_changed": _l("这一条的对应关系或文字刚刚有变化，请按现在的样子再保存一次。"),
    "names_changed": _l("采纳的意见刚刚有变化，请按现在的样子再保存一次。"),
    "version_changed": _l("条款、对应关系或采纳的意见刚刚有变化，请看过以后再公布。"),
    "publication_changed": _l("公告、条款或期限刚刚有变化，请看过以后再发布。"),
    "report_changed": _l("刚刚又有意见被处理，或者主题有改动，表格已按现在的情况更新，请看过以后再发布。"),
    "outline_changed": _l("条款树刚刚有变化，请按现在的样子再操作一次。"),
    "nothing_to_undo": _l("没有可以撤销的修改。"),
    "too_many_links": _l("相关链接最多 20 个。"),
    "outermost": _l("已经是最外层，不能再升级。"),
    "innermost": _l("已经是最里层，不能再降级。"),
    "no_sibling_above": _l("前面没有同级的条款，不能降级。"),
    "no_clause_above": _l("前面没有条款，不能合并。"),
    "collation_closed": _l("汇总人已经停止接收或者已经提交。您的意见还在意见篮中，可以单独提交，或与汇总人联系。"),
    "own_collation": _l("这是您自己开启的汇总，意见已经在您的意见篮中，直接提交即可。"),
    "basket_not_empty": _l("意见篮中还有意见。答复“无意见”，请先移除这些意见；要提意见，请直接提交。"),
    "not_empty": _l("条款还有文字或下级条款，不能删除。"),
    "only_clause": _l("这是唯一的条款，不能删除。"),
    "topics_changed": _l("主题在您打开页面之后重新归过组，请刷新后再操作。"),
    "letter_split": _l("这封来信已经拆开。"),
    "letter_not_split": _l("这条意见没有拆开，或者已经并回。"),
    "letter_answered": _l("这封来信已经有采纳情况，或者被别处引用，不能再拆。"),
    "part_answered": _l("拆出的意见已经有采纳情况，或者被别处引用，不能再并回。"),
    "part_of_letter": _l("这条意见是从来信中拆出的，不能再拆。"),
    "opinion_withdrawn": _l("提出人已经撤回，不能再拆。"),
    "not_one_opinion": _l("其中有来信已经拆开，或者拆出的意见已经并回，请刷新后再操作。"),
    "counts_no_more": _l("这条意见已经撤回，或者来信已经拆开、拆出的意见已经并回，请刷新后再操作。"),
    "topic_name_taken": _l("已有同名的主题。说的是同一件事，请在下面把两个主题合并；不是，请换一个名称。"),
    "nothing_to_analyse": _l("没有需要分析的意见。"),
    "job_over": _l("这项分析已经结束，不能停止。"),
    "claim_lost": _l("这一段已由另一个分析进程接手。"),
    "submission_withdrawn": _l("这次提交已经撤回，不能再补充或撤回。"),
}
"""By `details["rule"]` of a ConflictError."""

MISSING: dict[str, Any] = {
    "notice": _l("公告还没有填写并保存"),
    "background": _l("公告缺少背景说明"),
    "channels": _l("公告缺少提出意见的途径"),
    "contacts": _l("公告缺少联系人"),
    "reach": _l("公告缺少电话、邮箱或地址"),
    "explanatory_note": _l("缺少起草说明；确无起草说明的，请写明原因"),
    "draft": _l("还没有导入征求意见稿，或没有可提意见的条款"),
    "outline_unchecked": _l("导入时有需要核对的地方，请核对条款后点“核对无误”"),
    "window": _l("还没有设定起止时间"),
    "window_in_the_past": _l("开始日期早于今天"),
    "window_below_hard_minimum": _l("期限短于法律规定的硬性最短期限，不能发布"),
    "shortened_reason": _l("期限短于一般要求，必须写明缩短期限的理由"),
    "opinions": _l("意见篮是空的，请先写一条意见"),
    "seal": _l("请上传盖章扫描件，或选择邮寄"),
    "window_open": _l("征集期尚未结束"),
    "withdrawn": _l("本次征求意见已经撤回"),
    "undecided": _l("还有意见没有处理"),
    "supplemented": _l("有意见在处理之后又作了补充，请重新处理"),
    "original_withdrawn": _l("有意见被指为与已撤回的意见重复，请改正"),
    "publication": _l("尚未发布"),
}
"""By code of an IncompleteError."""

STATES: dict[str, Any] = {
    "draft": _l("编制中"),
    "upcoming": _l("待开始"),
    "open": _l("征集中"),
    "closed": _l("已结束（待反馈）"),
    "answered": _l("已反馈"),
    "withdrawn": _l("已撤回"),
}
COMMENT_KINDS: dict[str, Any] = {
    "remark": _l("意见或建议"),
    "replacement": _l("替换条文"),
    "addition": _l("增加内容"),
    "deletion": _l("删除条文"),
}
STANCES: dict[str, Any] = {
    "support": _l("支持"),
    "oppose": _l("反对"),
    "suggest": _l("建议修改"),
    "question": _l("疑问"),
}
MESSAGE_KINDS: dict[str, Any] = {
    "suggestion": _l("建议"),
    "complaint": _l("批评"),
    "question": _l("咨询"),
    "praise": _l("赞许"),
    "formal_no_opinion": _l("正式答复无意见"),
    "off_topic": _l("个人诉求（可转 12345）"),
    "empty_talk": _l("没有实质内容"),
    "other": _l("其他内容"),
}
TOPIC_WARNINGS: dict[str, Any] = {
    "small": _l("意见很少，可考虑并入别的主题"),
    "similar": _l("与另一主题很接近，可考虑合并"),
    "overlap": _l("与别的主题有重叠，归组可能不稳"),
}
OUTCOMES: dict[str, Any] = {
    "adopted": _l("采纳"),
    "partly_adopted": _l("部分采纳"),
    "not_adopted": _l("未采纳"),
    "explained": _l("解释说明"),
    "already_provided": _l("已有规定"),
    "further_study": _l("另行研究"),
    "transferred": _l("转办"),
    "duplicate": _l("重复意见"),
    "irrelevant": _l("与本草案无关"),
}
COMMENTER_KINDS: dict[str, Any] = {"individual": _l("个人"), "organisation": _l("单位")}
CHANNELS: dict[str, Any] = {"web": _l("本网站")}
WINDOW_CHANGES: dict[str, Any] = {
    "set": _l("设定"),
    "extended": _l("延期"),
    "opened_early": _l("提前开始"),
    "closed_early": _l("提前结束"),
}
CHANGES: dict[str, Any] = {
    "kept": _l("未变"),
    "changed": _l("修改"),
    "moved": _l("移动"),
    "renumbered": _l("仅编号调整"),
    "split": _l("拆分"),
    "merged": _l("合并"),
    "deleted": _l("删除"),
    "new": _l("新增"),
}
SUBJECTS: dict[str, Any] = {
    "city": _l("城市管理"),
    "transport": _l("交通出行"),
    "housing": _l("住房建设"),
    "education": _l("教育"),
    "health": _l("医疗卫生"),
    "welfare": _l("社会保障"),
    "environment": _l("生态环境"),
    "economy": _l("经济产业"),
    "agriculture": _l("农业农村"),
    "culture": _l("文化旅游"),
    "safety": _l("公共安全"),
    "government": _l("政务服务"),
    "other": _l("其他"),
}
RELATIONS: dict[str, Any] = {
    "earlier_round": _l("上一轮征求意见"),
    "issued": _l("印发的文件"),
    "other": _l("相关页面"),
}
"""As an officer names them; seen from the other side an earlier round is a later one."""
RELATIONS_SEEN: dict[str, Any] = {**RELATIONS, "later_round": _l("下一轮征求意见")}
PURPOSES: dict[str, Any] = {"consultation": _l("征求意见稿"), "final": _l("印发稿")}
NOTICE_WORDS: tuple[Any, ...] = (
    _l("本网站"), _l("本平台"), _l("网站"), _l("门户网站"), _l("政府网站"), _l("网上留言"), _l("电子邮件"),
    _l("电子邮箱"), _l("电子信箱"), _l("邮箱"), _l("信函"), _l("来信"), _l("邮寄"), _l("传真"),
    _l("电话"), _l("姓名"), _l("联系方式"), _l("联系电话"), _l("通信地址"), _l("地址"), _l("单位名称"),
    _l("名称"), _l("联系人"), _l("联系人的联系方式"), _l("单位公章"), _l("公章"), _l("加盖公章"), _l("盖章"),
)  # fmt: skip
"""Ways to comment and what a signature needs, as every notice words them: the catalogue has them."""
LEGAL_WORDS: tuple[Any, ...] = (
    _l("重大行政决策草案"), _l("重大行政决策程序暂行条例第十五条"), _l("地方性法规草案"), _l("地方立法条例"),
    _l("政府规章草案"), _l("规章制定程序条例第十五条"), _l("行政规范性文件"),
    _l("市县法治政府建设示范指标体系第24项"), _l("涉企规范性文件"), _l("优化营商环境条例第六十二条"),
    _l("城乡规划草案"), _l("城乡规划法第二十六条"), _l("房屋征收补偿方案"),
    _l("国有土地上房屋征收与补偿条例第十条"),
)  # fmt: skip
"""Kinds of documents and their legal sources as an installation begins with them (legal.DEFAULT_MINIMA)."""
ROLES: dict[str, Any] = {"admin": _l("管理员"), "officer": _l("经办人")}


def listed(items: Iterable[object]) -> str:
    """The items as one enumeration, with the reader's own comma."""
    comma: str = gettext("、")
    return comma.join(str(item) for item in items)


def sentence(error: PortalError) -> Any:
    """What to tell a person about a domain error."""
    rule = str(error.details.get("rule", ""))
    if error.details.get("message"):
        return engine_words(error.details["message"], error.code, _line_of(error))
    if error.details.get("missing"):
        codes = error.details["missing"]
        return listed(MISSING.get(c, c) for c in codes) if isinstance(codes, list) else ""
    return INPUT_RULES.get(rule) or CONFLICTS.get(rule) or _SENTENCES.get(error.code, _OTHER)


def _line_of(error: PortalError) -> int | None:
    """Where in the file it is, when more than its first line was read."""
    line = error.details.get("line")
    return line if isinstance(line, int) and line > 1 else None


_OTHER = _l("操作没有完成，请返回后重试。")
_SENTENCES: dict[str, Any] = {
    "duplicate_name": _l("这个名称已经有人使用，请换一个。"),
    "limit_reached": _l("操作过于频繁，请稍后再试。"),
    "busy": _l("现在访问的人很多，请稍等片刻再按一次，您填写的内容都还在。"),
    "sign_in_failed": _l("用户名或密码不正确。"),
    "window_closed": _l("现在不在征集期内。"),
    "idempotency_conflict": _l("这份意见已经提交过，而内容有变化。请回到意见篮重新提交。"),
}
