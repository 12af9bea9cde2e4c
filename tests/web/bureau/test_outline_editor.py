"""Mending the imported tree in a browser without script: every act, its refusals, undo and check."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.db import Database
from portal.drafts.numbering import from_int
from portal.models.drafts import Clause, DraftVersion
from portal.queries.consultations import get_for_bureau
from tests import make
from tests.lint import LintClient, elements, form_fields, words
from tests.pace import within
from tests.statements import counting
from tests.web.bureau import desk

GAPPED = make.DRAFT.replace("（四）", "（六）")
"""Imported with a warning."""


@pytest.fixture
def base(client: LintClient, database: Database) -> str:
    """The address of a consultation in preparation, its officer signed in."""
    desk.officer(client, database)
    return f"/bureau/consultations/{desk.own(database)}"


def rows(database: Database, base: str) -> list[Clause]:
    """The clauses of the consultation's draft as they are stored."""
    with database.reading() as session:
        own = get_for_bureau(session, base.rsplit("/", 1)[1], None)
        query = select(Clause).join(DraftVersion).where(DraftVersion.consultation_id == own.id)
        found = list(session.scalars(query.order_by(Clause.position)))
        session.expunge_all()
        return found


def numbers(database: Database, base: str) -> list[str]:
    return [clause.number for clause in rows(database, base)]


def address(database: Database, base: str, number: str) -> str:
    key = next(c.identity for c in rows(database, base) if c.number == number)
    return f"{base}/draft/{key}"


def form_of(client: LintClient, act: str) -> Element:
    """The form of an act on the page fetched last."""
    assert client.page is not None
    return next(f for f in elements(client.page, "form") if form_fields(f).get("act") == act)


def send(client: LintClient, act: str, data: dict[str, Any] | None = None) -> TestResponse:
    """The form of the act as it stands plus `data` (named without the prefix)."""
    form = form_of(client, act)
    typed = {f"{act}-{name}": value for name, value in (data or {}).items()}
    values = {key: v for key, v in {**form_fields(form), **typed}.items() if v is not None}
    return client.post(form.get("action") or "", data=values, follow_redirects=True)


def test_every_clause_has_its_source_lines_and_its_way_to_be_mended(
    client: LintClient, database: Database, base: str
) -> None:
    client.get(f"{base}/draft")
    first = make.DRAFT.splitlines().index("（四）明确企业责任") + 1
    assert f"原文 第 {first} 至 {first + 2} 行" in client.text()
    links = client.links("修改")
    assert [link.rsplit("/", 1)[1] for link in links] == [c.identity for c in rows(database, base)]
    assert client.page is not None
    items = [li for li in elements(client.page, "li") if li.get("value")]
    assert {li.get("value"): words(li) for li in items}[str(first)] == "（四）明确企业责任"


def test_a_clause_is_promoted_and_taken_back(
    client: LintClient, database: Database, base: str
) -> None:
    before = rows(database, base)
    client.get(address(database, base, "（四）"))
    assert "变为 一、 · 最外层" in client.text()
    answer = send(client, "promote")
    key = next(c.identity for c in before if c.number == "（四）")
    assert answer.request.path == f"{base}/draft"
    assert "已升级" in client.text()
    moved = rows(database, base)
    assert [c.depth for c in moved if c.number in ("（四）", "（五）")] == [0, 1]
    assert f"#{key}" in answer.history[-1].headers["Location"]
    assert "导入后改过 1 处 升级 （四）明确企业责任" in client.text()
    desk.send(client, f"{base}/draft/undo")
    assert "已撤销上一步" in client.text()
    assert [(c.path, c.depth) for c in rows(database, base)] == [(c.path, c.depth) for c in before]
    assert "导入后改过" not in client.text()


def test_demote_merge_and_delete_do_what_the_page_said(
    client: LintClient, database: Database, base: str
) -> None:
    client.get(address(database, base, "（二）"))
    assert "归入 （一）工作目标" in client.text()
    send(client, "demote")
    assert "已降级" in client.text()
    client.get(address(database, base, "（五）"))
    send(client, "merge")
    assert numbers(database, base)[-1] == "（四）"
    assert rows(database, base)[-1].text.endswith(
        "（五）便利特殊人群\n停放点位不得占用盲道和无障碍通道。"
    )
    client.get(address(database, base, "（四）"))
    assert "只有空的条款才能删除" in client.text()
    send(client, "rewrite", {"heading": "", "text": ""})
    client.get(address(database, base, "（四）"))
    send(client, "delete")
    assert "已删除空条款" in client.text()
    assert "（四）" not in numbers(database, base)


