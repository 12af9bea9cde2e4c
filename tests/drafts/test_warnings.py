from __future__ import annotations

import pytest

from portal.drafts.checks import LONG_CLAUSE, unclosed
from portal.drafts.outline import read_outline

from .texts import POLICY, codes


def warned(body: str) -> list[tuple[str, int]]:
    return codes(read_outline("云川市意见\n" + body))


def test_a_gap_in_the_numbers_is_reported_on_its_line() -> None:
    assert warned("一、甲。甲。\n二、乙。乙。\n四、丁。丁。") == [("numbering_gap", 4)]


def test_a_repeated_number_is_reported_on_its_line() -> None:
    assert warned("一、甲。甲。\n二、乙。乙。\n二、丙。丙。") == [("numbering_repeat", 4)]


def test_an_empty_clause_is_reported() -> None:
    assert warned("一、甲。甲。\n二、乙\n三、丙。丙。") == [("empty_clause", 3)]


def test_a_bracket_left_open_is_reported() -> None:
    assert warned("一、甲。落实《规划。\n二、乙。乙。") == [("unclosed_bracket", 2)]


def test_an_unusually_long_clause_is_reported() -> None:
    assert warned(f"一、甲。{'长' * LONG_CLAUSE}。\n二、乙。乙。") == [("long_clause", 2)]


def test_a_missing_title_is_reported() -> None:
    assert codes(read_outline("一、甲。甲。\n二、乙。乙。")) == [("title_missing", 1)]


def test_every_warning_names_its_line_in_its_sentence() -> None:
    outline = read_outline("云川市意见\n一、甲\n三、丙（。")
    assert len(outline.warnings) >= 2
    for warning in outline.warnings:
        assert f"第{warning.line}行" in warning.message


def test_a_clean_draft_gives_no_warning() -> None:
    assert read_outline(POLICY).warnings == []


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("（甲）", ""),
        ("(甲）", ""),
        ("《甲", "《"),
        ("“甲”“乙", "“"),
        ("甲）", ""),
        ("“甲\n“乙”", ""),
    ],
)
def test_open_brackets_are_found(text: str, mark: str) -> None:
    assert unclosed(text) == mark


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("规定\n第一条　甲。\n第三条　乙。", "之前缺第2条，"),
        ("规定\n第一条　甲。\n第一条　乙。", "此处应为第2条，"),
        ("意见\n一、甲。\n三、乙。", "之前缺第2项，"),
    ],
)
def test_a_missing_article_is_called_an_article_and_not_an_item(text: str, said: str) -> None:
    assert said in read_outline(text).warnings[-1].message
