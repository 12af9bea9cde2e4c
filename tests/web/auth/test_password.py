"""Changing one's own password."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.db import Database
from portal.models.accounts import User
from portal.operations.accounts import PASSWORD_MAXIMUM, PASSWORD_MINIMUM
from portal.operations.limits import SIGN_IN_ACCOUNT
from tests import make
from tests.lint import LintClient


@pytest.fixture(autouse=True)
def _signed_in(database: Database, client: LintClient) -> None:
    with database.transaction() as session:
        make.admin(session)
    client.sign_in("admin", make.PASSWORD)
    assert client.get("/staff/password").status_code == 200


def _hash(database: Database) -> str:
    with database.reading() as session:
        return session.scalars(select(User.password_hash)).one()


@pytest.mark.parametrize(
    "password",
    ["x" * PASSWORD_MINIMUM, "y" * PASSWORD_MAXIMUM, "十二个汉字也是密码可以用", "  blanks count too  "],
)
def test_a_password_of_any_characters_and_a_fair_length_is_taken(
    client: LintClient, database: Database, password: str
) -> None:
    before = _hash(database)
    answer = client.submit(
        {"present": make.PASSWORD, "password": password, "repeated": password}, action="password"
    )
    assert answer.status_code == 200
    assert "请用新密码登录" in client.text()
    assert _hash(database) != before
    client.sign_in("admin", password)
    assert client.get("/staff/password").status_code == 200


@pytest.mark.parametrize(
    ("present", "password", "repeated", "message"),
    [
        ("wrong password here", "a new long password", "a new long password", "当前密码不正确"),
        ("", "a new long password", "a new long password", "请输入当前密码"),
        (make.PASSWORD, "x" * (PASSWORD_MINIMUM - 1), "x" * (PASSWORD_MINIMUM - 1), "太短"),
        (make.PASSWORD, "x" * (PASSWORD_MAXIMUM + 1), "x" * (PASSWORD_MAXIMUM + 1), "超出字数"),
        (make.PASSWORD, "x" * 3_000_000, "x" * 3_000_000, "超出字数"),
        (make.PASSWORD, "a new long password", "a new lang password", "不一致"),
        (make.PASSWORD, "", "", "请输入新密码"),
    ],
)
def test_a_password_that_breaks_a_rule_is_refused(
    client: LintClient, database: Database, present: str, password: str, repeated: str, message: str
) -> None:
    before = _hash(database)
    answer = client.submit(
        {"present": present, "password": password, "repeated": repeated}, action="password"
    )
    assert answer.status_code in (413, 422)
    assert message in client.text() or answer.status_code == 413
    assert _hash(database) == before
    assert client.get("/staff/password").status_code == 200


def test_a_refused_form_gives_no_password_back(client: LintClient) -> None:
    answer = client.submit(
        {"present": make.PASSWORD, "password": "first new password", "repeated": "other new password"},
        action="password",
    )
    body = answer.get_data(as_text=True)
    assert make.PASSWORD not in body
    assert "new password" not in body


def test_whoever_found_an_open_session_could_try_passwords_without_end(
    client: LintClient, database: Database
) -> None:
    new = {"password": "a new long password", "repeated": "a new long password"}
    before = _hash(database)
    for number in range(SIGN_IN_ACCOUNT.count):
        client.get("/staff/password")
        guess = {"present": f"guess number {number}", **new}
        assert client.submit(guess, action="password").status_code == 422
    client.get("/staff/password")
    assert client.submit({"present": make.PASSWORD, **new}, action="password").status_code == 429
    assert "操作过于频繁" in client.text()
    assert _hash(database) == before
