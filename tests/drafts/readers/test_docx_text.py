"""The text of a Word document is what Word shows, and what it hides is reported."""

from __future__ import annotations

import pytest

from portal.drafts.errors import DraftScannedError
from portal.drafts.readers.docx import read
from portal.drafts.readers.written import ReadText

from .docx_made import abstract, docx, lvl, num, p, r, zipped

NUMBERING = abstract("0", lvl(0, "chineseCounting", "第%1条")) + num("1", "0")


def text(body: str, numbering: str = "", styles: str = "") -> str:
    return read(docx(body, numbering=numbering, styles=styles)).text


def codes(found: ReadText) -> list[tuple[str, int]]:
    return [(one.code, one.line) for one in found.warnings]


def box(inside: str) -> str:
    return f"<w:r><w:drawing><wps:txbx><w:txbxContent>{inside}</w:txbxContent></wps:txbx></w:drawing></w:r>"


def test_insertions_are_kept_deletions_dropped_and_both_counted() -> None:
    inside = (
        f"{r('甲')}<w:ins>{r('新')}</w:ins>"
        "<w:del><w:r><w:delText>旧</w:delText></w:r></w:del>"
        f"<w:moveFrom>{r('移')}</w:moveFrom><w:moveTo>{r('到')}</w:moveTo>"
    )
    found = read(docx(p(inside=inside)))
    assert found.text == "甲新到"
    assert codes(found) == [("revised", 1)]
    assert "插入 2 处、删除 2 处" in found.warnings[0].message


def test_a_deleted_paragraph_is_not_counted_and_a_deleted_mark_joins_two() -> None:
    gone = "<w:del/>"
    deleted = "<w:del><w:r><w:delText>旧</w:delText></w:r></w:del>"
    body = (
        p("甲", num="1", level=0)
        + p(num="1", level=0, mark=gone, inside=deleted)
        + p("乙，", num="1", level=0, mark=gone)
        + p("丙", num="1", level=0)
        + p("丁", num="1", level=0)
    )
    assert text(body, numbering=NUMBERING) == "第一条 甲\n第二条 乙，丙\n第三条 丁"


def test_a_deleted_mark_at_the_end_of_a_cell_loses_nothing() -> None:
    cell = f"<w:tbl><w:tr><w:tc>{p('甲', mark='<w:del/>')}</w:tc></w:tr></w:tbl>"
    assert text(cell + p("乙")) == "甲\n乙"


def test_breaks_tabs_hyphens_and_symbols_are_characters() -> None:
    inside = (
        "<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t><w:noBreakHyphen/>"
        '<w:softHyphen/><w:sym w:font="Wingdings" w:char="F081"/>'
        '<w:sym w:font="Wingdings" w:char="F0FE"/><w:sym w:font="Odd" w:char="F0FE"/></w:r>'
    )
    found = read(docx(p(inside=inside)))
    assert found.text == "甲\t乙\n丙-①☑□"
    assert codes(found) == [("symbol", 1)]


@pytest.mark.parametrize(
    ("run", "styles"),
    [
        (r("藏", "<w:vanish/>"), ""),
        (r("藏", '<w:rStyle w:val="H"/>'), '<w:style w:styleId="H"><w:rPr><w:vanish/></w:rPr></w:style>'),
    ],
)  # fmt: skip
def test_hidden_text_is_dropped_and_reported(run: str, styles: str) -> None:
    found = read(docx(p(inside=r("甲") + run), styles=styles))
    assert found.text == "甲"
    assert codes(found) == [("hidden", 1)]


def test_text_shown_against_a_hiding_style_is_kept() -> None:
    styles = '<w:style w:styleId="H"><w:rPr><w:vanish/></w:rPr></w:style>'
    inside = r("现", '<w:vanish w:val="0"/>')
    assert text(p(inside=inside, style="H", mark='<w:vanish w:val="0"/>'), styles=styles) == "现"


def test_a_hidden_mark_runs_a_heading_into_its_text() -> None:
    mark = "<w:vanish/><w:specVanish/>"
    body = p("指导思想。", num="1", level=0, mark=mark) + p("坚持以人为本。")
    assert text(body, numbering=NUMBERING) == "第一条 指导思想。坚持以人为本。"


