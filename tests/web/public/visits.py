"""Builders for the citizens' pages: scenes in each state, and the steps of a visit."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from werkzeug.test import TestResponse

from portal import clock, window
from portal.db import Database
from portal.models.accounts import User
from portal.models.submissions import Comment
from portal.operations import consultations, reports, responses, windows
from portal.operations.baskets import Opinion
from portal.operations.reports import ReportText
from portal.operations.responses import Decision
from portal.secrets import KeyRing
from tests import make
from tests.conftest import TestClock
from tests.lint import LintClient
from tests.make import Scene
from tests.statements import counted_queries as counted_queries

PDF = b"%PDF-1.4\n1 0 obj << >> endobj\n%%EOF\n"
CONSENTING = replace(make.PERSON, allows_publication=True)
REPORT = ReportText(
    title="关于《规范云川市共享单车停放管理的实施意见》意见采纳情况的反馈",
    process="我局通过本网站公开征求意见。",
    collection="共收到下列意见，逐条研究如下。",
    thanks="感谢社会各界的关心和支持。",
)


def path(scene: Scene, page: str = "") -> str:
    """The address of a page of the scene's consultation."""
    return f"/consultations/{scene.reference}{page}"


def write(
    client: LintClient, scene: Scene, clause: int | None, body: str, **data: Any
) -> TestResponse:
    """The visitor puts an opinion on a clause (by position; None: the whole draft) in the basket."""
    query = "" if clause is None else f"?clause={scene.clause_ids[clause]}"
    client.get(path(scene, f"/opinions/new{query}"))
    return client.submit({"body": body, **data})


def fill_contact(client: LintClient, scene: Scene, **data: Any) -> TestResponse:
    """The visitor fills in the contact form; what is well filled leads to the page to check."""
    client.get(path(scene, "/submit"))
    return client.submit({"name": "李晓禾", "reach": "19900001234", **data})


def submit(client: LintClient, scene: Scene, **data: Any) -> TestResponse:
    """The visitor fills in the contact form and, when it is taken, submits what is checked."""
    answer = fill_contact(client, scene, **data)
    is_taken = answer.request.path == path(scene, "/check")
    return client.submit(action="/check") if is_taken else answer


def pdf(data: bytes = PDF, name: str = "盖章.pdf") -> tuple[io.BytesIO, str]:
    """A file as a form sends it."""
    return io.BytesIO(data), name


def shown_code(client: LintClient) -> str:
    """The query code on the receipt."""
    found = re.search(r"[0-9A-Z]{5}-[0-9A-Z]{5}(?:-[0-9A-Z]{4}){4}", client.text())
    assert found
    return found.group()


def upcoming(database: Database) -> Scene:
    """A published consultation that opens in ten days."""
    with database.transaction() as session:
        make.admin(session)
        actor = make.officer(session)
        made = make.prepared(session, actor)
        first = window.civil_day(clock.now()) + timedelta(days=10)
        value = window.of_days(first, first + timedelta(days=29))
        windows.set_window(session, made, value, actor=actor, now=clock.now())
        consultations.publish_consultation(session, made, actor=actor, now=clock.now())
        return Scene(
            made.id,
            made.reference,
            value.closes_at,
            [c.identity for c in make.clauses(session, made)],
        )


def withdrawn(database: Database) -> Scene:
    """A consultation withdrawn while open."""
    scene = make.scene(database)
    withdraw(database, scene)
    return scene


def an_admin(session: Any) -> User:
    """The scene's administrator."""
    return session.scalars(select(User).where(User.role == "admin")).one()


def closed(database: Database, test_clock: TestClock) -> Scene:
    """A consultation whose window has just closed."""
    scene = make.scene(database)
    test_clock.set(scene.closes_at)
    return scene


def answered(
    database: Database, ring: KeyRing, test_clock: TestClock, opinions: list[Opinion] | None = None
) -> Scene:
    """A consultation with its report published: adopted, not adopted, and a duplicate in turn."""
    scene = make.scene(database)
    for opinion in opinions or []:
        make.submission(database, ring, scene, [opinion], contact=CONSENTING)
    test_clock.set(scene.closes_at)
    publish(database, ring, scene)
    return scene


def publish(database: Database, ring: KeyRing, scene: Scene) -> None:
    """Every comment decided (adopted, not adopted, duplicate of the first, in turn); report public."""
    now = clock.now()
    with database.transaction() as session:
        actor = an_admin(session)
        of_scene = Comment.submission.has(consultation_id=scene.consultation_id)
        ids = session.scalars(select(Comment.id).where(of_scene).order_by(Comment.id)).all()
        for place, comment_id in enumerate(ids):
            decision = (
                Decision("adopted"),
                Decision("not_adopted", reason="与上位法不一致。"),
                Decision("duplicate", reason="内容相同。", duplicate_of=ids[0]),
            )[place % 3]
            responses.decide_comments(
                session, scene.consultation_id, [comment_id], decision, actor=actor, now=now
            )
        reports.publish_report(
            session,
            ring,
            consultations.lock_consultation(session, scene.consultation_id),
            REPORT,
            masking_confirmed=True,
            actor=actor,
            now=now,
        )


def now() -> Any:
    """The present instant."""
    return clock.now()


def later(**span: float) -> None:
    """The test's clock, wherever it stands, is later."""
    instant = clock.now() + timedelta(**span)
    clock.set_source(lambda: instant)


def extend(database: Database, scene: Scene, *, days: int, reason: str) -> None:
    """The window closes days later."""
    with database.transaction() as session:
        windows.extend_window(
            session,
            consultations.lock_consultation(session, scene.consultation_id),
            scene.closes_at + timedelta(days=days),
            reason=reason,
            actor=an_admin(session),
            now=clock.now(),
        )


def withdraw(database: Database, scene: Scene) -> None:
    """The consultation is withdrawn."""
    with database.transaction() as session:
        consultations.withdraw_consultation(
            session,
            consultations.lock_consultation(session, scene.consultation_id),
            reason="上位法即将修改。",
            actor=an_admin(session),
            now=clock.now(),
        )
