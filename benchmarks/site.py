"""An installation with a crowd's opinions in it, and the requests that are measured."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from importlib.resources import files
from itertools import count
from typing import Any

from flask import Flask

from benchmarks import crowd
from benchmarks.stage import installation
from benchmarks.visitor import FORM_TOKEN, SEEN, contact_fields, fresh_key
from benchmarks.wsgi_client import Answer, call, environ, expect
from portal import clock
from portal.app import create_app
from portal.config import Settings
from portal.db import Database
from portal.operations.basket_contacts import TypedContact, save_contact
from portal.operations.baskets import Opinion, put_opinion
from portal.secrets import load_key_ring, new_token
from tests import make


@dataclass
class Site:
    """A consultation of a few dozen clauses, held by one application in this process."""

    settings: Settings
    app: Flask
    scene: make.Scene
    staff_cookies: dict[str, str]
    visitor_cookies: dict[str, str] = field(default_factory=dict)
    form_token: str = ""
    _baskets: list[tuple[str, str]] = field(default_factory=list)
    _addresses: Iterator[int] = field(default_factory=count)

    def get(self, path: str, cookies: Mapping[str, str] | None = None) -> Answer:
        """A page. Raises: RuntimeError unless it is there."""
        return expect(call(self.app.wsgi_app, environ(path, cookies=cookies)), 200)

    def public(self, page: str) -> str:
        """The address of a public page of the consultation."""
        return f"/consultations/{self.scene.reference}/{page}"

    def bureau(self, page: str) -> str:
        """The address of an officers' page of the consultation."""
        return f"/bureau/consultations/{self.scene.reference}/{page}"

    def fill_baskets(self, basket_count: int) -> None:
        """So many further baskets of five opinions wait; one visitor's session serves them all."""
        database: Database = self.app.extensions["portal.database"]
        for _ in range(basket_count):
            token = new_token()
            with database.transaction() as session:
                for clause in self.scene.clause_ids[: crowd.OPINIONS_A_SUBMISSION]:
                    put_opinion(
                        session,
                        token=token,
                        consultation_id=self.scene.consultation_id,
                        opinion=Opinion(clause, "remark", "suggest", "建议增设引导标识和雨棚。"),
                        now=clock.now(),
                    )
                save_contact(
                    session,
                    self.app.extensions["portal.ring"],
                    token=token,
                    consultation_id=self.scene.consultation_id,
                    typed=TypedContact(contact_fields(), is_complete=True),
                    now=clock.now(),
                )
            self._baskets.append((token, self._checked(token)))

    def _checked(self, token: str) -> str:
        """The mark of the page to check; the first one also gives the session's token."""
        cookies = {**self.visitor_cookies, "portal_basket": token}
        answer = expect(self.get(self.public("check"), cookies), 200)
        page = answer[2].decode()
        seen, found = SEEN.search(page), FORM_TOKEN.search(page)
        assert seen is not None
        assert found is not None
        if not self.form_token:
            self.visitor_cookies = kept_cookies(answer)
            self.form_token = found.group(1)
        return seen.group(1)

    def submit(self) -> Answer:
        """One of the waiting baskets is submitted, from an address of its own."""
        token, seen = self._baskets.pop()
        cookies = {**self.visitor_cookies, "portal_basket": token}
        fields = {"seen": seen, "csrf_token": self.form_token, "key": fresh_key()}
        number = next(self._addresses)
        address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        request = environ(self.public("check"), cookies=cookies, fields=fields, address=address)
        return expect(call(self.app.wsgi_app, request), 303)


def kept_cookies(answer: Answer) -> dict[str, str]:
    """The cookies an answer sets."""
    lines = [value for name, value in answer[1] if name.lower() == "set-cookie"]
    return {name: one.value for line in lines for name, one in SimpleCookie(line).items()}


@contextmanager
def site(opinion_count: int) -> Iterator[Site]:
    """A site with so many opinions, gone at the end of the block."""
    with installation() as settings:
        app = create_app(
            {"instance_dir": settings.instance_dir, "database_url": settings.database_url}
        )
        database: Database = app.extensions["portal.database"]
        draft = files("portal.demo.content").joinpath("open_draft.txt").read_text("utf-8")
        scene = make.scene(database, draft=draft)
        ring = load_key_ring(settings.key_file)
        crowd.load(database, ring, scene.consultation_id, opinion_count)
        yield Site(settings, app, scene, _sign_in(app))
        database.dispose()


def _sign_in(app: Flask) -> dict[str, str]:
    """The cookies of the officer, by way of the page."""
    path, wsgi = "/staff/sign-in", app.wsgi_app
    page = expect(call(wsgi, environ(path)), 200)
    found = FORM_TOKEN.search(page[2].decode())
    assert found is not None
    fields: dict[str, Any] = {"username": "officer", "password": make.PASSWORD, "next": ""}
    request = environ(
        path, cookies=kept_cookies(page), fields={**fields, "csrf_token": found.group(1)}
    )
    return kept_cookies(expect(call(wsgi, request), 303))
