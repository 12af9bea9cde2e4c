from __future__ import annotations

import pytest

from portal.drafts.notice_fields import split_people
from portal.drafts.outline import read_outline
from portal.drafts.periods import day_of, read_period
from portal.drafts.tree import NoticeFields

from .texts import NOTICE, codes


def notice_of(text: str) -> NoticeFields:
    notice = read_outline(text).notice
    assert notice is not None
    return notice


def test_every_field_of_a_notice_is_read() -> None:
    assert notice_of(NOTICE) == NoticeFields(
        title="关于公开征求《云川市停车管理办法（征求意见稿）》意见的公告",
        issuer="云川市城市管理局",
        opens_at="2026-10-10T09:30",
        closes_at="2026-11-09T18:00",
        opens_day="2026-10-10",
        closes_day="2026-11-09",
        background=NOTICE.split("\n")[3].strip(),
        channels=["信函", "电子邮箱", "传真"],
        organisation_requires=["单位名称", "联系人", "联系方式", "单位公章"],
        individual_requires=["姓名", "联系方式"],
        contacts=["林禾", "欧阳小云"],
        phones=["0999-5550123", "0999-5550124"],
        email="tingche@example.cn",
        address="云川市环城路8号",
        postcode="999000",
        fax="0999-5550125",
        issued_day="2026-10-10",
    )


def test_notice_and_draft_in_one_file_are_parted() -> None:
    outline = read_outline(NOTICE)
    assert outline.genre == "notice_with_draft"
    assert outline.title == "云川市停车管理办法（征求意见稿）"
    assert [(one.number, one.line) for one in outline.clauses] == [("第一条", 16), ("第二条", 17)]
    assert [one.line for one in outline.set_aside if one.kind == "notice"] == list(range(1, 14))
    assert outline.warnings == []


def test_numbered_paragraphs_of_the_notice_are_no_clauses() -> None:
    numbered = NOTICE.replace("    本次征集", "    一、时间\n    本次征集").replace(
        "    联系人", "    二、联系\n    附件：1.云川市停车管理办法（征求意见稿）\n    联系人"
    )
    outline = read_outline(numbered)
    assert [one.number for one in outline.clauses] == ["第一条", "第二条"]
    assert outline.notice is not None
    assert outline.notice.contacts == ["林禾", "欧阳小云"]


def test_a_draft_under_another_name_begins_below_the_date() -> None:
    renamed = NOTICE.replace("\n云川市停车管理办法（征求意见稿）\n第一条", "\n停车办法草案\n第一条")
    assert read_outline(renamed).title == "停车办法草案"


def test_days_without_hours_leave_the_instants_empty() -> None:
    notice = notice_of(NOTICE.replace("日09:30", "日").replace("日18:00", "日"))
    assert (notice.opens_at, notice.closes_at) == (None, None)
    assert (notice.opens_day, notice.closes_day) == ("2026-10-10", "2026-11-09")


def test_what_a_notice_does_not_say_is_empty_and_reported() -> None:
    lines = [line for line in NOTICE.split("\n") if "话：" not in line and "起止" not in line]
    outline = read_outline("\n".join(lines))
    assert outline.notice is not None
    assert outline.notice.phones == []
    assert outline.notice.opens_at is None
    assert codes(outline) == [("notice_missing", 1)]


def test_a_notice_without_a_draft_is_reported() -> None:
    only = NOTICE.split("\n云川市停车管理办法")[0].replace("    联系人", "    一、联系\n    联系人")
    outline = read_outline(only)
    assert outline.genre == "other"
    assert ("draft_missing", 1) in codes(outline)


def test_a_draft_alone_has_no_notice() -> None:
    outline = read_outline("云川市停车管理办法\n第一条　甲。\n第二条　乙。")
    assert outline.notice is None


@pytest.mark.parametrize(
    ("text", "opens", "closes"),
    [
        ("2026-10-10 09:17--2026-11-09 09:17", "2026-10-10T09:17", "2026-11-09T09:17"),
        (
            "自2026年10月10日8时30分起至2026年11月9日18时00分",
            "2026-10-10T08:30",
            "2026-11-09T18:00",
        ),
        ("2026/10/10 09:17:00至2026/11/9 24:00", None, None),
        ("2026-13-10 09:17至2026-14-09 09:17", None, None),
    ],
)
def test_instants_are_read_to_the_minute_or_not_at_all(
    text: str, opens: str | None, closes: str | None
) -> None:
    period = read_period(text)
    assert (period.opens_at, period.closes_at) == (opens, closes)


@pytest.mark.parametrize(
    "text",
    ["自2026年10月10日起至2026年11月9日止", "2026年10月10日至11月9日", "2026.10.10-2026.11.9"],
)
def test_days_are_read_in_their_usual_spellings(text: str) -> None:
    period = read_period(text)
    assert (period.opens_day, period.closes_day) == ("2026-10-10", "2026-11-09")


def test_a_date_in_numerals_is_understood() -> None:
    assert day_of("二〇二六年五月十二日") == "2026-05-12"
    assert day_of("二〇二六年十三月十二日") is None


@pytest.mark.parametrize(
    ("value", "people"),
    [
        ("林\u00a0\u00a0 禾\u00a0\u00a0 欧阳小云", ["林禾", "欧阳小云"]),
        ("林 禾 周 舟", ["林禾", "周舟"]),
        ("欧 阳 云", ["欧阳云"]),
        ("林禾、周舟", ["林禾", "周舟"]),
        ("", []),
    ],
)
def test_padded_names_are_put_together(value: str, people: list[str]) -> None:
    assert split_people(value) == people


POSTED = """\
关于公开征求《云川市共享单车管理办法（征求意见稿）》意见的公告
为规范停放秩序，我局起草了《云川市共享单车管理办法（征求意见稿）》。现公开征求意见，时间和途径如下：
一、登录本平台提出意见。
二、来信寄至：云川市交通运输局运输管理科（云川市环城路20号，邮编：999001），信封注明“单车”。
三、请于2026年7月1日前发送至邮箱danche@example.cn。
云川市交通运输局
2026年6月1日
"""


def posted() -> NoticeFields:
    notice = read_outline(POSTED + "云川市共享单车管理办法\n第一条　甲。\n第二条　乙。").notice
    assert notice is not None
    return notice


def test_an_address_in_brackets_behind_the_office_is_the_address() -> None:
    assert (posted().address, posted().postcode) == ("云川市环城路20号", "999001")


def test_signing_in_and_listed_ways_are_channels() -> None:
    assert posted().channels == ["登录本平台", "邮箱", "来信"]


def test_the_background_ends_before_when_and_how_to_answer() -> None:
    assert posted().background == (
        "为规范停放秩序，我局起草了《云川市共享单车管理办法（征求意见稿）》。"
    )


def test_a_last_day_alone_is_read_and_the_first_asked_for() -> None:
    assert (posted().opens_day, posted().closes_day) == (None, "2026-07-01")
