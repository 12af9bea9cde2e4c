"""Make the binary files of tests/drafts/corpus/made anew: python tools/make_corpus.py [--trees]

Needs LibreOffice Writer (soffice on the path) and a Chinese font; the files are committed, so only
a change of this script calls for it. The Word documents number their paragraphs as Word does; the
odt, .pdf and office-*.docx files are what LibreOffice makes of them.
"""

from __future__ import annotations

import subprocess  # soffice, by its name
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.drafts.readers import docx_made as word  # noqa: E402  (the path is set just above)
from tests.drafts.shown import documents, shown  # noqa: E402  (the same)

CORPUS = ROOT / "tests" / "drafts" / "corpus"
MADE = CORPUS / "made"
_NEVER = '<w:lvlRestart w:val="0"/>'
_ANEW = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
_STATUTE = word.abstract(
    "1",
    word.lvl(0, "chineseCounting", "第%1章"),
    word.lvl(1, "chineseCountingThousand", "第%2条", more=_NEVER),
    word.lvl(2, "chineseCounting", "（%3）"),
    word.lvl(3, "decimal", "%4."),
) + word.num("1", "1")
_POLICY = word.abstract(
    "2",
    word.lvl(0, "chineseCounting", "%1、"),
    word.lvl(1, "chineseCounting", "（%2）", more=_NEVER),
    word.lvl(2, "decimal", "%3."),
    word.lvl(3, "decimal", "（%4）"),
    word.lvl(4, "decimalEnclosedCircle", "%5"),
) + word.num("2", "2")


def statute() -> str:
    made = [word.p("云川市城市照明管理条例"), word.p("（草案征求意见稿）")]
    made += [
        _listed("1", level, text)
        for level, text in (
            (0, "总则"),
            (1, "为了加强城市照明管理，促进能源节约，根据有关法律、法规，结合本市实际，制定本条例。"),
            (1, "本市行政区域内城市照明的规划、建设、维护和管理，适用本条例。"),
            (None, "法律、法规另有规定的，从其规定。"),
            (0, "建设与维护"),
            (1, "城市照明主管部门履行下列职责："),
            (2, "编制城市照明专项规划；"),
            (2, "组织城市照明设施的维护，包括："),
            (3, "日常巡检；"),
            (3, "应急抢修。"),
            (2, "法律、法规规定的其他职责。"),
            (1, "新建道路应当同步建设功能照明设施，并按照规定移交主管部门统一管理维护，移交前由建设单位负责。"),
            (0, "附则"),
            (1, "本条例自2027年1月1日起施行。"),
        )
    ]  # fmt: skip
    return "".join(made)


def policy() -> str:
    made = [word.p("云川市关于加快发展数字经济的实施意见")]
    made += [word.p("为加快发展数字经济，培育新质生产力，现提出以下意见。")]
    made += [
        _listed("2", level, text)
        for level, text in (
            (0, "总体要求"),
            (1, "指导思想。坚持创新驱动、数据赋能、开放共享，推动数字技术与实体经济深度融合，打造区域数字经济高地。"),
            (1, "工作目标。到2028年，数字经济核心产业增加值占地区生产总值比重达到百分之十二。"),
            (0, "主要任务"),
            (1, "建设数字基础设施"),
            (2, "加快网络升级。"),
            (2, "建设算力设施："),
            (3, "新建智算中心；"),
            (4, "明确选址；"),
            (4, "明确能耗；"),
            (3, "改造老旧机房。"),
            (1, "培育数据要素市场。开展公共数据授权运营试点。（市数据局牵头，市财政局配合）"),
            (0, "保障措施"),
            (1, "加强组织领导。建立联席会议制度。"),
        )
    ]  # fmt: skip
    return "".join([*made, word.p("云川市人民政府"), word.p("2026年5月20日")])


