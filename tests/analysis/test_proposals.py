"""What a comment on a clause proposes is told from what its writer feels."""

import pytest

from portal.analysis.engine import analyse_one
from portal.analysis.normalise import MASK
from portal.analysis.proposals import matter_of, without_proposals
from portal.analysis.types import Finding, Opinion

CLAUSE = "居民小区应当设置电动自行车集中停放场所,禁止在楼道内停放、充电,违规的处以罚款。"

EVEN_TEMPERED = [
    "建议增加对恶意破坏充电设施行为的处罚。",
    "应增加照顾老年人的内容。",
    "建议建立举报奖励制度。",
    "建议细化安全隐患排查的频次和责任人。",
    "建议加强宣传教育,提高居民文明素质。",
    "请明确严重失信行为的认定标准。",
    "第二十条罚款幅度较大,建议分档设定。",
    "建议对困难家庭给予减免优惠。",
]


def _on_clause(text: str) -> Finding:
    return analyse_one(Opinion("1", text, "第十二条", CLAUSE))


@pytest.mark.parametrize("text", EVEN_TEMPERED)
def test_an_even_tempered_proposal_has_no_clear_mood_and_is_a_suggestion(text: str) -> None:
    found = _on_clause(text)
    assert not found.sentiment_clear, found.why
    assert (found.stance, found.kind) == ("suggest", "suggestion")


@pytest.mark.parametrize(
    "text",
    ["建议取消,太不合理了!", "楼道充电太危险了,建议明确处罚标准", "这条写得很不文明,建议删除"],
)
def test_a_judgement_beside_a_proposal_still_has_its_mood(text: str) -> None:
    found = _on_clause(text)
    assert found.sentiment < 0.4
    assert found.sentiment_clear


def test_praise_before_a_proposal_is_still_praise() -> None:
    assert _on_clause("写得很好,建议尽快实施,明确罚款标准。").sentiment > 0.6


def test_without_a_clause_nothing_is_taken_for_a_proposal_to_the_draft() -> None:
    assert analyse_one(Opinion("1", "建议大家别来,垃圾酒店")).sentiment_clear


def test_blotting_out_keeps_the_length_and_the_judging_parts() -> None:
    text = "写得太笼统,建议明确标准,分档处罚。其他都很好"
    found = without_proposals(text)
    assert len(found) == len(text)
    assert found.startswith("写得太笼统,")
    assert found.endswith("。其他都很好")
    assert set(found[6:16]) == {MASK}


@pytest.mark.parametrize("text", ["", "建议", "。", "\n\n", "建议建议" * 5_000, "!!建议修改,,太差了??。。"])
def test_any_text_keeps_its_length(text: str) -> None:
    assert len(without_proposals(text)) == len(text)


def test_the_words_of_the_clause_are_its_matter() -> None:
    assert "罚款" in matter_of(CLAUSE)
    assert "黑店" not in matter_of(CLAUSE)
    assert "黑店" in matter_of("整治黑店和乱收费")


@pytest.mark.parametrize("text", ["支持", "同意!", "赞成。", "支持支持"])
def test_a_bare_word_of_consent_is_confident(text: str) -> None:
    found = _on_clause(text)
    assert (found.stance, found.stance_confident) == ("support", True)


def test_a_short_line_without_a_clause_has_the_kind_of_its_stance() -> None:
    kinds = [analyse_one(Opinion("1", text)).kind for text in ("删除本条第二款", "坚决反对")]
    assert kinds == ["suggestion", "complaint"]


def test_what_is_left_open_by_the_draft_is_asked_to_be_settled() -> None:
    assert _on_clause("由谁建设、由谁出资均未明确").stance == "suggest"


@pytest.mark.parametrize("text", ["物业不同意怎么办?", "请问怎么收费?业主反对怎么办?", "物业不同意安装怎么处理"])
def test_somebody_elses_refusal_asked_about_is_no_opposition(text: str) -> None:
    found = _on_clause(text)
    assert (found.stance, found.kind) == ("question", "question")


def test_our_own_refusal_is_still_opposition() -> None:
    assert _on_clause("我们业主反对这一条").stance == "oppose"


def test_fine_words_never_kept_are_no_praise() -> None:
    found = _on_clause("说得好听,从来没有落实过,呵呵")
    assert (found.stance, found.kind) == ("oppose", "complaint")
    assert found.sentiment < 0.4


def test_words_of_daily_speech_are_no_mood_on_a_clause() -> None:
    found = _on_clause("每个小区都装充电桩,有问题可以拨打热线")
    assert not {"praise", "blame"} & found.why.keys()
