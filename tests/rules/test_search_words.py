"""Words without a dictionary: what is indexed, what is asked for, what is marked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.search_words import (
    WORD_LIMIT,
    bigrams,
    fold,
    found_at,
    in_parts,
    marked,
    question_words,
    snippet,
)


def test_chinese_is_indexed_in_pairs_and_by_its_last_character() -> None:
    assert bigrams("停车管理") == "停车 车管 管理 理"
    assert bigrams("犬") == "犬"
    assert bigrams("第１２条，ＡＢ类") == "第 12 条 ab 类"
    assert bigrams("，。！") == ""


def test_a_question_is_split_at_signs_and_between_scripts() -> None:
    words = question_words("停车位 收费,a5")
    assert [(word.tokens, word.is_beginning) for word in words] == [
        (("停车", "车位"), False), (("收费",), False), (("a5",), True),
    ]  # fmt: skip
    assert question_words("犬")[0].is_beginning


@pytest.mark.parametrize("typed", ["", "   ", '"*()^', "AND", "NEAR(a b)", "停车\"; DROP"])
def test_operators_and_quotes_of_the_index_are_only_gaps(typed: str) -> None:
    for word in question_words(typed):
        assert all(token.isalnum() for token in word.tokens)


def test_a_question_without_end_is_cut() -> None:
    assert len(question_words(" ".join(f"词{n}" for n in range(100)))) == WORD_LIMIT
    assert len(question_words("长" * 5000)[0].text) == 100


def test_what_was_found_is_marked_where_it_stands() -> None:
    assert marked("停车位与停车场ＡＢ", ["停车", "ab"]) == [
        ("停车", True), ("位与", False), ("停车", True), ("场", False), ("ＡＢ", True),
    ]  # fmt: skip
    assert marked("甲乙丙", ["甲乙", "乙丙"]) == [("甲乙丙", True)]
    assert marked("甲", []) == [("甲", False)]
    assert found_at("", ["甲"]) == []


def test_a_snippet_is_short_and_has_the_word() -> None:
    pieces = snippet("前" * 200 + "停车" + "后" * 200, ["停车"])
    assert ("停车", True) in pieces
    assert pieces[0] == ("…", False)
    assert pieces[-1] == ("…", False)
    assert sum(len(text) for text, _hit in pieces) <= 82
    assert snippet("没有", ["停车"]) == [("没有", False)]


@given(st.text(max_size=80))
def test_folding_moves_no_character(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert "".join(piece for piece, _hit in marked(text, ["a", "停车"])) == text


@given(st.text(alphabet="停车管理ab1,。 \n", max_size=60), st.integers(1, 9))
def test_parts_keep_every_character_but_line_ends(text: str, size: int) -> None:
    joined = "".join(part.replace("\n", "") for part in in_parts(text, size))
    assert joined == "".join(text.splitlines())
    assert all(len(part) <= size for part in in_parts(text, size))