def split() -> tuple[str, str]:
    """Body and numbering of a statute whose chapters, articles and items are lists of their own.

    Programs that know no lvlRestart keep its articles going over the chapters all the same.
    """
    lists = word.abstract("6", word.lvl(0, "chineseCounting", "第%1章")) + word.num("6", "6")
    lists += word.abstract("7", word.lvl(0, "chineseCountingThousand", "第%1条")) + word.num("7", "7")
    lists += word.abstract("8", word.lvl(0, "chineseCounting", "（%1）"))
    lists += word.num("8", "8") + word.num("9", "8", _ANEW)
    body = [word.p("云川市公共自行车管理规定")]
    body += [
        word.p(text, num=number, level=0) if number else word.p(text)
        for number, text in (
            ("6", "总则"), ("7", "为了规范公共自行车管理，方便市民绿色出行，制定本规定。"),
            ("6", "使用与管理"), ("7", "骑行人应当遵守下列规定："),
            ("8", "在停车点借还车辆；"), ("8", "不得载人。"),
            ("", "骑行人年满十二周岁方可借车。"), ("7", "运营单位应当履行下列义务："),
            ("9", "及时维修车辆；"), ("9", "公布服务电话。"),
            ("6", "附则"), ("7", "本规定自2026年12月1日起施行。"),
        )
    ]  # fmt: skip
    return "".join(body), lists


def styled() -> tuple[str, str]:
    """Body and styles of a document whose numbers come from its styles and their bases."""
    def style(name: str, level: int, base: str = "") -> str:
        based = f'<w:basedOn w:val="{base}"/>' if base else ""
        at = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>'
        return (
            f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{name}"/>{based}'
            f"<w:pPr>{at}</w:pPr></w:style>"
        )

    heir = '<w:style w:type="paragraph" w:styleId="Heir"><w:name w:val="Heir"/>' \
        '<w:basedOn w:val="Article"/></w:style>'
    body = [
        word.p("云川市志愿服务办法"), word.p("总则", style="Chapter"),
        word.p("为了促进志愿服务，制定本办法。", style="Article"),
        word.p("志愿服务坚持自愿、无偿的原则。", style="Heir"),
        word.p("服务与保障", style="Chapter"), word.p("志愿者享有下列权利：", style="Heir"),
        word.p("获得培训；", style="Item"), word.p("获得证明。", style="Item"),
        word.p("未经编号的说明文字。"), word.p("本办法自印发之日起施行。", style="Article"),
    ]  # fmt: skip
    styles = style("Chapter", 0) + style("Article", 1) + heir + style("Item", 2)
    return "".join(body), styles


def restarted() -> tuple[str, str]:
    """Body and numbering of two lists of one kind, of which the second begins anew."""
    lists = word.abstract("3", word.lvl(0, "decimal", "%1.")) + word.num("3", "3")
    lists += word.num("4", "3", _ANEW)
    lists += word.abstract("4", word.lvl(0, "chineseCounting", "%1、")) + word.num("5", "4")
    body = [
        word.p("云川市窗口服务规范"), word.p("接待", num="5", level=0),
        word.p("起身迎候。", num="3", level=0), word.p("一次告知。", num="3", level=0),
        word.p("办理", num="5", level=0), word.p("限时办结。", num="4", level=0),
        word.p("结果送达。", num="4", level=0),
    ]  # fmt: skip
    return "".join(body), lists


def tracked() -> str:
    gone = "<w:del><w:r><w:delText>五日</w:delText></w:r></w:del>"
    come = f"<w:ins>{word.r('三日')}</w:ins>"
    lost = "<w:del><w:r><w:delText>第三条　本条删去。</w:delText></w:r></w:del>"
    body = [
        word.p("云川市信访事项办理规定"),
        word.p("第一条　为了规范信访事项办理，制定本规定。"),
        word.p("第二条　受理机关应当在", inside=gone + come + word.r("内告知。")),
        word.p(mark="<w:del/>", inside=lost),
        word.p("第三条　本规定自公布之日起施行。"),
    ]
    return "".join(body)


def tabled() -> str:
    def row(*cells: str) -> str:
        return f"<w:tr>{''.join(f'<w:tc>{word.p(cell)}</w:tc>' for cell in cells)}</w:tr>"

    table = f"<w:tbl>{row('项目', '标准')}{row('占道', '每日二元')}</w:tbl>"
    body = [
        word.p("云川市占道收费办法"), word.p("第一条　占道收费按照下表执行："), table,
        word.p("第二条　本办法由市财政局解释。"),
    ]  # fmt: skip
    return "".join(body)


