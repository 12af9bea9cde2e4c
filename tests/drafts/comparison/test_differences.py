"""Differences are exact, read well, and are found in time."""

from __future__ import annotations

import itertools
import re
import time
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.drafts.comparison import differences
from tests.pace import within

PARTS = [
    "养护单位",
    "应当",
    "每月",
    "检查",
    "，",
    "。",
    "\n",
    "30",
    "3.5%",
    "PM2.5",
    "三十",
    "日",
    "的",
]
PARTS += ["（", "）", " ", "是", "\u0301", "a", "A", "１２", "、", "2027-03-01", "𠮷", "\U0001f41d"]
TEXT = st.lists(st.sampled_from(PARTS), max_size=60).map("".join)


def marked(before: str, after: str) -> str:
    """The difference in one line: [-deleted-] and {+inserted+}."""
    signs = {"equal": "{}", "delete": "[-{}-]", "insert": "{{+{}+}}"}
    return "".join(signs[kind].format(text) for kind, text in differences(before, after))


@settings(deadline=None, max_examples=300)
@given(TEXT | st.text(max_size=60), TEXT | st.text(max_size=60))
def test_the_segments_are_both_texts(before: str, after: str) -> None:
    found = differences(before, after)
    assert "".join(text for kind, text in found if kind != "insert") == before
    assert "".join(text for kind, text in found if kind != "delete") == after
    assert all(text for _kind, text in found)
    kinds = [kind for kind, _text in found]
    assert all(one != other for one, other in itertools.pairwise(kinds))
    assert ("insert", "delete") not in itertools.pairwise(kinds)


@settings(deadline=None)
@given(TEXT)
def test_equal_texts_have_one_segment(text: str) -> None:
    assert differences(text, text) == ([("equal", text)] if text else [])


@settings(deadline=None, max_examples=200)
@given(st.lists(st.sampled_from(PARTS[:10]), max_size=40), st.data())
def test_numbers_and_words_are_never_cut(parts: list[str], data: st.DataObject) -> None:
    before = "甲".join(parts)
    kept = [part for part in parts if data.draw(st.booleans())]
    after = "甲".join(kept)
    whole = set(re.findall(r"[0-9A-Za-z.%]+", before + "|" + after))
    for _kind, text in differences(before, after):
        assert set(re.findall(r"[0-9A-Za-z.%]+", text)) <= whole


@settings(deadline=None, max_examples=200)
@given(TEXT, TEXT)
def test_between_two_changes_no_single_character_is_left(before: str, after: str) -> None:
    found = differences(before, after)
    inner = [text for kind, text in found[1:-1] if kind == "equal"]
    assert all(len(re.findall(r"\w", text)) >= 2 for text in inner)


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("在三十日内备案。", "在六十日内备案。", "在[-三十-]{+六十+}日内备案。"),
        ("罚款1500元。", "罚款1800元。", "罚款[-1500-]{+1800+}元。"),
        ("增长3.5%以上", "增长3.8%以上", "增长[-3.5%-]{+3.8%+}以上"),
        ("预算1,200元", "预算1,300元", "预算[-1,200-]{+1,300+}元"),
        ("自2027年起", "自2028年起", "自[-2027-]{+2028+}年起"),
        ("控制PM2.5浓度", "控制PM10浓度", "控制[-PM2.5-]{+PM10+}浓度"),
        ("寄至a@example.cn。", "寄至b@example.cn。", "寄至[-a@example.cn-]{+b@example.cn+}。"),
        ("蜂蜜、花粉、蜂蜡", "蜂蜜、花粉、蜂胶、蜂蜡", "蜂蜜、花粉、{+蜂胶、+}蜂蜡"),
        ("甲事。丙事很长。", "甲事。乙事也有。丙事很长。", "甲事。{+乙事也有。+}丙事很长。"),
        ("市、县政府", "市和县级政府", "市[-、县-]{+和县级+}政府"),
        ("（一）检查；\n（三）登记。", "（一）检查；\n（二）修复；\n（三）登记。", None),
    ],
)
def test_a_change_is_shown_as_people_would_mark_it(
    before: str, after: str, shown: str | None
) -> None:
    assert marked(before, after) == (shown or "（一）检查；\n{+（二）修复；\n+}（三）登记。")


def test_a_rewritten_sentence_is_replaced_whole_between_kept_ones() -> None:
    before = "蜂场应当备案。养蜂人每年春季向街道报告蜂群数量。备案不收费。"
    after = "蜂场应当备案。园林部门会同农业部门建立蜜源地图并定期更新。备案不收费。"
    found = differences(before, after)
    assert [kind for kind, _text in found] == ["equal", "delete", "insert", "equal"]
    assert found[0][1].endswith("备案。")
    assert found[-1][1].endswith("备案不收费。")


def test_insertions_around_an_unchanged_word_leave_it_unmarked() -> None:
    shown = marked("在本市从事活动。", "在本市行政区域内从事养蜂活动。")
    assert shown == "在本市{+行政区域内+}从事{+养蜂+}活动。"


_RANDOM = Random(7)
_LETTERS = "蜂蜜花粉巢脾王台雄工采酿源场箱屏障检疫备案"


def _noise(alphabet: str, length: int = 20_000) -> str:
    return "".join(_RANDOM.choices(alphabet, k=length))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (_noise(_LETTERS), _noise(_LETTERS)),
        (_noise("甲乙"), _noise("甲乙")),
        ("甲" * 20_000, "甲" * 9_000 + "乙" + "甲" * 10_000),
        ("甲乙" * 10_000, "乙丙甲" * 6_667),
        ("养护单位检查。" * 2_858, "养护单位检修。" * 2_858),
        (" ".join(map(str, range(4_000))), " ".join(map(str, range(4_000, 0, -1)))),
        ("".join(map(chr, range(0x4E00, 0x9C20))), "".join(map(chr, range(0x9C1F, 0x4DFF, -1)))),
        ("1.1." * 5_000, "1.1,1" * 4_000),
    ],
)
def test_twenty_thousand_characters_take_less_than_a_second(before: str, after: str) -> None:
    with within(1):
        found = differences(before, after)
    assert "".join(text for kind, text in found if kind != "delete") == after


def _seconds(before: str, after: str) -> float:
    started = time.process_time()
    differences(before, after)
    return time.process_time() - started


def test_four_times_the_text_takes_about_four_times_as_long() -> None:
    """Texts without a phrase in common, beyond the length that is compared in one piece."""
    spans = []
    for length in (40_000, 160_000):
        before, after = _noise(_LETTERS, length), _noise(_LETTERS, length)
        spans.append(min(_seconds(before, after) for _ in range(3)))
    assert spans[1] < 8 * spans[0]
