"""汇总码 on the pages: from the lead's code to one submission, members on their own devices."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select

from portal.db import Database
from portal.models.collations import CollationInput
from portal.models.submissions import Comment
from tests import make
from tests.conftest import TestClock
from tests.lint import LintClient
from tests.web.public import visits
from tests.web.public.test_submit import UNIT, only_submission

Visitors = Callable[[], LintClient]


@pytest.fixture
def scene(database: Database) -> make.Scene:
    """An open consultation."""
    return make.scene(database)


def opened(lead: LintClient, scene: make.Scene) -> str:
    """The lead opens a collation; returns its code as shown."""
    lead.get(visits.path(scene, "/collation"))
    lead.submit({"name": "云川市骑行协会"}, action="/collation")
    found = re.search(r"[0-9A-Z]{5}(?:-[0-9A-Z]{5}){4}-[0-9A-Z]", lead.text())
    assert found
    return found.group()


def handed_in(member: LintClient, scene: make.Scene, code: str, body: str) -> int:
    visits.write(member, scene, 1, body)
    member.get(visits.path(scene, "/hand-in"))
    return member.submit({"code": code, "signer": "二科 周"}, action="/hand-in").status_code


def test_the_lead_submits_once_for_the_members(
    client: LintClient, new_client: Visitors, database: Database, scene: make.Scene
) -> None:
    code = opened(client, scene)
    member = new_client()
    assert handed_in(member, scene, code.lower(), "成员的原文。") == 200
    assert "已交给汇总人" in member.text()
    assert "意见篮是空的" in member.text()
    client.get(visits.path(scene, "/collation"))
    assert "成员的原文。" in client.text()
    assert "二科 周" in client.text()
    client.submit({"act": "copy_all"}, action="/collation")
    client.get(visits.path(scene, "/basket"))
    client.get(client.links("修改")[0])
    client.submit({"body": "协会统一的意见。"})
    visits.submit(client, scene, **UNIT, seal="post")
    assert only_submission(database).comment_count == 1
    with database.reading() as session:
        comment = session.scalars(select(Comment)).one()
    officer = new_client()
    officer.sign_in("officer", make.PASSWORD)
    officer.get(f"/bureau/consultations/{scene.reference}/comments/{comment.id}")
    assert "协会统一的意见。" in officer.text()
    assert "成员的原文。" in officer.text()
    assert "二科 周" not in officer.text()


def test_a_member_too_late_keeps_the_text(
    client: LintClient, new_client: Visitors, scene: make.Scene, test_clock: TestClock
) -> None:
    code = opened(client, scene)
    client.submit({"act": "close"}, action="/collation")
    assert "已停止接收成员的意见" in client.text()
    member = new_client()
    assert handed_in(member, scene, code, "没赶上的意见。") == 409
    assert "汇总人已经停止接收" in member.text()
    assert "没赶上的意见。" in member.text()
    client.submit({"act": "reopen"}, action="/collation")
    test_clock.set(scene.closes_at)
    assert member.submit({"code": code}, action="/hand-in").status_code == 409
    member.get(visits.path(scene, "/basket"))
    assert "没赶上的意见。" in member.text()


def test_a_wrong_code_names_its_field_and_costs_nothing(
    client: LintClient, new_client: Visitors, scene: make.Scene, database: Database
) -> None:
    opened(client, scene)
    member = new_client()
    assert member.get(visits.path(scene, "/hand-in")).status_code == 303
    for code in ("", "A" * 26, "一二三"):
        assert handed_in(member, scene, code, "意见") == 422
    assert "没有找到这个汇总码" in member.text()
    with database.reading() as session:
        assert session.scalars(select(CollationInput)).all() == []


def test_an_expired_page_or_an_unknown_button_changes_nothing(
    client: LintClient, scene: make.Scene
) -> None:
    client.get(visits.path(scene, "/collation"))
    assert client.submit({"name": "协会", "csrf_token": "stale"}, action="/collation").status_code == 422
    assert client.submit({"name": ""}, action="/collation").status_code == 422
    opened(client, scene)
    assert client.submit({"act": "burn"}, action="/collation").status_code == 422
    assert client.submit({"act": "copy", "original": "99"}, action="/collation").status_code == 404