def test_a_clause_is_split_where_the_officer_points(
    client: LintClient, database: Database, base: str
) -> None:
    client.get(address(database, base, "（四）"))
    send(client, "rewrite", {"text": "企业清理车辆。政府监督企业。"})
    client.get(address(database, base, "（四）"))
    send(client, "split", {"piece": "1", "number": "（五）", "heading": "政府"})
    assert "已拆分为两条" in client.text()
    texts = [(c.number, c.heading, c.text) for c in rows(database, base)][-3:-1]
    assert texts == [("（四）", "明确企业责任", "企业清理车辆。"), ("（五）", "政府", "监督企业。")]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"number": "（九）"}, "请从列出的选项中选择"),
        ({"piece": "7", "number": "（九）"}, "请从列出的选项中选择"),
        ({"piece": "0", "number": ""}, "请填写“新条款的序号”"),
        ({"piece": "0", "number": "九" * 41}, "超出字数限制"),
    ],
)
def test_an_impossible_split_is_refused_with_what_was_typed(
    client: LintClient, database: Database, base: str, data: dict[str, str], said: str
) -> None:
    before = numbers(database, base)
    client.get(address(database, base, "（四）"))
    answer = send(client, "split", {**data, "heading": "新的标题"})
    assert answer.status_code == 422
    assert said in client.text()
    assert form_fields(form_of(client, "split"))["split-heading"] == "新的标题"
    assert numbers(database, base) == before


def test_words_and_units_and_openness_are_saved(
    client: LintClient, database: Database, base: str
) -> None:
    client.get(address(database, base, "（三）"))
    send(
        client,
        "rewrite",
        {"number": "（三十）", "heading": "点位", "text": "划定点位。\r\n公布点位。"},
    )
    assert "文字已保存" in client.text()
    client.get(address(database, base, "（三十）"))
    send(client, "units", {"lead": "市公安局\n\n 市城市管理局 ", "due": "2027年底前"})
    client.get(address(database, base, "（三十）"))
    assert form_fields(form_of(client, "units"))["units-lead"] == "市公安局\n市城市管理局"
    send(client, "mark", {"is_commentable": None})
    clause = next(c for c in rows(database, base) if c.number == "（三十）")
    assert (clause.heading, clause.text) == ("点位", "划定点位。\n公布点位。")
    assert clause.units == [
        {"role": "牵头单位", "names": ["市公安局", "市城市管理局"]},
        {"role": "完成时限", "names": ["2027年底前"]},
    ]
    assert not clause.is_commentable
    client.get(f"{base}/draft")
    assert "牵头单位：市公安局、市城市管理局" in client.text()


def test_saving_units_untouched_changes_nothing(client: LintClient, database: Database) -> None:
    desk.officer(client, database)
    draft = make.DRAFT.replace(
        "不少于一处。", "不少于一处。\n责任单位：市城市管理局；配合单位：市公安局"
    )
    base = f"/bureau/consultations/{desk.own(database, draft=draft)}"
    with_units = next(c for c in rows(database, base) if c.units)
    client.get(f"{base}/draft/{with_units.identity}")
    send(client, "units")
    assert "导入后改过" not in client.text()
    assert next(c for c in rows(database, base) if c.units).units == with_units.units


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"number": ""}, "请填写“序号”"),
        ({"text": "坏\x00字"}, "控制字符"),
        ({"heading": "题" * 1001}, "超出字数"),
    ],
)
def test_malformed_words_are_refused_with_the_rest_kept(
    client: LintClient, database: Database, base: str, data: dict[str, str], said: str
) -> None:
    client.get(address(database, base, "（三）"))
    answer = send(client, "rewrite", {"text": "刚刚写好的正文", **data})
    assert answer.status_code == 422
    assert said in client.text()
    assert form_fields(form_of(client, "rewrite"))["rewrite-number"] == data.get("number", "（三）")
    assert "导入后改过" not in client.text()


def test_an_act_that_cannot_be_done_offers_no_button(
    client: LintClient, database: Database, base: str
) -> None:
    client.get(address(database, base, "一、"))
    assert "已经是最外层" in client.text()
    assert "前面没有条款，不能合并" in client.text()
    assert "没有正文，不能拆分" in client.text()
    assert client.page is not None
    acts = {form_fields(f).get("act") for f in elements(client.page, "form")} - {None}
    assert acts == {"rewrite", "mark", "units"}


def test_a_second_click_or_another_officers_edit_does_not_act_twice(
    client: LintClient, database: Database, base: str
) -> None:
    place = address(database, base, "（五）")
    client.get(place)
    page = client.page
    send(client, "promote")
    client.page = page
    answer = send(client, "promote")
    assert answer.status_code == 409
    assert "条款树刚刚有变化" in client.text()
    send(client, "merge")
    client.page = page
    send(client, "merge")
    assert "刚刚已被合并、删除或撤销" in client.text()
    client.get(f"{base}/draft")
    page = client.page
    desk.send(client, f"{base}/draft/undo")
    client.page = page
    assert desk.send(client, f"{base}/draft/undo").status_code == 409
    assert "条款树刚刚有变化" in client.text()
    assert "导入后改过 1 处" in client.text()
    assert client.get(f"{base}/draft/nowhere").status_code == 404


