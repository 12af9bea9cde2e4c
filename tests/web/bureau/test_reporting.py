"""Preparing and publishing the adoption report by page."""

from __future__ import annotations

from typing import Any

import pytest

from portal.db import Database
from portal.models.responses import Report
from portal.queries.consultations import find_report
from portal.secrets import KeyRing
from tests import make
from tests.lint import LintClient
from tests.web.bureau import desk


@pytest.fixture
def scene(client: LintClient, database: Database) -> make.Scene:
    """A published consultation, its officer signed in."""
    made = make.scene(database)
    client.sign_in("officer", make.PASSWORD)
    return made


def _page(scene: make.Scene) -> str:
    return f"/bureau/consultations/{scene.reference}/report"


def _closed(client: LintClient, scene: make.Scene, test_clock: Any) -> None:
    """The window has closed and the officer looks at the report."""
    test_clock.set(scene.closes_at)
    client.sign_in("officer", make.PASSWORD)
    client.get(_page(scene))


def _published(database: Database, scene: make.Scene) -> Report | None:
    with database.reading() as session:
        found = find_report(session, scene.consultation_id)
        if found is not None:
            assert found.rows is not None
        session.expunge_all()
        return found


def test_an_open_window_and_undecided_comments_are_named_and_no_button_is_offered(
    client: LintClient, database: Database, ring: KeyRing, scene: make.Scene
) -> None:
    desk.submitted(database, ring, scene, "建议加宽标线")
    client.get(_page(scene))
    assert "征集期尚未结束" in client.text()
    assert "还有 1 条意见未处理" in client.text()
    assert "发布采纳情况反馈" not in client.text()


def test_a_consultation_nobody_answered_is_reported_too(
    client: LintClient, database: Database, scene: make.Scene, test_clock: Any
) -> None:
    _closed(client, scene, test_clock)
    assert "征集期间未收到意见建议" in client.text()
    answer = client.submit({}, action="report", follow=False)
    assert answer.status_code == 303
    report = _published(database, scene)
    assert report is not None
    assert report.collection == "征集期间未收到意见建议。"
    assert report.figures["comment_count"] == 0


def test_the_paragraphs_are_filled_in_from_the_figures(
    client: LintClient, database: Database, ring: KeyRing, scene: make.Scene, test_clock: Any
) -> None:
    desk.submitted(database, ring, scene, "建议加宽标线", "同意")
    desk.decide_all(database, scene)
    _closed(client, scene, test_clock)
    client.submit({}, action="report", follow=False)
    report = _published(database, scene)
    assert report is not None
    assert report.title == "关于《规范云川市共享单车停放管理的实施意见》公开征求意见采纳情况的反馈"
    assert report.process == (
        "云川市城市管理局于2026年3月2日 至 2026年3月31日，通过网站、电子邮箱向社会公开征求意见。"
    )
    assert report.collection == "共收到1人（单位）提出的2条意见，采纳（含部分采纳）2条。"


def test_the_official_paragraphs_are_chinese_for_an_officer_who_reads_english(
    client: LintClient, scene: make.Scene, test_clock: Any
) -> None:
    client.set_cookie("portal_language", "en")
    _closed(client, scene, test_clock)
    assert "云川市城市管理局于2026年3月2日 至 2026年3月31日" in client.text()


def test_personal_data_is_masked_shown_and_must_be_confirmed(
    client: LintClient, database: Database, ring: KeyRing, scene: make.Scene, test_clock: Any
) -> None:
    body = "请打我的电话19912345678联系我"
    desk.submitted(database, ring, scene, body, "同意", contact=desk.WILLING)
    desk.decide_all(database, scene)
    _closed(client, scene, test_clock)
    assert "19912345678" not in client.text()
    assert "199****5678" in client.text()
    assert "遮盖了个人信息的意见" in client.text()
    answer = client.submit({"thanks": "谢谢大家的意见"}, action="report")
    assert answer.status_code == 422
    assert "谢谢大家的意见" in client.text()
    assert _published(database, scene) is None
    client.submit({"masking_confirmed": "y"}, action="report", follow=False)
    report = _published(database, scene)
    assert report is not None
    assert report.rows[0].body == "请打我的电话199****5678联系我"
    assert report.thanks == "谢谢大家的意见"


def test_a_box_left_unticked_was_asked_to_be_filled_in(
    client: LintClient, database: Database, ring: KeyRing, scene: make.Scene, test_clock: Any
) -> None:
    desk.submitted(database, ring, scene, "电话19912345678", contact=desk.WILLING)
    desk.decide_all(database, scene)
    _closed(client, scene, test_clock)
    assert client.submit(action="report").status_code == 422
    assert "请勾选“已逐条核对，遮盖后的文字可以公开”。" in client.text()


def test_comments_whose_authors_did_not_agree_are_neither_named_nor_quoted(
    client: LintClient, database: Database, ring: KeyRing, scene: make.Scene, test_clock: Any
) -> None:
    desk.submitted(database, ring, scene, "请打我的电话19912345678联系我")
    desk.decide_all(database, scene)
    _closed(client, scene, test_clock)
    assert "未同意公开" in client.text()
    assert "联系我" not in client.text()
    assert "遮盖了个人信息的意见" not in client.text()


@pytest.mark.parametrize("field", ["course", "collection", "thanks"])
def test_a_phone_number_in_the_officers_own_words_is_refused_with_the_words_kept(
    client: LintClient, database: Database, scene: make.Scene, test_clock: Any, field: str
) -> None:
    _closed(client, scene, test_clock)
    answer = client.submit({field: "请联系王先生13812345678致谢"}, action="report")
    assert answer.status_code == 422
    assert "公开前请删除" in client.text()
    assert "请联系王先生13812345678致谢" in client.text()
    assert _published(database, scene) is None


def test_an_emptied_paragraph_is_refused(
    client: LintClient, database: Database, scene: make.Scene, test_clock: Any
) -> None:
    _closed(client, scene, test_clock)
    answer = client.submit({"course": ""}, action="report")
    assert answer.status_code == 422
    assert "请填写公众参与过程" in client.text()
    assert _published(database, scene) is None


def test_a_report_is_published_once(
    client: LintClient, database: Database, scene: make.Scene, test_clock: Any
) -> None:
    _closed(client, scene, test_clock)
    page = client.page
    client.submit({}, action="report", follow=False)
    client.page = page
    answer = client.submit({"title": "另一份反馈"}, action="report", follow=False)
    assert answer.status_code == 409
    report = _published(database, scene)
    assert report is not None
    assert report.title != "另一份反馈"
    client.get(_page(scene))
    assert "查看公布的反馈" in client.text()
