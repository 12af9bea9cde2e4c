"""Officers bring out the next version of a draft, and the text as issued."""

from __future__ import annotations

import io

import pytest

from portal.db import Database
from portal.errors import IncompleteError
from portal.models.drafts import DraftVersion
from portal.operations.consultations import lock_consultation
from portal.queries.accounts import users as accounts
from portal.queries.versions import versions
from portal.secrets import KeyRing
from tests import make
from tests.lint import LintClient, elements, words
from tests.make import Scene
from tests.operations import redrafting
from tests.statements import counting
from tests.web.bureau import desk


@pytest.fixture
def scene(database: Database, client: LintClient) -> Scene:
    """A published consultation; the client is signed in as its officer."""
    found = make.scene(database)
    client.sign_in("officer", make.PASSWORD)
    return found


def path(scene: Scene, page: str = "") -> str:
    return f"/bureau/consultations/{scene.reference}/versions{page}"


def stored(database: Database, scene: Scene) -> list[DraftVersion]:
    with database.reading() as session:
        return list(versions(session, scene.consultation_id))


def import_version(client: LintClient, scene: Scene, **data: object) -> int:
    client.get(path(scene, "/import"))
    values = {"text": redrafting.REDRAFT, "purpose": "consultation", **data}
    return client.submit(values, action="/versions/import").status_code


def rows(client: LintClient) -> list[str]:
    assert client.page is not None
    items = [e for e in elements(client.page, "li") if "mapping__row" in (e.get("class") or "")]
    return [words(item) for item in items]


def test_the_next_version_is_imported_checked_and_published(
    client: LintClient, database: Database, scene: Scene
) -> None:
    client.get(path(scene))
    assert "共 1 版" in client.text()
    assert client.links("导入下一版") == [path(scene, "/import")]
    assert import_version(client, scene) == 200
    assert "已导入第 2 版" in client.text()
    assert client.path.rstrip("?") == path(scene, "/2")
    found = rows(client)
    assert len(found) == 8
    assert found[2].startswith("（二）基本原则 →对应 （删除） 删除 系统比对 更正")
    assert found[4].startswith("（三）科学设置点位 →对应 （二）科学设置点位 修改 相似度")
    client.get(client.links("公布这一版")[0])
    assert "第 2 版" in client.text()
    client.submit(action="/publish")
    assert "第 2 版已公布" in client.text()
    assert stored(database, scene)[1].published_at is not None
    client.get(f"/consultations/{scene.reference}/draft")
    assert "建立信用档案" in client.text()
    client.get(path(scene, "/2"))
    assert "对应关系不能再改" in client.text()
    assert not client.links("/clauses/")


def test_a_correction_is_made_on_a_page_of_its_own(
    client: LintClient, database: Database, scene: Scene
) -> None:
    import_version(client, scene)
    new = redrafting.identity(database, scene, 2, "（五）")
    client.get(client.links(f"/clauses/{new}")[0])
    assert "（五）建立信用档案" in client.text()
    old = redrafting.clause_id(database, scene, 1, "（二）")
    client.submit({"counterpart": str(old)}, action=f"/clauses/{new}")
    assert "已更正“（五）建立信用档案”的对应关系" in client.text()
    found = [row for row in rows(client) if "建立信用档案" in row]
    assert found[0].startswith("（二）基本原则 →对应 （五）建立信用档案 修改")
    assert "经办人改定" in found[0]
    identity = redrafting.identity(database, scene, 1, "（二）")
    client.get(path(scene, f"/2/clauses/{identity}"))
    client.submit({"counterpart": ""}, action=f"/clauses/{identity}")
    assert any(row.startswith("（二）基本原则 →对应 （删除）") for row in rows(client))


def test_an_old_clause_may_be_merged_into_a_new_one(
    client: LintClient, database: Database, scene: Scene
) -> None:
    import_version(client, scene)
    identity = redrafting.identity(database, scene, 1, "（二）")
    client.get(path(scene, f"/2/clauses/{identity}"))
    into = redrafting.clause_id(database, scene, 2, "（一）")
    client.submit({"counterpart": str(into)}, action=f"/clauses/{identity}")
    assert sum("合并" in row for row in rows(client)) == 2


