"""Who follows is told of each occasion once, in their language, until they leave."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.bootstrap.catalogues import compile_catalogues
from portal.bootstrap.checkout import Checkout
from portal.config import Settings
from portal.db import Database
from portal.errors import InvalidInputError, NotFoundError
from portal.mailing import deliver_due
from portal.models.audit import OutboxMessage
from portal.models.consultations import Consultation
from portal.models.subscriptions import Occasion, OccasionKind, Subscriber, Subscription
from portal.operations import consultations, limits, outbox, subscriptions, windows
from portal.operations.baskets import Opinion
from portal.operations.mail_addresses import find_address
from portal.scheduler import Ticker
from portal.secrets import KeyRing
from tests import make
from tests.conftest import TestClock
from tests.operations.post_office import PostOffice, html, open_office, plain
from tests.web.english import CHINESE
from tests.web.public import visits

ADDRESS = "reader@example.cn"
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    """The English is that of the catalogue as it stands."""
    compile_catalogues(Checkout(ROOT))


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with open_office() as value:
        yield value


@pytest.fixture
def ticker(settings: Settings, office: PostOffice) -> Iterator[Ticker]:
    value = Ticker(office.settings(settings))
    yield value
    value.close()


def ask(
    database: Database, ring: KeyRing, scene: make.Scene, address: str = ADDRESS,
    scope: str = "consultation", language: str = "zh",
) -> None:  # fmt: skip
    with database.transaction() as session:
        subscriptions.ask_to_follow(
            session, ring, address=address, scope=scope, language=language, now=clock.now(),
            consultation=session.get_one(Consultation, scene.consultation_id),
        )  # fmt: skip


def follow(
    database: Database, ring: KeyRing, scene: make.Scene, address: str = ADDRESS,
    scope: str = "consultation", language: str = "zh",
) -> None:  # fmt: skip
    """Asked for and confirmed, the letter of confirmation aside."""
    ask(database, ring, scene, address, scope, language)
    with database.transaction() as session:
        for row in session.scalars(select(Subscription)):
            subscriptions.confirm_subscription(session, row.id, now=clock.now())
        session.query(OutboxMessage).delete()


def count(database: Database, model: type) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def told(office: PostOffice, ticker: Ticker) -> list[str]:
    """What the next tick tells: the subjects of the letters to citizens."""
    before = len(office.letters)
    ticker.tick()  # after a leap of the clock this one only raises the alarm
    ticker.tick()
    ticker.deliver()
    return [
        letter["Subject"].split("]")[0] + "]" for letter in office.letters[before:]
        if letter["To"] != "bike@example.cn"
    ]  # fmt: skip


def test_each_occasion_is_told_once_and_in_time(
    database: Database, ring: KeyRing, ticker: Ticker, office: PostOffice, test_clock: TestClock
) -> None:
    scene = make.scene(database)
    follow(database, ring, scene)
    assert told(office, ticker) == ["[征集开始]"]
    assert told(office, ticker) == []
    test_clock.set(scene.closes_at - timedelta(days=3))
    assert told(office, ticker) == ["[即将截止]"]
    visits.extend(database, scene, days=10, reason="应多位市民的要求。")
    assert told(office, ticker) == ["[征集延期]"]
    test_clock.set(scene.closes_at + timedelta(days=8))
    assert told(office, ticker) == ["[即将截止]"], "the new end is news"
    test_clock.set(scene.closes_at + timedelta(days=10))
    assert told(office, ticker) == ["[征集结束]"]
    visits.publish(database, ring, scene)
    assert told(office, ticker) == ["[已反馈]"]
    test_clock.move(hours=1)
    assert told(office, ticker) == []


def test_an_early_close_and_a_withdrawal_are_told(
    database: Database, ring: KeyRing, ticker: Ticker, office: PostOffice, test_clock: TestClock
) -> None:
    scene = make.scene(database)
    follow(database, ring, scene)
    told(office, ticker)
    with database.transaction() as session:
        windows.close_early(
            session, consultations.lock_consultation(session, scene.consultation_id),
            scene.closes_at - timedelta(days=1), reason="提前完成。", actor=visits.an_admin(session),
            now=clock.now(),
        )  # fmt: skip
    assert told(office, ticker) == ["[提前结束]"]
    visits.withdraw(database, scene)
    assert told(office, ticker) == ["[已撤回]"]


def test_two_schedulers_and_overlapping_wishes_make_one_letter_an_address(
    database: Database, ring: KeyRing, settings: Settings, ticker: Ticker, office: PostOffice
) -> None:
    scene = make.scene(database)
    for scope in subscriptions.Scope:
        follow(database, ring, scene, scope=scope)
    follow(database, ring, scene, "other@example.cn", "bureau")
    assert count(database, Subscription) == 4
    ticker.tick()
    ticker.close()
    second = Ticker(office.settings(settings))
    second.tick()
    second.deliver()
    second.close()
    assert [len(office.to(a)) for a in (ADDRESS, "other@example.cn")] == [1, 1]
    assert count(database, Occasion) == 1


def test_followers_of_a_bureau_hear_of_what_it_publishes_later(
    database: Database, ring: KeyRing, ticker: Ticker, office: PostOffice
) -> None:
    scene = make.scene(database)
    follow(database, ring, scene, scope="bureau")
    told(office, ticker)
    with database.transaction() as session:
        actor = session.scalars(select(visits.User).where(visits.User.username == "officer")).one()
        later = make.published(session, actor).reference
    assert told(office, ticker) == ["[征集开始]"]
    assert later in plain(office.letters[-1])


def test_nobody_is_told_who_has_not_confirmed(
    database: Database, ring: KeyRing, ticker: Ticker, office: PostOffice
) -> None:
    scene = make.scene(database)
    ask(database, ring, scene)
    assert told(office, ticker) == ["[请确认关注]"]
    assert "List-Unsubscribe" not in office.to(ADDRESS)[0]


def test_a_notice_can_be_left_with_one_click_and_reads_the_same_as_html(
    database: Database, ring: KeyRing, ticker: Ticker, office: PostOffice
) -> None:
    scene = make.scene(database)
    follow(database, ring, scene, language="en")
    ticker.tick()
    ticker.deliver()
    (letter,) = office.to(ADDRESS)
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    url = letter["List-Unsubscribe"].strip("<>")
    assert url.startswith("https://yj.example.cn/follow/leave/")
    assert url in plain(letter)
    assert f'<a href="{url}">' in html(letter)
    assert '<html lang="en">' in html(letter)
    assert "You follow this consultation." in plain(letter)
    assert letter["Auto-Submitted"] == "auto-generated"


def test_an_address_is_encrypted_and_found_again_by_its_hash(
    database: Database, ring: KeyRing, settings: Settings
) -> None:
    scene = make.scene(database)
    ask(database, ring, scene, "Reader@Example.cn")
    ask(database, ring, scene, "reader@example.CN", "bureau")
    assert count(database, Subscriber) == 1
    for path in settings.instance_dir.rglob("*"):
        assert not path.is_file() or b"eader@" not in path.read_bytes(), path.name
    with database.reading() as session:
        row = session.scalars(select(Subscriber)).one()
        assert subscriptions.read_address(ring, row) == "Reader@example.cn"


def test_one_address_gets_few_letters_of_confirmation_a_day(
    database: Database, ring: KeyRing, test_clock: TestClock
) -> None:
    scene = make.scene(database)
    for _ in range(limits.FOLLOW_ADDRESS.count + 3):
        ask(database, ring, scene)
    assert count(database, OutboxMessage) == limits.FOLLOW_ADDRESS.count
    test_clock.move(days=1, seconds=1)
    ask(database, ring, scene)
    assert count(database, OutboxMessage) == limits.FOLLOW_ADDRESS.count + 1


def test_who_follows_already_gets_no_further_letter(database: Database, ring: KeyRing) -> None:
    scene = make.scene(database)
    follow(database, ring, scene)
    ask(database, ring, scene)
    assert count(database, OutboxMessage) == 0


@pytest.mark.parametrize(
    "typed",
    ["", "a", "a@b", "a b@c.cn", "a@b.cn\r\nBcc: c@d.cn", "<a@b.cn>", "a@b.cn,c@d.cn", '"a"@b.cn',
     "a@-b.cn", "a@b..cn", ".a@b.cn", f"{'a' * 65}@b.cn", f"a@{'b.' * 130}cn", "邮@b.cn", "a@ｂ.cn"],
)  # fmt: skip
def test_what_is_no_plain_address_is_refused(
    database: Database, ring: KeyRing, typed: str
) -> None:
    assert find_address(typed) is None
    scene = make.scene(database)
    with pytest.raises(InvalidInputError):
        ask(database, ring, scene, typed)
    assert count(database, Subscription) == 0


def test_links_open_their_own_act_only(database: Database, ring: KeyRing) -> None:
    ask(database, ring, make.scene(database))
    with database.reading() as session:
        row = session.scalars(select(Subscription)).one()
        confirm = subscriptions.link_key(ring, "confirm", row)
        assert subscriptions.find_by_key(session, ring, "confirm", confirm) is row
        for act, key in (("leave", confirm), ("confirm", confirm[:-1]), ("confirm", "x"),
                         ("confirm", f"错.{confirm}")):  # fmt: skip
            with pytest.raises(NotFoundError):
                subscriptions.find_by_key(session, ring, act, key)


def test_what_was_not_confirmed_is_forgotten_after_a_week_with_its_address(
    database: Database, ring: KeyRing, ticker: Ticker, test_clock: TestClock
) -> None:
    scene = make.scene(database)
    follow(database, ring, scene, "kept@example.cn")
    ask(database, ring, scene)
    test_clock.move(days=6, hours=23)
    ticker.clean()
    assert count(database, Subscription) == 2
    test_clock.move(hours=2)
    ticker.clean()
    assert (count(database, Subscription), count(database, Subscriber)) == (1, 1)
    assert count(database, OutboxMessage) == 0, "its letter is gone too"


def test_a_consultation_that_is_over_is_forgotten_after_a_month(
    database: Database, ring: KeyRing, ticker: Ticker, test_clock: TestClock
) -> None:
    scene = make.scene(database)
    follow(database, ring, scene)
    follow(database, ring, scene, "bureau@example.cn", "bureau")
    test_clock.set(scene.closes_at)
    visits.publish(database, ring, scene)
    test_clock.move(days=31)
    ticker.clean()
    assert count(database, Subscription) == 1


def test_leaving_takes_what_waits_and_the_address_with_it(
    database: Database, ring: KeyRing, ticker: Ticker, office: PostOffice
) -> None:
    follow(database, ring, make.scene(database))
    ticker.tick()
    with database.transaction() as session:
        subscriptions.leave(session, session.scalars(select(Subscription.id)).one())
    ticker.deliver()
    assert office.to(ADDRESS) == []
    assert count(database, Subscriber) == 0


def test_without_an_address_of_the_portal_nobody_is_told_and_nothing_is_told_late(
    database: Database, ring: KeyRing, settings: Settings, ticker: Ticker, office: PostOffice
) -> None:
    scene = make.scene(database)
    follow(database, ring, scene)
    silent = Ticker(replace(office.settings(settings), public_url=""))
    silent.tick()
    silent.close()
    assert told(office, ticker) == []


def test_a_refusal_for_good_ends_the_attempts_and_a_passing_one_does_not(
    database: Database, ring: KeyRing, ticker: Ticker, office: PostOffice, test_clock: TestClock
) -> None:
    scene = make.scene(database)
    for address in ("gone@example.cn", "full@example.cn", "good@example.cn"):
        follow(database, ring, scene, address)
    office.refusals |= {"gone@example.cn": "550 no such user", "full@example.cn": "452 full"}
    told(office, ticker)
    assert len(office.to("good@example.cn")) == 1, "one refusal stops no other letter"
    office.refusals.clear()
    for _ in range(3):
        test_clock.move(minutes=5)
        ticker.deliver()
    assert len(office.to("full@example.cn")) == 1
    assert office.to("gone@example.cn") == []
    with database.reading() as session:
        refused = session.scalars(
            select(OutboxMessage).where(OutboxMessage.refused_at.is_not(None))
        ).all()
        assert [message.attempt_count for message in refused] == [1]
        assert outbox.due_messages(session, clock.now() + timedelta(days=30)) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_letter_is_whole_in_its_language(
    database: Database, ring: KeyRing, settings: Settings, office: PostOffice, language: str
) -> None:
    """No sentence is left in the other language; names and titles are the bureau's own."""
    scene = make.scene(database)
    receipt = make.submission(
        database, ring, scene, [Opinion(None, "remark", None, "好。")],
        contact=replace(make.PERSON, reach=ADDRESS),
    )  # fmt: skip
    follow(database, ring, scene, language=language, scope="kind")
    with database.transaction() as session:
        own = {"consultation_id": scene.consultation_id, "language": language, "now": clock.now()}
        for kind in ("receipt", "answered"):
            outbox.put_message(session, kind, submission_id=receipt.submission_id, **own)  # type: ignore[arg-type]  # by name
        row = session.scalars(select(Subscription)).one()
        for occasion in OccasionKind:
            outbox.put_message(session, f"notice_{occasion}", subscription_id=row.id, **own)  # type: ignore[arg-type]  # by name
        row.confirmed_at = None
        outbox.put_message(session, "follow_confirm", subscription_id=row.id, **own)  # type: ignore[arg-type]  # by name
    own_settings = replace(office.settings(settings), site_name="Yunchuan")
    posted = Database(own_settings)
    assert deliver_due(posted, clock.now()) == 10
    posted.dispose()
    names = [make.NOTICE["title"], "云川市城市管理局", "重大行政决策草案"]
    for letter in office.to(ADDRESS):
        words = f"{letter['Subject']}\n{plain(letter)}"
        for name in names:
            words = words.replace(name, "")
        assert bool(CHINESE.search(words)) == (language == "zh"), words
        assert not re.search(r"[{}]|None", words)


def test_a_title_with_everything_in_it_stays_a_title(
    database: Database, ring: KeyRing, ticker: Ticker, office: PostOffice
) -> None:
    scene = make.scene(database)
    follow(database, ring, scene)
    evil = "<b>题</b>&amp; Bcc: x@y.cn https://evil.example/?a=1&b=2 " + "长" * 150
    with database.transaction() as session:
        session.get_one(Consultation, scene.consultation_id).title = evil
    told(office, ticker)
    (letter,) = office.to(ADDRESS)
    assert letter["Bcc"] is None
    assert evil in letter["Subject"]
    assert "<b>" not in html(letter)
    assert "&lt;b&gt;题" in html(letter)
