"""Topic groups: concrete words, verbatim representatives, everything in exactly one group."""

import numpy as np
import pytest

from portal.analysis.topic_naming import names
from portal.analysis.topics import group
from portal.analysis.types import Opinion

MATTERS = {
    "停车": ["停车位", "车位", "停车费", "临时停车", "地下车库"],
    "垃圾": ["垃圾桶", "投放点", "厨余垃圾", "垃圾分类", "清运车"],
    "电梯": ["加装电梯", "电梯井", "维护费", "低层住户", "楼层"],
}
FRAMES = [
    "建议明确{0}和{1}的管理要求",
    "{0}太少，{1}也不够用",
    "支持，但{0}要和{1}一起考虑",
    "请问{0}由谁负责？{1}呢？",
    "小区里{0}的问题比{1}更急",
    "希望{0}早点落实，{1}同步推进",
]
CLAUSE = "第五条 本市物业服务企业应当做好维护工作"


def _opinions() -> list[Opinion]:
    found = []
    for matter, nouns in MATTERS.items():
        for number, frame in enumerate(FRAMES * 2):
            text = frame.format(nouns[number % 5], nouns[(number + 1 + number // 6) % 5])
            found.append(
                Opinion(f"{matter}{number}", f"{text}，物业服务企业要做好{matter}", None, CLAUSE)
            )
    return found


def test_three_matters_become_three_groups() -> None:
    groups = group(_opinions(), 3)
    purity = sum(max(sum(i[:2] == m for i in g.member_ids) for m in MATTERS) for g in groups)
    assert purity / len(_opinions()) >= 0.9


def test_every_comment_is_in_exactly_one_group_and_sizes_fall() -> None:
    opinions = _opinions()
    groups = group(opinions)
    members = [id_ for one in groups for id_ in one.member_ids]
    assert sorted(members) == sorted(opinion.id for opinion in opinions)
    sizes = [len(one.member_ids) for one in groups if "rest" not in one.warnings]
    assert sizes == sorted(sizes, reverse=True)
    assert [one.index for one in groups] == list(range(len(groups)))


def test_groups_are_named_by_their_own_matter_and_not_by_the_clause() -> None:
    for one in group(_opinions(), 3):
        assert one.words
        assert one.words[0] not in ("物业", "服务", "企业", "服务企业")
        assert set(one.representative_ids) <= set(one.member_ids)


@pytest.mark.parametrize("count", [0, 1, 11])
def test_fewer_than_twelve_comments_are_not_grouped(count: int) -> None:
    assert group(_opinions()[:count]) == []


def test_comments_without_a_word_go_to_the_rest_group() -> None:
    opinions = [*_opinions(), Opinion("e1", ""), Opinion("e2", "😀"), Opinion("e3", "。")]
    rest = group(opinions, 3)[-1]
    assert rest.warnings == ["rest"]
    assert {"e1", "e2", "e3"} <= set(rest.member_ids)


def test_equal_and_empty_comments_are_grouped_without_complaint() -> None:
    assert len(group([Opinion(str(n), "建议增加停车位") for n in range(30)], 5)) >= 1
    assert [g.warnings for g in group([Opinion(str(n), "") for n in range(30)])] == [["rest"]]
    assert (
        sum(len(g.member_ids) for g in group([Opinion(str(n), f"第{n}号") for n in range(12)]))
        == 12
    )


JUNK = ["同意", "哈哈哈哈", "。。。", "支持支持！", "赞成，很好", "顶", "1111", "第三条"]


def test_empty_talk_landed_in_topics() -> None:
    opinions = [*_opinions(), *(Opinion(f"junk{n}", text) for n, text in enumerate(JUNK * 3))]
    rest = [one for one in group(opinions, 3) if one.warnings == ["rest"]]
    assert len(rest) == 1
    assert {id_ for id_ in rest[0].member_ids if id_.startswith("junk")} == {
        f"junk{n}" for n in range(len(JUNK) * 3)
    }


def test_a_short_comment_that_names_its_matter_is_no_rest() -> None:
    groups = group([*_opinions(), Opinion("short", "停车费贵")], 3)
    rest = {id_ for one in groups if one.warnings == ["rest"] for id_ in one.member_ids}
    assert "short" not in rest


def test_comments_that_say_nothing_at_all_are_one_rest_group() -> None:
    groups = group([Opinion(str(n), JUNK[n % len(JUNK)]) for n in range(40)])
    assert [one.warnings for one in groups] == [["rest"]]


def test_two_topics_had_the_same_name() -> None:
    vocabulary = ["停车", "收费", "车位", "充电", "泊位", "医院", "学校"]
    sizes = np.array([20, 18, 60])
    counts = np.array(
        [[19, 15, 14, 13, 12, 8, 0], [18, 14, 13, 12, 11, 0, 7], [0, 0, 0, 0, 0, 20, 18]]
    )
    one, two, _rest = names(counts, sizes, vocabulary, set())
    assert set(one[:5]) == {"停车", "收费", "车位", "充电", "泊位"}
    assert set(two[:4]) <= set(one[:5])
    assert two[4] == "学校"
    assert len(set(two)) == len(two)


def test_groups_without_further_words_keep_the_words_they_have() -> None:
    found = names(np.array([[9], [9], [0]]), np.array([9, 9, 50]), ["停车"], set())
    assert found[:2] == [["停车"], ["停车"]]


def test_topics_were_named_by_hours_and_doings_of_the_day() -> None:
    vocabulary = ["晚上", "小时", "上班", "充电桩", "消防", "校门"]
    counts = np.array([[30, 28, 26, 18, 15, 0], [2, 2, 2, 0, 0, 30]])
    found = names(counts, np.array([30, 30]), vocabulary, set())
    assert found[0][:2] == ["充电桩", "消防"]
    assert found[1][0] == "校门"


def test_a_topic_of_nothing_but_times_is_still_named() -> None:
    found = names(np.array([[9, 8], [0, 0]]), np.array([9, 9]), ["晚上", "半夜"], set())
    assert found[0] == ["晚上", "半夜"]
