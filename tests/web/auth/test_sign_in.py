"""Signing in: who gets in, who does not, and what a failure tells."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal import clock
from portal.app import create_app
from portal.config import Settings
from portal.db import Database
from portal.models.accounts import Attempt, StaffSession, User
from portal.operations import accounts
from portal.operations.limits import SIGN_IN_ACCOUNT, SIGN_IN_ADDRESS, count_attempt
from tests import make
from tests.lint import LintClient
from tests.web.auth.cookies import NAME, is_signed_in

WRONG = "not the right password"


@pytest.fixture(autouse=True)
def _staff(database: Database) -> None:
    with database.transaction() as session:
        make.admin(session)
        make.officer(session)


def _attempt_count(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Attempt)) or 0


def _land(client: LintClient, target: str | None, username: str = "admin") -> str:
    """Where a visitor stands after signing in with a `next`."""
    client.get("/staff/sign-in", query_string={"next": target} if target is not None else None)
    answer = client.submit(
        {"username": username, "password": make.PASSWORD}, action="sign-in", follow=False
    )
    assert answer.status_code == 303
    return str(answer.headers["Location"])


def test_the_right_password_signs_in_and_leads_home(
    client: LintClient, new_client: Callable[[], LintClient]
) -> None:
    assert _land(client, None) == "/admin/"
    assert is_signed_in(client)
    assert _land(new_client(), None, "officer") == "/bureau/"


def test_case_and_outer_blanks_of_the_username_do_not_matter(client: LintClient) -> None:
    client.sign_in("  ADMIN ", make.PASSWORD)
    assert is_signed_in(client)


def test_a_wrong_password_and_an_unknown_user_get_the_same_answer(
    client: LintClient, new_client: Callable[[], LintClient]
) -> None:
    pages = []
    for visitor, username in ((client, "admin"), (new_client(), "nobody")):
        answer = visitor.sign_in(username, WRONG)
        assert answer.status_code == 422
        assert not is_signed_in(visitor)
        visitor.get("/")
        answer = visitor.sign_in(username, WRONG)
        pages.append((answer.status_code, visitor.text().replace(username, "…")))
    assert pages[0] == pages[1]
    assert "用户名或密码不正确" in pages[0][1]


def test_a_disabled_account_gets_the_answer_of_a_wrong_password(
    client: LintClient, database: Database
) -> None:
    with database.transaction() as session:
        officer = session.scalars(select(User).where(User.username == "officer")).one()
        admin = session.scalars(select(User).where(User.username == "admin")).one()
        accounts.set_user_disabled(
            session, user_id=officer.id, disabled=True, actor=admin, now=clock.now()
        )
    assert client.sign_in("officer", make.PASSWORD).status_code == 422
    assert "用户名或密码不正确" in client.text()


def test_an_officer_of_a_disabled_bureau_does_not_get_in(
    client: LintClient, database: Database
) -> None:
    with database.transaction() as session:
        make.bureau(session).disabled_at = clock.now()
    assert client.sign_in("officer", make.PASSWORD).status_code == 422


@pytest.mark.parametrize(
    "fields", [{"username": "", "password": make.PASSWORD}, {"username": "admin", "password": ""}]
)
def test_an_empty_field_is_refused_without_counting(
    client: LintClient, database: Database, fields: dict[str, str]
) -> None:
    client.get("/staff/sign-in")
    assert client.submit(fields, action="sign-in").status_code == 422
    assert _attempt_count(database) == 0


@pytest.mark.parametrize(
    "username", ["nobody\x00", "\x00", "管" * 5000, "' OR 1=1 --", "\ufffd\u202eadmin"]
)
def test_a_strange_username_is_just_a_wrong_one(
    client: LintClient, database: Database, username: str
) -> None:
    client.get("/staff/sign-in")
    fields = {"username": username.encode("utf-8", "surrogatepass"), "password": WRONG}
    assert client.submit(fields, action="sign-in").status_code == 422
    assert "用户名或密码不正确" in client.text()
    assert _attempt_count(database) == 2


def test_a_username_that_is_no_text_is_said_to_be_damaged(client: LintClient) -> None:
    client.get("/staff/sign-in")
    fields = {"username": "\ud800".encode("utf-8", "surrogatepass"), "password": WRONG}
    assert client.submit(fields, action="sign-in").status_code == 422
    assert "文字中有损坏的字符" in client.text()


def test_ten_failures_close_the_account_for_a_while_even_to_the_right_password(
    client: LintClient, database: Database, test_clock: Any
) -> None:
    for _ in range(SIGN_IN_ACCOUNT.count):
        assert client.sign_in("admin", WRONG).status_code == 422
    assert client.sign_in("Admin ", make.PASSWORD).status_code == 429
    assert "操作过于频繁" in client.text()
    assert not is_signed_in(client)
    assert client.sign_in("officer", make.PASSWORD).status_code == 200
    assert is_signed_in(client)
    client.post("/staff/sign-out")
    assert _attempt_count(database) == 2 * SIGN_IN_ACCOUNT.count


def test_the_account_opens_again_when_the_time_is_over(
    client: LintClient, test_clock: Any
) -> None:
    for _ in range(SIGN_IN_ACCOUNT.count):
        client.sign_in("admin", WRONG)
    test_clock.move(seconds=SIGN_IN_ACCOUNT.seconds - 1)
    assert client.sign_in("admin", make.PASSWORD).status_code == 429
    test_clock.move(seconds=1)
    client.sign_in("admin", make.PASSWORD)
    assert is_signed_in(client)


def test_an_address_that_tries_many_names_is_stopped(
    client: LintClient, new_client: Callable[[], LintClient], database: Database
) -> None:
    with database.transaction() as session:
        ring = client.application.extensions["portal.ring"]
        for _ in range(SIGN_IN_ADDRESS.count - 1):
            count_attempt(session, ring, SIGN_IN_ADDRESS, "127.0.0.1", clock.now())
    assert client.sign_in("somebody", WRONG).status_code == 422
    assert client.sign_in("officer", make.PASSWORD).status_code == 429
    away = new_client()
    away.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    away.sign_in("officer", make.PASSWORD)
    assert is_signed_in(away)


def test_no_name_and_no_address_is_stored_in_clear_with_an_attempt(
    client: LintClient, database: Database
) -> None:
    client.sign_in("admin", WRONG)
    with database.reading() as session:
        stored = [(row.action, row.key_hash) for row in session.scalars(select(Attempt))]
    assert len(stored) == 2
    assert all(len(key) == 64 for _action, key in stored)


def test_signing_in_leads_on_to_the_page_asked_for(
    client: LintClient, new_client: Callable[[], LintClient]
) -> None:
    answer = client.get("/admin/audit?before=5")
    assert answer.status_code == 303
    address = str(answer.headers["Location"])
    assert address.startswith("/staff/sign-in?next=")
    client.get(address)
    final = client.submit({"username": "admin", "password": make.PASSWORD}, action="sign-in", follow=False)
    assert final.headers["Location"] == "/admin/audit?before=5"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        " //evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "evil.example",
        "http:evil.example",
        "/a\r\nSet-Cookie: x=1",
        "",
    ],
)
def test_a_next_that_leaves_the_site_leads_home_instead(client: LintClient, target: str) -> None:
    assert _land(client, target) == "/admin/"


@pytest.mark.parametrize("target", ["/admin/users", "/?state=open&page=2", "/admin/audit?a=//x"])
def test_a_next_on_this_site_is_followed(client: LintClient, target: str) -> None:
    assert _land(client, target) == target


def test_who_is_signed_in_already_is_led_home(client: LintClient) -> None:
    client.sign_in("admin", make.PASSWORD)
    answer = client.get("/staff/sign-in?next=//evil.example")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/admin/")


def test_the_old_session_does_not_survive_signing_in(client: LintClient, database: Database) -> None:
    client.get("/staff/sign-in")
    before = client.get_cookie(NAME)
    client.submit({"username": "admin", "password": make.PASSWORD}, action="sign-in")
    after = client.get_cookie(NAME)
    assert before is not None
    assert after is not None
    assert before.value != after.value
    with database.reading() as session:
        row = session.scalars(select(StaffSession)).one()
    assert row.token_hash not in after.value
    assert len(row.token_hash) == 64


def test_an_expired_form_keeps_the_username_and_signs_nobody_in(client: LintClient) -> None:
    answer = client.post(
        "/staff/sign-in", data={"username": "admin", "password": make.PASSWORD, "csrf_token": "old"}
    )
    assert answer.status_code == 422
    assert 'value="admin"' in answer.get_data(as_text=True)
    assert make.PASSWORD not in answer.get_data(as_text=True)
    assert not is_signed_in(client)


def _session_cookie(app: Flask) -> str:
    client: Any = app.test_client()
    client.get("/staff/sign-in")
    answer = client.submit({"username": "admin", "password": make.PASSWORD}, action="sign-in", follow=False)
    cookies: list[str] = answer.headers.getlist("Set-Cookie")
    return next(cookie for cookie in cookies if cookie.startswith(f"{NAME}="))


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(app: Flask) -> None:
    parts = [part.strip() for part in _session_cookie(app).split(";")[1:]]
    assert "HttpOnly" in parts
    assert "SameSite=Lax" in parts
    assert "Path=/" in parts
    assert "Secure" not in parts
    assert not [part for part in parts if part.startswith(("Domain", "Expires", "Max-Age"))]


def test_the_session_cookie_is_secure_where_the_site_is(settings: Settings) -> None:
    secure = create_app(
        {
            "instance_dir": str(settings.instance_dir),
            "database_url": settings.database_url,
            "testing": True,
            "secure_cookies": True,
        }
    )
    secure.test_client_class = LintClient
    try:
        client: Any = secure.test_client()
        answer = client.get("/staff/sign-in", base_url="https://localhost")
        cookies = [c for c in answer.headers.getlist("Set-Cookie") if c.startswith(f"{NAME}=")]
        assert cookies
        assert all("Secure" in cookie for cookie in cookies)
        assert all("HttpOnly" in cookie for cookie in cookies)
    finally:
        secure.extensions["portal.database"].dispose()
