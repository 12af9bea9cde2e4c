"""Who is who among the staff."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from portal.db import Database
from portal.operations import accounts as verbs
from portal.queries import accounts
from tests import make
from tests.conftest import START


def test_accounts_and_bureaus_are_listed_in_order_with_their_officers(database: Database) -> None:
    with database.transaction() as session:
        make.officer(session, "zhao")
        make.officer(session, "an")
        make.officer(session, "he", "云川市林业局")
        make.admin(session)
        session.flush()
        assert [user.username for user in accounts.users(session)] == ["admin", "an", "he", "zhao"]
        names = {bureau.id: bureau.name for bureau in accounts.bureaus(session)}
        assert sorted(names.values()) == ["云川市城市管理局", "云川市林业局"]
        counts = accounts.officer_counts(session)
        assert {names[i]: n for i, n in counts.items()} == {
            "云川市城市管理局": 2,
            "云川市林业局": 1,
        }


@pytest.mark.parametrize("typed", ["officer", " OFFICER ", "Officer\t"])
def test_a_user_name_is_found_whatever_its_case_and_outer_blanks(
    database: Database, typed: str
) -> None:
    with database.transaction() as session:
        user = make.officer(session)
        found = accounts.find_credentials(session, typed)
        assert (found.id, found.password_hash) == (user.id, user.password_hash)


@pytest.mark.parametrize("typed", ["", "nobody", "officer\0", "\ud800", "o" * 5000, "off icer"])
def test_a_user_name_nobody_has_finds_nothing_and_is_no_error(
    database: Database, typed: str
) -> None:
    with database.transaction() as session:
        make.officer(session)
        assert accounts.find_credentials(session, typed) is None


def _token(session: Session, user_id: int) -> str:
    return verbs.open_session(session, user_id=user_id, seconds=60, now=START)


def test_each_session_finds_its_own_user(database: Database) -> None:
    with database.transaction() as session:
        users = [make.officer(session), make.admin(session)]
        tokens = [_token(session, user.id) for user in users]
        session.flush()
        found = [accounts.find_signed_in(session, token, START) for token in tokens]
        assert found == users
        assert accounts.find_signed_in(session, "", START) is None
