"""OpenDocument texts: numbers of lists and headings, revisions, blanks."""

from __future__ import annotations

import pytest

from portal.drafts.errors import DraftDamagedError, DraftEncryptedError, DraftMacrosError
from portal.drafts.readers.odt import read
from portal.drafts.readers.written import ReadText

from .docx_made import zipped
from .odt_made import h, items, level, list_style, listed, odt, outline_level, outline_style, p

STYLE = list_style(
    "L", level(1, "一, 二, 三, ...", "", "、"), level(2, "一, 二, 三, ...", "（", "）"),
    level(3, "1", "", "."), level(4, "①, ②, ③, ..."),
)  # fmt: skip


def lines(body: str, styles: str = "", automatic: str = STYLE) -> list[str]:
    return read(odt(body, styles=styles, automatic=automatic)).text.split("\n")


def codes(found: ReadText) -> list[str]:
    return [one.code for one in found.warnings]


def test_nested_lists_are_numbered_and_begin_anew() -> None:
    inner = listed(items(p("子"), p("丑")))
    deep = listed(items(listed(items(listed(items(p("深")))))))
    body = listed(items(p("甲") + inner, p("乙") + inner, p("丙") + deep), "L")
    assert lines(body) == [
        "一、 甲", "（一） 子", "（二） 丑", "二、 乙", "（一） 子", "（二） 丑", "三、 丙", "① 深",
    ]  # fmt: skip


def test_a_second_paragraph_of_an_item_and_a_list_header_have_no_number() -> None:
    header = f"<text:list-header>{p('题')}</text:list-header>"
    assert lines(listed(header + items(p("甲") + p("续"), p("乙")), "L")) == [
        "题", "一、 甲", "续", "二、 乙",
    ]  # fmt: skip


def test_lists_go_on_where_they_say_so_and_only_there() -> None:
    first = listed(items(p("甲")), "L", 'xml:id="x"')
    by_style = listed(items(p("乙")), "L", 'text:continue-numbering="true"')
    by_id = listed(items(p("丙")), "L", 'text:continue-list="x"')
    anew = listed(items(p("丁")), "L")
    assert lines(first + p("平") + by_style + by_id + anew) == [
        "一、 甲", "平", "二、 乙", "三、 丙", "一、 丁",
    ]  # fmt: skip


def test_an_item_may_set_its_number() -> None:
    item = f'<text:list-item text:start-value="5">{p("戊")}</text:list-item>'
    assert lines(listed(items(p("甲")) + item + items(p("己")), "L")) == [
        "一、 甲", "五、 戊", "六、 己",
    ]  # fmt: skip


def test_headings_are_numbered_by_the_outline() -> None:
    styles = outline_style(
        outline_level(1, "一, 二, 三, ...", "第", "章"),
        outline_level(2, "1", more='text:display-levels="2"'),
        outline_level(3, ""),
    )
    body = h("总则") + h("细", 2) + h("无", 3) + h("附则") + h("细", 2)
    assert lines(body, styles) == ["第一章 总则", "一.1 细", "无", "第二章 附则", "二.1 细"]


def test_a_heading_may_stand_outside_the_numbers() -> None:
    styles = outline_style(outline_level(1, "1", "", "."))
    unlisted = '<style:style style:name="U" style:list-style-name=""/>'
    body = (
        '<text:h text:outline-level="1" text:is-list-header="true">甲</text:h>'
        '<text:h text:outline-level="1" text:style-name="U">乙</text:h>'
        '<text:h text:outline-level="1" text:restart-numbering="true" text:start-value="3">丙</text:h>'
    )
    assert lines(body, styles + unlisted) == ["甲", "乙", "3. 丙"]


def test_the_newer_pattern_of_a_level_is_used() -> None:
    more = 'loext:num-list-format="第%1%条"'
    automatic = list_style("N", level(1, "一, 二, 三, ...", more=more))
    assert lines(listed(items(p("甲")), "N"), automatic=automatic) == ["第一条 甲"]