def test_the_page_before_publishing_counts_a_merger_as_the_mapping_does(
    client: LintClient, database: Database, scene: Scene
) -> None:
    import_version(client, scene)
    identity = redrafting.identity(database, scene, 1, "（二）")
    client.get(path(scene, f"/2/clauses/{identity}"))
    into = redrafting.clause_id(database, scene, 2, "（一）")
    client.submit({"counterpart": str(into)}, action=f"/clauses/{identity}")
    assert "2 合并" in client.text() or "合并 2" in client.text()
    client.get(path(scene, "/2/publish"))
    assert "2 合并" in client.text() or "合并 2" in client.text()


def test_a_refused_correction_keeps_what_was_chosen(
    client: LintClient, database: Database, scene: Scene
) -> None:
    import_version(client, scene)
    new = redrafting.identity(database, scene, 2, "（二）")
    old = redrafting.clause_id(database, scene, 1, "（三）")
    client.get(path(scene, f"/2/clauses/{new}"))
    response = client.submit({"counterpart": str(old), "change": "kept"}, action=f"/clauses/{new}")
    assert response.status_code == 422
    assert "与两条的文字不符" in client.text()
    assert client.page is not None
    chosen = [e.get("value") for e in elements(client.page, "option") if e.get("selected") is not None]
    assert chosen == [str(old), "kept"]
    foreign = client.submit({"counterpart": "999999"}, action=f"/clauses/{new}")
    assert foreign.status_code == 422


@pytest.mark.parametrize("page", ["/9", "/2/clauses/unknown", "/9/publish", "/9/clauses/x"])
def test_what_does_not_exist_is_not_found(client: LintClient, scene: Scene, page: str) -> None:
    import_version(client, scene)
    assert client.get(path(scene, page)).status_code == 404


def test_the_text_as_issued_goes_through_the_same_pages(
    client: LintClient, database: Database, scene: Scene
) -> None:
    client.get(path(scene))
    client.get(client.links("导入印发稿")[0])
    assert client.page is not None
    checked = [e.get("value") for e in elements(client.page, "input") if e.get("checked") is not None]
    assert checked == ["final"]
    upload = (io.BytesIO(redrafting.REDRAFT.encode()), "印发稿.txt")
    client.submit({"file": upload, "text": ""}, action="/versions/import")
    client.get(path(scene, "/2/publish"))
    client.submit(action="/publish")
    assert stored(database, scene)[1].purpose == "final"
    assert not client.links("导入下一版")
    client.get(f"/consultations/{scene.reference}/draft")
    assert "建立信用档案" not in client.text()
    client.get(f"/consultations/{scene.reference}/compare")
    assert "新版本是正式印发的文本" in client.text()


def test_no_version_is_imported_before_the_first_is_public(
    client: LintClient, database: Database
) -> None:
    desk.officer(client, database)
    reference = desk.own(database)
    client.get(f"/bureau/consultations/{reference}/versions")
    assert "公告尚未发布" in client.text()
    client.get(f"/bureau/consultations/{reference}/versions/import")
    response = client.submit(
        {"text": redrafting.REDRAFT, "purpose": "consultation"}, action="/versions/import"
    )
    assert response.status_code == 409
    assert "公告尚未发布，还不能导入下一版" in client.text()
    assert redrafting.REDRAFT.strip() in client.find_form("/versions/import").findtext(
        ".//{http://www.w3.org/1999/xhtml}textarea", ""
    )


def test_an_import_without_clauses_or_purpose_is_refused_with_the_text_kept(
    client: LintClient, scene: Scene
) -> None:
    assert import_version(client, scene, text="没有条款的一段话。") == 422
    assert "没有条款的一段话。" in words(client.find_form("/versions/import"))
    assert import_version(client, scene, purpose="poem") == 422


