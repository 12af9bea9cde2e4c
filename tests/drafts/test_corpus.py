"""Every document of our corpus comes out as the tree beside it says.

The documents are our own, in every kind of file and habit of numbering we know; the trees were
checked by eye. `tools/make_corpus.py` makes the binary files and, with --trees, the trees.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.drafts.lines import unblank
from portal.drafts.outline import outline_of
from portal.drafts.readers.files import read_bytes

from .shown import shown

CORPUS = Path(__file__).parent / "corpus"
FILES = sorted([*(CORPUS / "text").iterdir(), *(CORPUS / "made").iterdir()])
every_document = pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)


@every_document
def test_a_document_comes_out_as_its_tree_says(file: Path) -> None:
    tree = CORPUS / "trees" / f"{file.name}.txt"
    assert shown(file.read_bytes(), file.name) == tree.read_text(encoding="utf-8")


@every_document
def test_nothing_of_a_document_is_lost_or_invented(file: Path) -> None:
    read = read_bytes(file.read_bytes(), file.name)
    parts = "".join(text for _, text in outline_of(read).source_parts())
    assert sorted(unblank(parts)) == sorted(unblank(read.text))


def test_the_corpus_is_large_and_its_files_are_small() -> None:
    assert len(FILES) >= 40
    assert {file.suffix for file in FILES} == {".txt", ".md", ".html", ".docx", ".odt", ".pdf"}
    assert max(file.stat().st_size for file in FILES) < 45_000
    assert {file.name for file in (CORPUS / "trees").iterdir()} == {
        f"{file.name}.txt" for file in FILES
    }
