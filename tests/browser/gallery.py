"""Every page of the site in every state, as bytes: taken from the URL map, so that a new page comes in by itself."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urljoin, urlsplit

import lxml.html
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.exceptions import HTTPException, default_exceptions
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from portal import clock, window
from portal.db import Database
from portal.models.accounts import User
from portal.operations import consultations, windows
from portal.queries.consultations import get_public
from portal.secrets import KeyRing
from portal.web import access, errors
from portal.web.language import LANGUAGE_COOKIE
from tests import make
from tests.browser.moments import Moments
from tests.conftest import TestClock
from tests.operations import redrafting
from tests.web.bureau import desk
from tests.web.public import visits
from tests.web.test_access import Stage

ERROR_CODES = (400, 403, 404, 405, 409, 410, 413, 429, 500, 503)
NOT_PAGES = {
    "static": "a file",
    "assets.stylesheet": "a file under the hash of its bytes",
    "public.notice_file": "a file under the hash of its bytes",
    "public.set_language": "sets a cookie and leads back",
    "public.set_display": "sets a cookie and leads back",
}
"""Endpoints that answer GET without a page or a download of their own, and why."""
_ORGANISATION = {
    "commenter_kind": "organisation", "organisation": "云川市骑行协会", "liaison": "周一鸣",
    "liaison_reach": "0999-5550188", "seal": "post",
}  # fmt: skip
_KEPT = ("act", "key", "next", "seen")
_OF_ONE_VISIT = re.compile(r'value="[\w.-]{30,}"|请求编号 \w+|Request number \w+')


@dataclass(frozen=True)
class Sheet:
    """A page as it was sent: to whom, in which state of things, in which language."""

    state: str
    role: str
    endpoint: str
    path: str
    language: str
    html: str = field(repr=False)

    @property
    def name(self) -> str:
        """What a failure is found by."""
        return f"{self.language} {self.state} {self.role} {self.endpoint} {self.path}"


class Gallery:
    """The sheets of one installation; `reached` says what each endpoint answered to a GET."""

    def __init__(
        self, app: Flask, database: Database, ring: KeyRing, test_clock: TestClock, language: str
    ) -> None:
        self.app, self.database, self.ring, self.clock = app, database, ring, test_clock
        self.language = language
        self.sheets: list[Sheet] = []
        self.reached: dict[str, set[str]] = {}
        self._known: set[str] = set()
        self._forms: set[tuple[str, ...]] = set()

    def hang(self) -> Gallery:
        """Every page in every state hangs here."""
        self._take("empty", "anonymous", self.app.test_client(), self._plain_rules())
        self.stage = Stage(self.app, self.database, self.ring)
        self._take_roles("open")
        other = self.stage.own_reference
        self._take_errors()
        self._take_public("upcoming", self._upcoming())
        self._take_officer("preparing", desk.own(self.database, days=20))
        self._visit_of_an_organisation()
        self._visit()
        Moments(self).hang()
        redrafting.bring_out(self.database, self.stage.scene)
        redrafting.prepare(self.database, self.stage.scene, make.DRAFT)
        self._take_public("redrafted", self.stage.scene.reference)
        self._take_officer("redrafted", self.stage.scene.reference, number=3)
        visits.withdraw(self.database, make.Scene(self._id(other), other, clock.now(), []))
        self._take_public("withdrawn", other)
        self.clock.set(self.stage.scene.closes_at + timedelta(days=2))
        self._take_public("closed", self.stage.scene.reference)
        self._take_officer("closed", self.stage.scene.reference)
        visits.publish(self.database, self.ring, self.stage.scene)
        self._take_public("answered", self.stage.scene.reference)
        self._take_officer("answered", self.stage.scene.reference)
        return self

    def _open(self, client: FlaskClient, address: str, **more: Any) -> TestResponse:
        """The answer, without the lint of tests.lint.LintClient: other tests have read these pages."""
        headers = {"Accept-Language": self.language}
        return FlaskClient.open(client, address, headers=headers, **more)

    def _rules(self, *lists: str) -> Iterator[Rule]:
        endpoints = {name for one in lists for name in access.LISTS[one]} - {"static"}
        for rule in sorted(self.app.url_map.iter_rules(), key=str):
            if "GET" in (rule.methods or ()) and rule.endpoint in endpoints:
                yield rule

    def _plain_rules(self) -> list[tuple[Rule, str]]:
        return [(rule, rule.rule) for rule in self._rules("public") if not rule.arguments]

    def _addresses(self, *lists: str, **changes: Any) -> list[tuple[Rule, str]]:
        return [(rule, self.stage.address(rule, **changes)) for rule in self._rules(*lists)]

    def _take_roles(self, state: str) -> None:
        for role, lists in (
            ("anonymous", ("public",)),
            ("officer", ("officer", "signed_in")),
            ("admin", ("admin",)),
        ):
            self._take(state, role, self.stage.clients[role], self._addresses(*lists))

    def _take_public(self, state: str, reference: str) -> None:
        rules = [pair for pair in self._addresses("public", reference=reference) if pair[0].arguments]
        self._take(state, "anonymous", self.stage.clients["anonymous"], rules)

    def _take_officer(self, state: str, reference: str, **changes: Any) -> None:
        rules = self._addresses("officer", reference=reference, **changes)
        self._take(state, "officer", self.stage.clients["officer"], rules)

    def _take(
        self, state: str, role: str, client: FlaskClient, rules: list[tuple[Rule, str]]
    ) -> None:
        for rule, address in rules:
            visitor = self.app.test_client() if rule.endpoint in NOT_PAGES else client
            answer = self._open(visitor, address)
            self._note(rule.endpoint, answer)
            if answer.mimetype == "text/html" and answer.status_code not in (302, 303):
                self.keep(state, role, rule.endpoint, address, answer.text)
                self._refuse(state, role, client, address, answer.text)
            answer.close()

    def _note(self, endpoint: str, answer: TestResponse) -> None:
        kind = "page" if answer.mimetype == "text/html" else "file"
        if answer.status_code >= 300:
            kind = str(answer.status_code)
        self.reached.setdefault(endpoint, set()).add(kind)

    def _visit_of_an_organisation(self) -> None:
        """One that has said who it is and looks at everything before it submits."""
        client: Any = self.app.test_client()
        client.set_cookie(LANGUAGE_COOKIE, self.language)
        visits.write(client, self.stage.scene, 2, "经研究，建议明确责任单位。")
        visits.fill_contact(client, self.stage.scene, **_ORGANISATION)
        self._take_rest("ready to submit", client)

    def _take_rest(self, state: str, client: FlaskClient) -> None:
        """What nobody has seen yet and this visitor may: pages for who comes from the one before."""
        rest = [pair for pair in self._addresses("public") if not self._is_shown(pair[0].endpoint)]
        self._take(state, "anonymous", client, rest)

    def _is_shown(self, endpoint: str) -> bool:
        """True when somebody has already seen something there."""
        return endpoint in NOT_PAGES or bool(self.reached.get(endpoint, set()) & {"page", "file"})

    def keep(self, state: str, role: str, endpoint: str, path: str, html: str) -> None:
        """The sheet is kept, unless another state shows the very same page."""
        mark = hashlib.sha256(_OF_ONE_VISIT.sub("", html).encode()).hexdigest()
        if mark not in self._known:
            self._known.add(mark)
            self.sheets.append(Sheet(state, role, endpoint, path, self.language, html))

    def _refuse(self, state: str, role: str, client: FlaskClient, path: str, html: str) -> None:
        """Each form of the page is sent empty and with a token that is not its own: all its errors show."""
        for form in lxml.html.fromstring(html).forms:
            target = urljoin(path, form.action or path)
            parts = urlsplit(target)
            if form.method != "POST" or "sign-out" in target:
                continue
            endpoint = self.app.url_map.bind("localhost").match(parts.path, method="POST")[0]
            names = tuple(sorted(str(name) for name in form.fields if name))
            if (role, endpoint, *names) in self._forms:
                continue
            self._forms.add((role, endpoint, *names))
            values = {
                name: value if name in _KEPT else "" for name, value in form.form_values()
            }
            answer = self._open(
                client, target, method="POST", data={**values, "csrf_token": "forged"},
                content_type=form.get("enctype") or "application/x-www-form-urlencoded",
            )  # fmt: skip
            if answer.mimetype == "text/html" and answer.status_code not in (302, 303):
                self.keep(f"{state}, refused", role, endpoint, target, answer.text)

    def _take_errors(self) -> None:
        for code in ERROR_CODES:
            error: HTTPException = default_exceptions.get(code, default_exceptions[500])()
            error.code = code
            with self.app.test_request_context(
                "/", method="POST", data={"body": "写好的意见。"},
                headers={"Accept-Language": self.language},
            ):  # fmt: skip
                html, _status = errors.on_http_error(error)
            self.keep(f"error {code}", "anonymous", "errors", "/", html)

    def _visit(self) -> None:
        """A visitor writes, checks, submits, and looks the submission up; another one comes too late."""
        client: Any = self.app.test_client()
        client.set_cookie(LANGUAGE_COOKIE, self.language)
        scene = self.stage.scene
        visits.write(client, scene, 1, "请增加停放点位。")
        for page in ("/draft", "/basket", "/submit"):
            html = client.get(visits.path(scene, page)).text
            self.keep("with a basket", "anonymous", f"public{page}", client.path, html)
        html = visits.submit(client, scene).text
        self.keep("submitted", "anonymous", "public.receipt", "/receipt", html)
        code = visits.shown_code(client)
        client.get("/status")
        html = client.submit({"query_code": code}).text
        self.keep("found", "anonymous", "public.status", "/status", html)
        self._take_rest("found", client)
        visits.write(client, scene, 1, "迟到的意见。")
        client.get(visits.path(scene, "/submit"))
        instant = clock.now()
        self.clock.set(scene.closes_at)
        html = client.submit({"name": "李晓禾", "reach": "1"}).text
        self.keep("late", "anonymous", "public.submit", client.path, html)
        self.clock.set(instant)

    def _upcoming(self) -> str:
        first = window.civil_day(clock.now()) + timedelta(days=10)
        with self.database.transaction() as session:
            actor = session.scalars(select(User).where(User.username == "officer")).one()
            made = make.prepared(session, actor)
            value = window.of_days(first, first + timedelta(days=29))
            windows.set_window(session, made, value, actor=actor, now=clock.now())
            consultations.publish_consultation(session, made, actor=actor, now=clock.now())
            return made.reference

    def _id(self, reference: str) -> int:
        with self.database.reading() as session:
            return get_public(session, reference).id
