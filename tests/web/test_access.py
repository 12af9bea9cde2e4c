"""Who reaches what: every route tried as every role, by the list its endpoint stands in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from portal import clock
from portal.db import Base, Database
from portal.models.accounts import User
from portal.models.analyses import Topic
from portal.models.analysis_jobs import AnalysisJob
from portal.models.collations import CollationFile
from portal.models.consultations import Consultation
from portal.models.materials import NoticeFile, RelatedLink
from portal.models.submissions import Attachment, BasketOpinion, Comment, Submission
from portal.models.subscriptions import Subscription
from portal.operations import (
    analysis_jobs,
    attachments,
    basket_files,
    baskets,
    collations,
    consultations,
    notice_files,
    presentation,
    submissions,
    submissions_later,
    subscriptions,
    topic_runs,
)
from portal.operations.basket_files import StoredFile
from portal.operations.baskets import Opinion
from portal.operations.submissions import Contact
from portal.secrets import KeyRing, new_token
from portal.web import access
from portal.web.public.basket_cookie import BASKET_COOKIE
from tests import make
from tests.lint import LintClient

ROLES = ("anonymous", "officer", "stranger", "admin")
"""The officer belongs to the consulting bureau, the stranger to another one."""
SCAN = b"%PDF-1.4\nscan\n%%EOF"
PLAUSIBLE = {
    "act": "extend", "extend-reason": "节假日", "extend-closes_at": "2027-01-01T00:00", "reason": "说明",
    "name": "云川市新的局", "username": "newcomer", "display_name": "新人", "role": "admin", "bureau": "0",
    "password": "a brand new password", "present": make.PASSWORD, "repeated": "a brand new password",
    "kind": "remark", "stance": "support", "body": "一条意见", "title": "新的征求意见", "text": make.DRAFT,
    "document_kind": "major_decision", "outcome": "adopted", "mode": "days", "first_day": "2026-04-01",
    "last_day": "2026-05-10", "commenter_kind": "individual", "reach": "19900001234", "agrees": "1",
    "key": "k" * 43, "process": "经过", "collection": "收集", "code": "A" * 26,
}
"""What a well-filled form might send; only the token is missing."""


class Stage:
    """A consultation with everything a route can name, and a signed-in visitor for each role."""

    def __init__(self, app: Flask, database: Database, ring: KeyRing) -> None:
        self.app, self.database = app, database
        self.scene = make.scene(database)
        with database.transaction() as session:
            stranger = make.officer(session, "stranger", "云川市自然资源和规划局")
            self.own_reference = make.published(session, stranger).reference
            self._add_materials(session)
        self._submit(ring)
        topic_runs.group_topics(database, self.scene.consultation_id, clock.now())
        with database.transaction() as session:
            analysis_jobs.plan_jobs(session, clock.now())
        self.clients = {role: self._visitor(role) for role in ROLES}
        self._fill_basket()
        self._lead(ring)
        self.values = self._values(ring)

    def _submit(self, ring: KeyRing) -> None:
        """An organisation's opinions with an uploaded seal."""
        token, now = new_token(), clock.now()
        place = {"token": token, "consultation_id": self.scene.consultation_id, "now": now}
        digest = attachments.store_file(self.database.settings.attachment_dir, SCAN)
        contact = Contact(
            kind="organisation", name="周一鸣", reach="0999-5550188", organisation="云川市骑行协会", seal="upload"
        )
        with self.database.transaction() as session:
            for clause in self.scene.clause_ids[:3]:
                opinion = Opinion(clause, "remark", "suggest", "建议增加停放点位，每三百米一处。")
                baskets.put_opinion(session, opinion=opinion, **place)
            attachments.stage_seal(
                session, digest=digest, kind="application/pdf", byte_count=len(SCAN), name="章.pdf", **place
            )
            made = submissions.submit_basket(
                session, ring, contact=contact, idempotency_key=new_token(), **place
            )
        self.receipt = made.number
        self.token_of_receipt = submissions_later.disowning_token(ring, made.number)

    def _add_materials(self, session: Session) -> None:
        """A file and a related page of the scene's consultation."""
        own = consultations.lock_consultation(session, self.scene.consultation_id)
        officer = session.scalars(select(User).where(User.username == "officer")).one()
        acts: Any = {"actor": officer, "now": clock.now()}
        checked = notice_files.check_file(SCAN, "表.pdf")
        notice_files.add_notice_file(session, own, checked, digest="a" * 64, title="对照表", **acts)
        presentation.add_related_link(
            session, own, kind="issued", target="https://www.example.cn/", title="通知", **acts
        )

    def _visitor(self, role: str) -> LintClient:
        client: Any = self.app.test_client()
        if role != "anonymous":
            client.sign_in(role, make.PASSWORD)
        return client

    def _fill_basket(self) -> None:
        client = self.clients["anonymous"]
        client.get(f"/consultations/{self.scene.reference}/opinions/new")
        client.submit({"kind": "remark", "body": "请增加停放点位。"}, action="opinions/new")

    def _lead(self, ring: KeyRing) -> None:
        """The anonymous visitor leads a collation to which a member has handed in a file."""
        cookie = self.clients["anonymous"].get_cookie(BASKET_COOKIE)
        assert cookie is not None
        digest = attachments.store_file(self.database.settings.attachment_dir, SCAN)
        place: Any = {"consultation_id": self.scene.consultation_id, "now": clock.now()}
        member: Any = {**place, "token": new_token()}
        with self.database.transaction() as session:
            made = collations.open_collation(session, ring, token=cookie.value, name="协会", **place)
            opinion = Opinion(None, "remark", None, "成员的意见")
            row = baskets.put_opinion(session, opinion=opinion, **member)
            file = StoredFile(digest, "application/pdf", len(SCAN), "表.pdf")
            basket_files.add_file(session, opinion_id=row.id, file=file, **member)
            code = collations.collation_code(ring, made)
            collations.hand_in(session, ring, code=code, signer="", **member)

    def follow_keys(self, ring: KeyRing) -> dict[str, str]:
        """The links of a letter to somebody who asked to follow."""
        with self.database.transaction() as session:
            consultation = session.get_one(Consultation, self.scene.consultation_id)
            subscriptions.ask_to_follow(
                session, ring, address="someone@example.cn", scope="bureau",
                consultation=consultation, language="zh", now=clock.now(),
            )  # fmt: skip
            found = session.scalars(select(Subscription)).one()
            return {
                f"{act}_key": subscriptions.link_key(ring, act, found) for act in ("confirm", "leave")
            }

    def _values(self, ring: KeyRing) -> dict[str, Any]:
        with self.database.reading() as session:
            first = {
                "comment_id": Comment, "topic_id": Topic, "job_id": AnalysisJob,
                "attachment_id": Attachment, "opinion_id": BasketOpinion,
                "collation_file_id": CollationFile, "file_id": NoticeFile,
                "link_id": RelatedLink, "submission_id": Submission,
            }
            ids = {name: session.scalars(select(model.id)).first() for name, model in first.items()}
            officer = session.scalars(select(User).where(User.username == "officer")).one()
        assert all(ids.values()), ids
        return {
            **ids, "reference": self.scene.reference, "user_id": officer.id, "key": self.scene.clause_ids[0],
            "receipt": self.receipt, "kind": "docx", **self.follow_keys(ring), "token": self.token_of_receipt,
            "filename": "img/emblem.svg", "digest": "000000000000", "language": "en", "mode": "elder", "number": 1,
        }

    def address(self, rule: Rule, **changes: Any) -> str:
        """The rule's address on this stage. Raises: KeyError for a parameter not known here."""
        values = {**self.values, **changes}
        with self.app.test_request_context():
            adapter = self.app.url_map.bind("localhost")
            return adapter.build(rule.endpoint, {name: values[name] for name in rule.arguments})

    def token(self, role: str) -> str:
        """A CSRF token that is valid in the role's session."""
        client = self.clients[role]
        client.get("/staff/password" if role != "anonymous" else "/staff/sign-in")
        assert client.page is not None
        return next(e.get("value", "") for e in client.page.iter() if e.get("name") == "csrf_token")

    def contents(self) -> dict[str, list[str]]:
        """Every row of every table."""
        with self.database.reading() as session:
            return {
                table.name: sorted(repr(tuple(row)) for row in session.execute(select(table)))
                for table in Base.metadata.sorted_tables
            }


