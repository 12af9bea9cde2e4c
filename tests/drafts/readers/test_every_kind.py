"""The same draft gives the same tree whatever kind of file it comes in."""

from __future__ import annotations

import pytest

from portal.drafts.outline import read_file
from portal.drafts.tree import Outline

from .draft_made import DRAFT, MAKERS, STATE, TITLE

NUMBERS = [
    ("第一章", "章"), ("第一条", "条"), ("第二条", "条"),
    ("第二章", "章"), ("第三条", "条"), ("（一）", "项"), ("（二）", "项"), ("1.", "目"),
    ("2.", "目"), ("（三）", "项"), ("第四条", "条"),
    ("第三章", "章"), ("第五条", "条"),
]  # fmt: skip


def rows(outline: Outline) -> list[tuple[str, str, str, str, str | None]]:
    return [(one.number, one.level, one.heading, one.text, one.parent) for one in outline.clauses]


@pytest.fixture(scope="module")
def from_text() -> Outline:
    return read_file(MAKERS["a.txt"](), "a.txt")


def test_the_draft_as_text_has_the_tree_it_was_written_with(from_text: Outline) -> None:
    found = [(one.number, one.level) for one in from_text.clauses if one.level != "款"]
    assert found == NUMBERS
    texts = "".join(one.heading + one.text for one in from_text.clauses)
    assert texts.replace("\n", "") == "".join(text for _, text in DRAFT)


@pytest.mark.parametrize("name", MAKERS)
def test_the_same_draft_gives_the_same_tree(name: str, from_text: Outline) -> None:
    outline = read_file(MAKERS[name](), name)
    assert outline.title.replace("\n", "") in (TITLE, TITLE + STATE)
    assert rows(outline) == rows(from_text)


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.docx", "a.odt"])
def test_a_clean_file_brings_no_remark_of_its_reader(name: str, from_text: Outline) -> None:
    codes = [one.code for one in read_file(MAKERS[name](), name).warnings]
    assert codes == [one.code for one in from_text.warnings]


def test_a_nameless_file_is_read_by_its_content(from_text: Outline) -> None:
    for make in (MAKERS["a.docx"], MAKERS["a.odt"], MAKERS["a.pdf"], MAKERS["a.html"]):
        assert rows(read_file(make(), "upload")) == rows(from_text)
