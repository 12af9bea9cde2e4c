"""What is done with is no longer asked for: warnings mended, drafts and notices already public."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote, urlencode

import pytest

from portal import window
from portal.db import Database
from portal.operations import consultations, windows
from portal.queries.accounts import users
from portal.queries.consultations import get_for_bureau
from tests import make
from tests.conftest import START
from tests.lint import LintClient, elements, form_fields
from tests.operations import redrafting
from tests.web.bureau import desk

GAPPED = make.DRAFT.replace("（四）", "（六）")
"""Imported with a gap before （六） and （五） after it."""


def base_of(client: LintClient, database: Database, draft: str = make.DRAFT) -> str:
    desk.officer(client, database)
    return f"/bureau/consultations/{desk.own(database, draft=draft)}"


def publish(client: LintClient, base: str) -> None:
    client.get(f"{base}/publish")
    client.submit({}, action="publish")


def rewrite(client: LintClient, base: str, label: str, number: str) -> None:
    """The clause whose link names `label` has another number."""
    client.get(f"{base}/draft")
    client.get(next(href for href in client.links(label) if "/draft/" in href))
    form = next(
        f for f in elements(client.page, "form") if form_fields(f).get("act") == "rewrite"  # type: ignore[arg-type]  # a page was fetched
    )
    data = {**form_fields(form), "rewrite-number": number}
    client.post(form.get("action") or "", data=data, follow_redirects=True)


def test_a_warning_is_settled_when_its_clause_is_mended_and_stands_again_when_undone(
    client: LintClient, database: Database
) -> None:
    base = base_of(client, database, GAPPED)
    client.get(f"{base}/draft")
    assert "需要核对 2" in client.text()
    assert "已改过" not in client.text()
    rewrite(client, base, "（六）", "（四）")
    assert "提示过的地方都已改过" in client.text()
    assert "需要核对 0" in client.text()
    assert client.text().index("已改过") < client.text().index("第21行")
    desk.send(client, f"{base}/draft/undo")
    assert "导入时有 2 处需要核对" in client.text()


def test_an_edit_of_another_clause_settles_no_warning(
    client: LintClient, database: Database
) -> None:
    base = base_of(client, database, GAPPED)
    rewrite(client, base, "（一）", "（一）")
    rewrite(client, base, "（二）", "（九）")
    client.get(f"{base}/draft")
    assert "需要核对 2" in client.text()
    assert "已改过" not in client.text()


def test_what_the_notice_lacked_is_settled_once_the_window_is_set(
    client: LintClient, database: Database
) -> None:
    desk.officer(client, database)
    bare = f"关于公开征求意见的公告\n\n云川市城市管理局\n\n{make.DRAFT}"
    client.get("/bureau/consultations/new")
    client.submit({"text": bare, "document_kind": "major_decision"}, action="/new")
    base = client.path.removesuffix("?").removesuffix("/draft")
    assert "公告中没有找到" in client.text()
    assert "已改过" not in client.text()
    client.get(f"{base}/window")
    client.submit({"first_day": "2026-03-03", "last_day": "2026-04-06"}, action="/window")
    client.get(f"{base}/draft")
    assert "已改过 第1行：公告中没有找到" in client.text()


def test_a_public_draft_shows_neither_warnings_nor_advice_on_days(
    client: LintClient, database: Database
) -> None:
    base = base_of(client, database, GAPPED)
    with database.transaction() as session:
        own = get_for_bureau(session, base.rsplit("/", 1)[1], None)
        first = window.civil_day(START)
        period = window.of_days(first, first + timedelta(days=33))
        actor = next(user for user in users(session) if user.username == "officer")
        windows.set_window(session, own, period, actor=actor, now=START)
    client.get(f"{base}/window")
    assert "不是工作日" in client.text()
    client.get(f"{base}/draft")
    desk.send(client, f"{base}/draft/check")
    publish(client, base)
    client.get(f"{base}/window")
    assert "不是工作日" not in client.text()
    client.get(f"{base}/draft")
    assert "核对" not in client.text()


def test_a_public_notice_is_text_to_read_and_no_form(
    client: LintClient, database: Database
) -> None:
    base = base_of(client, database)
    publish(client, base)
    client.get(f"{base}/notice")
    assert client.page is not None
    assert not elements(client.page, "textarea")
    assert "联系人 韩溪" in client.text()
    assert "传真" not in client.text()


def test_the_tree_of_a_further_version_leads_on_to_its_own_pages(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    redrafting.prepare(database, scene)
    client.sign_in("officer", make.PASSWORD)
    base = f"/bureau/consultations/{scene.reference}"
    client.get(f"{base}/draft")
    assert client.links("重新导入") == [f"{base}/versions/import?purpose=consultation"]
    assert client.links("接着核对条款对应") == [f"{base}/versions/2"]
    assert not client.links("接着填公告")


def test_a_clean_draft_is_confirmed_and_published_with_one_click(
    client: LintClient, database: Database
) -> None:
    base = base_of(client, database)
    client.get(f"{base}/publish")
    client.submit({}, action="publish", follow=False)
    with database.reading() as session:
        own = get_for_bureau(session, base.rsplit("/", 1)[1], None)
        draft = consultations.current_draft(session, own.id)
        assert draft is not None
        assert draft.published_at == own.published_at == START


@pytest.mark.parametrize("bad", ["%ED%A0%80", "%FF"], ids=["surrogate", "byte"])
def test_bytes_that_are_no_text_are_refused_in_a_staff_form_too(
    client: LintClient, database: Database, bad: str
) -> None:
    base = base_of(client, database)
    client.get(f"{base}/notice")
    fields = {**form_fields(client.find_form("notice")), "background": ""}
    sent = urlencode(fields).replace("background=", f"background={quote('建议')}{bad}", 1)
    kind = "application/x-www-form-urlencoded"
    answer = client.post(f"{base}/notice", data=sent.encode(), content_type=kind)
    assert answer.status_code == 422
    assert "有损坏的字符" in client.text()
    with database.reading() as session:
        own = get_for_bureau(session, base.rsplit("/", 1)[1], None)
        assert own.notice is not None
        assert own.notice.background == make.NOTICE["background"]
