"""Extending, closing early, opening early, withdrawing: with a reason the public sees."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from portal import clock
from portal.db import Database
from portal.models.accounts import User
from portal.models.consultations import Consultation, ConsultationWindow, DocumentKind, WindowChange
from portal.operations import windows
from portal.operations.consultations import (
    lock_consultation,
    publish_consultation,
    withdraw_consultation,
)
from portal.window import Window, to_civil
from tests import make
from tests.lint import LintClient, elements
from tests.web.admin.staff import signed_in_admin

REASON = "征集期内收到多家单位申请，\n适当调整时间。"
SHORT = "一般不少于 30 日（重大行政决策程序暂行条例第十五条），这样少 16 日。"


def _window(database: Database) -> Window:
    with database.reading() as session:
        return session.scalars(select(ConsultationWindow)).one().value()


def _changes(database: Database) -> list[tuple[str, str]]:
    with database.reading() as session:
        rows = session.scalars(select(WindowChange).order_by(WindowChange.revision))
        return [(row.kind, row.reason) for row in rows]


def _typed(instant: Any) -> str:
    return to_civil(instant).strftime("%Y-%m-%dT%H:%M")


def _send(client: LintClient, scene: make.Scene, act: str, **fields: str) -> Any:
    """The form of an act is filled in and sent, as it stands on the page fetched last."""
    assert client.page is not None
    for form in elements(client.page, "form"):
        names = {e.get("name"): e.get("value") for e in elements(form, "input")}
        if names.get("act") == act:
            values = {**names, **{f"{act}-{name}": value for name, value in fields.items()}}
            return client.post(
                f"/admin/consultations/{scene.reference}/window", data=values, follow_redirects=True
            )
    raise AssertionError(f"no form for {act}")


def _upcoming_scene(database: Database) -> make.Scene:
    """A published consultation that opens in a week."""
    with database.transaction() as session:
        make.admin(session)
        officer = make.officer(session)
        made = make.prepared(session, officer)
        assert made.window is not None
        later = Window(made.window.opens_at + timedelta(days=7), made.window.closes_at + timedelta(days=7))
        windows.set_window(session, made, later, actor=officer, now=clock.now())
        publish_consultation(session, made, actor=officer, now=clock.now())
        return make.Scene(made.id, made.reference, later.closes_at, [])


def _open_page(client: LintClient, scene: make.Scene, page: str = "window") -> str:
    assert client.get(f"/admin/consultations/{scene.reference}/{page}").status_code == 200
    return client.text()


def test_an_open_window_is_extended_and_the_reason_is_shown(
    client: LintClient, database: Database
) -> None:
    scene = signed_in_admin(client, database)
    page = _open_page(client, scene)
    assert "现在开始征集" not in page
    later = scene.closes_at + timedelta(days=10)
    answer = _send(client, scene, "extend", closes_at=_typed(later), reason=REASON)
    assert answer.status_code == 200
    assert _window(database).closes_at == later
    assert _changes(database)[-1] == ("extended", REASON)
    assert "期限已改变" in client.text()
    assert "起止时间改为 2026年3月2日 至 2026年4月10日" in client.text()


def test_a_period_that_may_not_be_shortened_was_called_the_usual_one(
    client: LintClient, database: Database
) -> None:
    signed_in_admin(client, database)
    with database.transaction() as session:
        made = make.prepared(session, make.officer(session, "planner"))
        plans = select(DocumentKind).where(DocumentKind.code == "urban_plan")
        made.document_kind = session.scalars(plans).one()
        reference = made.reference
    client.get(f"/admin/consultations/{reference}/window")
    assert "不得少于 30 日（城乡规划法第二十六条）" in client.text()
    assert "一般不少于" not in client.text()


def test_an_open_window_is_closed_at_once(
    client: LintClient, database: Database, test_clock: Any
) -> None:
    scene = signed_in_admin(client, database)
    test_clock.move(days=3)
    client.sign_in("admin", make.PASSWORD)
    _open_page(client, scene)
    _send(client, scene, "close", when="now", reason=REASON)
    _send(client, scene, "close", when="now", reason=REASON, is_sure="y")
    assert _window(database).closes_at == clock.now()
    assert _changes(database)[-1] == ("closed_early", REASON)
    assert "不会重新开始" in _open_page(client, scene)


def test_an_open_window_is_closed_at_an_earlier_time(
    client: LintClient, database: Database
) -> None:
    scene = signed_in_admin(client, database)
    _open_page(client, scene)
    earlier = scene.closes_at - timedelta(days=5)
    _send(client, scene, "close", when="at", closes_at=_typed(earlier), reason=REASON)
    _send(client, scene, "close", when="at", closes_at=_typed(earlier), reason=REASON, is_sure="y")
    assert _window(database).closes_at == earlier


def test_a_window_of_thirty_days_is_not_closed_on_the_fourteenth_without_being_told_what_is_missing(
    client: LintClient, database: Database, test_clock: Any
) -> None:
    scene = signed_in_admin(client, database)
    test_clock.move(days=13)
    client.sign_in("admin", make.PASSWORD)
    _open_page(client, scene)
    assert _send(client, scene, "close", when="now", reason=REASON).status_code == 422
    assert _window(database).closes_at == scene.closes_at, "nothing has happened yet"
    assert _changes(database) == [("set", "")]
    assert SHORT in client.text()
    assert "适当调整时间" in client.text()
    assert client.page is not None
    box = next(e for e in elements(client.page, "input") if e.get("name") == "close-is_sure")
    assert box.get("checked") is None


def test_who_agreed_to_one_early_close_is_asked_again_before_another(
    client: LintClient, database: Database
) -> None:
    scene = signed_in_admin(client, database)
    _open_page(client, scene)
    first, second = (_typed(scene.closes_at - timedelta(days=days)) for days in (2, 20))
    _send(client, scene, "close", when="at", closes_at=first, reason=REASON)
    answer = _send(client, scene, "close", when="at", closes_at=second, reason=REASON, is_sure="y")
    assert answer.status_code == 422
    assert _window(database).closes_at == scene.closes_at
    _send(client, scene, "close", when="at", closes_at=second, reason=REASON, is_sure="y")
    assert _window(database).closes_at == scene.closes_at - timedelta(days=20)


def test_an_upcoming_window_is_opened_at_once(client: LintClient, database: Database) -> None:
    scene = _upcoming_scene(database)
    client.sign_in("admin", make.PASSWORD)
    assert "提前结束征集" not in _open_page(client, scene)
    _send(client, scene, "open", reason=REASON)
    assert _window(database) == Window(clock.now(), scene.closes_at)
    assert _changes(database)[-1] == ("opened_early", REASON)


@pytest.mark.parametrize(
    ("act", "fields", "status", "message"),
    [
        ("extend", {"closes_at": "2026-04-20T00:00", "reason": ""}, 422, "请填写理由"),
        ("extend", {"closes_at": "2026-04-20T00:00", "reason": " \n "}, 422, "请填写“"),
        ("extend", {"closes_at": "2026-04-20T00:00", "reason": "理" * 2001}, 422, "理由太长"),
        ("extend", {"closes_at": "2026-04-20T00:00", "reason": "理由\x07"}, 422, "控制字符"),
        ("extend", {"closes_at": "", "reason": "节假日"}, 422, "请填写新的截止时间"),
        ("extend", {"closes_at": "next week", "reason": "节假日"}, 422, ""),
        ("extend", {"closes_at": "0001-01-01T00:00", "reason": "节假日"}, 422, "请核对年份"),
        ("extend", {"closes_at": "9999-12-31T23:59", "reason": "节假日"}, 422, "请核对年份"),
        ("extend", {"closes_at": "2026-03-20T00:00", "reason": "节假日"}, 409, "必须晚于"),
        ("extend", {"closes_at": "2026-04-01T00:00", "reason": "节假日"}, 409, "必须晚于"),
        ("close", {"when": "at", "closes_at": "", "reason": "节假日"}, 422, "请填写新的截止时间"),
        ("close", {"when": "at", "closes_at": "2026-04-20T00:00", "reason": "节假日"}, 409, "必须早于"),
        ("close", {"when": "at", "closes_at": "2026-03-01T00:00", "reason": "节假日"}, 409, "必须早于"),
        ("close", {"when": "soon", "closes_at": "", "reason": "节假日"}, 422, ""),
    ],
)
def test_an_impossible_change_is_refused_and_what_was_typed_is_kept(
    client: LintClient, database: Database, act: str, fields: dict[str, str], status: int, message: str
) -> None:
    scene = signed_in_admin(client, database)
    _open_page(client, scene)
    answer = _send(client, scene, act, **fields)
    assert answer.status_code == status
    assert message in client.text()
    assert fields["reason"].strip("\x07 ") in answer.get_data(as_text=True)
    if fields.get("closes_at"):
        assert f'value="{fields["closes_at"]}"' in answer.get_data(as_text=True)
    assert _window(database).closes_at == scene.closes_at
    assert [kind for kind, _reason in _changes(database)] == ["set"]


def test_an_extension_sent_after_the_close_is_refused_with_its_reason_kept(
    client: LintClient, database: Database, test_clock: Any
) -> None:
    scene = signed_in_admin(client, database)
    test_clock.set(scene.closes_at - timedelta(minutes=1))
    client.sign_in("admin", make.PASSWORD)
    _open_page(client, scene)
    test_clock.set(scene.closes_at)
    later = _typed(scene.closes_at + timedelta(days=1))
    answer = _send(client, scene, "extend", closes_at=later, reason="刚刚过了截止时间")
    assert answer.status_code == 409
    assert "期限已经结束，不能再延长" in client.text()
    assert "刚刚过了截止时间" in client.text()
    assert _window(database).closes_at == scene.closes_at


def test_an_early_opening_is_refused_once_it_has_opened(
    client: LintClient, database: Database, test_clock: Any
) -> None:
    scene = _upcoming_scene(database)
    test_clock.set(_window(database).opens_at - timedelta(seconds=1))
    client.sign_in("admin", make.PASSWORD)
    _open_page(client, scene)
    test_clock.move(seconds=1)
    answer = _send(client, scene, "open", reason=REASON)
    assert answer.status_code == 409
    assert "只有尚未开始的征集可以提前开始" in client.text()


def test_an_act_nobody_offered_is_a_bad_request(client: LintClient, database: Database) -> None:
    scene = signed_in_admin(client, database)
    path = f"/admin/consultations/{scene.reference}/window"
    assert client.post(path, data={"act": "reopen"}).status_code == 400
    assert client.post(path, data={}).status_code == 400


def test_an_unpublished_window_is_left_to_its_bureau(client: LintClient, database: Database) -> None:
    with database.transaction() as session:
        make.admin(session)
        made = make.prepared(session, make.officer(session))
    scene = make.Scene(made.id, made.reference, clock.now(), [])
    client.sign_in("admin", make.PASSWORD)
    assert "还没有发布" in _open_page(client, scene)
    assert "还没有发布" in _open_page(client, scene, "withdraw")


def test_a_withdrawal_closes_the_consultation_and_says_why(
    client: LintClient, database: Database
) -> None:
    scene = signed_in_admin(client, database)
    _open_page(client, scene, "withdraw")
    answer = client.submit({"reason": REASON, "is_sure": "y"}, action="withdraw")
    assert answer.status_code == 200
    with database.reading() as session:
        row = session.get_one(Consultation, scene.consultation_id)
        assert (row.withdrawal_reason, row.withdrawn_at) == (REASON, clock.now())
    assert "已经撤回" in _open_page(client, scene, "withdraw")
    assert "适当调整时间" in client.text()
    assert "已经撤回，期限不能再调整" in _open_page(client, scene)


def test_a_withdrawal_with_any_reason_and_no_second_step_is_not_done(
    client: LintClient, database: Database, test_clock: Any
) -> None:
    scene = signed_in_admin(client, database)
    test_clock.move(days=13)
    client.sign_in("admin", make.PASSWORD)
    assert SHORT in _open_page(client, scene, "withdraw")
    assert client.submit({"reason": REASON}, action="withdraw").status_code == 422
    assert "确定撤回" in client.text()
    with database.reading() as session:
        assert session.get_one(Consultation, scene.consultation_id).withdrawn_at is None


def test_a_withdrawal_without_reason_or_for_the_second_time_is_refused(
    client: LintClient, database: Database
) -> None:
    scene = signed_in_admin(client, database)
    _open_page(client, scene, "withdraw")
    assert client.submit({"reason": "  ", "is_sure": "y"}, action="withdraw").status_code == 422
    with database.transaction() as session:
        admin = session.scalars(select(User).where(User.username == "admin")).one()
        withdraw_consultation(
            session, lock_consultation(session, scene.consultation_id), reason="先撤回了。",
            actor=admin, now=clock.now(),
        )
    answer = client.submit({"reason": "再次撤回", "is_sure": "y"}, action="withdraw")
    assert answer.status_code == 409
    assert "再次撤回" in client.text()


def test_an_unknown_consultation_is_not_found(client: LintClient, database: Database) -> None:
    signed_in_admin(client, database)
    assert client.get("/admin/consultations/2026-9999/window").status_code == 404
    assert client.get("/admin/consultations/2026-9999/withdraw").status_code == 404


def test_the_list_shows_every_bureau_and_leads_to_the_acts(
    client: LintClient, database: Database
) -> None:
    scene = signed_in_admin(client, database)
    with database.transaction() as session:
        make.prepared(session, make.officer(session, "zhu", "云川市住房和城乡建设局"))
    client.get("/admin/consultations")
    assert "云川市住房和城乡建设局" in client.text()
    assert f"/admin/consultations/{scene.reference}/withdraw" in client.links()
    for page in ("2", "0", "-1", "x", "9" * 30):
        assert client.get(f"/admin/consultations?page={page}").status_code == 200
