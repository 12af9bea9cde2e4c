"""The audit trail's page."""

from __future__ import annotations

import ast
from pathlib import Path

from sqlalchemy import func, select

from portal import clock
from portal.db import Database
from portal.models.audit import AuditEvent
from portal.operations.audit import record_event
from portal.web.admin.words import ACTIONS
from tests import make
from tests.lint import LintClient
from tests.web.admin.staff import signed_in_admin

PORTAL = Path(__file__).parents[3] / "portal"


def _recorded_actions() -> set[str]:
    """Every action code in a call that records an event."""
    found: set[str] = set()
    for path in PORTAL.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and len(call.args) > 1:
                name = getattr(call.func, "id", getattr(call.func, "attr", ""))
                if name in ("record_event", "_record") and isinstance(call.args[1], ast.Constant):
                    found.add(str(call.args[1].value))
    return found


def test_every_recorded_action_has_words() -> None:
    named = _recorded_actions()
    assert len(named) > 10
    assert named <= set(ACTIONS)
    for kind in ("set", "extended", "opened_early", "closed_early", "opened_recorded", "closed_recorded"):
        assert f"window_{kind}" in ACTIONS


def test_events_are_told_in_words_newest_first(client: LintClient, database: Database) -> None:
    scene = signed_in_admin(client, database)
    client.get("/admin/audit")
    text = client.text()
    assert text.index("登录") < text.index("发布征求意见") < text.index("新建单位")
    assert scene.reference in text
    codes = set(ACTIONS) - {"signed_in"}
    assert not [code for code in codes if code in text]


def test_a_hundred_events_make_a_page_and_no_event_is_lost_between_pages(
    client: LintClient, database: Database
) -> None:
    signed_in_admin(client, database)
    with database.transaction() as session:
        for number in range(230):
            record_event(session, "notice_saved", at=clock.now(), subject="consultation", reason=f"第{number}次")
    with database.reading() as session:
        total = session.scalar(select(func.count()).select_from(AuditEvent))
    seen: list[str] = []
    address: str | None = "/admin/audit"
    pages = 0
    while address:
        answer = client.get(address)
        seen += [line for line in answer.get_data(as_text=True).split("<tr role=\"row\">")[2:]]
        older = [link for link in client.links("before=")]
        address = older[0] if older else None
        pages += 1
    assert pages == 3
    assert len(seen) == total


def test_one_consultation_can_be_looked_at_alone(client: LintClient, database: Database) -> None:
    scene = signed_in_admin(client, database)
    assert client.get(f"/admin/audit?consultation={scene.reference}").status_code == 200
    assert "发布征求意见" in client.text()
    assert "新建账号" not in client.text()


def test_a_reason_is_text_and_never_markup(client: LintClient, database: Database) -> None:
    signed_in_admin(client, database)
    with database.transaction() as session:
        record_event(
            session, "consultation_withdrawn", at=clock.now(), subject="consultation",
            reason="<script>alert(1)</script>",
        )
    answer = client.get("/admin/audit")
    assert "<script>alert" not in answer.get_data(as_text=True)
    assert "<script>alert(1)</script>" in client.text()


def test_strange_addresses_are_answered_without_failing(client: LintClient, database: Database) -> None:
    signed_in_admin(client, database)
    for query in ("before=0", "before=-5", "before=x", "before=" + "9" * 60, "before="):
        assert client.get(f"/admin/audit?{query}").status_code == 200
    for query in ("consultation=2026-9999", "consultation=%00", "consultation=" + "1" * 9000):
        assert client.get(f"/admin/audit?{query}").status_code == 404
    assert make.PASSWORD not in client.text()