def test_fields_show_their_result_and_not_their_instruction() -> None:
    def char(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    instruction = "<w:r><w:instrText>REF x</w:instrText></w:r>"
    inside = (
        f"{r('见')}{char('begin')}{instruction}{char('separate')}{r('第三条')}{char('end')}"
        f'<w:fldSimple w:instr="DATE">{r("今日")}</w:fldSimple>{char("begin")}{r("算")}{char("end")}'
    )
    assert text(p(inside=inside)) == "见第三条今日"


def test_a_field_never_closed_hides_no_later_paragraph() -> None:
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    assert text(p(inside=begin + r("算")) + p("乙")) == "\n乙"


def test_content_controls_and_links_are_walked_and_prompts_left_out() -> None:
    def control(inside: str, more: str = "") -> str:
        return f"<w:sdt><w:sdtPr>{more}</w:sdtPr><w:sdtContent>{inside}</w:sdtContent></w:sdt>"

    prompt = control(r("单击输入"), "<w:showingPlcHdr/>")
    inside = f"<w:hyperlink>{r('甲')}</w:hyperlink>{control(r('乙'))}{prompt}"
    assert text(control(p(inside=inside)) + p("丙")) == "甲乙\n丙"


def test_a_table_becomes_lines_with_a_remark_at_its_first() -> None:
    def row(*cells: str, more: str = "") -> str:
        return f"<w:tr>{more}{''.join(f'<w:tc>{cell}</w:tc>' for cell in cells)}</w:tr>"

    deleted = row(p("旧"), p("行"), more="<w:trPr><w:del/></w:trPr>")
    table = f"<w:tbl>{row(p('序号'), p('单位'))}{row(p('1'), p('甲') + p('乙'))}{deleted}</w:tbl>"
    found = read(docx(p("首") + table + p("尾")))
    assert found.text == "首\n序号\t单位\n1\t甲 乙\n尾"
    assert codes(found) == [("revised", 1), ("table", 2)]


def test_a_table_of_one_column_only_lays_text_out() -> None:
    cell = p("甲", num="1", level=0) + p("乙", num="1", level=0)
    found = read(docx(f"<w:tbl><w:tr><w:tc>{cell}</w:tc></w:tr></w:tbl>", numbering=NUMBERING))
    assert found.text == "第一条 甲\n第二条 乙"
    assert found.warnings == []


def test_a_text_box_follows_its_paragraph_with_a_remark() -> None:
    found = read(docx(p("甲", inside=box(p("框中"))) + p("乙")))
    assert found.text == "甲\n框中\n乙"
    assert codes(found) == [("textbox", 2)]


def test_one_of_two_renderings_is_read() -> None:
    drawing = (
        f"<w:drawing><wps:txbx><w:txbxContent>{p('框')}</w:txbxContent></wps:txbx></w:drawing>"
    )
    fallback = f"<w:pict><w:txbxContent>{p('框')}</w:txbxContent></w:pict>"
    inside = (
        "<w:r><mc:AlternateContent><mc:Choice>"
        f"{drawing}</mc:Choice><mc:Fallback>{fallback}</mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert text(p("甲", inside=inside)) == "甲\n框"


def test_footnotes_are_set_aside_in_a_remark_at_their_line() -> None:
    reference = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    notes = f'<w:footnote w:id="2">{p("注释文字")}</w:footnote>'
    found = read(docx(p("甲") + p("乙", inside=reference), footnotes=notes))
    assert found.text == "甲\n乙"
    assert codes(found) == [("footnote", 2)]
    assert "注释文字" in found.warnings[0].message


def test_comments_pictures_and_formulas_are_reported() -> None:
    inside = (
        '<w:r><w:commentReference w:id="1"/></w:r><w:r><w:drawing><a:blip/></w:drawing></w:r>'
        "<m:oMath><m:r><m:t>x+y</m:t></m:r></m:oMath>"
    )
    found = read(docx(p("甲", inside=inside)))
    assert found.text == "甲x+y"
    assert {code for code, _ in codes(found)} == {"comment", "picture", "formula"}


def test_pictures_without_text_are_a_scan() -> None:
    with pytest.raises(DraftScannedError):
        read(docx(p(inside="<w:r><w:drawing><a:blip/></w:drawing></w:r>")))


def test_many_alike_remarks_become_few() -> None:
    row = f"<w:tr><w:tc>{p('甲')}</w:tc><w:tc>{p('乙')}</w:tc></w:tr>"
    found = read(docx(f"<w:tbl>{row}</w:tbl>" * 30))
    assert len(found.warnings) == 20
    assert "还有 10 处" in found.warnings[-1].message


def test_the_strict_variant_of_the_format_is_read() -> None:
    space = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
    document = f'<x:document xmlns:x="{space.decode()}"><x:body>'.encode()
    document += "<x:p><x:r><x:t>甲</x:t></x:r></x:p></x:body></x:document>".encode()
    assert read(zipped({"[Content_Types].xml": b"", "word/document.xml": document})).text == "甲"