@pytest.fixture
def stage(app: Flask, database: Database, ring: KeyRing) -> Stage:
    """The stage of one test."""
    return Stage(app, database, ring)


def _rules(app: Flask, method: str) -> Iterator[Rule]:
    return (rule for rule in app.url_map.iter_rules() if method in (rule.methods or ()))


def _list_of(endpoint: str) -> str:
    return next(name for name, endpoints in access.LISTS.items() if endpoint in endpoints)


def _outcome(response: TestResponse) -> str:
    if response.status_code in (302, 303) and "/staff/sign-in" in response.headers["Location"]:
        return "sign-in"
    if response.status_code >= 500:
        return f"failed with {response.status_code}"
    return {403: "forbidden", 404: "missing", 405: "no such method"}.get(response.status_code, "reached")


def _expected(rule: Rule, method: str, role: str) -> set[str]:
    """What the list of the rule's endpoint promises."""
    kind = _list_of(rule.endpoint)
    if kind == "public":
        return {"reached", "missing"}
    if role == "anonymous":
        return {"sign-in"} if method in ("GET", "HEAD") else {"forbidden"}
    if kind == "admin":
        return {"reached"} if role == "admin" else {"forbidden"}
    if kind == "officer" and role == "stranger" and rule.arguments:
        return {"missing"}
    return {"reached"}


