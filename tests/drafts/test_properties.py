"""What holds for every text: no crash, nothing lost, time in proportion to length."""

from __future__ import annotations

import time
from collections import Counter
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.drafts.errors import DraftError
from portal.drafts.lines import unblank
from portal.drafts.outline import read_file, read_outline
from portal.drafts.tree import Outline
from tests.pace import within

from .test_bundle import BUNDLE
from .texts import NOTICE, POLICY, SPEECH, STATUTE

OPENINGS = [
    "第一章　总则",
    "第二章",
    "第一节　通则",
    "第一条　",
    "第二条　",
    "第三条之一　",
    "第二条规定的",
    "一、",
    "二、",
    "三、",
    "（一）",
    "(二)",
    "（三）",
    "1.",
    "2、",
    "12)",
    "112)",
    "（1）",
    "①",
    "②",
    "一要",
    "二要",
    "目录",
    "附则",
    "附件：",
    "篇一：",
    "篇二：",
    "同志们：",
    "（此件公开）",
    "2026年5月1日",
    "云川市人民政府",
    "关于公开征求意见的公告",
    "牵头单位：市住建局、市财政局",
    "“",
    "",
    "　　",
    "- 3 -",
]
WORDS = [
    "加强绿道建设。",
    "加强建设，",
    "提高品质；",
    "下列职责：",
    "《云川市绿道规划》",
    "《未闭合",
    "修改为：“第三条　甲",
    "乙。”",
    "（市住建局负责）",
    "云川市绿道意见",
    "abc",
    "80%以上，",
    "\t",
    "\u00a0",
]
LINE = st.builds("".join, st.tuples(st.sampled_from(OPENINGS), *[st.sampled_from(WORDS)] * 2))
DRAFT = st.lists(LINE, min_size=1, max_size=40).map("\n".join)


def outline_or_none(text: str) -> Outline | None:
    with suppress(DraftError):
        return read_outline(text)
    return None


def characters(text: str) -> Counter[str]:
    return Counter(unblank(text))


def rebuilt(outline: Outline) -> str:
    return "".join(text for _, text in outline.source_parts())


@settings(deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_read_or_refused_with_a_reason(text: str) -> None:
    outline_or_none(text)


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_with_a_reason(data: bytes) -> None:
    with suppress(DraftError):
        read_file(data, "a.txt")


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(DRAFT)
def test_no_character_of_a_draft_is_lost_or_invented(text: str) -> None:
    outline = outline_or_none(text)
    if outline:
        assert characters(rebuilt(outline)) == characters(text)


@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(DRAFT)
def test_every_tree_is_sound(text: str) -> None:
    outline = outline_or_none(text)
    if not outline:
        return
    clauses = outline.all_clauses()
    assert len({one.id for one in clauses}) == len(clauses)
    lines = [one.line for one in clauses]
    assert lines == sorted(lines)
    assert all(1 <= line <= text.count("\n") + 1 for line in lines)
    assert all(warning.line >= 1 for warning in outline.warnings)
    ids: set[str | None] = {None}
    for one in clauses:
        assert one.parent in ids
        ids.add(one.id)


@pytest.mark.parametrize("text", [POLICY, STATUTE, NOTICE, SPEECH, BUNDLE])
def test_parts_in_source_order_give_the_source_back(text: str) -> None:
    assert unblank(rebuilt(read_outline(text))) == unblank(text)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(DRAFT)
def test_the_same_text_always_gives_the_same_outline(text: str) -> None:
    assert outline_or_none(text) == outline_or_none(text)


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit",
    [
        "一、",
        "（一）甲。\n",
        "1.\n",
        "第一条　甲\n",
        "(",
        "《",
        "“",
        " ",
        "\u3000",
        "\n",
        "甲，\n",
        "112)甲\n",
        "（负责）",
        "以下均需",
        "篇一：",
        "附件：\n",
        "一要甲\n",
        "牵头单位：",
        "2026年",
        "修改为：“\n",
        "。",
        "关于《",
        "第一章 总则\n",
        "电话：",
        "a@",
        "0",
        "通过",
        "寄至",
        "为：“甲\n",
        "目录\n第一章 甲\n",
        "注明",
        "(市)负责",
    ],
)
def test_time_grows_no_faster_than_length(unit: str) -> None:
    opening = "关于公开征求意见的公告\n2026年5月1日\n意见\n一、甲\n"

    def seconds(length: int) -> float:
        text = opening + unit * (length // len(unit)) + "\n二、乙。乙。"
        started = time.process_time()
        outline_or_none(text)
        return time.process_time() - started

    short = seconds(10_000)
    with within(4):
        long = seconds(80_000)
    assert long < 0.4 + 20 * short
