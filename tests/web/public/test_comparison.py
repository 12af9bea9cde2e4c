"""Citizens see what changed between two versions of a draft."""

from __future__ import annotations

from io import BytesIO

import pytest
from docx import Document
from sqlalchemy import select

from portal.db import Database
from portal.models.submissions import Comment
from tests import make
from tests.lint import LintClient, elements, words
from tests.make import Scene
from tests.operations import redrafting
from tests.web.public import visits


@pytest.fixture
def scene(database: Database) -> Scene:
    """A consultation whose second version is public."""
    found = make.scene(database)
    redrafting.bring_out(database, found)
    return found


def look(client: LintClient, scene: Scene, query: str = "", status: int = 200) -> str:
    assert client.get(visits.path(scene, f"/compare{query}")).status_code == status
    return client.text()


def sections(client: LintClient) -> dict[str, str]:
    assert client.page is not None
    return {
        section.get("id", ""): words(section)
        for section in elements(client.page, "section")
        if "change" in (section.get("class") or "").split()
    }


def test_each_clause_stands_before_and_after_with_its_differences(
    client: LintClient, scene: Scene
) -> None:
    text = look(client, scene)
    assert "从第 1 版 征求意见稿" in text
    found = sections(client)
    changed = found[f"c-{scene.clause_ids[2]}"]
    assert changed.startswith("（二）科学设置点位 修改 原条款：（三）科学设置点位")
    assert "每〔删去〕五百〔删去完〕米不少于一处" in changed
    assert "每〔增加〕三百〔增加完〕米不少于一处" in changed
    assert "〔增加〕，并向社会公布〔增加完〕" in changed
    gone = found[f"x-{scene.clause_ids[1]}"]
    assert gone.startswith("（二）基本原则 删除")
    assert "〔删去〕基本原则坚持方便群众、规范有序。" in gone.replace(" ", "")


def test_the_summary_counts_each_kind(client: LintClient, scene: Scene) -> None:
    look(client, scene)
    assert client.page is not None
    tiles = [words(e) for e in elements(client.page, "dl") if "tiles" in (e.get("class") or "")]
    assert tiles == ["未变 4 修改 1 移动 1 删除 1 新增 1"]


def test_a_moved_clause_and_its_old_place_link_to_each_other(
    client: LintClient, scene: Scene
) -> None:
    look(client, scene)
    identity = scene.clause_ids[4]
    assert client.links(f"#from-{identity}")
    assert client.links(f"#c-{identity}")
    assert client.page is not None
    ids = [e.get("id") for e in client.page.iter() if (e.get("id") or "").endswith(identity)]
    assert ids == [f"c-{identity}", f"from-{identity}"]


def test_unchanged_clauses_are_folded_together(client: LintClient, scene: Scene) -> None:
    look(client, scene)
    assert client.page is not None
    folds = [words(e) for e in elements(client.page, "summary")]
    assert next(fold for fold in folds if "未变" in fold).startswith("2 条未变 一、")
    assert sum("条未变" in fold for fold in folds) == 3


def test_any_two_versions_may_be_chosen_in_either_order(
    client: LintClient, database: Database, scene: Scene
) -> None:
    redrafting.bring_out(database, scene, make.DRAFT, purpose="final")
    assert "印发稿" in look(client, scene)
    assert "新版本是正式印发的文本" in look(client, scene, "?from=1&to=3")
    assert "未变 7" in client.text()
    backwards = look(client, scene, "?from=2&to=1")
    assert "从第 1 版" in backwards
    assert "请选择两个不同的版本" in look(client, scene, "?from=2&to=2")
    client.get(visits.path(scene, "/compare"))
    assert client.page is not None
    assert len(elements(client.page, "option")) == 6


@pytest.mark.parametrize("query", ["?from=1&to=9", "?from=x", "?to=-1", "?to=99999999999", "?from=²"])
def test_an_unknown_version_is_not_found(client: LintClient, scene: Scene, query: str) -> None:
    look(client, scene, query, 404)


