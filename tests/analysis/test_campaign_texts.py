"""The core of a campaign, and what each of its letters adds or leaves out."""

from hypothesis import given
from hypothesis import strategies as st

from portal.analysis.campaign_texts import common_core, difference

LETTER = "我们是青石路沿线的商户，强烈要求保留夜间临时停车位，取消之后客人没有地方停车。"


def test_what_a_letter_adds_and_leaves_out_is_told() -> None:
    core = common_core([LETTER, LETTER, LETTER + "谢谢"])
    changed = LETTER.replace("强烈要求保留夜间临时停车位，", "") + "王记面馆敬上"
    found = difference(core, changed)
    assert any("王记面馆敬上" in run for run in found.added)
    assert any("夜间临时停车" in run for run in found.missing)


def test_the_core_itself_differs_in_nothing() -> None:
    found = difference(common_core([LETTER]), LETTER)
    assert (found.added, found.missing) == ([], [])


def test_signs_alone_are_no_difference() -> None:
    assert difference(LETTER, LETTER + "！！").added == []


@given(st.lists(st.text(max_size=60), min_size=1, max_size=8))
def test_any_texts_have_a_core_and_differences(texts: list[str]) -> None:
    core = common_core(texts)
    for text in texts:
        found = difference(core, text)
        assert all(run in text for run in found.added)
