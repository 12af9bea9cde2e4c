"""Reading comments by clause and by topic, and correcting what the machine made of them."""

from __future__ import annotations

import pytest

from portal import clock
from portal.db import Database
from portal.models.analyses import Judgement
from portal.models.submissions import ClauseTally
from portal.operations import submissions_later
from portal.queries.topics import newest_run
from portal.secrets import KeyRing
from tests import make
from tests.lint import LintClient, elements
from tests.statements import counting
from tests.web.bureau import desk

BUDGET = 15
"""Statements a page may send, however many comments there are."""
REPORT_BUDGET = 20
"""The report looks at everything: figures twice, table, names, topics and their given names, and what is missing."""
DIFFERENT = [
    "建议在医院门口增加停放点位",
    "希望企业夜间也要清运车辆",
    "坚决反对占用盲道，应当处罚",
    "请问覆盖率由谁来统计？",
    "支持，早就该管了",
    "停放点位的标线太窄，一排放不下",
]


@pytest.fixture
def scene(client: LintClient, database: Database) -> make.Scene:
    """A published consultation, its officer signed in."""
    made = make.scene(database)
    client.sign_in("officer", make.PASSWORD)
    return made


def _base(scene: make.Scene) -> str:
    return f"/bureau/consultations/{scene.reference}"


def test_a_consultation_without_comments_says_that_this_is_a_result_too(
    client: LintClient, scene: make.Scene
) -> None:
    client.get(f"{_base(scene)}/comments")
    assert "还没有收到意见" in client.text()
    client.get(f"{_base(scene)}/topics")
    assert "还没有收到意见" in client.text()


def test_few_comments_are_read_in_clause_order_on_one_page(
    client: LintClient, database: Database, ring: KeyRing, scene: make.Scene
) -> None:
    desk.submitted(database, ring, scene, "对第五条的意见", clause=4)
    desk.submitted(database, ring, scene, "对第一条的意见", clause=0)
    whole = [make.Opinion(clause=None, kind="remark", stance="support", body="总体的意见")]
    make.submission(database, ring, scene, whole)
    client.get(f"{_base(scene)}/comments")
    words = client.text()
    places = [words.index(text) for text in ("总体的意见", "对第一条的意见", "对第五条的意见")]
    assert places == sorted(places)
    assert "3 个条款有意见" in words
    assert "尚未作机器分析" in words


def test_a_withdrawn_comment_stood_under_no_comments_with_a_form_for_its_stance(
    client: LintClient, database: Database, ring: KeyRing, scene: make.Scene
) -> None:
    receipt = desk.submitted(database, ring, scene, "撤回的意见", clause=0)
    with database.transaction() as session:
        submissions_later.withdraw_submission(session, receipt.submission_id, now=clock.now())
    client.get(f"{_base(scene)}/comments")
    for page in (client.path, client.links("工作目标")[0]):
        client.get(page)
        assert "没有计入统计的意见" in client.text()
        assert "尚无意见" not in client.text()
        assert client.page is not None
        assert not [s for s in elements(client.page, "select") if s.get("name") == "stance"]


def test_many_comments_are_counted_by_clause_and_read_clause_by_clause_in_pages(
    client: LintClient, database: Database, ring: KeyRing, scene: make.Scene
) -> None:
    bodies = [f"第{number}个意见" for number in range(1, 61)]
    desk.submitted(database, ring, scene, *bodies[:30])
    desk.submitted(database, ring, scene, *bodies[30:])
    client.get(f"{_base(scene)}/comments")
    assert "已处理 0 / 60" in client.text()
    assert "第1个意见" not in client.text()
    client.get(f"{_base(scene)}/clauses/{scene.clause_ids[0]}")
    assert "第50个意见" in client.text()
    assert "第51个意见" not in client.text()
    client.get(client.links("下一页")[0])
    assert "第51个意见" in client.text()
    assert "第50个意见" not in client.text()
    assert client.links("下一页") == []
    assert client.links("上一页") == [f"{_base(scene)}/clauses/{scene.clause_ids[0]}"]


def test_a_clause_that_does_not_exist_is_not_found(client: LintClient, scene: make.Scene) -> None:
    assert client.get(f"{_base(scene)}/clauses/nothing").status_code == 404
    client.get(f"{_base(scene)}/clauses/{scene.clause_ids[0]}?after=junk")
    assert "这一条没有意见" in client.text()


def test_what_the_machine_says_is_labelled_and_explained(
    client: LintClient, database: Database, ring: KeyRing, scene: make.Scene
) -> None:
    desk.submitted(database, ring, scene, "坚决反对占用盲道，这样规定太不合理了")
    desk.analysed(database, scene)
    client.get(f"{_base(scene)}/clauses/{scene.clause_ids[0]}")
    words = client.text()
    assert "反对机器初判" in words.replace(" ", "")
    assert "机器为什么这样判断" in words
    assert "立场线索" in words


