"""Making bureaus and accounts, disabling accounts, new passwords."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from portal.db import Database
from portal.models.accounts import Bureau, StaffSession, User
from tests import make
from tests.lint import LintClient, elements, words
from tests.web.admin.staff import send, signed_in_admin


def _user(database: Database, username: str) -> User | None:
    with database.reading() as session:
        return session.scalar(select(User).where(User.username == username))


def _shown_password(client: LintClient) -> str:
    assert client.page is not None
    codes = [e for e in elements(client.page, "code") if e.get("class") == "one-time__value"]
    assert len(codes) == 1
    return words(codes[0])


def _bureau_id(database: Database) -> int:
    with database.reading() as session:
        return session.scalars(select(Bureau.id)).first() or 0


def test_a_new_bureau_stands_in_the_list(client: LintClient, database: Database) -> None:
    signed_in_admin(client, database)
    client.get("/admin/bureaus")
    answer = send(client, "/admin/bureaus", {"name": " 云川市住房和城乡建设局 "})
    assert answer.status_code == 200
    assert "已新建单位“云川市住房和城乡建设局”" in client.text()
    with database.reading() as session:
        assert set(session.scalars(select(Bureau.name))) == {"云川市城市管理局", "云川市住房和城乡建设局"}


@pytest.mark.parametrize(
    ("name", "status"), [("云川市城市管理局", 409), ("", 422), ("局" * 201, 422), ("局\x00", 422)]
)
def test_a_bureau_that_exists_or_has_no_proper_name_is_refused(
    client: LintClient, database: Database, name: str, status: int
) -> None:
    signed_in_admin(client, database)
    client.get("/admin/bureaus")
    assert send(client, "/admin/bureaus", {"name": name}).status_code == status
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Bureau)) == 1


def test_a_generated_password_is_shown_once_and_signs_in(
    client: LintClient, database: Database, new_client: Callable[[], LintClient]
) -> None:
    signed_in_admin(client, database)
    client.get("/admin/users")
    fields = {"username": "Chen", "display_name": "陈一", "bureau": str(_bureau_id(database))}
    answer = send(client, "/admin/users", fields)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    password = _shown_password(client)
    assert len(password.replace("-", "")) == 20
    client.get("/admin/users")
    assert "chen" in client.text()
    assert password not in client.text()
    colleague = new_client()
    assert "退出登录" in colleague.sign_in("chen", password).get_data(as_text=True)


def test_a_typed_password_is_not_shown(client: LintClient, database: Database) -> None:
    signed_in_admin(client, database)
    client.get("/admin/users")
    secret = "a typed password of some length"
    fields = {"username": "lin", "display_name": "林二", "role": "admin", "password": secret}
    answer = send(client, "/admin/users", fields, follow=False)
    assert answer.status_code == 303
    client.get("/admin/users")
    assert secret not in client.text()
    made = _user(database, "lin")
    assert made is not None
    assert made.is_admin


@pytest.mark.parametrize(
    ("changes", "status", "message"),
    [
        ({"username": "officer"}, 409, "已经有人使用"),
        ({"username": ""}, 422, "请填写用户名"),
        ({"username": "x"}, 422, "太短"),
        ({"password": "short"}, 422, "太短"),
        ({"password": "p" * 129}, 422, "超出字数限制"),
        ({"bureau": "0"}, 422, "经办人必须属于一个单位"),
        ({"role": "admin"}, 422, "管理员不属于任何单位"),
        ({"role": "emperor"}, 422, ""),
        ({"bureau": "999"}, 422, ""),
        ({"bureau": "x"}, 422, ""),
    ],
)
def test_an_account_that_breaks_a_rule_is_refused_and_what_was_typed_is_kept(
    client: LintClient, database: Database, changes: dict[str, str], status: int, message: str
) -> None:
    signed_in_admin(client, database)
    client.get("/admin/users")
    fields = {"username": "chen", "display_name": "陈一", "bureau": str(_bureau_id(database))}
    answer = send(client, "/admin/users", {**fields, **changes})
    assert answer.status_code == status
    assert message in client.text()
    assert 'value="陈一"' in answer.get_data(as_text=True)
    assert _user(database, "chen") is None


def test_disabling_ends_the_sessions_and_enabling_lets_sign_in_again(
    client: LintClient, database: Database, new_client: Callable[[], LintClient]
) -> None:
    signed_in_admin(client, database)
    colleague = new_client()
    colleague.sign_in("officer", make.PASSWORD)
    officer = _user(database, "officer")
    assert officer is not None
    client.get("/admin/users")
    assert send(client, f"/admin/users/{officer.id}/disabled", {}).status_code == 200
    assert "已停用账号“officer”" in client.text()
    assert colleague.get("/staff/password").status_code == 303
    assert new_client().sign_in("officer", make.PASSWORD).status_code == 422
    assert send(client, f"/admin/users/{officer.id}/disabled", {}).status_code == 200
    assert "已恢复账号“officer”" in client.text()
    assert colleague.get("/staff/password").status_code == 303
    assert new_client().sign_in("officer", make.PASSWORD).status_code == 200


def test_a_new_password_ends_the_sessions_and_replaces_the_old_one(
    client: LintClient, database: Database, new_client: Callable[[], LintClient]
) -> None:
    signed_in_admin(client, database)
    colleague = new_client()
    colleague.sign_in("officer", make.PASSWORD)
    officer = _user(database, "officer")
    assert officer is not None
    client.get("/admin/users")
    answer = send(client, f"/admin/users/{officer.id}/password", {})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    password = _shown_password(client)
    assert colleague.get("/staff/password").status_code == 303
    assert colleague.sign_in("officer", make.PASSWORD).status_code == 422
    assert colleague.sign_in("officer", password).status_code == 200
    with database.reading() as session:
        live = select(func.count()).where(
            StaffSession.user_id == officer.id, StaffSession.revoked_at.is_(None)
        )
        assert session.scalar(live) == 1


@pytest.mark.parametrize(("act", "message"), [("disabled", "不能停用自己的账号"), ("password", "修改自己的密码")])
def test_nobody_locks_themselves_out(
    client: LintClient, database: Database, act: str, message: str
) -> None:
    signed_in_admin(client, database)
    admin = _user(database, "admin")
    assert admin is not None
    client.get("/admin/users")
    token = _token(client)
    answer = client.post(f"/admin/users/{admin.id}/{act}", data={"csrf_token": token})
    assert answer.status_code == 422
    assert message in client.text()
    assert client.get("/admin/users").status_code == 200


@pytest.mark.parametrize("act", ["disabled", "password"])
def test_an_account_that_does_not_exist_is_not_found(
    client: LintClient, database: Database, act: str
) -> None:
    signed_in_admin(client, database)
    client.get("/admin/users")
    token = _token(client)
    for user_id in ("999999", "9" * 40):
        answer = client.post(f"/admin/users/{user_id}/{act}", data={"csrf_token": token})
        assert answer.status_code == 404


@pytest.mark.parametrize("act", ["disabled", "password"])
def test_an_expired_token_changes_no_account(
    client: LintClient, database: Database, act: str
) -> None:
    signed_in_admin(client, database)
    before = _user(database, "officer")
    assert before is not None
    answer = client.post(f"/admin/users/{before.id}/{act}", data={"csrf_token": "old"})
    assert answer.status_code == 422
    assert "页面已过期" in client.text()
    after = _user(database, "officer")
    assert after is not None
    assert (after.disabled_at, after.password_hash) == (None, before.password_hash)


def _token(client: LintClient) -> str:
    assert client.page is not None
    fields = [e for e in elements(client.page, "input") if e.get("name") == "csrf_token"]
    return fields[0].get("value", "")
