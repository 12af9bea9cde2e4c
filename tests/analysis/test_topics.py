"""Topic groups: concrete words, verbatim representatives, everything in exactly one group."""

import pytest

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