def test_which_clauses_are_open_is_saved_for_the_tree_that_was_seen(
    client: LintClient, database: Database, base: str
) -> None:
    client.get(f"{base}/draft")
    page = client.page
    client.get(address(database, base, "（四）"))
    send(client, "mark", {"is_commentable": None})
    client.page = page
    kept = rows(database, base)[1].identity
    assert desk.send(client, f"{base}/draft", {"commentable": [kept]}).status_code == 409
    desk.send(client, f"{base}/draft", {"commentable": [kept]})
    assert [c.identity for c in rows(database, base) if c.is_commentable] == [kept]
    desk.send(client, f"{base}/draft", {"commentable": ["strange"]})
    assert "请从列出的选项中选择" in client.text()
    desk.send(client, f"{base}/draft/undo")
    assert sum(c.is_commentable for c in rows(database, base)) > 2


def test_a_draft_with_warnings_is_published_only_after_the_one_click(
    client: LintClient, database: Database
) -> None:
    desk.officer(client, database)
    base = f"/bureau/consultations/{desk.own(database, draft=GAPPED)}"
    client.get(f"{base}/publish")
    assert "请核对条款后点“核对无误”" in client.text()
    assert f"{base}/draft" in client.links("征求意见稿")
    client.get(f"{base}/draft")
    desk.send(client, f"{base}/draft/check")
    assert "条款已于 2026年3月2日 09:00 核对无误" in client.text()
    client.get(address(database, base, "（六）"))
    send(client, "rewrite", {"number": "（四）"})
    client.get(f"{base}/publish")
    assert "请核对条款后点“核对无误”" in client.text()
    client.get(f"{base}/draft")
    desk.send(client, f"{base}/draft/check")
    client.get(f"{base}/publish")
    client.submit({}, action="publish")
    assert "公告已发布" in client.text()


def test_a_clean_draft_may_be_checked_and_need_not_be(
    client: LintClient, database: Database, base: str
) -> None:
    client.get(f"{base}/draft")
    assert "没有发现条款有需要核对的地方" in client.text()
    desk.send(client, f"{base}/draft/check")
    assert "条款核对无误" in client.text()
    client.get(f"{base}/publish")
    assert "核对无误" not in client.text()


def test_nothing_of_a_published_draft_can_be_mended(
    client: LintClient, database: Database, base: str
) -> None:
    place = address(database, base, "（四）")
    client.get(place)
    page = client.page
    client.get(f"{base}/draft")
    tree = client.page
    client.get(f"{base}/publish")
    client.submit({}, action="publish")
    before = numbers(database, base)
    for act in ("promote", "merge", "rewrite", "split"):
        client.page = page
        assert send(client, act, {"piece": "0"} if act == "split" else None).status_code == 409
        assert "公告已经发布，不能再修改" in client.text()
    for name in ("undo", "check"):
        client.page = tree
        assert desk.send(client, f"{base}/draft/{name}").status_code == 409
        assert "公告已经发布，不能再修改" in client.text()
    assert numbers(database, base) == before
    client.get(place)
    assert "条款不能再改" in client.text()
    client.get(f"{base}/draft")
    assert client.links("修改") == []


def test_an_expired_token_keeps_the_words_and_an_unknown_act_is_no_act(
    client: LintClient, database: Database, base: str
) -> None:
    place = address(database, base, "（四）")
    typed = {"act": "rewrite", "rewrite-text": "刚刚写好的正文", "rewrite-number": "（四）"}
    assert client.post(place, data=typed).status_code == 422
    assert form_fields(form_of(client, "rewrite"))["rewrite-text"] == "刚刚写好的正文"
    assert client.post(place, data={"act": "explode"}).status_code == 400
    for name in ("undo", "check"):
        assert client.post(f"{base}/draft/{name}").status_code == 422
    assert numbers(database, base) == [
        "一、", "（一）", "（二）", "二、", "（三）", "（四）", "（五）",
    ]  # fmt: skip


def test_another_bureaus_officer_mends_nothing(
    new_client: Callable[[], LintClient], database: Database, base: str
) -> None:
    place = address(database, base, "（四）")
    with database.transaction() as session:
        make.officer(session, "stranger", "云川市自然资源和规划局")
    stranger = new_client()
    stranger.sign_in("stranger", make.PASSWORD)
    stranger.get("/bureau/consultations/new")
    token = form_fields(stranger.find_form("/new"))["csrf_token"]
    assert stranger.get(place).status_code == 404
    for path in (place, f"{base}/draft/undo", f"{base}/draft/check"):
        assert stranger.post(path, data={"csrf_token": token, "act": "merge"}).status_code == 404


def test_a_statute_of_1300_articles_stays_usable(client: LintClient, database: Database) -> None:
    articles = "".join(
        f"第{from_int(n)}条　停车位应当有序设置，不得占用盲道和消防通道。\n\n"
        for n in range(1, 1301)
    )
    desk.officer(client, database)
    reference = desk.own(
        database, draft=f"云川市停车办法（征求意见稿）\n\n第一章　总则\n\n{articles}"
    )
    base = f"/bureau/consultations/{reference}"
    plain: Any = client.application.test_client()
    plain.sign_in("officer", make.PASSWORD)
    for path in (f"{base}/draft", address(database, base, "第六百条")):
        with counting() as statements, within(1.5):
            response = super(LintClient, plain).open(path)
        assert response.status_code == 200
        assert len(statements) <= 12