def test_a_draft_of_one_version_says_so_and_has_no_table(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    assert "目前只有一个版本" in look(client, scene)
    for suffix in ("docx", "xlsx"):
        assert client.get(visits.path(scene, f"/compare.{suffix}")).status_code == 404


def test_an_unpublished_version_is_not_shown(client: LintClient, database: Database) -> None:
    scene = make.scene(database)
    redrafting.prepare(database, scene)
    assert "目前只有一个版本" in look(client, scene)
    look(client, scene, "?from=1&to=2", 404)


def test_a_comparison_takes_few_queries_and_none_for_clauses_the_second_time(
    client: LintClient, scene: Scene
) -> None:
    with visits.counted_queries() as first:
        look(client, scene)
    assert len(first) <= 12, first
    with visits.counted_queries() as second:
        look(client, scene, "?from=1&to=2")
    assert len(second) <= 5, second
    assert not [statement for statement in second if "clauses" in statement]


def test_markup_in_a_draft_is_shown_as_text(client: LintClient, database: Database) -> None:
    scene = make.scene(database)
    redraft = redrafting.REDRAFT.replace("每三百米", "每<b>三百米</b>")
    redrafting.bring_out(database, scene, redraft)
    look(client, scene)
    assert "<b>" in sections(client)[f"c-{scene.clause_ids[2]}"]


@pytest.mark.parametrize(
    ("suffix", "start", "kind"),
    [("docx", b"PK", "wordprocessingml.document"), ("xlsx", b"PK", "spreadsheetml.sheet")],
)
def test_the_table_is_downloaded_and_known_again_by_its_etag(
    client: LintClient, scene: Scene, suffix: str, start: bytes, kind: str
) -> None:
    address = visits.path(scene, f"/compare.{suffix}?from=1&to=2")
    look(client, scene)
    assert address in client.links(suffix)
    response = client.get(address)
    assert response.status_code == 200
    assert response.data.startswith(start)
    assert response.content_type.endswith(kind)
    assert f"{scene.reference}-1-2.{suffix}" in response.headers["Content-Disposition"]
    again = client.get(address, headers={"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_the_whole_table_is_another_file(client: LintClient, scene: Scene) -> None:
    look(client, scene)
    few, whole = client.links("compare.docx")
    answers = [client.get(address) for address in (few, whole)]
    assert len({answer.headers["ETag"] for answer in answers}) == 2
    rows = [len(Document(BytesIO(answer.data)).tables[0].rows) for answer in answers]
    assert rows == [5, 9]


def test_a_split_and_a_merger_are_one_block_each(client: LintClient, database: Database) -> None:
    scene = make.scene(database, draft=redrafting.ARTICLES)
    redrafting.bring_out(database, scene, redrafting.ARTICLES_REDRAFTED)
    text = look(client, scene)
    assert "拆分 1" in text
    assert "合并 1" in text
    found = sections(client)
    assert found[f"c-{scene.clause_ids[1]}"].startswith("第二条、第三条 拆分 原条款：第二条")
    assert found[f"c-{scene.clause_ids[2]}"].startswith("第四条 合并 原条款：第三条、第四条")
    assert "由原条款拆分而来" in text


def test_an_opinion_begun_on_the_first_version_stays_on_it(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    client.get(visits.path(scene, f"/opinions/new?clause={scene.clause_ids[2]}"))
    redrafting.bring_out(database, scene)
    client.submit({"body": "每五百米太远。"})
    assert "已放入意见篮" in client.text()
    assert "（三）科学设置点位" in client.text()
    visits.write(client, scene, 2, "每三百米刚好。")
    assert "（二）科学设置点位" in client.text()


def test_an_opinion_on_a_clause_dropped_while_it_was_written_is_not_lost(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    address = visits.path(scene, f"/opinions/new?clause={scene.clause_ids[1]}")
    client.get(address)
    redrafting.bring_out(database, scene)
    assert client.submit({"body": " "}).status_code == 422
    assert "坚持方便群众、规范有序。" in client.text(), "the clause as it was read"
    client.submit({"body": "基本原则要保留。"})
    visits.submit(client, scene)
    with database.reading() as session:
        comment = session.scalars(select(Comment)).one()
        assert comment.clause_label == "（二）基本原则"
        assert comment.draft_version_id == redrafting.versions_of(session, scene)[0].id
    assert client.get(address).status_code == 404


def test_the_draft_tab_shows_each_version_and_leads_to_what_changed(
    client: LintClient, database: Database, scene: Scene
) -> None:
    redrafting.bring_out(database, scene, make.DRAFT, purpose="final")
    client.get(visits.path(scene, "/draft"))
    assert "第 2 版 征求意见稿" in client.text()
    assert "建立信用档案" in client.text()
    assert client.links("/opinions/new?clause=")
    assert client.links("看各版本之间修改了什么") == [visits.path(scene, "/compare?to=2")]
    client.get(visits.path(scene, "/draft?version=1"))
    assert "这是较早的版本" in client.text()
    assert "坚持方便群众" in client.text()
    assert not client.links("/opinions/new")
    client.get(visits.path(scene, "/draft?version=3"))
    assert "这是正式印发的文本" in client.text()
    assert not client.links("/opinions/new")
    for unknown in ("4", "x", "02"):
        assert client.get(visits.path(scene, f"/draft?version={unknown}")).status_code == 404


def test_a_forged_version_gives_the_present_one(client: LintClient, database: Database) -> None:
    scene = make.scene(database)
    redrafting.bring_out(database, scene)
    for typed in ("99", "x", "-1", "²"):
        client.get(visits.path(scene, f"/opinions/new?clause={scene.clause_ids[2]}"))
        client.submit({"body": f"意见{typed}", "version": typed})
    client.get(visits.path(scene, "/basket"))
    assert "（三）科学设置点位" not in client.text()
    assert client.text().count("（二）科学设置点位") >= 4
