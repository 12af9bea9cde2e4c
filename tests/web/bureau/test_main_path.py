"""The officer's whole way by pages: import, notice, window, publish, decide, report."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from portal import clock, window
from portal.db import Database
from portal.queries.consultations import get_for_bureau
from portal.secrets import KeyRing
from tests import make
from tests.lint import LintClient
from tests.web.bureau import desk


def _noticed() -> str:
    first = window.civil_day(clock.now())
    last = first + timedelta(days=30)
    words = [f"{day.year}年{day.month}月{day.day}日" for day in (first, last)]
    return desk.NOTICED.format(opens=words[0], closes=words[1])


def test_an_officer_goes_from_a_text_to_a_published_result_by_pages_alone(
    client: LintClient, database: Database, ring: KeyRing, test_clock: Any
) -> None:
    desk.officer(client, database)
    client.get("/bureau/")
    assert "还没有征求意见活动" in client.text()

    client.get("/bureau/consultations/new")
    answer = client.submit({"text": _noticed(), "document_kind": "major_decision"}, action="/new")
    assert answer.status_code == 200
    reference = answer.request.path.split("/")[3]
    line = _noticed().splitlines().index("（三）科学设置点位") + 1
    assert f"第 {line} 行 （三）科学设置点位" in client.text()
    assert "责任单位：市城市管理局、市自然资源和规划局" in client.text()
    base = f"/bureau/consultations/{reference}"

    client.get(f"{base}/notice")
    answer = client.submit({"explanatory_note": "一、背景\n秩序混乱。"}, action="notice")
    assert "公告已保存" in client.text()

    client.get(f"{base}/window")
    assert "首尾都算" in client.text()
    client.submit({}, action="window")
    assert "起止时间已保存" in client.text()

    client.get(f"{base}/publish")
    assert "待完善" not in client.text()
    client.submit({}, action="publish")
    assert "公告已发布" in client.text()
    assert "征集中" in client.text()

    with database.reading() as session:
        made = get_for_bureau(session, reference, None)
        assert made.notice is not None
        assert made.notice.contacts == ["韩溪", "方启舟"]
        assert made.window is not None
        scene = make.Scene(
            made.id, reference, made.window.closes_at,
            [clause.identity for clause in make.clauses(session, made)],
        )
    desk.submitted(database, ring, scene, "建议改为三百米一处", "同意", clause=2, contact=desk.WILLING)
    first, second = desk.comment_ids(database, scene)

    client.get(f"{base}/comments")
    assert "建议改为三百米一处" in client.text()
    client.get(f"{base}/comments/{first}")
    changed = {"reason": "按四百米", "changed_text": "每四百米不少于一处", "go": "next"}
    desk.send(client, f"{base}/comments/{first}", {"outcome": "partly_adopted", **changed})
    assert f"第 {second} 号意见" in client.text()
    desk.send(client, f"{base}/comments/{second}", {"outcome": "adopted", "go": "next"})
    assert "按条款看意见" in client.text()

    client.get(f"{base}/report")
    assert "征集期尚未结束" in client.text()
    test_clock.set(scene.closes_at)
    client.sign_in("officer", make.PASSWORD)
    client.get(f"{base}/report")
    assert "李*禾" in client.text()
    answer = client.submit({}, action="report", follow=False)
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith(f"/consultations/{reference}/result")
    client.get(f"{base}/report")
    assert "已于" in client.text()
    client.get(base)
    assert "已反馈" in client.text()
