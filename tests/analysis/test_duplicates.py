"""Campaigns: nearly equal letters are folded, everyday phrases and different letters are not."""


from portal.analysis.duplicates import campaigns
from portal.analysis.types import Opinion
from tests.pace import within

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
    with within(15):
        found = campaigns([Opinion(str(number), LETTER) for number in range(100_000)])
    assert [campaign.count for campaign in found] == [100_000]


def test_thousands_of_slightly_different_letters_stay_one_campaign_without_quadratic_time() -> None:
    with within(15):
        texts = [f"{LETTER}（第{number}位商户）" for number in range(4_000)]
        assert [len(ids) for ids in _ids(*texts)] == [4_000]


def _sentence(number: int) -> str:
    """Twelve characters that no other number has in this order."""
    return "".join(chr(0x4E00 + (number * 7919 + place * 104_729) % 9973) for place in range(12)) + "。"


def _handed_on(steps: int) -> list[str]:
    """A letter of eight sentences handed on: each sender puts another sentence for one of them."""
    parts = [_sentence(place) for place in range(8)]
    letters = ["".join(parts)]
    for step in range(steps):
        parts[step % 8] = _sentence(8 + step)
        letters.append("".join(parts))
    return letters


def _shared(one: str, other: str) -> float:
    left, right = ({text[i : i + 2] for i in range(len(text) - 1)} for text in (one, other))
    return len(left & right) / len(left | right)


def test_a_letter_changed_from_sender_to_sender_was_one_campaign_with_letters_unlike_it() -> None:
    texts = [LETTER, *(LETTER.replace("商户", f"商户{n}号") for n in range(5))]
    handed_on = [
        LETTER,
        "我们是青石路沿线的商户，强烈要求保留夜间临时停车位，取消之后垃圾没有人清理，河边也没有路灯，晚上没人敢走。",
        "我们是青石路沿线的商户，小区门口的盲道被单车占满，取消之后垃圾没有人清理，河边也没有路灯，晚上没人敢走。",
        "老楼加装电梯的补贴请写明，小区门口的盲道被单车占满，取消之后垃圾没有人清理，河边也没有路灯，晚上没人敢走。",
        "老楼加装电梯的补贴请写明，小区门口的盲道被单车占满，图书馆周末太早闭馆，河边也没有路灯，晚上没人敢走。",
    ]
    assert _shared(handed_on[0], handed_on[-1]) < 0.1
    found = _ids(*texts, *handed_on[1:])
    (of_letter,) = [ids for ids in found if "0" in ids]
    assert {str(n) for n in range(6)} <= set(of_letter)
    assert str(len(texts) + 3) not in of_letter


def test_every_letter_of_a_campaign_shares_much_with_one_of_them() -> None:
    texts = _handed_on(60)
    found = _ids(*texts)
    assert sum(map(len, found)) > 50, "they are campaigns all the same"
    for ids in found:
        members = [texts[int(id_)] for id_ in ids]
        assert max(min(_shared(one, other) for other in members) for one in members) > 0.2


def test_a_letter_handed_on_by_thousands_is_cut_into_campaigns_without_quadratic_time() -> None:
    with within(15):
        texts = _handed_on(8_000)
        found = _ids(*texts)
    assert len(found) > 10
