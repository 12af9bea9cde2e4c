"""Changing an opinion that another window has removed or submitted meanwhile."""

from __future__ import annotations

import pytest

from portal.db import Database
from tests import make
from tests.lint import LintClient, form_fields
from tests.web.public import visits
from tests.web.public.test_opinion import textarea, waiting


def test_changing_an_opinion_removed_in_another_window_was_a_bare_404(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    visits.write(client, scene, 1, "初稿。")
    address = client.links("修改")[0]
    client.submit(action="/remove")
    client.get(address, follow_redirects=True)
    assert "已从意见篮移除" in client.text()
    assert client.find_form("/restore") is not None


@pytest.mark.parametrize("ended_by", ["removed", "submitted"])
def test_what_was_typed_on_an_opinion_gone_meanwhile_was_lost(
    client: LintClient, database: Database, ended_by: str
) -> None:
    scene = make.scene(database)
    visits.write(client, scene, 1, "初稿。")
    address = client.links("修改")[0]
    if ended_by == "removed":
        client.submit(action="/remove")
    else:
        visits.submit(client, scene)
    visits.write(client, scene, 2, "另一条。")
    token = form_fields(client.find_form("/remove"))["csrf_token"]
    typed = {"csrf_token": token, "kind": "remark", "stance": "", "body": "写了很久的二稿。"}
    answer = client.post(f"{address}?clause={scene.clause_ids[1]}", data=typed)
    assert answer.status_code == 404
    assert "这条意见已经不在意见篮中" in client.text()
    assert textarea(client) == "写了很久的二稿。"
    client.submit()
    assert "写了很久的二稿。" in client.text()
    assert waiting(database) == 2
    client.get(visits.path(scene, "/basket/99999"))
    assert "这条意见已经不在意见篮中" in client.text()


def test_a_form_that_changes_an_opinion_knows_its_clause_should_it_be_gone_by_then(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    visits.write(client, scene, 1, "初稿。")
    client.get(client.links("修改")[0])
    form = client.find_form()
    assert f"clause={scene.clause_ids[1]}" in form.get("action", "")
    assert form_fields(form)["version"] == "1"


def test_a_form_of_an_opinion_gone_meanwhile_took_the_next_one_for_it(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    visits.write(client, scene, 1, "第一份里的。")
    stale = client.page
    edit = client.links("修改")[0]
    visits.submit(client, scene)
    visits.write(client, scene, 1, "第二份里的，还没有交。")
    assert client.links("修改")[0] != edit
    client.page = stale
    client.submit(action="/remove")
    assert waiting(database) == 1
    client.get(visits.path(scene, "/basket"))
    assert "第二份里的，还没有交。" in client.text()
