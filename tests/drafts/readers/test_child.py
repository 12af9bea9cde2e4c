"""Uploads are read in a child process: its limits are real, its answers the same."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from portal.drafts import child
from portal.drafts.child import SourceOutline, read_in_child, read_source_in_child
from portal.drafts.errors import (
    DraftDamagedError,
    DraftError,
    DraftNoClausesError,
    DraftTooComplexError,
)
from portal.drafts.outline import read_file
from portal.drafts.readers.files import read_bytes

from ..test_bundle import BUNDLE
from ..texts import NOTICE
from .docx_made import docx, p
from .draft_made import MAKERS
from .pdf_made import raw_pdf


@pytest.mark.parametrize("name", ["a.docx", "a.pdf"])
def test_the_child_understands_a_file_as_the_parent_would(name: str) -> None:
    data = MAKERS[name]()
    assert read_source_in_child(data, name) == SourceOutline(
        read_bytes(data, name).text, read_file(data, name)
    )


@pytest.mark.parametrize("text", [NOTICE, BUNDLE])
def test_notices_and_bundles_come_back_whole(text: str) -> None:
    data = text.encode("gb18030")
    assert read_in_child(data, "a.txt", "gb18030") == read_file(data, "a.txt")


def test_a_refusal_comes_back_with_its_code_sentence_and_line() -> None:
    with pytest.raises(DraftNoClausesError) as refused:
        read_in_child("\n云川市公园简介".encode(), "a.txt")
    assert refused.value.details["line"] == 2
    assert "云川市公园简介" in str(refused.value)
    with pytest.raises(DraftDamagedError):
        read_in_child(b"PK\x03\x04", "a.docx")


def test_a_file_that_eats_time_ends_the_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "MAX_WALL_SECONDS", 1)
    slow = [b"0 0 m " * 240_000] * 10
    started = time.monotonic()
    with pytest.raises(DraftTooComplexError) as refused:
        read_in_child(raw_pdf(slow), "a.pdf")
    assert time.monotonic() - started < 3
    assert "时间或内存" in str(refused.value)


def test_limits_of_the_child_are_those_that_were_set() -> None:
    program = (
        "import resource as r; from portal.drafts import child; child.limit_self();"
        "print(r.getrlimit(r.RLIMIT_AS), r.getrlimit(r.RLIMIT_CPU), r.getrlimit(r.RLIMIT_FSIZE))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    limits = (child.MAX_MEMORY, child.MAX_CPU_SECONDS, 0)
    assert done.stdout.strip() == " ".join(str((limit, limit)) for limit in limits)


def test_a_file_that_eats_memory_ends_the_child() -> None:
    widths = b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts"
    widths += b" [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /W [0 4000000000 500] >>] >>"
    hungry = raw_pdf([b"BT /F1 9 Tf <0001> Tj ET"]).replace(
        b"3 0 obj\n", b"3 0 obj\n" + widths + b"\n%"
    )
    with pytest.raises(DraftTooComplexError):
        read_in_child(hungry, "a.pdf")


def test_the_child_sees_no_variable_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_SECRET_KEY", "canary")
    seen = child._environment()
    assert "canary" not in seen.values()
    assert "PORTAL_SECRET_KEY" in os.environ


@pytest.mark.parametrize("answer", [{}, {"source": {}}, {"source": {"text": 1, "outline": None}}])
def test_an_answer_of_another_shape_is_not_believed(answer: dict[str, Any]) -> None:
    with pytest.raises((KeyError, TypeError, AttributeError)):
        child._understood(answer)


def test_several_files_are_read_one_after_another() -> None:
    data = docx(p("第一条 甲") + p("第二条 乙"))
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: read_in_child(data, "a.docx"), range(4)))
    assert all(len(one.clauses) == 2 for one in found)


def test_when_all_places_are_taken_the_officer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "MAX_WALL_SECONDS", 0.05)
    for _ in range(child.MAX_CHILDREN):
        child.places.acquire()
    try:
        with pytest.raises(DraftError) as refused:
            read_in_child(b"x", "a.txt")
    finally:
        for _ in range(child.MAX_CHILDREN):
            child.places.release()
    assert refused.value.code == "draft_busy"
