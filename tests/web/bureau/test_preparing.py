"""Preview, notice, window and publication: what each page keeps and what it refuses."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from portal import clock
from portal.db import Database
from portal.models.consultations import Consultation
from portal.operations import consultations
from portal.queries.accounts import users
from portal.queries.consultations import get_for_bureau
from tests import make
from tests.lint import LintClient, elements, words
from tests.web.bureau import desk


@pytest.fixture
def base(client: LintClient, database: Database) -> str:
    """The address of a consultation in preparation, its officer signed in."""
    desk.officer(client, database)
    return f"/bureau/consultations/{desk.own(database)}"


def _own(database: Database, base: str) -> Consultation:
    with database.reading() as session:
        found = get_for_bureau(session, base.rsplit("/", 1)[1], None)
        session.expunge_all()
        return found


def _boxes(client: LintClient) -> list[str]:
    assert client.page is not None
    inputs = elements(client.page, "input")
    return [box.get("value", "") for box in inputs if box.get("name") == "commentable"]


def test_the_preview_shows_lines_and_keeps_which_clauses_are_open(
    client: LintClient, database: Database, base: str
) -> None:
    client.get(f"{base}/draft")
    line = make.DRAFT.splitlines().index("（四）明确企业责任") + 1
    assert f"第 {line} 行 （四）明确企业责任" in client.text()
    chosen = _boxes(client)[1:3]
    client.submit({"commentable": chosen})
    assert "已保存可提意见的条款" in client.text()
    with database.reading() as session:
        rows = make.clauses(session, get_for_bureau(session, base.rsplit("/", 1)[1], None))
        assert [clause.identity for clause in rows] == chosen


def test_a_draft_without_any_open_clause_is_refused(client: LintClient, base: str) -> None:
    client.get(f"{base}/draft")
    answer = client.submit({"commentable": None})
    assert answer.status_code == 422
    assert "请选择“可提意见的条款”" in client.text()


def test_warnings_stand_first_with_their_lines(client: LintClient, database: Database) -> None:
    desk.officer(client, database)
    broken = make.DRAFT.replace("（四）", "（六）")
    reference = desk.own(database, draft=broken)
    client.get(f"/bureau/consultations/{reference}/draft")
    words = client.text()
    assert "处需要核对" in words
    line = broken.splitlines().index("（六）明确企业责任") + 1
    assert words.index(f"第{line}行") < words.index("总体要求 可提意见")


def test_a_published_draft_is_read_only(client: LintClient, base: str) -> None:
    client.get(f"{base}/draft")
    page = client.page
    client.get(f"{base}/publish")
    client.submit({}, action="publish")
    client.page = page
    answer = client.submit({}, action="/draft")
    assert answer.status_code == 409
    client.get(f"{base}/draft")
    assert _boxes(client) == []


def test_the_notice_keeps_its_lists_line_by_line(
    client: LintClient, database: Database, base: str
) -> None:
    client.get(f"{base}/notice")
    client.submit({"contacts": "韩溪\n\n 方启舟 ", "issued_day": "2026-03-02", "fax": "0999-5550199"})
    assert "公告已保存" in client.text()
    notice = _own(database, base).notice
    assert notice is not None
    assert notice.contacts == ["韩溪", "方启舟"]
    assert notice.issued_day == date(2026, 3, 2)
    assert notice.explanatory_note == make.NOTICE["explanatory_note"]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("title", "", "请填写公告标题"),
        ("background", "  ", "请填写“背景说明”"),
        ("address", "望江路" * 200, "超出字数限制"),
        ("issued_day", "昨天", ""),
    ],
)
def test_a_malformed_notice_is_refused_with_everything_typed_kept(
    client: LintClient, database: Database, base: str, field: str, value: str, words: str
) -> None:
    client.get(f"{base}/notice")
    answer = client.submit({field: value, "explanatory_note": "刚刚写好的起草说明"})
    assert answer.status_code == 422
    assert words in client.text()
    assert "刚刚写好的起草说明" in client.text()
    notice = _own(database, base).notice
    assert notice is not None
    assert notice.explanatory_note == make.NOTICE["explanatory_note"]


def test_a_consultation_that_lacks_something_offers_no_button(
    client: LintClient, base: str
) -> None:
    client.get(f"{base}/notice")
    client.submit({"contacts": "", "explanatory_note": ""})
    client.get(f"{base}/publish")
    assert "公告缺少联系人" in client.text()
    assert "缺少起草说明" in client.text()
    assert "确认发布" not in client.text()
    assert f"{base}/notice" in client.links("公告和起草说明")


def test_what_the_forms_already_proposed_was_called_not_filled_in_before_publication(
    client: LintClient, database: Database
) -> None:
    desk.officer(client, database)
    with database.transaction() as session:
        actor = next(user for user in users(session) if user.username == "officer")
        assert actor.bureau_id is not None
        reference = consultations.create_consultation(
            session, bureau_id=actor.bureau_id, title=make.NOTICE["title"],
            document_kind_code="major_decision", actor=actor, now=clock.now(),
        ).reference
    base = f"/bureau/consultations/{reference}"
    client.get(f"{base}/notice")
    assert client.page is not None
    values = {box.get("name"): box.get("value") for box in elements(client.page, "input")}
    assert values["title"] == make.NOTICE["title"]
    client.get(f"{base}/publish")
    shown = {
        words(row[0]): words(row[1])
        for row in elements(client.page, "div")
        if row.get("class") == "summary__row"
    }
    proposed = {label for label, value in shown.items() if value == "有建议的内容，还没有保存"}
    assert proposed == {"公告标题", "征求意见单位", "起止时间"}
    assert shown["征求意见稿"] == "还没有导入"
    assert shown["起草说明"] == shown["联系方式"] == "未填写"
    assert "公告还没有填写并保存" in client.text()


def test_a_window_that_has_slipped_into_the_past_stops_publication(
    client: LintClient, database: Database, base: str, test_clock: Any
) -> None:
    client.get(f"{base}/publish")
    page = client.page
    test_clock.move(days=2)
    client.sign_in("officer", make.PASSWORD)
    client.page = page
    token = _token(client, base)
    answer = client.post(f"{base}/publish", data={"csrf_token": token})
    assert answer.status_code == 409
    assert "开始日期早于今天" in client.text()
    assert _own(database, base).published_at is None


def _token(client: LintClient, base: str) -> str:
    client.get(f"{base}/notice")
    assert client.page is not None
    inputs = elements(client.page, "input")
    return next(i.get("value", "") for i in inputs if i.get("name") == "csrf_token")


def test_notice_and_window_of_a_published_consultation_stay_as_they_are(
    client: LintClient, base: str
) -> None:
    pages = {}
    for name in ("notice", "window"):
        client.get(f"{base}/{name}")
        pages[name] = client.page
    client.get(f"{base}/publish")
    client.submit({}, action="publish")
    for name, page in pages.items():
        client.page = page
        answer = client.submit({}, action=f"/{name}")
        assert answer.status_code == 409
        assert "公告已经发布，不能再修改" in client.text()
    client.get(f"{base}/window")
    assert "由管理员办理" in client.text()