def test_bullets_show_nothing() -> None:
    automatic = list_style("B", '<text:list-level-style-bullet text:level="1"/>')
    assert lines(listed(items(p("甲")), "B"), automatic=automatic) == ["甲"]


def test_revisions_are_accepted_and_counted() -> None:
    store = (
        "<text:tracked-changes><text:changed-region><text:deletion>"
        f"{p('旧文')}</text:deletion></text:changed-region><text:changed-region><text:insertion/>"
        "</text:changed-region></text:tracked-changes>"
    )
    found = read(odt(store + p("甲<text:change/>新")))
    assert found.text == "甲新"
    assert codes(found) == ["revised"]
    assert "插入 1 处、删除 1 处" in found.warnings[0].message


def test_blanks_tabs_and_breaks_are_characters() -> None:
    inside = (
        '甲\n  乙<text:s text:c="3"/>丙<text:tab/>丁<text:line-break/><text:span>戊</text:span>'
    )
    assert lines(p(inside)) == ["甲 乙   丙\t丁", "戊"]


def test_tables_frames_notes_and_remarks_are_reported() -> None:
    def cell(text: str) -> str:
        return f"<table:table-cell>{p(text)}</table:table-cell>"

    table = (
        f"<table:table><table:table-row>{cell('甲')}{cell('乙')}</table:table-row></table:table>"
    )
    frame = f"<draw:frame><draw:text-box>{p('框')}</draw:text-box></draw:frame>"
    note = f"<text:note><text:note-body>{p('注')}</text:note-body></text:note>"
    remark = f"<office:annotation>{p('批')}</office:annotation>"
    found = read(
        odt(table + p(f"丙{frame}{note}{remark}") + p("<draw:frame><draw:image/></draw:frame>"))
    )
    assert found.text == "甲\t乙\n丙\n框\n"
    assert set(codes(found)) == {"table", "box", "footnote", "comment", "picture"}


def test_hidden_text_is_dropped_and_reported() -> None:
    style = (
        '<style:style style:name="H"><style:text-properties text:display="none"/></style:style>'
        '<style:style style:name="C" style:parent-style-name="H"/>'
    )
    hidden = '<text:p text:style-name="C">藏</text:p>'
    span = p('甲<text:span text:style-name="H">藏</text:span>')
    section = f'<text:section text:display="none">{p("藏")}</text:section>'
    found = read(odt(hidden + span + section, automatic=style))
    assert found.text == "\n甲"
    assert codes(found) == ["hidden"]


def test_tables_of_contents_and_sections_are_walked() -> None:
    source = f"<text:table-of-content-source>{p('样')}</text:table-of-content-source>"
    entries = f"<text:index-body>{p('第一章')}</text:index-body>"
    index = f"<text:table-of-content>{source}{entries}</text:table-of-content>"
    assert lines(index + f"<text:section>{p('甲')}</text:section>") == ["第一章", "甲"]


def test_encrypted_and_programmed_files_are_refused() -> None:
    manifest = {"META-INF/manifest.xml": b"<x><manifest:encryption-data/></x>"}
    with pytest.raises(DraftEncryptedError):
        read(odt(p("甲"), files=manifest))
    with pytest.raises(DraftMacrosError):
        read(odt(p("甲"), files={"Basic/Standard/Module1.xml": b"x"}))


def test_a_file_without_a_text_is_refused() -> None:
    for content in ({}, {"content.xml": b"<a/>"}, {"content.xml": b"<a>"}):
        with pytest.raises(DraftDamagedError):
            read(zipped({"mimetype": b"", **content}))


def test_a_note_is_told_in_its_words_on_the_line_that_refers_to_it() -> None:
    note = '<text:note text:note-class="{}"><text:note-body>{}</text:note-body></text:note>'
    body = p("甲") + p("乙" + note.format("footnote", p("见附表"))) + p("丙" + note.format("endnote", ""))
    found = read(odt(body))
    assert found.text == "甲\n乙\n丙"
    assert [(one.code, one.line) for one in found.warnings] == [("footnote", 2), ("endnote", 3)]
    assert "“见附表”" in found.warnings[0].message
