"""Following by e-mail as a visitor meets it: double opt-in, one-click leaving, the mailed receipt."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.app import create_app
from portal.bootstrap.catalogues import compile_catalogues
from portal.bootstrap.checkout import Checkout
from portal.config import Settings
from portal.db import Database
from portal.models.audit import OutboxMessage
from portal.models.subscriptions import Subscription
from portal.operations import limits
from portal.operations.baskets import Opinion
from portal.operations.subscriptions import link_key
from portal.scheduler import Ticker
from portal.secrets import KeyRing
from tests import make
from tests.conftest import TestClock
from tests.lint import LintClient
from tests.operations.post_office import URL, PostOffice, link, open_office, plain
from tests.web.english import Reader
from tests.web.public import visits
from tests.web.public.test_submit import UNIT

ADDRESS = "reader@example.cn"


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with open_office() as value:
        yield value


@pytest.fixture
def app(settings: Settings, office: PostOffice) -> Iterator[Flask]:
    """The application of an installation that sends letters."""
    own = office.settings(settings)
    names = ("database_url", "mail_host", "mail_port", "mail_sender", "public_url")
    value = create_app(
        {"instance_dir": str(own.instance_dir), "testing": True, **{n: getattr(own, n) for n in names}}
    )
    value.test_client_class = LintClient
    yield value
    value.extensions["portal.database"].dispose()


@pytest.fixture
def ticker(settings: Settings, office: PostOffice) -> Iterator[Ticker]:
    value = Ticker(office.settings(settings))
    yield value
    value.close()


def asked(client: LintClient, scene: make.Scene, **data: Any) -> int:
    """The visitor asks to follow; the status."""
    client.get(visits.path(scene))
    client.get(client.links("关注")[0])
    return client.submit({"email": ADDRESS, **data}, action="follow").status_code


def subscriptions(database: Database) -> list[Subscription]:
    with database.reading() as session:
        return list(session.scalars(select(Subscription)))


def test_a_consultation_that_was_over_could_be_followed_as_if_more_were_to_come(
    client: LintClient, database: Database, ring: KeyRing, test_clock: TestClock
) -> None:
    scene = visits.answered(database, ring, test_clock)
    assert asked(client, scene) == 200
    (found,) = subscriptions(database)
    assert found.bureau_id is not None
    assert found.consultation_id is None
    client.get(visits.path(scene, "/follow"))
    assert "这项征求意见已经办结" in client.text()
    assert client.submit({"email": ADDRESS, "scope": "consultation"}, action="follow").status_code == 422


def test_following_begins_with_the_button_behind_the_link(
    client: LintClient, database: Database, ticker: Ticker, office: PostOffice
) -> None:
    scene = make.scene(database)
    assert asked(client, scene) == 200
    assert "请查收确认邮件" in client.text()
    ticker.deliver()
    (letter,) = office.to(ADDRESS)
    path = link(letter, "/follow/confirm/")
    for _ in range(2):
        client.get(path)
    assert subscriptions(database)[0].confirmed_at is None, "opening the link confirms nothing"
    client.submit(action="confirm")
    assert "已经关注" in client.text()
    assert subscriptions(database)[0].confirmed_at is not None
    client.get(path)
    assert "已经关注" in client.text()
    ticker.tick()
    ticker.deliver()
    notice = office.to(ADDRESS)[1]
    client.get(link(notice, "/follow/leave/"))
    assert len(subscriptions(database)) == 1
    client.submit(action="leave")
    assert "已经不再关注" in client.text()
    assert subscriptions(database) == []
    assert client.get(link(notice, "/follow/leave/")).status_code == 200
    assert client.get(path).status_code == 410


def test_going_back_to_the_answer_about_following_asked_to_send_the_address_again(
    client: LintClient, database: Database
) -> None:
    client.get(visits.path(make.scene(database), "/follow"))
    answer = client.submit({"email": ADDRESS}, action="/follow", follow=False)
    assert answer.status_code == 303
    client.get(answer.location)
    assert "请查收确认邮件" in client.text()
    assert ADDRESS not in client.text() + answer.location


def test_a_mail_program_leaves_with_one_post_and_nothing_else_does(
    client: LintClient, database: Database, ticker: Ticker, office: PostOffice
) -> None:
    scene = make.scene(database)
    asked(client, scene)
    ticker.deliver()
    client.get(link(office.to(ADDRESS)[0], "/follow/confirm/"))
    client.submit(action="confirm")
    ticker.tick()
    ticker.deliver()
    path = office.to(ADDRESS)[1]["List-Unsubscribe"].strip("<>").removeprefix(URL)
    program: Any = client.application.test_client()
    for data in ({}, {"List-Unsubscribe": "yes"}, {"csrf_token": "x"}):
        assert program.post(path, data=data).status_code == 422
    assert len(subscriptions(database)) == 1
    for _ in range(2):
        answer = program.post(path, data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 204
        assert "Set-Cookie" not in answer.headers
    assert subscriptions(database) == []
    assert program.post(f"{path}x", data={"List-Unsubscribe": "One-Click"}).status_code == 404


@pytest.mark.parametrize("typed", ["", "nobody", "a@b.cn\nBcc: c@d.cn", "a@b.cn,c@d.cn"])
def test_a_wrong_address_is_told_at_its_field_and_kept(
    client: LintClient, database: Database, typed: str
) -> None:
    scene = make.scene(database)
    assert asked(client, scene, email=typed) == 422
    assert "邮箱" in client.text()
    assert subscriptions(database) == []


def test_asking_without_end_comes_to_an_end(
    client: LintClient, database: Database, ring: KeyRing
) -> None:
    scene = make.scene(database)
    with database.transaction() as session:
        for _ in range(limits.FOLLOW.count):
            limits.count_attempt(session, ring, limits.FOLLOW, "127.0.0.1", visits.now())
    assert asked(client, scene) == 429
    assert subscriptions(database) == []


def test_nobody_learns_who_follows_already(
    client: LintClient, database: Database, ticker: Ticker, office: PostOffice
) -> None:
    scene = make.scene(database)
    asked(client, scene)
    first = client.text()
    ticker.deliver()
    client.get(link(office.to(ADDRESS)[0], "/follow/confirm/"))
    client.submit(action="confirm")
    asked(client, scene)
    assert client.text() == first
    assert ticker.deliver() == 0


def test_a_mail_address_as_contact_gets_the_receipt_without_a_word_of_the_citizen(
    client: LintClient, database: Database, ticker: Ticker, office: PostOffice
) -> None:
    scene = make.scene(database)
    visits.write(client, scene, 0, "绝不出现在信里的话。")
    visits.submit(client, scene, name="李晓禾", reach="li.xiaohe@example.cn")
    code = visits.shown_code(client)
    ticker.deliver()
    (letter,) = office.to("li.xiaohe@example.cn")
    whole = letter.as_string() + plain(letter)
    number = letter["Subject"].split()[-1]
    assert number.startswith("2026-")
    for secret in ("绝不出现", "李晓禾", code, code.replace("-", "")):
        assert secret not in whole
    client.get(link(letter, "/not-me/"))
    client.submit(action="not-me")
    assert "已经记下" in client.text()


def test_the_mailed_receipt_of_a_no_comment_counted_zero_opinions(
    client: LintClient, database: Database, ticker: Ticker, office: PostOffice
) -> None:
    scene = make.scene(database)
    client.get(visits.path(scene, "/no-comment"))
    client.submit(action="/no-comment")
    client.submit({**UNIT, "liaison_reach": ADDRESS, "seal": "post"})
    client.submit(action="/check")
    ticker.deliver()
    (letter,) = office.to(ADDRESS)
    assert "单位正式答复“无意见”" in plain(letter)
    assert "意见条数" not in plain(letter)


@pytest.mark.parametrize("reach", ["19900001234", "临川区望江路66号", "a@b.cn 或电话"])
def test_other_contacts_get_no_letter(
    client: LintClient, database: Database, reach: str
) -> None:
    scene = make.scene(database)
    visits.write(client, scene, 0, "意见。")
    visits.submit(client, scene, reach=reach)
    with database.reading() as session:
        assert not session.scalar(select(func.count()).select_from(OutboxMessage))


def test_authors_learn_of_their_answer_but_not_who_withdrew_or_disowned(
    client: LintClient,
    database: Database,
    ring: KeyRing,
    test_clock: TestClock,
    ticker: Ticker,
    office: PostOffice,
) -> None:
    scene = make.scene(database)
    for name in ("stays", "withdraws", "disowns"):
        visits.write(client, scene, 0, "意见。")
        visits.submit(client, scene, reach=f"{name}@example.cn")
        code = visits.shown_code(client)
        if name == "withdraws":
            client.get("/status")
            client.submit({"query_code": code})
            client.get("/status/withdraw")
            client.submit(action="withdraw")
    ticker.deliver()
    assert [len(office.to(f"{n}@example.cn")) for n in ("stays", "withdraws", "disowns")] == [1, 0, 1]
    client.get(link(office.to("disowns@example.cn")[0], "/not-me/"))
    client.submit(action="not-me")
    test_clock.set(scene.closes_at)
    visits.publish(database, ring, scene)
    ticker.tick()
    ticker.tick()
    ticker.deliver()
    assert [len(office.to(f"{n}@example.cn")) for n in ("stays", "withdraws", "disowns")] == [2, 0, 1]
    assert f"{URL}/consultations/{scene.reference}/result" in plain(office.to("stays@example.cn")[1])


def test_the_pages_of_following_are_english(
    app: Flask, database: Database, ring: KeyRing
) -> None:
    scene = make.scene(database)
    compile_catalogues(Checkout(Path(__file__).parents[3]))
    reader = Reader(app, ["公开征求意见平台"])
    reader.get(visits.path(scene, "/follow"))
    for email in ("", ADDRESS):
        reader.client.get(visits.path(scene, "/follow"))
        reader.client.submit({"email": email}, action="follow")
        reader.note("follow")
    (row,) = subscriptions(database)
    for act in ("confirm", "leave"):
        path = f"/follow/{act}/{link_key(ring, act, row)}"
        reader.get(path)
        reader.client.submit(action=act)
        reader.note(act)
    reader.get(f"/follow/confirm/{link_key(ring, 'confirm', row)}", 410)
    assert reader.found == {}


def test_without_mail_there_is_neither_link_nor_page(
    settings: Settings, database: Database, ring: KeyRing
) -> None:
    scene = make.scene(database)
    make.submission(database, ring, scene, [Opinion(None, "remark", None, "好。")])
    paths = {"instance_dir": str(settings.instance_dir), "database_url": settings.database_url}
    value = create_app({**paths, "testing": True})
    value.test_client_class = LintClient
    visitor: Any = value.test_client()
    visitor.get(visits.path(scene))
    assert not visitor.links("关注")
    assert visitor.get(visits.path(scene, "/follow")).status_code == 404
    value.extensions["portal.database"].dispose()
