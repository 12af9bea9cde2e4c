"""How sizes are shown: in the units people know, in the reader's language."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_babel import force_locale

from portal import legal
from portal.web.filters import countformat, filesize, legal_word, percent
from tests.architecture.sources import ROOT


@pytest.mark.parametrize(
    ("byte_count", "chinese", "english"),
    [
        (0, "0 字节", "0 bytes"),
        (1, "1 字节", "1 byte"),
        (1023, "1023 字节", "1023 bytes"),
        (1024, "1 KB", "1 KB"),
        (1536, "1.5 KB", "1.5 KB"),
        (10 * 1024, "10 KB", "10 KB"),
        (1024**2 - 513, "1023 KB", "1023 KB"),
        (1024**2 - 512, "1 MB", "1 MB"),
        (int(2.34 * 1024**2), "2.3 MB", "2.3 MB"),
        (5 * 1024**2, "5 MB", "5 MB"),
        (123 * 1024**2, "123 MB", "123 MB"),
    ],
)
def test_a_size_said_bytes_and_mib_in_chinese(
    app: Flask, byte_count: int, chinese: str, english: str
) -> None:
    with app.test_request_context():
        with force_locale("zh"):
            assert filesize(byte_count).replace("\u00a0", " ") == chinese
        with force_locale("en"):
            assert filesize(byte_count).replace("\u00a0", " ") == english


def test_a_limit_was_20000_in_one_english_sentence_and_20_000_in_the_next(app: Flask) -> None:
    with app.test_request_context():
        with force_locale("zh"):
            assert [countformat(value) for value in (200, 20000)] == ["200", "20000"]
        with force_locale("en"):
            assert [countformat(value) for value in (200, 20000)] == ["200", "20,000"]


def test_kinds_of_documents_and_their_sources_stayed_chinese_in_english(app: Flask) -> None:
    shown = [words for one in legal.DEFAULT_MINIMA for words in (one.name, one.source)]
    with app.test_request_context():
        with force_locale("zh"):
            assert [legal_word(words) for words in shown] == shown
        with force_locale("en"):
            assert not [words for words in shown if not legal_word(words).isascii()]
            assert legal_word("本市自定的一类文件") == "本市自定的一类文件"


def test_no_page_for_citizens_shows_a_size_in_another_way() -> None:
    pages = [path.read_text("utf-8") for path in (ROOT / "templates" / "public").glob("*.html")]
    assert [page for page in pages if "filesizeformat" in page or "1024" in page] == []


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [(0, 333, "0%"), (1, 333, "<1%"), (2, 333, "1%"), (332, 333, ">99%"), (333, 333, "100%"), (0, 0, "—")],
)
def test_one_of_many_was_shown_as_none(part: int, whole: int, shown: str) -> None:
    assert percent(part, whole) == shown