def _send(stage: Stage, role: str, method: str, address: str, data: Any = None) -> TestResponse:
    response = stage.clients[role].open(address, method=method, data=data)
    response.close()  # a file that is sent stays open until then
    return response


def test_every_endpoint_stands_in_exactly_one_list(app: Flask) -> None:
    routed = sorted({rule.endpoint for rule in app.url_map.iter_rules()})
    listed = sorted(name for names in access.LISTS.values() for name in names)
    assert listed == routed


def test_an_unlisted_endpoint_stops_the_application(app: Flask) -> None:
    app.add_url_rule("/unlisted", "unlisted", lambda: "")
    with pytest.raises(RuntimeError, match="unlisted"):
        access.check_lists(app)


def _require_unchanged(stage: Stage, before: dict[str, list[str]]) -> None:
    after = stage.contents()
    changed = [name for name in after if after[name] != before[name]]
    assert not changed, f"tables that changed: {changed}"


@pytest.mark.parametrize("role", ROLES)
def test_every_route_answers_every_role_as_its_list_says(stage: Stage, role: str) -> None:
    wrong = []
    for method in ("GET", "HEAD", "POST"):
        for rule in _rules(stage.app, method):
            expected = _expected(rule, method, role)
            outcome = _outcome(_send(stage, role, method, stage.address(rule)))
            if outcome not in expected:
                wrong.append(f"{method} {rule.rule}: {outcome}, not {expected}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", ["anonymous", "officer", "stranger"])
def test_a_valid_token_opens_no_door_that_is_closed(stage: Stage, role: str) -> None:
    data = {**PLAUSIBLE, "csrf_token": stage.token(role)}
    before, outcomes = stage.contents(), []
    for rule in _rules(stage.app, "POST"):
        expected = _expected(rule, "POST", role)
        if "reached" not in expected:
            outcome = _outcome(_send(stage, role, "POST", stage.address(rule), data))
            outcomes.append((outcome in expected, f"{rule.rule}: {outcome}, not {expected}"))
    assert not [message for is_right, message in outcomes if not is_right]
    assert len(outcomes) > 3
    _require_unchanged(stage, before)


def test_ones_own_consultation_opens_no_object_of_another(stage: Stage) -> None:
    data = {**PLAUSIBLE, "csrf_token": stage.token("stranger")}
    before, outcomes = stage.contents(), []
    for method in ("GET", "POST"):
        for rule in _rules(stage.app, method):
            if _list_of(rule.endpoint) == "officer" and rule.arguments - {"reference", "key", "number", "kind"}:
                address = stage.address(rule, reference=stage.own_reference)
                response = _send(stage, "stranger", method, address, data if method == "POST" else None)
                outcomes.append((_outcome(response), f"{method} {rule.rule}"))
    assert not [where for outcome, where in outcomes if outcome != "missing"]
    assert len(outcomes) > 3
    _require_unchanged(stage, before)


@pytest.mark.parametrize("role", ROLES)
def test_no_form_without_its_token_changes_anything(stage: Stage, role: str) -> None:
    before, wrong = stage.contents(), []
    for rule in _rules(stage.app, "POST"):
        for token in ({}, {"csrf_token": ""}, {"csrf_token": "forged"}):
            response = _send(stage, role, "POST", stage.address(rule), {**PLAUSIBLE, **token})
            if response.status_code == 200 or response.status_code >= 500:
                wrong.append(f"{rule.rule}: {response.status_code}")
    assert not wrong
    _require_unchanged(stage, before)


@pytest.mark.parametrize("role", ROLES)
def test_no_get_changes_anything(stage: Stage, role: str) -> None:
    before, wrong = stage.contents(), []
    for rule in _rules(stage.app, "GET"):
        response = _send(stage, role, "GET", stage.address(rule))
        if response.status_code >= 500:
            wrong.append(f"{rule.rule}: {response.status_code}")
    assert not wrong
    _require_unchanged(stage, before)


def test_no_route_takes_other_methods(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        assert (rule.methods or set()) <= {"GET", "HEAD", "OPTIONS", "POST"}, rule.rule


def test_the_comparison_of_contents_sees_a_change(stage: Stage) -> None:
    """The control of the two tests above: with its token the same form does change something."""
    before = stage.contents()
    data = {**PLAUSIBLE, "csrf_token": stage.token("admin")}
    assert _send(stage, "admin", "POST", "/admin/bureaus", data).status_code == 303
    with pytest.raises(AssertionError, match="audit_events"):
        _require_unchanged(stage, before)


def test_signing_in_leads_back_to_the_page_that_was_closed(
    new_client: Callable[[], LintClient], app: Flask
) -> None:
    for rule in _rules(app, "GET"):
        if _list_of(rule.endpoint) != "public" and not rule.arguments:
            answer = new_client().get(f"{rule.rule}?page=2")
            assert answer.headers["Location"].endswith(f"?next={rule.rule}?page%3D2")