def test_a_version_edited_since_is_compared_anew_before_it_is_published(
    client: LintClient, database: Database, scene: Scene
) -> None:
    import_version(client, scene)
    redrafting.edit(database, scene, "（一）", "到2030年全面覆盖。")
    client.get(path(scene, "/2"))
    assert "条款在比对之后又有修改" in client.text()
    client.get(path(scene, "/2/publish"))
    assert "回去重新比对" in client.text()
    client.get(path(scene, "/2"))
    client.submit(action="/renew")
    assert "已重新比对" in client.text()
    assert any(row.startswith("（一）工作目标 →对应 （一）工作目标 修改") for row in rows(client))
    client.get(path(scene, "/2/publish"))
    client.submit(action="/publish")
    assert "第 2 版已公布" in client.text()


def test_a_version_with_unchecked_warnings_is_not_published(
    client: LintClient, database: Database, scene: Scene
) -> None:
    import_version(client, scene, text=redrafting.REDRAFT.replace("（四）", "（七）"))
    client.get(path(scene, "/2/publish"))
    assert "导入时有需要核对的地方" in client.text()
    with database.transaction() as session:
        made = lock_consultation(session, scene.consultation_id)
        version, actor = versions(session, made.id)[1], accounts(session)[0]
        with pytest.raises(IncompleteError) as caught:
            redrafting.publish(session, made, version, actor)
    assert caught.value.details == {"missing": ["outline_unchecked"]}


def test_a_comment_shows_what_became_of_its_clause(
    client: LintClient, database: Database, ring: KeyRing, scene: Scene
) -> None:
    desk.submitted(database, ring, scene, "点位太少", clause=2)
    desk.submitted(database, ring, scene, "原则太空", clause=1)
    first, second = desk.comment_ids(database, scene)
    base = f"/bureau/consultations/{scene.reference}"
    client.get(f"{base}/comments/{first}")
    assert "第 2 版" not in client.text()
    redrafting.bring_out(database, scene)
    client.get(f"{base}/comments/{first}")
    assert "修改 第 2 版中为：（二）科学设置点位" in client.text()
    link = client.links("看修改前后对照")[0]
    assert client.get(link).status_code == 200
    anchor = link.split("#")[1]
    assert client.page is not None
    assert anchor in {e.get("id") for e in client.page.iter()}
    client.get(f"{base}/comments/{second}")
    assert "删除 第 2 版已没有这一条" in client.text()


def test_comments_on_a_clause_that_is_no_more_are_still_listed_last(
    client: LintClient, database: Database, ring: KeyRing, scene: Scene
) -> None:
    for place in (1, 4, 2):
        desk.submitted(database, ring, scene, f"意见{place}", clause=place)
    redrafting.bring_out(database, scene)
    base = f"/bureau/consultations/{scene.reference}"
    client.get(f"{base}/comments")
    text = client.text()
    assert "3 个条款有意见" in text
    assert text.index("（二）科学设置点位") < text.index("（三）便利特殊人群") < text.index("基本原则")
    assert text.index("意见2") < text.index("意见4") < text.index("意见1")
    assert "第 2 版已没有这一条" in text
    client.get(f"{base}/clauses/{scene.clause_ids[1]}")
    assert "意见1" in client.text()
    assert "第 2 版已没有这一条" in client.text()


def test_the_pages_take_few_queries(
    client: LintClient, database: Database, ring: KeyRing, scene: Scene
) -> None:
    desk.submitted(database, ring, scene, "原则太空", clause=1)
    redrafting.bring_out(database, scene)
    import_version(client, scene, text=make.DRAFT)
    for page, limit in (("", 8), ("/3", 18), ("/3/publish", 18), ("/2", 12)):
        with counting() as statements:
            client.get(path(scene, page))
        found = [one for one in statements if one.startswith("SELECT")]
        assert len(found) <= limit, (page, found)
    with counting() as statements:
        client.get(f"/bureau/consultations/{scene.reference}/comments")
    assert len([one for one in statements if one.startswith("SELECT")]) <= 14