def _listed(number: str, level: int | None, text: str) -> str:
    return word.p(text) if level is None else word.p(text, num=number, level=level)


PAGED = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
 office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.text"><office:styles>
<style:style style:name="Standard" style:family="paragraph"><style:paragraph-properties
 fo:text-indent="0.85cm"/><style:text-properties fo:font-size="20pt"
 style:font-size-asian="20pt"/></style:style>
<style:style style:name="Plain" style:family="paragraph"/></office:styles><office:automatic-styles>
<style:page-layout style:name="L"><style:page-layout-properties fo:page-width="14.8cm"
 fo:page-height="21cm" fo:margin="1.5cm"/><style:header-style/><style:footer-style/>
</style:page-layout></office:automatic-styles><office:master-styles>
<style:master-page style:name="Standard" style:page-layout-name="L"><style:header>
<text:p text:style-name="Plain">云川市生态环境局</text:p></style:header><style:footer>
<text:p text:style-name="Plain">- <text:page-number/> -</text:p></style:footer>
</style:master-page></office:master-styles><office:body><office:text>{}</office:text></office:body>
</office:document>"""
PAGED_TEXT = """云川市餐饮油烟污染防治办法
第一章　总则
第一条　为了防治餐饮油烟污染，改善大气环境质量，保障公众健康，根据有关法律、法规，结合本市实际，制定本办法。
第二条　在本市行政区域内从事餐饮服务活动，应当遵守本办法。
第二章　污染防治
第三条　餐饮服务经营者应当履行下列义务：
（一）安装与经营规模相匹配的油烟净化设施，并保持正常使用，不得擅自闲置或者拆除；
（二）定期清洗维护油烟净化设施，并记录清洗时间、部位和清洗单位；
（三）法律、法规规定的其他义务。
餐饮服务经营者委托第三方清洗的，应当签订书面合同。
第四条　居民住宅楼内不得新建、改建、扩建产生油烟、异味、废气的餐饮服务项目；已经建成的，由县级人民政府制定搬迁计划。
第五条　任何单位和个人有权举报油烟污染行为。受理举报的部门应当在五个工作日内将处理结果告知举报人。
第三章　附则
第六条　本办法自2026年10月1日起施行。"""


def write_trees() -> None:
    """The trees as the importer sees them now."""
    for name, data in documents().items():
        (CORPUS / "trees" / f"{name}.txt").write_text(shown(data, name), encoding="utf-8")


def main() -> None:
    """The files are as this script says."""
    MADE.mkdir(exist_ok=True)
    body, styles = styled()
    listed, lists = restarted()
    divided, series = split()
    files = {
        "auto-statute.docx": word.docx(statute(), numbering=_STATUTE),
        "auto-policy.docx": word.docx(policy(), numbering=_POLICY),
        "auto-styles.docx": word.docx(body, styles=styles, numbering=_STATUTE),
        "auto-restart.docx": word.docx(listed, numbering=lists),
        "auto-split.docx": word.docx(divided, numbering=series),
        "tracked.docx": word.docx(tracked()),
        "table.docx": word.docx(tabled()),
    }
    for name, data in files.items():
        (MADE / name).write_bytes(data)
    paged = "".join(f"<text:p>{line}</text:p>" for line in PAGED_TEXT.split("\n"))
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "paged.fodt"
        source.write_text(PAGED.format(paged), encoding="utf-8")
        for kind in ("odt", "pdf", "docx"):
            _convert(MADE / "auto-split.docx", kind, folder)
        for kind in ("odt", "docx"):
            _convert(MADE / "auto-restart.docx", kind, folder)
        for kind in ("odt", "pdf"):
            _convert(source, kind, folder)


def _convert(source: Path, kind: str, folder: str) -> None:
    out = Path(folder) / "out"
    subprocess.run(
        ["soffice",  # noqa: S607  (wherever the system put it)
         f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to",
         kind, "--outdir", str(out), str(source)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    made = out / f"{source.stem}.{kind}"
    (MADE / f"office-{source.stem}.{kind}").write_bytes(made.read_bytes())


if __name__ == "__main__":
    write_trees() if "--trees" in sys.argv[1:] else main()
