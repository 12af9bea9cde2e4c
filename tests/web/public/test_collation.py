"""汇总码 on the pages: from the lead's code to one submission, members on their own devices."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select

from portal.db import Database
from portal.models.collations import CollationInput
from portal.models.submissions import Attachment, Comment
from tests import make
from tests.conftest import TestClock
from tests.lint import LintClient, elements, form_fields
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
    found = re.search(r"[0-9A-Z]{5}-[0-9A-Z]{5}(?:-[0-9A-Z]{4}){4}", lead.text())
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
    for code in ("", "一二三", "A" * 26):
        assert handed_in(member, scene, code, "意见") == 422
    assert "没有找到这个汇总码" in member.text()
    with database.reading() as session:
        assert session.scalars(select(CollationInput)).all() == []


def test_a_code_of_another_length_was_only_called_unknown(
    client: LintClient, new_client: Visitors, scene: make.Scene
) -> None:
    opened(client, scene)
    assert handed_in(new := new_client(), scene, "ABCDE-12345", "意见") == 422
    assert "汇总码有 26 位字母和数字（不算空格和横线），您填写了 10 位" in new.text()
    assert "没有找到这个汇总码" not in new.text()


def test_the_limit_of_members_files_was_told_only_after_it_was_reached(
    client: LintClient, scene: make.Scene
) -> None:
    client.get(visits.path(scene, "/collation"))
    assert "一次汇总最多 200 个，每个不超过 5 MB" in client.text()
    opened(client, scene)
    assert "一次汇总最多 200 个，每个不超过 5 MB" in client.text()


def test_an_expired_page_or_an_unknown_button_changes_nothing(
    client: LintClient, scene: make.Scene
) -> None:
    client.get(visits.path(scene, "/collation"))
    assert client.submit({"name": "协会", "csrf_token": "stale"}, action="/collation").status_code == 422
    assert client.submit({"name": ""}, action="/collation").status_code == 422
    opened(client, scene)
    assert client.submit({"act": "burn"}, action="/collation").status_code == 422
    assert client.submit({"act": "copy", "original": "99"}, action="/collation").status_code == 404


def test_a_members_attachment_reaches_the_lead_who_may_look_at_it_and_remove_it(
    client: LintClient, new_client: Visitors, database: Database, scene: make.Scene
) -> None:
    code = opened(client, scene)
    member = new_client()
    visits.write(member, scene, 1, "见附件。")
    member.get(member.links("添加附件")[0])
    member.submit({"file": visits.pdf(name="../测算.pdf")}, action="/files")
    member.get(visits.path(scene, "/hand-in"))
    assert "测算.pdf" in member.text()
    assert member.submit({"code": code}, action="/hand-in").status_code == 200
    client.get(visits.path(scene, "/collation"))
    (address,) = client.links("测算.pdf")
    answer = client.get(address)
    assert (answer.data, answer.mimetype) == (visits.PDF, "application/pdf")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    answer.close()
    assert member.get(address).status_code == 404
    client.get(visits.path(scene, "/collation"))
    client.submit({"act": "copy_all"}, action="/collation")
    client.get(visits.path(scene, "/basket/files"))
    assert "测算.pdf" in client.text()
    client.submit(action="/remove")
    client.get(visits.path(scene, "/collation"))
    assert "不在意见篮中" in client.text()
    client.submit({"act": "copy_files", **original_of(client)}, action="/collation")
    assert "附件已放入意见篮" in client.text()
    visits.submit(client, scene, **UNIT, seal="post")
    with database.reading() as session:
        row = session.scalars(select(Attachment)).one()
    assert row.comment_id is not None


def original_of(client: LintClient) -> dict[str, str]:
    """The hidden field of the first button of an original."""
    forms = [form_fields(form) for form in elements(client.page, "form")]  # type: ignore[arg-type]  # a page was fetched
    return {"original": next(str(fields["original"]) for fields in forms if "original" in fields)}


def test_a_lead_with_an_empty_basket_found_no_way_back_to_the_collation(
    client: LintClient, new_client: Visitors, scene: make.Scene
) -> None:
    opened(client, scene)
    client.get(visits.path(scene, "/basket"))
    assert client.links("本单位的汇总") == [visits.path(scene, "/collation")]
    visits.write(client, scene, 0, "汇总人自己的意见")
    assert client.links("本单位的汇总") == [visits.path(scene, "/collation")]
    assert not client.links("交给汇总人")
    other = new_client()
    visits.write(other, scene, 0, "别人的意见")
    assert not other.links("本单位的汇总")
    assert other.links("交给汇总人")


def test_the_lead_was_asked_again_who_the_organisation_is(
    client: LintClient, scene: make.Scene
) -> None:
    opened(client, scene)
    visits.write(client, scene, 1, "协会的意见。")
    client.get(visits.path(scene, "/submit"))
    fields = form_fields(client.find_form())
    assert (fields["commenter_kind"], fields["organisation"]) == ("organisation", "云川市骑行协会")
    client.submit({"organisation": "云川市骑行总会", "liaison": "", "seal": "post"})
    client.get(visits.path(scene, "/submit"))
    assert form_fields(client.find_form())["organisation"] == "云川市骑行总会"