def test_an_officer_corrects_a_stance_and_returns_to_the_comment(
    client: LintClient, database: Database, ring: KeyRing, scene: make.Scene
) -> None:
    desk.submitted(database, ring, scene, "坚决反对占用盲道")
    desk.analysed(database, scene)
    here = f"{_base(scene)}/clauses/{scene.clause_ids[0]}"
    (number,) = desk.comment_ids(database, scene)
    client.get(here)
    answer = desk.send(
        client, f"{_base(scene)}/comments/{number}/stance", {"stance": "support"}, follow=False
    )
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"{here}#comment-{number}"
    client.get(here)
    assert "立场由经办人改定" in client.text()
    with database.reading() as session:
        assert session.get_one(Judgement, number).stance == "support"
        tally = session.get_one(ClauseTally, (scene.consultation_id, scene.clause_ids[0]))
        assert (tally.support_count, tally.oppose_count) == (1, 0)


@pytest.mark.parametrize("data", [{"stance": "delighted"}, {"csrf_token": "stale"}])
def test_a_malformed_correction_changes_nothing(
    client: LintClient, database: Database, ring: KeyRing, scene: make.Scene, data: dict[str, str]
) -> None:
    desk.submitted(database, ring, scene, "同意")
    (number,) = desk.comment_ids(database, scene)
    client.get(f"{_base(scene)}/comments")
    answer = desk.send(client, f"{_base(scene)}/comments/{number}/stance", data)
    assert answer.status_code == 422
    with database.reading() as session:
        assert session.get(Judgement, number) is None


def test_the_way_back_after_a_correction_never_leads_off_the_site(
    client: LintClient, database: Database, ring: KeyRing, scene: make.Scene
) -> None:
    desk.submitted(database, ring, scene, "同意")
    (number,) = desk.comment_ids(database, scene)
    client.get(f"{_base(scene)}/comments")
    data = {"stance": "support", "next": "//elsewhere.example.com/"}
    action = f"{_base(scene)}/comments/{number}/stance"
    answer = desk.send(client, action, data, follow=False)
    assert answer.headers["Location"] == f"{_base(scene)}/comments/{number}"


def test_the_topics_page_tells_not_yet_analysed_from_too_few(
    client: LintClient, database: Database, ring: KeyRing, scene: make.Scene
) -> None:
    desk.submitted(database, ring, scene, "同意")
    client.get(f"{_base(scene)}/topics")
    assert "意见还没有分析" in client.text()
    desk.analysed(database, scene)
    client.get(f"{_base(scene)}/topics")
    assert "意见太少，不宜归组" in client.text()


def test_topic_groups_and_campaigns_lead_to_their_comments(
    client: LintClient, database: Database, ring: KeyRing, scene: make.Scene
) -> None:
    same = "我们小区居民一致认为停放点位离楼门太近，请求搬到围墙外侧的空地上去。"
    for place in range(5):
        desk.submitted(database, ring, scene, *DIFFERENT, clause=place)
        desk.submitted(database, ring, scene, same, clause=0)
    desk.analysed(database, scene)
    with database.reading() as session:
        run = newest_run(session, scene.consultation_id)
        assert run is not None
        campaign = next(topic for topic in run.topics if topic.purpose == "campaign")
        number, count = campaign.id, campaign.comment_count
    client.get(f"{_base(scene)}/topics")
    assert "雷同意见组" in client.text()
    desk.submitted(database, ring, scene, "后来的意见")
    client.get(f"{_base(scene)}/topics")
    assert "有 1 条意见还没有归入" in client.text()
    client.get(f"{_base(scene)}/topics/{number}")
    assert client.page is not None
    cards = [item for item in elements(client.page, "article") if item.get("class") == "opinion"]
    assert len(cards) == count


def test_pages_send_no_more_statements_however_many_comments_there_are(
    client: LintClient, database: Database, ring: KeyRing, scene: make.Scene
) -> None:
    desk.submitted(database, ring, scene, "第一条意见", "第二条意见", clause=1)
    desk.analysed(database, scene)
    ungrouped = _counts(client, database, scene)
    counts = []
    for places in (range(3), range(4)):
        for place in places:
            desk.submitted(database, ring, scene, *DIFFERENT, clause=place)
        desk.analysed(database, scene)
        counts.append(_counts(client, database, scene))
    few, many = counts
    assert many == few
    # A run over too few opinions has no groups that could tell how many it has seen: they are counted.
    assert ungrouped == {**few, "topics": few["topics"] + 1}
    assert many.pop("report") <= REPORT_BUDGET
    assert max([*many.values(), ungrouped["topics"]]) <= BUDGET, many


def _counts(client: LintClient, database: Database, scene: make.Scene) -> dict[str, int]:
    """Statements by page."""
    base, first = _base(scene), desk.comment_ids(database, scene)[0]
    pages = {
        "list": "/bureau/",
        "new": "/bureau/consultations/new",
        "overview": base,
        "draft": f"{base}/draft",
        "notice": f"{base}/notice",
        "window": f"{base}/window",
        "publish": f"{base}/publish",
        "comments": f"{base}/comments",
        "clause": f"{base}/clauses/{scene.clause_ids[1]}",
        "topics": f"{base}/topics",
        "decide": f"{base}/comments/{first}",
        "report": f"{base}/report",
    }
    counts = {}
    for name, address in pages.items():
        with counting() as statements:
            assert client.get(address).status_code == 200
        counts[name] = len(statements)
    return counts
