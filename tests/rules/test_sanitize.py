"""The one input gate: text enters verbatim or not at all, and only harmless HTML leaves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.errors import InvalidInputError
from portal.sanitize import (
    BODY_LIMIT,
    LINE_LIMIT,
    NOTE_LIMIT,
    clean_line,
    clean_text,
    comparable,
    safe_html,
)
from tests.pace import within


def refusal(value: str, *, limit: int = 10) -> dict[str, object]:
    with pytest.raises(InvalidInputError) as caught:
        clean_text(value, field="body", limit=limit)
    return caught.value.details


def test_a_text_is_kept_verbatim_but_for_line_ends_and_outer_blanks() -> None:
    typed = "  第一条\r\n　改为：“二米”\t(原为一米)\r完 \n"
    assert clean_text(typed, field="body", limit=100) == "第一条\n　改为：“二米”\t(原为一米)\n完"


def test_emoji_rare_characters_and_direction_marks_are_kept_for_the_record() -> None:
    text = "👨‍👩‍👧 𠮷野家 \u202eabc\u200b"
    assert clean_text(text, field="body", limit=100) == text


@pytest.mark.parametrize("code", [*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F])
def test_a_control_character_inside_the_text_is_refused(code: int) -> None:
    assert refusal(f"好{chr(code)}好") == {"field": "body", "rule": "control_character"}


@pytest.mark.parametrize("code", [0xD800, 0xDBFF, 0xDC00, 0xDFFF])
def test_a_lone_surrogate_is_refused(code: int) -> None:
    assert refusal(f"好{chr(code)}") == {"field": "body", "rule": "surrogate"}


def test_a_nul_at_the_end_is_refused_and_not_stripped() -> None:
    assert refusal("好\0")["rule"] == "control_character"


def test_a_text_of_exactly_the_limit_passes_and_one_more_is_refused() -> None:
    assert clean_text("字" * BODY_LIMIT, field="body", limit=BODY_LIMIT) == "字" * BODY_LIMIT
    details = refusal("字" * (BODY_LIMIT + 1), limit=BODY_LIMIT)
    assert details == {"field": "body", "rule": "too_long", "limit": 20_000, "length": 20_001}


def test_line_ends_are_counted_once_as_a_browser_counts_them() -> None:
    assert clean_text("一\r\n二\r\n三", field="body", limit=5) == "一\n二\n三"


@pytest.mark.parametrize("blank", ["", "   ", "\r\n\t ", "\u3000\u3000"])
def test_a_blank_text_is_refused_unless_it_is_optional(blank: str) -> None:
    assert refusal(blank) == {"field": "body", "rule": "required"}
    assert clean_text(blank, field="body", limit=10, required=False) == ""


def test_ten_million_characters_are_refused_at_once() -> None:
    with within(1):
        assert refusal("\x01" * 10_000_000)["rule"] == "too_long"


@given(st.text())
def test_what_passes_once_passes_again_unchanged(text: str) -> None:
    try:
        passed = clean_text(text, field="body", limit=50, required=False)
    except InvalidInputError:
        return
    assert clean_text(passed, field="body", limit=50, required=False) == passed
    assert passed.encode().decode() == passed
    assert "\0" not in passed


def test_a_line_has_no_line_breaks_tabs_or_double_blanks() -> None:
    assert clean_line(" 云川市\r\n城市\t管理局 ", field="name") == "云川市 城市 管理局"


@pytest.mark.parametrize(
    ("value", "rule"),
    [("", "required"), ("字" * (LINE_LIMIT + 1), "too_long"), ("甲\0乙", "control_character")],
)
def test_a_line_too_long_empty_or_with_controls_is_refused(value: str, rule: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        clean_line(value, field="name")
    assert caught.value.details["rule"] == rule


def test_names_compare_alike_whatever_their_width_case_and_blanks() -> None:
    assert comparable(" Ｙｕｎ川 协会 ") == comparable("yun川协会")
    assert comparable("云川协会") != comparable("云川学会")


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg/onload=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href=" java\nscript:alert(1)">x</a>',
    '<a href="&#106;avascript:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<a href="vbscript:msgbox(1)">x</a>',
    '<p style="background:url(javascript:alert(1))" onclick="alert(1)">x</p>',
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    '<math><mtext><table><mglyph><style><img src=x onerror="alert(1)"></style></mglyph></table>',
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<![9",
    "<!--><script>alert(1)</script-->",
    "<<script>script>alert(1)<</script>/script>",
    "<a href='//evil.example.com' target=_blank>x</a>",
    "<form action=//evil.example.com><input name=password></form>",
    "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
    "<div>" * 2000 + "x" + "</div>" * 2000,
]


@pytest.mark.parametrize("markup", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_that_runs_survives_in_html(markup: str) -> None:
    shown = safe_html(markup).lower()
    for forbidden in ("<script", "<img", "<svg", "<iframe", "<style", "<form", "<input", "<math"):
        assert forbidden not in shown
    for forbidden in (" onerror", " onclick", "onload=", "style=", "target="):
        assert forbidden not in shown.replace("&lt;", "").split(">")[0]
    for scheme in ("javascript:", "vbscript:", "data:"):
        assert f'href="{scheme}' not in shown


def test_a_plain_document_keeps_its_structure_and_its_links_say_nothing_of_us() -> None:
    markup = '<h2>一、背景</h2><p>见<a href="https://example.com/a?b=1&amp;c=2">文件</a></p><ul><li>甲</li></ul>'
    shown = safe_html(markup)
    assert shown == markup.replace('c=2">', 'c=2" rel="noopener noreferrer">')


def test_cleaning_twice_is_cleaning_once() -> None:
    for markup in HOSTILE:
        assert safe_html(safe_html(markup)) == safe_html(markup)


def test_html_beyond_the_limit_is_refused_before_it_is_parsed() -> None:
    with pytest.raises(InvalidInputError) as caught:
        safe_html("<p>" * NOTE_LIMIT)
    assert caught.value.details["rule"] == "too_long"
