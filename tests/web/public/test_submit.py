"""The contact form and the submission: all or nothing, once, and no typed word lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from portal.db import Database
from portal.models.submissions import Attachment, Basket, BasketContact, Comment, Submission
from portal.operations import limits
from portal.operations.attachments import SEAL_BYTE_LIMIT
from portal.operations.limits import count_attempt
from portal.secrets import KeyRing
from portal.web.public.reach import looks_reachable
from tests import make
from tests.conftest import TestClock
from tests.lint import LintClient, elements, form_fields, words
from tests.web.public import visits

UNIT = {
    "commenter_kind": "organisation",
    "organisation": "云川市骑行协会",
    "liaison": "周一鸣",
    "liaison_reach": "0999-5550188",
}


def count(database: Database, model: Any) -> int:
    """How many rows there are."""
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def only_submission(database: Database) -> Submission:
    """The one submission there is."""
    with database.reading() as session:
        return session.scalars(select(Submission)).one()


def test_a_person_submits_several_opinions_at_once(client: LintClient, database: Database) -> None:
    scene = make.scene(database)
    visits.write(client, scene, 1, "第一条意见。")
    visits.write(client, scene, 2, "第二条意见。\n\n  第二段，保持原样。")
    response = visits.submit(client, scene)
    assert response.request.path == "/receipt"
    assert "第一条意见。" in client.text()
    row = only_submission(database)
    assert (row.comment_count, row.commenter_kind, row.allows_publication) == (
        2,
        "individual",
        False,
    )
    assert not row.is_flagged
    with database.reading() as session:
        bodies = session.scalars(select(Comment.body).order_by(Comment.position)).all()
    assert bodies == ["第一条意见。", "第二条意见。\n\n  第二段，保持原样。"]


def test_the_consent_to_publication_is_not_ticked_and_apart(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    visits.write(client, scene, 1, "意见。")
    client.get(visits.path(scene, "/submit"))
    assert "allows_publication" not in form_fields(client.find_form())
    assert "个人信息处理告知" in client.text()
    visits.submit(client, scene, allows_publication="y")
    assert only_submission(database).allows_publication


def test_a_screen_of_privacy_notice_stood_before_the_first_field(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    visits.write(client, scene, 1, "意见。")
    client.get(visits.path(scene, "/submit"))
    assert client.page is not None
    (folded,) = elements(client.page, "details")
    said = client.text().replace(words(folded), "")
    for visible in ("个人信息处理告知", "目的：核实意见", "未满14周岁的", "个人信息如何处理（全文）"):
        assert visible in said
    for unfolded in ("处理者：", "种类：", "保存期限：", "您的权利："):
        assert unfolded in words(folded)


def test_an_empty_basket_has_nothing_to_submit(client: LintClient, database: Database) -> None:
    scene = make.scene(database)
    response = client.get(visits.path(scene, "/submit"))
    assert response.status_code == 303
    assert response.location == visits.path(scene, "/basket")


@pytest.mark.parametrize(
    ("missing", "sentence"), [("name", "请填写姓名。"), ("reach", "请填写联系方式。")]
)
def test_a_person_gives_name_and_reach(
    client: LintClient, database: Database, missing: str, sentence: str
) -> None:
    scene = make.scene(database)
    visits.write(client, scene, 1, "意见。")
    assert visits.submit(client, scene, **{missing: " "}).status_code == 422
    assert sentence in client.text()
    assert "请填写单位名称。" not in client.text()
    assert count(database, Submission) == 0
    kept = form_fields(client.find_form())
    assert {kept["name"], kept["reach"]} & {"李晓禾", "19900001234"}


@pytest.mark.parametrize("missing", ["organisation", "liaison", "liaison_reach"])
def test_an_organisation_gives_its_name_and_a_person(
    client: LintClient, database: Database, missing: str
) -> None:
    scene = make.scene(database)
    visits.write(client, scene, 1, "意见。")
    assert visits.submit(client, scene, **{**UNIT, "seal": "post", missing: ""}).status_code == 422
    assert count(database, Submission) == 0


def test_an_organisation_chooses_how_its_seal_comes(client: LintClient, database: Database) -> None:
    scene = make.scene(database)
    visits.write(client, scene, 1, "意见。")
    assert visits.submit(client, scene, **UNIT).status_code == 422
    assert "请选择公章的提交方式。" in client.text()
    assert client.submit({"seal": "upload"}).status_code == 422
    assert "请上传盖章扫描件" in client.text()
    client.submit({"seal": "post"})
    assert client.submit(action="/check").request.path == "/receipt"
    assert "请邮寄盖章原件" in client.text()
    assert only_submission(database).seal == "post"


def test_a_seal_scan_comes_with_the_form(client: LintClient, database: Database) -> None:
    scene = make.scene(database)
    visits.write(client, scene, 1, "意见。")
    response = visits.submit(client, scene, **UNIT, seal="upload", seal_file=visits.pdf())
    assert response.request.path == "/receipt"
    with database.reading() as session:
        row = session.scalars(select(Attachment)).one()
    assert (row.original_name, row.media_type, row.submission_id) == (
        "盖章.pdf",
        "application/pdf",
        only_submission(database).id,
    )


def test_a_good_scan_is_kept_when_the_form_must_be_corrected(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    visits.write(client, scene, 1, "意见。")
    refused = visits.submit(
        client, scene, **{**UNIT, "liaison": ""}, seal="upload", seal_file=visits.pdf()
    )
    assert refused.status_code == 422
    assert "已收到：盖章.pdf" in client.text()
    client.submit({"liaison": "周一鸣"})
    assert client.submit(action="/check").request.path == "/receipt"
    with database.reading() as session:
        assert session.scalars(select(Attachment)).one().submission_id is not None


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "文件是空的"),
        (b"MZ\x90\x00 named as a scan", "文件名说是 PDF，内容却不是，可能已损坏，或者只是改了名称。只接受 PDF"),
        (b"%PDF-1.4 cut off", "文件不完整"),
        (b"%PDF-" + b"0" * SEAL_BYTE_LIMIT, "文件超过 5 MB"),
    ],
    ids=["empty", "program", "cut-off", "large"],
)
def test_a_bad_scan_is_refused_with_the_form_kept(
    client: LintClient, database: Database, data: bytes, sentence: str
) -> None:
    scene = make.scene(database)
    visits.write(client, scene, 1, "意见。")
    response = visits.submit(client, scene, **UNIT, seal="upload", seal_file=visits.pdf(data))
    response.request.environ["wsgi.input"].close()  # the test client leaves a large body open
    assert response.status_code == 422
    assert sentence in client.text()
    assert form_fields(client.find_form())["organisation"] == "云川市骑行协会"
    assert count(database, Submission) == count(database, Attachment) == 0


def reach_the_close(client: LintClient, database: Database, test_clock: TestClock) -> None:
    """The contact form stands open when the window closes."""
    scene = make.scene(database)
    visits.write(client, scene, 1, "差一点赶上。")
    client.get(visits.path(scene, "/submit"))
    test_clock.set(scene.closes_at)


def test_contact_data_too_late_is_refused_with_everything_kept(
    client: LintClient, database: Database, test_clock: TestClock
) -> None:
    reach_the_close(client, database, test_clock)
    response = client.submit({"name": "李晓禾", "reach": "19900001234"})
    assert response.status_code == 409
    assert "征集已于 2026年3月31日 24:00 结束" in client.text()
    assert "差一点赶上。" in client.text()
    assert "bike@example.cn" in client.text()
    assert form_fields(client.find_form())["name"] == "李晓禾"
    assert count(database, Submission) == count(database, BasketContact) == 0


def test_what_came_too_late_is_not_asked_to_be_mended(
    client: LintClient, database: Database, test_clock: TestClock
) -> None:
    reach_the_close(client, database, test_clock)
    assert client.submit({"name": "", "reach": "12"}).status_code == 409
    assert "再按一次" not in client.text()
    assert "有内容需要修改" not in client.text()


def test_a_late_scan_is_not_stored(
    client: LintClient, database: Database, test_clock: TestClock
) -> None:
    reach_the_close(client, database, test_clock)
    assert client.submit({**UNIT, "seal": "upload", "seal_file": visits.pdf()}).status_code == 409
    assert count(database, Attachment) == 0


def test_a_double_click_with_a_scan_leaves_one_scan(client: LintClient, database: Database) -> None:
    scene = make.scene(database)
    visits.write(client, scene, 1, "只交一次。")
    client.get(visits.path(scene, "/submit"))
    fields = {**form_fields(client.find_form()), **UNIT, "seal": "upload"}
    for _ in range(2):
        response = client.post(
            visits.path(scene, "/submit"),
            data={**fields, "seal_file": visits.pdf()},
            content_type="multipart/form-data",
        )
        assert response.location == visits.path(scene, "/check")
    client.get(visits.path(scene, "/check"))
    client.submit(action="/check")
    assert count(database, Submission) == count(database, Attachment) == 1
    assert count(database, Basket) == 0


@pytest.mark.parametrize("typed", ["123", "lixiaohe@", "1990000123", "家里"])
def test_a_doubtful_way_to_be_reached_is_asked_back_about_once(
    client: LintClient, database: Database, typed: str
) -> None:
    scene = make.scene(database)
    visits.write(client, scene, 1, "意见。")
    assert visits.fill_contact(client, scene, reach=typed).status_code == 422
    assert f"“{typed}”看起来不像完整的电话" in client.text()
    assert client.submit().request.path == visits.path(scene, "/check")


@pytest.mark.parametrize(
    "typed",
    ["19900001234", "+86 199-0000-1234", "0999-5550123 转 801", "li@example.cn", "河东路 8 号 2 单元",
     "５５５０１２３４"],
)  # fmt: skip
def test_a_plausible_way_to_be_reached_is_taken_at_once(typed: str) -> None:
    assert looks_reachable(typed)


def test_an_expired_page_keeps_the_form_and_writes_nothing(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    visits.write(client, scene, 1, "意见。")
    response = visits.submit(
        client, scene, **UNIT, seal="upload", seal_file=visits.pdf(), csrf_token="stale"
    )
    assert response.status_code == 422
    assert "安全校验已过期" in client.text()
    assert form_fields(client.find_form())["organisation"] == "云川市骑行协会"
    assert count(database, Submission) == count(database, Attachment) == 0


@pytest.mark.parametrize(
    ("value", "status"),
    [("李\x00晓禾", 422), ("李\ufffd晓禾", 422), ("名" * 101, 422), ("O'Néill 李", 200)],
)
def test_names_pass_the_input_gate(
    client: LintClient, database: Database, value: str, status: int
) -> None:
    scene = make.scene(database)
    visits.write(client, scene, 1, "意见。")
    assert visits.fill_contact(client, scene, name=value).status_code == status


def test_a_filled_trap_flags_and_never_refuses(client: LintClient, database: Database) -> None:
    scene = make.scene(database)
    visits.write(client, scene, 1, "意见。")
    assert visits.submit(client, scene, website="http://example.com").request.path == "/receipt"
    assert only_submission(database).is_flagged


def test_officers_saw_the_flag_on_a_card_and_could_not_ask_for_the_flagged_alone(
    client: LintClient, new_client: Callable[[], LintClient], database: Database
) -> None:
    scene = make.scene(database)
    officer, overview = new_client(), f"/bureau/consultations/{scene.reference}/comments"
    officer.sign_in("officer", make.PASSWORD)
    officer.get(overview)
    assert not officer.links("疑似批量或自动提交")
    visits.write(client, scene, 1, "平常的意见。")
    visits.submit(client, scene)
    visits.write(client, scene, 1, "填了陷阱的意见。")
    visits.submit(client, scene, website="http://example.com")
    officer.get(overview)
    officer.get(officer.links("1 条意见标为“疑似批量或自动提交”")[0])
    assert "填了陷阱的意见。" in officer.text()
    assert "平常的意见。" not in officer.text()
    officer.get(officer.links("答复这条意见")[0])
    assert "机器标记 疑似批量或自动提交" in officer.text()
    officer.get(f"{overview}/flagged?after=99")
    assert "填了陷阱的意见。" in officer.text()  # past the end stands the last page
    assert "平常的意见。" not in officer.text()


def test_many_from_one_address_are_flagged_and_accepted(
    client: LintClient, database: Database, ring: KeyRing
) -> None:
    scene = make.scene(database)
    attempted(database, ring, limits.SUBMIT_SOFT.count)
    visits.write(client, scene, 1, "意见。")
    assert visits.submit(client, scene).request.path == "/receipt"
    assert only_submission(database).is_flagged


def test_far_too_many_from_one_address_must_wait_with_everything_kept(
    client: LintClient, database: Database, ring: KeyRing
) -> None:
    scene = make.scene(database)
    attempted(database, ring, limits.SUBMIT_HARD.count)
    visits.write(client, scene, 1, "稍后再交。")
    assert visits.submit(client, scene).status_code == 429
    assert "稍后再交。" in client.text()
    assert "李晓禾" in client.text()
    visits.later(seconds=limits.SUBMIT_HARD.seconds)
    assert client.submit(action="/check").request.path == "/receipt"


def attempted(database: Database, ring: KeyRing, times: int) -> None:
    """The test client's address has submitted so often within the hour."""
    with database.transaction() as session:
        for _ in range(times):
            count_attempt(session, ring, limits.SUBMIT_HARD, "127.0.0.1", visits.now())


