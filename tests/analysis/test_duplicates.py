"""Campaigns: nearly equal letters are folded, everyday phrases and different letters are not."""

import time

from portal.analysis.duplicates import campaigns
from portal.analysis.types import Opinion

LETTER = "我们是青石路沿线的商户，强烈要求保留夜间临时停车位，取消之后客人没有地方停车，生意没法做，请慎重考虑。"


def _opinions(*texts: str) -> list[Opinion]:
    return [Opinion(str(number), text) for number, text in enumerate(texts)]


def _ids(*texts: str) -> list[list[str]]:
    return [campaign.member_ids for campaign in campaigns(_opinions(*texts))]


def test_a_letter_with_other_signs_words_and_an_added_sentence_is_one_campaign() -> None:
    texts = [
        LETTER,
        LETTER.replace("，", ", ").replace("。", "！"),
        LETTER.replace("强烈要求", "恳请").replace("客人", "顾客"),
        "您好！" + LETTER + "我家店在路口。",
        "建议加装电梯的费用由受益的业主按照楼层高低来合理分摊，一楼不出钱。",
    ]
    assert _ids(*texts) == [["0", "1", "2", "3"]]


def test_equal_texts_fold_however_short() -> None:
    assert _ids("支持！", "支持", "反对", "支 持") == [["0", "1", "3"]]


def test_short_texts_that_only_resemble_each_other_do_not_fold() -> None:
    assert _ids("建议增加停车位", "建议增加停车费", "希望增加停车位") == []


def test_different_letters_on_one_matter_do_not_fold() -> None:
    assert (
        _ids(
            "夜间停车位收费过高，建议按小时计费并设置每日封顶价格，方便附近的居民。",
            "临时停车应当优先满足老人和病人上下车需要，医院门口请留出专用的车位。",
        )
        == []
    )


def test_empty_texts_are_no_campaign() -> None:
    assert _ids("", " ", "😀", "。。。") == []


def test_the_common_core_is_what_the_letters_share() -> None:
    found = campaigns(_opinions(LETTER, LETTER + "甲店。", "乙店也一样：" + LETTER))
    assert found[0].count == 3
    assert "强烈要求保留夜间临时停车位" in found[0].common_core
    assert "乙店" not in found[0].common_core


def test_a_hundred_thousand_equal_texts_fold_in_seconds() -> None:
    began = time.process_time()
    found = campaigns([Opinion(str(number), LETTER) for number in range(100_000)])
    assert time.process_time() - began < 15
    assert [campaign.count for campaign in found] == [100_000]


def test_thousands_of_slightly_different_letters_stay_one_campaign_without_quadratic_time() -> None:
    began = time.process_time()
    texts = [f"{LETTER}（第{number}位商户）" for number in range(4_000)]
    assert [len(ids) for ids in _ids(*texts)] == [4_000]
    assert time.process_time() - began < 15
