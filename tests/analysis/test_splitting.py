"""Letters with several opinions are proposed to be cut where their numbering begins."""


import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.analysis.splitting import clause_named, number_in, parts
from tests.pace import within


def _cut(text: str) -> list[str]:
    return [text[part.start : part.end] for part in parts(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "经研究，提出以下意见：一、建议明确投放时间；二、建议增加流动收运车。",
            ["一、建议明确投放时间；", "二、建议增加流动收运车。"],
        ),
        (
            "我局意见如下：\n1. 第三条删除“应当”。\n2. 第五条延长期限。\n此致\n敬礼",
            ["1. 第三条删除“应当”。", "2. 第五条延长期限。"],
        ),
        ("第一，支持设立。第二，建议细化第三条。", ["第一，支持设立。", "第二，建议细化第三条。"]),
        ("一是标准太高；二是没有资金。", ["一是标准太高；", "二是没有资金。"]),
        ("（1）增设路灯。（2）修补井盖。", ["（1）增设路灯。", "（2）修补井盖。"]),
        (
            "（一）总则：1.改名称。2.改目的。（二）罚则：降低罚款。",
            ["（一）总则：1.改名称。2.改目的。", "（二）罚则：降低罚款。"],
        ),
        (
            "首先，感谢各位。其次，收费太高。最后，请公布账目。",
            ["首先，感谢各位。", "其次，收费太高。", "最后，请公布账目。"],
        ),
    ],
)
def test_a_numbered_letter_is_cut_at_its_outer_numbers(text: str, expected: list[str]) -> None:
    assert _cut(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "同意。",
        "第一条写得好，第二条写得差。",
        "1.0版本和2.0版本",
        "一、只有一点意见：收费太高。",
        "三、从第三点说起。四、再说第四点。",
        "①路灯②井盖",
    ],
)
def test_a_letter_with_one_opinion_stays_whole(text: str) -> None:
    assert parts(text) == []


def test_each_part_names_the_mark_it_begins_with() -> None:
    assert [part.reason for part in parts("一、路灯不亮。\n二、井盖坏了。")] == ["一、", "二、"]


@pytest.mark.parametrize("sign", ["一、", "1.", "\n", " ", "一是", "第一，", "①", "首先", "(1)"])
def test_repeated_marks_take_time_that_grows_with_length(sign: str) -> None:
    with within(1):
        parts(sign * 10_000)


@given(st.text(st.sampled_from("一二、1.2(（)）第是首先其次。；\n\t ，甲乙①②"), max_size=120))
def test_parts_are_in_order_apart_and_inside_the_text(text: str) -> None:
    found = parts(text)
    borders = [place for part in found for place in (part.start, part.end)]
    assert borders == sorted(borders)
    assert all(0 <= part.start < part.end <= len(text) for part in found)
    assert len(found) != 1


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("一、第五条应当明确期限", 5),
        ("2. 第 12 条删去", 12),
        ("建议把第（三）项写清楚", 3),
        ("（二）第二十一条与第八条重复", 21),
        ("第五条之一应当删除", None),
        ("第一，支持设立", None),
        ("一、建议增设路灯", None),
        ("第千条", 1000),
        ("第十十条", None),
        ("", None),
    ],
)
def test_the_clause_a_part_names_first_is_read(text: str, number: int | None) -> None:
    assert clause_named(text) == number


@pytest.mark.parametrize(
    ("printed", "number"),
    [("第五条", 5), ("（三）", 3), ("3.", 3), ("二、", 2), ("第五条之一", None), ("附件", None)],
)
def test_the_printed_number_of_a_clause_is_read(printed: str, number: int | None) -> None:
    assert number_in(printed) == number
