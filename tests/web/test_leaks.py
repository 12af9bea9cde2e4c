"""Canary and taint: contact data shows nowhere but to staff; hostile text stays text everywhere."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask

from portal import clock
from portal.config import Settings
from portal.db import Database
from portal.models.responses import Outcome
from portal.operations import analyses, topic_runs
from portal.queries.consultations import get_public
from tests import make
from tests.conftest import TestClock
from tests.lint import LintClient
from tests.web.bureau import desk
from tests.web.public import visits

NAME, PHONE, MAIL = "欧阳鹤鸣", "19987650012", "canary.heming@example.com"
PHONE_ONLY_IN_CONTACT = "canary-only-contact"
HOSTILE = """"><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}' onload='x"""


def unpacked(data: bytes) -> str:
    """All words of an answer: the parts of an office file are opened."""
    if not data.startswith(b"PK"):
        return data.decode("utf-8")
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        return "".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())


def _submit(client: LintClient, scene: make.Scene, body: str, **contact: Any) -> str:
    visits.write(client, scene, 0, body)
    visits.submit(client, scene, **contact)
    return client.text()


def _decide_and_publish(
    client: LintClient, database: Database, scene: make.Scene, words: str
) -> None:
    for comment_id in desk.comment_ids(database, scene):
        address = f"/bureau/consultations/{scene.reference}/comments/{comment_id}"
        decision = {"outcome": Outcome.PARTLY_ADOPTED.value, "reason": words, "changed_text": words}
        client.get(address)
        desk.send(client, address, decision)
    client.get(f"/bureau/consultations/{scene.reference}/report")
    client.submit(
        {
            "title": words,
            "course": words,
            "collection": words,
            "thanks": words,
            "masking_confirmed": "y",
        },
        action="report",
    )


def _addresses(app: Flask, scene: make.Scene, database: Database) -> list[str]:
    """Every page that can be fetched, public and staff."""
    values: dict[str, Any] = {
        "reference": scene.reference,
        "key": scene.clause_ids[0],
        "identity": scene.clause_ids[0],
        "comment_id": desk.comment_ids(database, scene)[0],
        "language": "zh-CN",
        "mode": "standard",
        "filename": "img/emblem.svg",
        "digest": "0",
        "topic_id": 1,
        "attachment_id": 1,
        "opinion_id": 1,
        "file_id": 1,
        "collation_file_id": 1,
        "link_id": 1,
        "submission_id": 1,
        "user_id": 1,
        "number": 1,
        "confirm_key": "x.0",
        "leave_key": "x.0",
        "kind": "docx",
        "receipt": "2026-0000000000",
        "token": "0" * 32,
    }
    with app.test_request_context():
        adapter = app.url_map.bind("localhost")
        return [
            adapter.build(rule.endpoint, {name: values[name] for name in rule.arguments})
            for rule in app.url_map.iter_rules()
            if "GET" in (rule.methods or ()) and rule.endpoint != "static"
        ]


def test_contact_data_shows_nowhere_but_on_the_officers_own_page(
    app: Flask,
    client: LintClient,
    new_client: Callable[[], LintClient],
    database: Database,
    test_clock: TestClock,
    logged: list[str],
) -> None:
    scene = make.scene(database)
    agree = {"allows_publication": "y"}
    assert "提交成功" in _submit(client, scene, "第一条意见", name=NAME, reach=PHONE, **agree)
    other = new_client()
    own_words = f"我叫{NAME},电话{PHONE},邮箱{MAIL},请回电。"
    assert "提交成功" in _submit(other, scene, own_words, name=NAME, reach=MAIL, **agree)
    analyses.analyse_pending(database, clock.now())
    topic_runs.group_topics(database, scene.consultation_id, clock.now())
    test_clock.set(scene.closes_at)
    officer = new_client()
    officer.sign_in("officer", make.PASSWORD)
    _decide_and_publish(officer, database, scene, "已研究采纳")

    public = new_client()
    seen = 0
    for address in _addresses(app, scene, database):
        answer = public.get(address)
        body = unpacked(answer.get_data())
        seen += answer.status_code == 200
        for secret in (NAME, PHONE, MAIL):
            assert secret not in body, f"{secret} on {address}"
    assert seen >= 10
    public.get(visits.path(scene, "/result"))
    assert "欧**鸣" in public.text(), "the masked name is printed"
    for secret in (NAME, PHONE, MAIL):
        assert not any(secret in line for line in logged)


def _check_files(folder: Path, secret: str) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            assert secret.encode() not in path.read_bytes(), path.name


def test_a_contact_that_stands_in_no_opinion_is_nowhere_in_clear_on_disk(
    client: LintClient, database: Database, settings: Settings
) -> None:
    scene = make.scene(database)
    reach = f"{PHONE_ONLY_IN_CONTACT}@example.com"
    assert "提交成功" in _submit(client, scene, "一条意见", name=NAME, reach=reach)
    _check_files(settings.instance_dir, PHONE_ONLY_IN_CONTACT)
    _check_files(settings.instance_dir, NAME)


def test_hostile_text_in_every_field_is_shown_as_text_to_every_role(
    app: Flask,
    client: LintClient,
    new_client: Callable[[], LintClient],
    database: Database,
    test_clock: TestClock,
) -> None:
    officer = new_client()
    desk.officer(officer, database)
    draft = make.DRAFT.replace("工作目标", f"工作目标{HOSTILE}").replace("覆盖率", HOSTILE)
    officer.get("/bureau/consultations/new")
    answer = officer.submit({"text": draft, "document_kind": "major_decision", "title": HOSTILE})
    reference = answer.request.path.split("/")[3]
    base = f"/bureau/consultations/{reference}"
    officer.get(f"{base}/notice")
    fields = (
        "title",
        "issuer",
        "background",
        "explanatory_note",
        "channels",
        "contacts",
        "phones",
        "fax",
        "address",
        "postcode",
    )
    limits = {"fax": 60, "postcode": 20}
    officer.submit({name: HOSTILE[: limits.get(name, 400)] for name in fields}, action="notice")
    officer.get(f"{base}/window")
    officer.submit({}, action="window")
    officer.get(f"{base}/publish")
    officer.submit({}, action="publish")
    with database.reading() as session:
        made = get_public(session, reference)
        assert made.window is not None
        scene = make.Scene(
            made.id,
            reference,
            made.window.closes_at,
            [clause.identity for clause in make.clauses(session, made)],
        )
    agree = {"allows_publication": "y"}
    assert "提交成功" in _submit(client, scene, HOSTILE, name=HOSTILE[:90], reach=HOSTILE, **agree)
    analyses.analyse_pending(database, clock.now())
    topic_runs.group_topics(database, scene.consultation_id, clock.now())
    test_clock.set(scene.closes_at)
    officer.sign_in("officer", make.PASSWORD)
    _decide_and_publish(officer, database, scene, HOSTILE)
    with database.transaction() as session:
        make.admin(session)
    admin = new_client()
    admin.sign_in("admin", make.PASSWORD)

    shown = 0
    for visitor in (new_client(), officer, admin):
        for address in _addresses(app, scene, database):
            answer = visitor.get(address)
            assert answer.status_code < 500, address
            if answer.mimetype == "text/html":
                body = answer.get_data(as_text=True)
                assert "<script>alert" not in body, address
                assert "<img src=x" not in body, address
                assert "onload='x" not in body.replace("&#39;", "’"), address
                shown += "&lt;script&gt;alert" in body
    assert shown > 15, "the hostile text was shown, as text"
