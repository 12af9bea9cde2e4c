"""Bureaus, accounts and their sessions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import secrets
from portal.db import Database
from portal.errors import DuplicateNameError, InvalidInputError, NotFoundError
from portal.models.accounts import StaffSession, User
from portal.models.audit import AuditEvent
from portal.operations import accounts
from portal.queries.accounts import find_credentials, find_signed_in
from tests import make
from tests.conftest import START

HOUR = timedelta(hours=1)


def actions(session: Session) -> list[str]:
    return list(session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))


def made(session: Session, **changes: Any) -> User:
    values: dict[str, Any] = {
        "username": "lin.qing",
        "display_name": "经办人",
        "password": make.PASSWORD,
        "role": "officer",
        "bureau": make.bureau(session),
        "actor": None,
        "now": START,
    }
    return accounts.create_user(session, **{**values, **changes})


def test_a_bureau_and_its_officer_are_made_and_on_record(session: Session) -> None:
    user = made(session, username="  Lin.QING ")
    assert user.username == "lin.qing"
    assert user.bureau is None or user.bureau.name == "云川市城市管理局"
    assert user.password_hash.startswith("$argon2id$")
    assert user.is_active
    assert not user.is_admin
    session.flush()
    assert actions(session) == ["bureau_created", "user_created"]


def test_a_bureau_of_the_same_name_is_refused_whatever_the_blanks(session: Session) -> None:
    make.bureau(session)
    with pytest.raises(DuplicateNameError):
        accounts.create_bureau(session, name=" 云川市城市管理局\t", actor=None, now=START)
    with pytest.raises(InvalidInputError):
        accounts.create_bureau(session, name="  ", actor=None, now=START)


@pytest.mark.parametrize(
    ("changes", "field", "rule"),
    [
        ({"password": "elevenchars"}, "password", "too_short"),
        ({"password": "p" * 129}, "password", "too_long"),
        ({"password": "\ud800" * 20}, "password", "surrogate"),
        ({"username": "a"}, "username", "too_short"),
        ({"username": "a\0b"}, "username", "control_character"),
        ({"username": "a" * 61}, "username", "too_long"),
        ({"display_name": ""}, "display_name", "required"),
        ({"role": "owner"}, "role", "unknown"),
        ({"role": "admin"}, "bureau", "officer_needs_bureau"),
        ({"bureau": None}, "bureau", "officer_needs_bureau"),
    ],
)
def test_an_account_that_breaks_a_rule_is_refused_by_field(
    session: Session, changes: dict[str, Any], field: str, rule: str
) -> None:
    with pytest.raises(InvalidInputError) as caught:
        made(session, **changes)
    assert (caught.value.details["field"], caught.value.details["rule"]) == (field, rule)
    assert session.scalar(select(User.id)) is None


def test_a_user_name_taken_in_other_letters_is_refused(session: Session) -> None:
    made(session)
    with pytest.raises(DuplicateNameError):
        made(session, username="LIN.QING")


def test_a_session_signs_in_until_it_expires(session: Session) -> None:
    user = made(session)
    token = accounts.open_session(session, user_id=user.id, seconds=3600, now=START)
    session.flush()
    found = find_signed_in(session, token, START + HOUR - timedelta(seconds=1))
    assert found is not None
    assert (found.id, found.get_id()) == (user.id, token)
    assert find_signed_in(session, token, START + HOUR) is None
    kept = session.scalars(select(StaffSession.token_hash)).one()
    assert kept == secrets.token_hash(token) != token


def test_a_copied_cookie_dies_with_signing_out(session: Session) -> None:
    user = made(session)
    token = accounts.open_session(session, user_id=user.id, seconds=3600, now=START)
    session.flush()
    accounts.end_session(session, token=token, now=START)
    session.flush()
    assert find_signed_in(session, token, START) is None
    assert find_signed_in(session, "another token", START) is None
    accounts.end_session(session, token=token, now=START)
    session.flush()
    assert actions(session).count("signed_out") == 1


def test_a_new_password_ends_every_session_and_the_old_one_is_wrong(session: Session) -> None:
    user = made(session)
    tokens = [
        accounts.open_session(session, user_id=user.id, seconds=3600, now=START) for _ in range(2)
    ]
    session.flush()
    accounts.change_password(
        session, user_id=user.id, password="another long password", actor=user, now=START
    )
    session.flush()
    assert [find_signed_in(session, token, START) for token in tokens] == [None, None]
    assert not secrets.verify_password(make.PASSWORD, user.password_hash)
    assert secrets.verify_password("another long password", user.password_hash)
    with pytest.raises(InvalidInputError):
        accounts.change_password(session, user_id=user.id, password="short", actor=user, now=START)
    with pytest.raises(NotFoundError):
        accounts.change_password(
            session, user_id=999, password=make.PASSWORD, actor=user, now=START
        )


def test_a_disabled_account_is_signed_out_and_may_be_enabled_again(session: Session) -> None:
    admin, user = make.admin(session), made(session)
    token = accounts.open_session(session, user_id=user.id, seconds=3600, now=START)
    accounts.set_user_disabled(session, user_id=user.id, disabled=True, actor=admin, now=START)
    session.flush()
    assert find_signed_in(session, token, START) is None
    assert find_credentials(session, "lin.qing") is None
    accounts.set_user_disabled(session, user_id=user.id, disabled=False, actor=admin, now=START)
    session.flush()
    assert find_credentials(session, " LIN.qing ").id == user.id
    assert find_signed_in(session, token, START) is None


def test_nobody_disables_their_own_account_or_an_unknown_one(session: Session) -> None:
    admin = make.admin(session)
    for user_id, error in ((admin.id, InvalidInputError), (999, NotFoundError)):
        with pytest.raises(error):
            accounts.set_user_disabled(
                session, user_id=user_id, disabled=True, actor=admin, now=START
            )


def test_the_officers_of_a_disabled_bureau_cannot_sign_in(database: Database) -> None:
    with database.transaction() as session:
        user = made(session)
        token = accounts.open_session(session, user_id=user.id, seconds=3600, now=START)
        make.bureau(session).disabled_at = START
    with database.reading() as session:
        assert find_signed_in(session, token, START) is None
        assert find_credentials(session, "lin.qing") is None
