"""One request is one submission: repeated, doubled or raced, it lands on the same receipt."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.config import Settings
from portal.db import Database
from portal.errors import IdempotencyError, IncompleteError, PortalError
from portal.models.submissions import Comment, Submission
from portal.operations import submissions
from portal.operations.submissions import Contact, Receipt
from portal.secrets import KeyRing
from tests.make import PERSON, Scene
from tests.operations.test_submissions import KEY, TOKEN, fill, submit


def totals(database: Database) -> tuple[int, int]:
    with database.reading() as session:
        found = [
            session.scalar(select(func.count()).select_from(model)) or 0
            for model in (Submission, Comment)
        ]
    return found[0], found[1]


def test_a_double_click_shows_the_same_receipt_and_code(
    database: Database, ring: KeyRing, scene: Scene
) -> None:
    fill(database, scene, "甲", "乙")
    first = submit(database, ring, scene)
    second = submit(database, ring, scene)
    assert second == replace(first, is_repeat=True)
    assert totals(database) == (1, 2)


def test_a_repeat_after_the_close_still_shows_the_receipt(
    database: Database, ring: KeyRing, scene: Scene
) -> None:
    fill(database, scene, "甲")
    first = submit(database, ring, scene)
    late = submit(database, ring, scene, now=scene.closes_at + timedelta(days=1))
    assert late.number == first.number


@pytest.mark.parametrize(
    "contact", [replace(PERSON, name="另一人"), replace(PERSON, allows_publication=True)]
)
def test_the_same_key_with_another_content_is_refused(
    database: Database, ring: KeyRing, scene: Scene, contact: Contact
) -> None:
    fill(database, scene, "甲")
    submit(database, ring, scene)
    with pytest.raises(IdempotencyError):
        submit(database, ring, scene, contact=contact)
    assert totals(database) == (1, 1)


def test_the_same_key_with_new_opinions_is_refused_and_keeps_them(
    database: Database, ring: KeyRing, scene: Scene
) -> None:
    fill(database, scene, "甲")
    submit(database, ring, scene)
    fill(database, scene, "后来的意见")
    with pytest.raises(IdempotencyError):
        submit(database, ring, scene)
    assert totals(database) == (1, 1)
    assert not submit(database, ring, scene, idempotency_key="n" * 43).is_repeat
    assert totals(database) == (2, 2)


def test_two_keys_for_one_basket_make_one_submission(
    database: Database, ring: KeyRing, scene: Scene
) -> None:
    fill(database, scene, "甲")
    submit(database, ring, scene)
    with pytest.raises(IncompleteError):
        submit(database, ring, scene, idempotency_key="n" * 43)
    assert totals(database) == (1, 1)


def test_another_visitor_with_the_same_key_is_another_submission(
    database: Database, ring: KeyRing, scene: Scene
) -> None:
    fill(database, scene, "甲")
    first = submit(database, ring, scene)
    with pytest.raises(IncompleteError):
        submit(database, ring, scene, token="u" * 43)
    assert submissions.query_code(ring, f"{TOKEN}\0{KEY}") == first.query_code
    assert submissions.query_code(ring, f"{'u' * 43}\0{KEY}") != first.query_code


def race(
    settings: Settings, act: Callable[[Database, int], Receipt], count: int = 4
) -> list[object]:
    """What `count` processes get that act at the same moment."""
    databases = [Database(settings) for _ in range(count)]
    start, results = threading.Barrier(count), list[object]()

    def run(place: int) -> None:
        start.wait()
        try:
            results.append(act(databases[place], place))
        except PortalError as error:
            results.append(error)

    threads = [threading.Thread(target=run, args=(place,)) for place in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for database in databases:
        database.dispose()
    return results


def test_of_many_identical_requests_at_once_all_get_the_one_receipt(
    settings: Settings, database: Database, ring: KeyRing, scene: Scene
) -> None:
    fill(database, scene, "甲", "乙", "丙")
    results = race(settings, lambda own, _place: submit(own, ring, scene))
    receipts = [result for result in results if isinstance(result, Receipt)]
    assert len(receipts) == 4
    assert len({receipt.number for receipt in receipts}) == 1
    assert [receipt.is_repeat for receipt in receipts].count(False) == 1
    assert totals(database) == (1, 3)


def test_of_many_keys_at_once_for_one_basket_one_is_accepted(
    settings: Settings, database: Database, ring: KeyRing, scene: Scene
) -> None:
    fill(database, scene, "甲", "乙")
    results = race(
        settings, lambda own, place: submit(own, ring, scene, idempotency_key=str(place) * 43)
    )
    assert sum(isinstance(result, Receipt) for result in results) == 1
    assert sum(isinstance(result, IncompleteError) for result in results) == 3
    assert totals(database) == (1, 2)
