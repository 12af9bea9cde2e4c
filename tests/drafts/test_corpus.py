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

from .shown import CORPUS, documents, shown

DOCUMENTS = documents()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_comes_out_as_its_tree_says(name: str) -> None:
    tree = CORPUS / "trees" / f"{name}.txt"
    assert shown(DOCUMENTS[name], name) == tree.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_nothing_of_a_document_is_lost_or_invented(name: str) -> None:
    read = read_bytes(DOCUMENTS[name], name)
    parts = "".join(text for _, text in outline_of(read).source_parts())
    assert sorted(unblank(parts)) == sorted(unblank(read.text))


def test_the_corpus_is_large_and_its_files_are_small() -> None:
    assert len(DOCUMENTS) >= 40
    assert {Path(name).suffix for name in DOCUMENTS} == {
        ".txt", ".md", ".html", ".docx", ".odt", ".pdf"
    }  # fmt: skip
    assert max(map(len, DOCUMENTS.values())) < 45_000
    trees = {file.name for file in (CORPUS / "trees").iterdir()}
    assert trees == {f"{name}.txt" for name in DOCUMENTS}
