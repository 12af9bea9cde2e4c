"""Canary through what comes after submitting: supplements, files, letters, following, logs, disk."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from portal.config import Settings
from portal.db import Database
from portal.scheduler import Ticker
from tests import make
from tests.conftest import TestClock
from tests.lint import LintClient
from tests.operations.post_office import URL, PostOffice, html, link, open_office, plain
from tests.web.public import visits
from tests.web.public.test_follow import app  # noqa: F401  the fixture of a portal that sends letters
from tests.web.test_leaks import unpacked

NAME, PHONE, MAIL = "欧阳鹤鸣", "19987650012", "canary.heming@example.com"
FOLLOWING = "canary.follower@example.com"
SECRETS = (NAME, PHONE, MAIL, FOLLOWING)


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with open_office() as value:
        yield value


def _clear(text: str, secrets: tuple[str, ...], where: str) -> None:
    assert not [secret for secret in secrets if secret in text], where


def _takes_part(client: LintClient, scene: make.Scene, database: Database) -> None:
    """The canary submits, supplements with everything private in it, and keeps the file."""
    visits.write(client, scene, 0, f"我叫{NAME},电话{PHONE},邮箱{MAIL}。")
    visits.submit(client, scene, name=NAME, reach=MAIL, allows_publication="y")
    code = visits.shown_code(client)
    client.get("/status")
    client.submit({"query_code": code})
    client.get("/status/supplement")
    client.submit({"body": f"再说一次,我是{NAME},{PHONE},{MAIL}。"}, action="supplement")
    assert "补充已经收到。" in client.text()


def _follows(
    client: LintClient, scene: make.Scene, address: str, ticker: Ticker, office: PostOffice
) -> None:
    client.get(visits.path(scene, "/follow"))
    client.submit({"email": address}, action="follow")
    _clear(client.text(), SECRETS, "the answer to who follows")
    ticker.deliver()
    client.get(link(office.to(address)[0], "/follow/confirm/"))
    _clear(client.text(), SECRETS, "the page of the link")
    client.submit(action="confirm")


def test_what_was_private_shows_in_nothing_that_comes_later(
    app: Flask,  # noqa: F811  pytest's way to ask for the fixture
    client: LintClient,
    new_client: Callable[[], LintClient],
    database: Database,
    settings: Settings,
    test_clock: TestClock,
    office: PostOffice,
    logged: list[str],
) -> None:
    scene, ticker = make.scene(database), Ticker(office.settings(settings))
    _takes_part(client, scene, database)
    _follows(new_client(), scene, FOLLOWING, ticker, office)
    _follows(new_client(), scene, "other@example.cn", ticker, office)
    ticker.tick()
    ticker.deliver()
    test_clock.set(scene.closes_at)
    ring = app.extensions["portal.ring"]
    visits.publish(database, ring, scene)
    for _ in range(2):
        ticker.tick()
        ticker.deliver()
    ticker.clean()
    ticker.close()

    public = new_client()
    for page in ("/result", "/result.docx", "/result.xlsx", "/result.csv", "/result.json"):
        answer = public.get(visits.path(scene, page))
        assert answer.status_code == 200
        text = unpacked(answer.data)
        assert "（补充）" in text, "the supplement stands there, masked"
        assert "欧**鸣" in text
        _clear(text, SECRETS, page)
    officer = new_client()
    officer.sign_in("officer", make.PASSWORD)
    for kind in ("docx", "xlsx"):
        answer = officer.get(f"/bureau/consultations/{scene.reference}/report.{kind}")
        _clear(unpacked(answer.data), SECRETS, f"the officer's {kind}")

    receivers = {str(letter["To"]) for letter in office.letters}
    assert receivers >= {MAIL, FOLLOWING, "other@example.cn", "bike@example.cn"}
    for letter in office.letters:
        own = str(letter["To"])
        kept = tuple(secret for secret in SECRETS if secret != own)
        words = letter.as_string() + plain(letter) + (html(letter) if letter.is_multipart() else "")
        _clear(words, kept, f"a letter to {own}")
        assert own not in plain(letter), "not even one's own address"
        assert "script" not in words
    for line in logged:
        _clear(line, (*SECRETS, URL), "the log")
    assert any("mail" in line or "request" in line for line in logged)
    for path in settings.instance_dir.rglob("*"):
        if path.is_file():
            assert FOLLOWING.encode() not in path.read_bytes(), path.name
