"""The published report, from its snapshot only."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from portal import clock
from portal.db import Database
from portal.models.analyses import Topic, TopicMember, TopicRun
from portal.models.submissions import Comment
from portal.operations import responses
from portal.operations.baskets import Opinion
from portal.operations.responses import Decision
from portal.queries import report_rows
from portal.secrets import KeyRing
from tests import make
from tests.conftest import TestClock
from tests.lint import LintClient, elements, words
from tests.web.public import visits

SVG = "{http://www.w3.org/2000/svg}"


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
    table = next(t for t in elements(client.page, "table") if "adoption" in t.get("class", ""))
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
    assert len(seen) <= 8, seen
    assert "第 1 页，共 2 页" in client.text()
    client.get(client.links("下一页")[0])
    assert "第204条意见。" in client.text()
    assert visits.path(scene, "/result#row-1") in client.links("与第 1 条重复")
    client.get(visits.path(scene, "/result?page=3"))
    assert "第 2 页，共 2 页" in client.text()


def test_lines_are_chosen_by_outcome_and_clause_and_the_choice_has_an_address(
    client: LintClient, database: Database, ring: KeyRing, test_clock: TestClock
) -> None:
    scene = make.scene(database)
    for clause, body in ((0, "甲。"), (0, "乙。"), (3, "丙。"), (3, "丁。")):
        opinion = Opinion(scene.clause_ids[clause], "remark", None, body)
        make.submission(database, ring, scene, [opinion], contact=visits.CONSENTING)
    test_clock.set(scene.closes_at)
    visits.publish(database, ring, scene)
    client.get(visits.path(scene, "/result?clause=2&outcome=adopted#table"))
    assert "丁。" in client.text()
    assert "符合条件的有 1 条。" in client.text()
    assert not [body for body in ("甲。", "乙。", "丙。") if body in client.text()]
    client.get(visits.path(scene, "/result?outcome=duplicate&clause=1"))
    assert "没有符合条件的意见" in client.text()


@pytest.mark.parametrize(
    "query", ["clause=99", "clause=-1", "clause=x", "outcome=evil", "channel='", "clause=٣", "clause=",
              "clause=0000000019", f"clause=000000001{'9' * 5000}"]
)
def test_a_choice_that_makes_no_sense_chooses_nothing(
    client: LintClient, database: Database, ring: KeyRing, test_clock: TestClock, query: str
) -> None:
    scene = visits.answered(database, ring, test_clock, opinions(["甲。", "乙。"]))
    client.get(visits.path(scene, f"/result?{query}"))
    assert "甲。" in client.text()
    assert "乙。" in client.text()


def test_every_chart_has_a_name_a_description_and_its_numbers_in_a_table(
    client: LintClient, database: Database, ring: KeyRing, test_clock: TestClock
) -> None:
    scene = visits.answered(database, ring, test_clock, opinions(["甲。", "乙。", "丙。"]))
    client.get(visits.path(scene, "/result"))
    assert client.page is not None
    charts = [s for s in client.page.iter() if s.tag == f"{SVG}svg" and s.get("role") == "img"]
    assert len(charts) >= 2
    names = {e.get("id") for e in client.page.iter() if e.get("id")}
    for chart in charts:
        assert set(chart.get("aria-labelledby", "").split()) <= names
        fills = [bar.get("fill") for bar in chart.iter(f"{SVG}rect") if bar.get("fill")]
        assert len(set(fills)) == len(fills) > 0, "each bar has a pattern of its own"
    captions = [words(c) for c in elements(client.page, "caption")]
    assert {"各采纳情况的意见条数", "各条款的意见条数"} <= set(captions)


def test_topics_are_told_without_the_words_that_name_somebody(
    client: LintClient,
    new_client: Callable[[], LintClient],
    database: Database,
    ring: KeyRing,
    test_clock: TestClock,
) -> None:
    scene = make.scene(database)
    for body in (f"李晓禾认为应当增加停放点位{n}处。" for n in range(14)):
        opinion = Opinion(scene.clause_ids[0], "remark", None, body)
        make.submission(database, ring, scene, [opinion], contact=visits.CONSENTING)
    with database.transaction() as session:
        run = TopicRun(
            consultation_id=scene.consultation_id, analyser_version="1", comment_count=14,
            last_comment_id=14, made_at=clock.now(),
        )  # fmt: skip
        session.add(run)
        session.flush()
        ids = list(session.scalars(select(Comment.id).order_by(Comment.id)))
        for position, (named, members) in enumerate(
            ((["李晓禾", "停放", "19900001234"], ids[:12]), (["孤例"], ids[12:]))
        ):
            topic = Topic(
                run_id=run.id, purpose="topic", position=position, words=named, excerpt="",
                comment_count=len(members),
            )  # fmt: skip
            session.add(topic)
            session.flush()
            session.add_all(TopicMember(topic_id=topic.id, comment_id=i) for i in members)
    test_clock.set(scene.closes_at)
    with database.transaction() as session:
        responses.decide_comments(
            session, scene.consultation_id, ids, Decision("adopted"),
            actor=visits.an_admin(session), now=clock.now(),
        )  # fmt: skip
    officer = new_client()
    officer.sign_in("officer", make.PASSWORD)
    officer.get(f"/bureau/consultations/{scene.reference}/report")
    assert officer.page is not None
    coming = next(t for t in elements(officer.page, "table") if "主题用词" in words(t))
    assert "停放 12 12" in words(coming), "the officer reads it before it is public"
    assert "李晓禾" not in words(coming)
    visits.publish(database, ring, scene)
    client.get(visits.path(scene, "/result"))
    assert client.page is not None
    by_topic = next(t for t in elements(client.page, "table") if "主题用词" in words(t))
    assert "停放 12 4" in words(by_topic)
    assert not [w for w in ("李晓禾", "19900001234", "孤例") if w in words(by_topic)]


def test_the_downloads_stood_at_the_end_of_a_long_page_only(
    client: LintClient, database: Database, ring: KeyRing, test_clock: TestClock
) -> None:
    scene = visits.answered(database, ring, test_clock, opinions(["甲。"]))
    client.get(visits.path(scene, "/result"))
    assert client.links("下载反馈全文和采纳情况表") == ["#downloads"]
    assert client.text().index("下载反馈全文") < client.text().index("一、公众参与过程")
    assert client.page is not None
    assert [e for e in elements(client.page, "h3") if e.get("id") == "downloads"]


def test_the_report_was_signed_below_the_list_of_its_files(
    client: LintClient, database: Database, ring: KeyRing, test_clock: TestClock
) -> None:
    scene = visits.answered(database, ring, test_clock, opinions(["甲。"]))
    client.get(visits.path(scene, "/result"))
    text, thanks = client.text(), visits.REPORT.thanks
    assert text.index("意见采纳情况表") < text.index(thanks) < text.index("全部数据（JSON）")
    assert client.page is not None
    (unprinted,) = [e for e in elements(client.page, "section") if e.get("class") == "on-screen"]
    assert "全部数据（JSON）" in words(unprinted)
    assert thanks not in words(unprinted)


def test_the_table_of_all_clauses_seemed_to_be_of_the_charted_ones(
    client: LintClient, database: Database, ring: KeyRing, test_clock: TestClock
) -> None:
    scene = visits.answered(database, ring, test_clock, opinions(["甲。"]))
    client.get(visits.path(scene, "/result"))
    assert client.page is not None
    captions = {words(e): e.get("class") for e in elements(client.page, "caption")}
    assert captions["各条款的意见条数"] == "table-caption"
