"""What the text engine says of a draft, in the reader's language: it speaks one, and gives codes."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from portal.web.language import html_lang

REFUSALS: dict[str, Any] = {
    "draft_empty": _l("文件里没有文字。请检查后重新选择文件。"),
    "draft_binary": _l("这不是纯文本文件。请在原软件中打开，另存为纯文本（.txt）后再导入。"),
    "draft_wrong_encoding": _l("文件的编码不对或已损坏。请用记事本打开，另存时编码选 UTF-8，再重新导入。"),
    "draft_too_large": _l("文件太大。请去掉图片和附件，只保留草案正文后再导入。"),
    "draft_unknown_kind": _l(
        "不能读取这种文件，或者文件名与内容不符。"
        "请在原软件中打开，另存为 .docx、文字版 .pdf、.odt、.html、.md 或 .txt 后再上传。"
    ),
    "draft_no_clauses": _l("没有找到条款编号。请核对是否选错了文件，或者给各条编上号后再导入。"),
    "draft_damaged": _l("文件已损坏，打不开。请在原软件中打开并另存一份，再重新上传。"),
    "draft_encrypted": _l("文件设了打开密码，无法读取。请在原软件中取消密码，另存后再上传。"),
    "draft_macros": _l("文件里带有宏（程序），为安全起见不能上传。请另存为不带宏的 .docx 后再上传。"),
    "draft_scanned": _l("文件里没有可以读取的文字。请上传文字版（.docx，或由 Word/WPS 直接导出的 PDF）。"),
    "draft_too_complex": _l("文件大得或复杂得不正常，已停止读取。请新建一个文档，只复制草案正文；也可以直接粘贴文字。"),
    "draft_busy": _l("现在同时导入的人较多，请过一会儿再试。"),
}
"""By code of a portal.drafts.errors.DraftError."""
DOUBTS: dict[str, Any] = {
    "numbering_gap": _l("这个序号之前缺号，请核对是否漏行"),
    "numbering_repeat": _l("这个序号重复或倒退，请核对"),
    "numbering_ignored": _l("行首的编号与前后序号不连续，已按正文处理，请核对"),
    "page_number_glue": _l("序号前粘有页码，已更正，请核对"),
    "empty_clause": _l("这一条没有正文，请核对是否漏行"),
    "long_clause": _l("这一条比一般条款长得多，请核对是否漏分了条款"),
    "unclosed_bracket": _l("这一条里有括号或引号没有配对的另一半，请核对标点或断行"),
    "default_responsibility": _l("这里写明了以下各项默认的负责单位，已记入后面各条，请核对"),
    "suspicious_join": _l("这一行很短，已接到上一行之后，请核对是否本应另起一段"),
    "mixed_brackets": _l("同级序号的括号或标点写法不一"),
    "mixed_numbering": _l("从这里起，序号有的接着上文、有的重新开始，请核对"),
    "speech": _l("这是一篇讲话稿，不是征求意见的草案。请核对是否选错了文件"),
    "other": _l("这篇文字不像法规或政策文件的草案。请核对是否选错了文件"),
    "title_missing": _l("没有找到标题，请手工填写"),
    "draft_missing": _l("文件里只有公告，没有找到草案正文。请把草案一并导入"),
    "notice_missing": _l("公告里有的内容没有找到，请手工填写"),
    "bundle": _l("文件里拼接了几份文件。请选定其中一份再征求意见"),
    "bundle_count": _l("这一行说的篇数与实际找到的不符，请核对"),
    "attachment_set_aside": _l("附件没有作为条款导入，请核对"),
    "table": _l("这里是表格，已按行转成文字，请核对"),
    "footnote": _l("这里有脚注，没有放进正文"),
    "endnote": _l("这里有尾注，没有放进正文"),
    "revised": _l("文件带有修订痕迹，已按接受全部修订后的文字读入，请核对"),
    "hidden": _l("文件里有隐藏文字，没有读入。需要的话请取消隐藏后再上传"),
    "comment": _l("文件里有批注，没有读入"),
    "picture": _l("文件里有图片或嵌入对象，其中的文字没有读入，请核对有无遗漏"),
    "formula": _l("文件里有公式，只读入了其中的字符，请核对"),
    "symbol": _l("文件里有认不出的符号，已用“□”代替，请核对"),
    "box": _l("文件里有文本框，文字已放在文本框所在段落之后，请核对位置"),
}
"""By code of a portal.drafts.tree.OutlineWarning."""
_QUOTED = re.compile("“([^“”]+)”")


def engine_words(message: object, code: str = "", line: int | None = None) -> Markup:
    """The engine's own sentence, marked as Chinese; on other pages that of its code, with what a doubt quotes."""
    said = DOUBTS.get(code) or REFUSALS.get(code)
    if said is None or html_lang() != "en":
        return _in_chinese(message)
    words = str(said) if line is None else gettext("第 %(line)s 行：%(words)s", line=line, words=said)
    quoted = _QUOTED.findall(str(message)) if code in DOUBTS else []
    shown = Markup(" · ").join(_in_chinese(one) for one in quoted)
    return Markup("{}: {}").format(words, shown) if quoted else Markup("{}").format(words)


def _in_chinese(words: object) -> Markup:
    return Markup('<span lang="zh-CN">{}</span>').format(words)