def test_nobody_submits_anothers_basket(
    client: LintClient, new_client: Callable[[], LintClient], database: Database
) -> None:
    scene = make.scene(database)
    visits.write(client, scene, 1, "张三的意见。")
    visits.fill_contact(client, scene)
    data = form_fields(client.find_form("/check"))
    stranger = new_client()
    visits.write(stranger, scene, 1, "李四的意见。")
    visits.fill_contact(stranger, scene)
    assert stranger.post(visits.path(scene, "/check"), data=data).status_code == 422
    assert "张三的意见。" not in stranger.text()
    assert count(database, Submission) == 0


def test_pages_of_one_visitor_are_not_stored(client: LintClient, database: Database) -> None:
    scene = make.scene(database)
    visits.write(client, scene, 1, "意见。")
    visits.fill_contact(client, scene)
    for page in ("/basket", "/submit", "/check", "/draft", "/opinions/new"):
        assert client.get(visits.path(scene, page)).headers["Cache-Control"] == "no-store", page
    visits.submit(client, scene)
    for page in ("/receipt", "/status"):
        assert client.get(page).headers["Cache-Control"] == "no-store", page


def test_a_question_in_the_list_of_errors_had_a_colon_after_its_mark(
    client: LintClient, database: Database
) -> None:
    scene = make.scene(database)
    visits.write(client, scene, 0, "意见")
    client.get(visits.path(scene, "/submit"))
    assert client.submit({"commenter_kind": "nobody"}).status_code == 422
    assert "您以什么身份提出意见：请从列出的选项中选择。" in client.text()
    assert "？：" not in client.text()
