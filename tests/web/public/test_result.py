"""The published report, from its snapshot only."""

from __future__ import annotations

from portal.db import Database
from portal.operations.baskets import Opinion
from portal.queries import report_rows
from portal.secrets import KeyRing
from tests import make
from tests.conftest import TestClock
from tests.lint import LintClient, elements, words
from tests.web.public import visits


def opinions(bodies: list[str]) -> list[Opinion]:
    """Remarks on the whole draft."""
    return [Opinion(None, "remark", None, body) for body in bodies]


def test_the_report_counts_people_and_opinions_apart(
    client: LintClient, database: Database, ring: KeyRing, test_clock: TestClock
) -> None:
    scene = visits.answered(database, ring, test_clock, opinions(["甲。", "乙。", "丙。", "丁。"]))
    client.get(visits.path(scene, "/result"))
    text = client.text()
    assert "1 参与人数（含单位，去重）" in text or "参与人数（含单位，去重） 1" in text
    assert "采纳和部分采纳的 2 条 ÷ 实质性意见 3 条" in text
    assert "67%" in text
    assert "感谢社会各界的关心和支持。" in text
    assert "2026年4月1日" in text


def test_the_table_has_the_official_columns_and_duplicates_point_at_their_line(
    client: LintClient, database: Database, ring: KeyRing, test_clock: TestClock
) -> None:
    scene = visits.answered(database, ring, test_clock, opinions(["甲。", "乙。", "丙。"]))
    client.get(visits.path(scene, "/result"))
    assert client.page is not None
    table = next(t for t in elements(client.page, "table") if t.get("id") == "table")
    heads = [words(head) for head in elements(table, "th")][:7]
    assert heads == [
        "序号",
        "条款",
        "提出单位（个人）",
        "意见内容",
        "采纳情况",
        "理由（说明）",
        "渠道",
    ]
    assert client.links("与第 1 条重复") == [visits.path(scene, "/result#row-1")]
    assert "李*" in words(table)
    assert "李晓禾" not in words(table)


def test_personal_data_in_an_opinion_is_masked(
    client: LintClient, database: Database, ring: KeyRing, test_clock: TestClock
) -> None:
    scene = visits.answered(database, ring, test_clock, opinions(["请回电 19912345678，谢谢。"]))
    client.get(visits.path(scene, "/result"))
    assert "19912345678" not in client.text()
    assert "谢谢。" in client.text()


def test_without_consent_neither_name_nor_words_are_shown(
    client: LintClient, database: Database, ring: KeyRing, test_clock: TestClock
) -> None:
    scene = make.scene(database)
    make.submission(database, ring, scene, opinions(["不要公开这句话。"]))
    test_clock.set(scene.closes_at)
    visits.publish(database, ring, scene)
    client.get(visits.path(scene, "/result"))
    assert "不要公开这句话。" not in client.text()
    assert "李*" not in client.text()
    assert "未同意公开" in client.text()
    assert "采纳" in client.text()


def test_no_opinion_is_a_result_too(
    client: LintClient, database: Database, ring: KeyRing, test_clock: TestClock
) -> None:
    scene = visits.answered(database, ring, test_clock)
    client.get(visits.path(scene, "/result"))
    assert "征集期间未收到意见建议" in client.text()
    assert client.page is not None
    assert not elements(client.page, "table")


def test_before_the_report_the_page_says_when(
    client: LintClient, database: Database, ring: KeyRing, test_clock: TestClock
) -> None:
    scene = make.scene(database)
    client.get(visits.path(scene, "/result"))
    assert "采纳情况在征集结束后公布" in client.text()
    make.submission(database, ring, scene, opinions(["甲。", "乙。"]))
    test_clock.set(scene.closes_at)
    client.get(visits.path(scene, "/result"))
    assert "收到 2 条意见" in client.text()


def test_a_long_table_has_pages_and_duplicates_lead_across_them(
    client: LintClient, database: Database, ring: KeyRing, test_clock: TestClock
) -> None:
    scene = make.scene(database)
    bodies = [f"第{number}条意见。" for number in range(report_rows.PAGE + 5)]
    for part in (bodies[:100], bodies[100:200], bodies[200:]):
        make.submission(database, ring, scene, opinions(part), contact=visits.CONSENTING)
    test_clock.set(scene.closes_at)
    visits.publish(database, ring, scene)
    with visits.counted_queries() as seen:
        client.get(visits.path(scene, "/result"))
    assert len(seen) <= 6, seen
    assert "第 1 页，共 2 页" in client.text()
    client.get(client.links("下一页")[0])
    assert "第204条意见。" in client.text()
    assert visits.path(scene, "/result#row-1") in client.links("与第 1 条重复")
    assert client.get(visits.path(scene, "/result?page=3")).status_code == 404
