"""Lines of official paper that are no clause text: dates, signatures, notes, page furniture."""

from __future__ import annotations

import re

from portal.drafts.lines import Line

_DATE = re.compile(
    r"\(?(?:\d{4}|[〇零○一二三四五六七八九]{4}) ?年 ?(?:\d{1,2}|[一二三四五六七八九十]{1,3}) ?月"
    r" ?(?:\d{1,2}|[一二三四五六七八九十]{1,3}) ?日\)?"
)
_PAGE = re.compile(r"[-—–] ?\d{1,4} ?[-—–]|\d{1,4}|第 ?\d{1,4} ?页(?: ?[/,]? ?共 ?\d{1,4} ?页)?")
_NUMBER = re.compile(r"[\u4e00-\u9fa5]{0,16} ?[〔\[(【]\d{4}[〕\])】] ?-?第? ?\d+ ?号|第 ?\d+ ?号")
_BODY = re.compile(
    r"(?:政府|委员会|常委会|办公室|办公厅|党委|[局厅院部会委处站所司中心办])(?:\([^()]{1,20}\))?"
)
_SAYS_SOMETHING = re.compile(r"[。,;:!?“《]|可以|应当|不得|或者|依法|根据|需要|的")
_NOTE = re.compile(r"\(此件")
_CREDIT = re.compile(r"(?:主办|承办|协办|抄送|主题词|推荐访问|责任编辑|来源|信息来源|编辑) ?:")
_WEB = re.compile(
    r"当前位置|首页|您的位置|您所在的位置|字体 ?:|浏览次数|阅读次数|访问量|打印本页|关闭窗口"
    r"|分享到|(?:发布|更新|发稿)(?:时间|日期) ?:|来源 ?:"
)
_BELOW_A_PAGE = re.compile(
    r"[【\[(]?(?:打印本页|关闭(?:本页|窗口)|返回顶部|扫一扫|版权所有 ?[:©]|网站标识码|分享到|[上下]一[篇条] ?:"
    r"|相关(?:链接|阅读|稿件) ?(?::|$))"
)
_ATTACHED = re.compile(
    r"附 {0,2}(?:[件表录图] ?(?:\d{1,2}|[一二三四五六七八九十]{1,2})? ?(?=[:.]|$| )|:)"
)
_BRACKETED_SUFFIX = re.compile(r"\([^()]*(?:稿|草案|试行|暂行|修订|修正|送审|审议)[^()]*\)")
_PASSED = re.compile(r"通过|公布|发布|修订|修正|施行|批准|印发")


def is_date(line: Line) -> bool:
    return len(line.key) <= 24 and bool(_DATE.fullmatch(line.key))


def is_page_number(line: Line) -> bool:
    return len(line.key) <= 20 and bool(_PAGE.fullmatch(line.key))


def is_document_number(line: Line) -> bool:
    return len(line.key) <= 40 and bool(_NUMBER.fullmatch(line.key))


def is_signature(line: Line) -> bool:
    """A short line that names public bodies and says nothing else."""
    if len(line.key) > 40 or "\t" in line.content or _SAYS_SOMETHING.search(line.key):
        return False
    return any(found.end() == len(line.key) for found in _BODY.finditer(line.key))


def is_note(line: Line) -> bool:
    return bool(_NOTE.match(line.key)) and line.key.endswith(")")


def is_credit(line: Line) -> bool:
    return bool(_CREDIT.match(line.key))


def is_web_furniture(line: Line) -> bool:
    return len(line.key) <= 80 and bool(_WEB.search(line.key))


def is_page_line(line: Line) -> bool:
    """What a web page puts around a text: credits, buttons, links."""
    short = len(line.key) <= 40 and not line.key.endswith(("。", ";"))
    return is_credit(line) or (short and bool(_BELOW_A_PAGE.match(line.key)))


def is_attachment(line: Line) -> bool:
    """附件, 附件1, 附件：… and the like; 附则 and running text are not."""
    if len(line.key) > 80 or line.key.endswith("。"):
        return False
    return bool(_ATTACHED.match(line.key))


def is_title_suffix(line: Line) -> bool:
    return len(line.key) <= 40 and bool(_BRACKETED_SUFFIX.fullmatch(line.key))


def is_adoption_note(line: Line) -> bool:
    """（某年某月某日某机关通过…）as it stands below the title of a law."""
    bracketed = line.key.startswith("(") and line.key.endswith(")")
    return bracketed and bool(re.search(r"\d年|年", line.key)) and bool(_PASSED.search(line.key))


def is_letterhead(line: Line) -> bool:
    key = line.key
    return len(key) <= 30 and key.endswith("文件") and not re.search(r"[,。:《“]|关于", key)


def is_ending(line: Line) -> bool:
    """The line closes a document and never goes on with a paragraph."""
    return (
        is_date(line)
        or is_note(line)
        or is_credit(line)
        or is_signature(line)
        or is_attachment(line)
    )
