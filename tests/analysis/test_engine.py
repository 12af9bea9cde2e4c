"""The engine gives a result for anything that is a text, the same one each time, and quickly."""


import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.analysis.engine import analyse, analyse_one
from portal.analysis.labels import KINDS, STANCES
from portal.analysis.types import Opinion
from portal.analysis.version import input_hash
from tests.analysis.hard_cases import CASES
from tests.pace import within

ODD = [
    "",
    "好",
    "😀🎉",
    "\x00\x07\ud800",
    "好" * 20_000,
    "不" * 20_000,
    "“" * 20_000,
    "<" * 20_000,
    "<b>" * 6_000,
    "138" * 7_000,
    "路" * 20_000,
    "a" * 20_000,
    "如何" * 10_000,
    "建议将" * 7_000,
    "，。" * 10_000,
    "加重" * 10_000,
    "我叫王" * 7_000,
    "很" * 20_000,
    "都也很" * 7_000,
    "哈" * 5_000 + "国",
    "哈哈嗯。看看" * 3_000 + "国",
    "支持" * 5_000 + "？",
    "请问 " * 5_000,
    "這個條款規定得不夠清楚，" * 1_500,
    "[哈哈]" * 5_000,
    "[" * 20_000,
    "不夜市" * 6_000,
    "@" * 20_000,
    "https://" * 2_500,
    "Good 好 よい хорошо 좋다 👍" * 500,
    "<script>alert(1)</script>支持" * 500,
]


@pytest.mark.parametrize("text", ODD, ids=lambda text: f"{text[:3]!r}x{len(text)}")
def test_odd_texts_get_a_finding_in_time_that_grows_with_length(text: str) -> None:
    clause = "第一条 住宅小区停车位优先满足业主需要。" * 20
    analyse_one(Opinion("1", "好"))  # dictionaries are loaded once, which is not the text's doing
    with within(2):
        finding = analyse_one(Opinion("1", text, "第一条", clause, "夜市"))
    assert finding.stance in STANCES
    assert finding.kind in KINDS
    assert 0 <= finding.sentiment <= 1
    assert -1 <= finding.stance_score <= 1


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.text(max_size=60) | st.none())
def test_any_text_gets_the_same_finding_twice(text: str, clause_text: str | None) -> None:
    opinion = Opinion("1", text, None, clause_text)
    assert analyse_one(opinion) == analyse_one(opinion)


@settings(max_examples=8, deadline=None)
@given(st.lists(st.text(max_size=40), min_size=0, max_size=40))
def test_any_list_of_texts_is_analysed_in_order(texts: list[str]) -> None:
    opinions = [Opinion(str(number), text) for number, text in enumerate(texts)]
    result = analyse(opinions)
    assert [finding.id for finding in result.findings] == [opinion.id for opinion in opinions]
    assert result.figures["comment_count"] == len(texts)


def test_a_consultation_is_analysed_the_same_way_twice() -> None:
    opinions = [case.opinion(number) for number, case in enumerate(CASES)]
    first, second = analyse(opinions, 3), analyse(opinions, 3)
    assert first == second
    assert sum(len(topic.member_ids) for topic in first.topics) == len(opinions)
    assert {finding.topic for finding in first.findings} == {topic.index for topic in first.topics}


def test_findings_say_why() -> None:
    finding = analyse_one(Opinion("1", "坚决反对，这样收费太高。"))
    assert finding.stance_confident
    assert "坚决反对" in "".join(finding.why["stance"])


def test_the_input_hash_changes_with_what_the_result_depends_on_and_with_nothing_else() -> None:
    one = Opinion("1", "同意", "第一条", "甲", None)
    assert input_hash(one) == input_hash(Opinion("2", "同意", "第一条", "甲", None))
    others = [Opinion("1", "不同意", "第一条", "甲"), Opinion("1", "同意", "第一条", "乙")]
    assert input_hash(one) not in {input_hash(other) for other in others}
    assert len(input_hash(Opinion("1", "\ud800"))) == 64


def test_one_comment_is_judged_in_well_under_fifty_milliseconds() -> None:
    opinions = [case.opinion(number) for number, case in enumerate(CASES)]
    analyse_one(opinions[0])
    with within(0.05 * len(opinions)):
        for opinion in opinions:
            analyse_one(opinion)
