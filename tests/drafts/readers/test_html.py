"""Web pages: what a reader sees, line by line."""

from __future__ import annotations

import pytest

from portal.drafts.errors import DraftEmptyError, DraftScannedError, DraftWrongEncodingError
from portal.drafts.outline import read_file
from portal.drafts.readers.html import read

PAGE = "<html><head><meta charset={}></head><body><p>第一条　绿道</p></body></html>"


def lines(inside: str) -> list[str]:
    return read(f"<html><body>{inside}</body></html>".encode()).text.split("\n")


def codes(inside: str) -> list[tuple[str, int]]:
    found = read(f"<html><body>{inside}</body></html>".encode())
    return [(one.code, one.line) for one in found.warnings]


@pytest.mark.parametrize(
    ("said", "written"),
    [("utf-8", "utf-8"), ("gb2312", "gb18030"), ("'GBK'", "gb18030"), ("big5", "utf-8-sig"),
     ("utf-8", "gb18030"), ("nonsense", "utf-8"), ("utf-16", "utf-8"), ("gbk", "utf-8-sig")],
)  # fmt: skip
def test_a_page_is_read_as_it_says_or_as_it_is(said: str, written: str) -> None:
    assert read(PAGE.format(said).encode(written)).text == "第一条　绿道"


def test_the_encoding_the_user_names_comes_first() -> None:
    assert read(PAGE.format("gbk").encode("utf-8"), "utf-8").text == "第一条　绿道"
    with pytest.raises(DraftWrongEncodingError):
        read(PAGE.format("utf-8").encode("gb18030"), "utf-8")


def test_blocks_and_breaks_make_lines_and_source_breaks_do_not() -> None:
    inside = "<h1>云川市\n  条例</h1><p>甲<b>乙</b>\n丙<br>a\nb</p>丁<div>戊</div>己"
    assert lines(inside) == ["云川市条例", "甲乙丙", "a b", "丁", "戊", "己"]


def test_what_is_not_shown_is_dropped() -> None:
    inside = (
        "<nav>首页</nav><script>x</script><style>y</style><!-- z --><ruby>甲<rt>jia</rt></ruby>"
    )
    assert lines(inside + "<select><option>选</select>") == ["甲"]


def test_hidden_and_struck_text_is_reported() -> None:
    assert codes('<p style="DISPLAY : none">藏</p><p hidden>藏</p><p>甲') == [("hidden", 1)]
    assert lines("<p>甲<del>旧</del><ins>新</ins>") == ["甲新"]
    assert codes("<p>甲<del>旧</del><ins>新</ins>") == [("revised", 1)]


def test_ordered_lists_keep_their_numbers() -> None:
    inside = "<ol start=3><li>甲<li><p>乙</p><p>续</p><li value=9>丙</ol><ul><li>点</ul>"
    assert lines(inside) == ["3. 甲", "4. 乙", "续", "9. 丙", "点"]


def test_lists_are_numbered_in_their_style() -> None:
    chinese = '<ol style="list-style-type: cjk-ideographic"><li>总则</ol>'
    assert lines(chinese + "<ol type=A><li>甲</ol><ol type=i><li>乙</ol>") == [
        "一、 总则", "A. 甲", "i. 乙",
    ]  # fmt: skip
    assert lines('<ol style="list-style:none"><li>甲</ol>') == ["甲"]


def test_an_item_with_a_typed_number_gets_no_second_one() -> None:
    assert lines("<ol><li>（一）甲<li>2.乙<li>第三条 丙<li>丁</ol>") == [
        "（一）甲", "2.乙", "第三条 丙", "4. 丁",
    ]  # fmt: skip


def test_tables_become_lines_and_layout_tables_disappear() -> None:
    assert lines("<table><tr><th>甲<th>乙<tr><td>1<td>2</table>") == ["甲\t乙", "1\t2"]
    assert codes("<p>首<table><tr><td>甲<td>乙</table>") == [("table", 2)]
    assert lines("<table><tr><td><table><tr><td><p>甲<p>乙</table></table>") == ["甲", "乙"]
    assert codes("<table><tr><td><p>甲<p>乙</table>") == []


def test_cells_and_rows_out_of_place_lose_nothing() -> None:
    assert lines("<td>甲</td><tr>乙</tr><table>丙<td>丁</table><li>戊") == [
        "甲", "乙", "丙", "丁", "戊",
    ]  # fmt: skip


def test_typed_lines_stay_lines() -> None:
    assert lines("<pre>一、甲\n  乙\n</pre>") == ["一、甲", "乙"]


@pytest.mark.parametrize("odd", ["<![9", "<!", "<", "</", "&#0;&#xD800;&#1;&#55296;", "<?x"])
def test_odd_marks_lose_no_text_before_them(odd: str) -> None:
    assert lines(f"<p>甲</p>{odd}")[0] == "甲"


def test_control_characters_written_as_entities_are_dropped() -> None:
    assert lines("<p>甲&#1;&#7;乙</p>") == ["甲乙"]


@pytest.mark.parametrize("page", ["<html>", "<html><body><p> </p></body></html>"])
def test_a_page_without_text_is_refused_as_empty(page: str) -> None:
    with pytest.raises(DraftEmptyError):
        read_file(page.encode(), "a.html")


def test_a_page_of_pictures_is_refused_as_a_scan() -> None:
    with pytest.raises(DraftScannedError):
        read(b"<html><body><img src=page1.jpg></body></html>")
