"""A session ends when it should, here and in every copy of its cookie."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.config import Settings
from portal.db import Database
from portal.models.accounts import StaffSession, User
from portal.models.audit import AuditEvent
from portal.operations import accounts
from tests import make
from tests.lint import LintClient
from tests.web.auth.cookies import NAME, copied, is_signed_in

NEW = "another long password"


@pytest.fixture(autouse=True)
def _staff(database: Database, client: LintClient) -> None:
    with database.transaction() as session:
        make.admin(session)
        make.officer(session)
    client.sign_in("officer", make.PASSWORD)


def _act(database: Database, act: Callable[..., None], **facts: Any) -> None:
    with database.transaction() as session:
        officer = session.scalars(select(User).where(User.username == "officer")).one()
        admin = session.scalars(select(User).where(User.username == "admin")).one()
        act(session, user_id=officer.id, actor=admin, now=clock.now(), **facts)


def _sign_out(client: LintClient) -> Any:
    client.get("/staff/password")
    page = client.page
    assert page is not None
    token = next(e.get("value") for e in page.iter() if e.get("name") == "csrf_token")
    return client.post("/staff/sign-out", data={"csrf_token": token})


def test_a_copied_cookie_is_dead_after_signing_out(
    client: LintClient, new_client: Callable[[], LintClient]
) -> None:
    thief = copied(client, new_client)
    assert is_signed_in(thief)
    assert _sign_out(client).status_code == 303
    assert not is_signed_in(client)
    assert not is_signed_in(thief)


def test_signing_out_ends_only_this_session(
    client: LintClient, new_client: Callable[[], LintClient]
) -> None:
    other = new_client()
    other.sign_in("officer", make.PASSWORD)
    _sign_out(client)
    assert is_signed_in(other)


def test_signing_out_without_a_token_signs_nobody_out(client: LintClient) -> None:
    assert client.post("/staff/sign-out").status_code == 303
    assert is_signed_in(client)
    assert client.get("/staff/sign-out").status_code == 405


def test_a_copied_cookie_is_dead_after_the_password_has_changed(
    client: LintClient, new_client: Callable[[], LintClient]
) -> None:
    thief = copied(client, new_client)
    client.get("/staff/password")
    client.submit(
        {"present": make.PASSWORD, "password": NEW, "repeated": NEW}, action="password", follow=False
    )
    assert not is_signed_in(thief)
    assert not is_signed_in(client)
    assert client.sign_in("officer", make.PASSWORD).status_code == 422
    client.sign_in("officer", NEW)
    assert is_signed_in(client)


def test_a_copied_cookie_is_dead_after_an_administrator_set_a_password(
    client: LintClient, new_client: Callable[[], LintClient], database: Database
) -> None:
    thief = copied(client, new_client)
    _act(database, accounts.change_password, password=NEW)
    assert not is_signed_in(client)
    assert not is_signed_in(thief)


def test_a_copied_cookie_is_dead_while_and_after_the_account_was_disabled(
    client: LintClient, new_client: Callable[[], LintClient], database: Database
) -> None:
    thief = copied(client, new_client)
    _act(database, accounts.set_user_disabled, disabled=True)
    assert not is_signed_in(client)
    assert not is_signed_in(thief)
    _act(database, accounts.set_user_disabled, disabled=False)
    assert not is_signed_in(thief)


def test_disabling_a_bureau_keeps_its_officers_out_at_once(
    client: LintClient, database: Database
) -> None:
    with database.transaction() as session:
        make.bureau(session).disabled_at = clock.now()
    assert not is_signed_in(client)


def test_a_session_ends_by_itself(client: LintClient, settings: Settings, test_clock: Any) -> None:
    test_clock.move(seconds=settings.session_seconds - 1)
    assert is_signed_in(client)
    test_clock.move(seconds=1)
    assert not is_signed_in(client)


def test_a_forged_cookie_is_nobody(client: LintClient, new_client: Callable[[], LintClient]) -> None:
    cookie = client.get_cookie(NAME)
    assert cookie is not None
    for value in (cookie.value[:-2], "x" + cookie.value, "", "a.b.c", "." * 300, "\u00e9"):
        forger = new_client()
        forger.set_cookie(NAME, value)
        assert not is_signed_in(forger)
        assert forger.get("/").status_code == 200


def test_every_sign_in_and_sign_out_is_on_record(client: LintClient, database: Database) -> None:
    _sign_out(client)
    with database.reading() as session:
        actions = select(AuditEvent.action, func.count()).group_by(AuditEvent.action)
        counts = {action: count for action, count in session.execute(actions)}
        live = session.scalar(select(func.count()).where(StaffSession.revoked_at.is_(None)))
    assert (counts["signed_in"], counts["signed_out"], live) == (1, 1, 0)
