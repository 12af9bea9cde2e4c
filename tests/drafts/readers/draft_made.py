"""One fictional draft in every kind of file that is read."""

from __future__ import annotations

from . import docx_made as word
from . import odt_made as open_text
from .pdf_made import typeset

TITLE, STATE = "云川市城市公园管理条例", "（征求意见稿）"
DRAFT: list[tuple[str, str]] = [
    ("章", "总则"),
    ("条", "为了加强城市公园管理，改善人居环境，方便群众休闲游憩，根据有关法律、法规，结合本市实际，制定本条例。"),
    ("条", "本条例适用于本市行政区域内城市公园的规划、建设和管理。"),
    ("款", "法律、法规另有规定的，从其规定。"),
    ("章", "规划与建设"),
    ("条", "市公园主管部门履行下列职责："),
    ("项", "编制公园体系规划；"),
    ("项", "指导公园建设："),
    ("目", "制定设计导则；"),
    ("目", "组织竣工验收；"),
    ("项", "法律、法规规定的其他职责。"),
    ("条", "新建公园应当符合公园体系规划，并按照有关规定公开征求周边居民和社会公众的意见，不得擅自改变用地性质。"),
    ("章", "附则"),
    ("条", "本条例自2027年3月1日起施行。"),
]  # fmt: skip
_CHINESE = "一二三四五六七八九"


def numbered() -> list[tuple[str, str]]:
    """Level and whole line of every paragraph, with its number typed."""
    made: list[tuple[str, str]] = []
    counts = dict.fromkeys(("章", "条", "项", "目"), 0)
    inner = {"章": (), "条": ("项", "目"), "项": ("目",), "目": (), "款": ()}
    for level, text in DRAFT:
        if level in counts:
            counts[level] += 1
        counts |= dict.fromkeys(inner[level], 0)
        made.append((level, _number(level, counts.get(level, 0)) + text))
    return made


def _number(level: str, count: int) -> str:
    if level in ("章", "条"):
        return f"第{_CHINESE[count - 1]}{level}　"
    return {"项": f"（{_CHINESE[count - 1]}）", "目": f"{count}.", "款": ""}[level]


def as_text() -> bytes:
    return "\n".join([TITLE, STATE, *(line for _, line in numbered())]).encode("gb18030")


def as_markdown() -> bytes:
    marks = {"章": "## ", "目": ""}
    lines = [f"# {TITLE}", "", STATE, ""]
    for level, line in numbered():
        spaced = line.replace(".", ". ", 1) if level == "目" else line
        lines += [marks.get(level, "") + spaced, ""]
    return "\n".join(lines).encode()


def as_html() -> bytes:
    made = [f"<h1>{TITLE}</h1><p align=center>{STATE}"]
    open_list = False
    for (level, text), (_, line) in zip(DRAFT, numbered(), strict=True):
        if level != "目":
            made.append("</ol>" if open_list else "")
            open_list = False
            made.append(f"<h2>{line}</h2>" if level == "章" else f"<p>&#12288;&#12288;{line}</p>")
        else:
            made.append("" if open_list else "<ol>")
            open_list = True
            made.append(f"<li>{text}")
    page = "".join(made)
    head = "<!DOCTYPE html><html><head><meta charset=gb2312><title>公园</title></head><body>"
    return f"{head}<nav>首页</nav><script>var a;</script>{page}</body></html>".encode("gb18030")


def as_docx() -> bytes:
    levels = {"章": 0, "条": 1, "项": 2, "目": 3}
    never = '<w:lvlRestart w:val="0"/>'
    numbering = word.abstract(
        "7",
        word.lvl(0, "chineseCounting", "第%1章"),
        word.lvl(1, "chineseCountingThousand", "第%2条", more=never),
        word.lvl(2, "japaneseCounting", "（%3）"),
        word.lvl(3, "decimal", "%4."),
    ) + word.num("4", "7")
    made = [word.p(TITLE), word.p(STATE)]
    for level, text in DRAFT:
        if level in levels:
            made.append(word.p(text, num="4", level=levels[level]))
        else:
            made.append(word.p(text))
    return word.docx("".join(made), numbering=numbering)


def as_odt() -> bytes:
    styles = open_text.outline_style(open_text.outline_level(1, "一, 二, 三, ...", "第", "章"))
    lists = open_text.list_style("A", open_text.level(1, "一, 二, 三, ...", "第", "条"))
    lists += open_text.list_style(
        "I", open_text.level(1, "一, 二, 三, ...", "（", "）"), open_text.level(2, "1", "", ".")
    )
    made = [open_text.p(TITLE), open_text.p(STATE)]
    for at, (level, text) in enumerate(DRAFT):
        goes_on = 'text:continue-numbering="true"'
        if level == "章":
            made.append(open_text.h(text))
        elif level == "款":
            made.append(open_text.p(text))
        elif level == "目":
            inner = open_text.listed(open_text.items(open_text.p(text)))
            made.append(open_text.listed(open_text.items(inner), "I", goes_on))
        else:
            begins = level == "项" and DRAFT[at - 1][0] == "条"
            inside = open_text.items(open_text.p(text))
            style = "A" if level == "条" else "I"
            made.append(open_text.listed(inside, style, "" if begins else goes_on))
    return open_text.odt("".join(made), styles=styles, automatic=lists)


def as_pdf() -> bytes:
    paragraphs = [f"^{TITLE}", f"^{STATE}"]
    paragraphs += [f"^{line}" if level == "章" else f"　{line}" for level, line in numbered()]
    return typeset(paragraphs, columns=26, rows=9, head="云川市自然资源和规划局")


MAKERS = {
    "a.txt": as_text, "a.md": as_markdown, "a.html": as_html, "a.docx": as_docx, "a.odt": as_odt,
    "a.pdf": as_pdf,
}  # fmt: skip
