"""A fictional statute of any length, in every kind of file the importer reads."""

from __future__ import annotations

from portal.drafts.numbering import from_int
from tests.drafts.readers import docx_made as word
from tests.drafts.readers import odt_made as open_text
from tests.drafts.readers.pdf_made import typeset

TITLE = "云川市城市管理法典"
_CHAPTER, _BOOK = 12, 120
_SUBJECTS = ("道路", "桥梁", "公园", "河道", "照明", "广告", "停车", "集市", "供水", "供热", "燃气")
_RULES = (
    "{}的规划、建设和管理应当遵循以人为本、安全便民、节约资源的原则，并符合国土空间规划和专项规划。",
    "{}的管理人应当建立巡查制度，发现损坏或者存在安全隐患的，应当及时修复，并设置明显的警示标志。",
    "任何单位和个人不得擅自占用、挖掘或者改变{}的用途；确需占用的，应当依法办理审批手续。",
    "违反本法典关于{}的规定的，由主管部门责令限期改正；逾期不改正的，处五千元以上三万元以下罚款。",
)
_ITEMS = ("编制专项规划；", "制定管理标准；", "组织监督检查；", "法律、法规规定的其他职责。")


def statute(articles: int) -> list[str]:
    """Paragraphs with typed numbers: books, chapters, articles, paragraphs and items."""
    made = [TITLE]
    for at in range(articles):
        if at % _BOOK == 0:
            made.append(f"第{from_int(at // _BOOK + 1)}编　{_SUBJECTS[at // _BOOK % len(_SUBJECTS)]}")
        if at % _CHAPTER == 0:
            chapter = at % _BOOK // _CHAPTER + 1
            made.append(f"第{from_int(chapter)}章　{_SUBJECTS[chapter]}管理")
        subject = _SUBJECTS[at % len(_SUBJECTS)]
        made.append(f"第{from_int(at + 1)}条　{_RULES[at % len(_RULES)].format(subject)}")
        if at % 3 == 0:
            made.append(f"{subject}主管部门履行下列职责：")
            made += [f"（{from_int(n)}）{item}" for n, item in enumerate(_ITEMS, start=1)]
        elif at % 3 == 1:
            made.append(f"前款规定的{subject}管理费用列入本级财政预算。")
    return made


def as_text(lines: list[str]) -> bytes:
    return "\n".join(lines).encode()


def as_markdown(lines: list[str]) -> bytes:
    return "\n\n".join([f"# {lines[0]}", *lines[1:]]).encode()


def as_html(lines: list[str]) -> bytes:
    body = "".join(f"<p>{line}</p>" for line in lines)
    return f"<!doctype html><html><meta charset=utf-8><body>{body}</body></html>".encode()


def as_docx(lines: list[str]) -> bytes:
    return word.docx("".join(map(word.p, lines)))


def as_odt(lines: list[str]) -> bytes:
    return open_text.odt("".join(map(open_text.p, lines)))


def as_pdf(lines: list[str]) -> bytes:
    return typeset([f"　　{line}" for line in lines], columns=34, rows=30, head=TITLE)
