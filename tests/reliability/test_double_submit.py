"""One request, one submission, however often and however simultaneously it is sent."""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from sqlalchemy import func, select

from benchmarks.processes import web_server
from benchmarks.visitor import Visitor, fresh_key
from portal import clock
from portal.config import Settings
from portal.db import Database
from portal.errors import IdempotencyError
from portal.models.submissions import BasketOpinion, ClauseTally, Comment, Submission
from portal.operations.baskets import Opinion, put_opinion
from portal.operations.submissions import Contact, Receipt, submit_basket
from portal.secrets import KeyRing, new_token
from tests import make

CLICK_COUNT = 8
_TAG = re.compile(r"<[^>]+>")
_CODE = re.compile(r"\b[0-9A-Z]{5}-[0-9A-Z]{5}(?:-[0-9A-Z]{4}){4}\b")
"""A query code in groups of five."""


def _fill_basket(database: Database, scene: make.Scene, token: str, count: int = 5) -> None:
    with database.transaction() as session:
        for number in range(count):
            clause = scene.clause_ids[number % len(scene.clause_ids)]
            put_opinion(
                session,
                token=token,
                consultation_id=scene.consultation_id,
                opinion=Opinion(clause, "remark", None, f"第{number}条意见:点位要有标线。"),
                now=clock.now(),
            )


def _submit(
    database: Database,
    ring: KeyRing,
    scene: make.Scene,
    token: str,
    key: str,
    contact: Contact = make.PERSON,
) -> Receipt:
    """As the web edge does: the rule "concurrent" is tried once more."""

    def once() -> Receipt:
        with database.transaction() as session:
            return submit_basket(
                session,
                ring,
                token=token,
                consultation_id=scene.consultation_id,
                contact=contact,
                idempotency_key=key,
                now=clock.now(),
            )

    try:
        return once()
    except IdempotencyError as error:
        if error.details.get("rule") != "concurrent":
            raise
        return once()


def _count(database: Database, model: type) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_eight_clicks_at_once_are_one_submission_with_one_receipt(
    database: Database, ring: KeyRing
) -> None:
    scene, token, key = make.scene(database), new_token(), new_token()
    _fill_basket(database, scene, token)
    receipts = _click_together(database, ring, scene, token, key)
    assert len({(r.number, r.query_code) for r in receipts}) == 1
    assert [r.is_repeat for r in receipts].count(False) == 1
    assert (_count(database, Submission), _count(database, Comment)) == (1, 5)
    with database.reading() as session:
        assert session.scalar(select(func.sum(ClauseTally.comment_count))) == 5


def _click_together(
    database: Database, ring: KeyRing, scene: make.Scene, token: str, key: str
) -> Sequence[Receipt]:
    barrier = threading.Barrier(CLICK_COUNT)

    def click(_number: int) -> Receipt:
        barrier.wait()
        return _submit(database, ring, scene, token, key)

    with ThreadPoolExecutor(CLICK_COUNT) as threads:
        return list(threads.map(click, range(CLICK_COUNT)))


def test_eight_clicks_at_once_on_the_form_of_an_opinion_leave_one_in_the_basket(
    database: Database,
) -> None:
    scene, token, key = make.scene(database), new_token(), new_token()
    barrier = threading.Barrier(CLICK_COUNT)

    def click(_number: int) -> int:
        barrier.wait()
        with database.transaction() as session:
            row = put_opinion(
                session,
                token=token,
                consultation_id=scene.consultation_id,
                opinion=Opinion(scene.clause_ids[0], "remark", None, "只要一条。"),
                form_key=key,
                now=clock.now(),
            )
            return row.id

    with ThreadPoolExecutor(CLICK_COUNT) as threads:
        seen = list(threads.map(click, range(CLICK_COUNT)))
    assert len(set(seen)) == _count(database, BasketOpinion) == 1


def test_the_same_key_an_hour_later_shows_the_same_receipt(
    database: Database, ring: KeyRing
) -> None:
    scene, token, key = make.scene(database), new_token(), new_token()
    _fill_basket(database, scene, token)
    first = _submit(database, ring, scene, token, key)
    again = _submit(database, ring, scene, token, key)
    assert (again.number, again.query_code, again.is_repeat) == (
        first.number,
        first.query_code,
        True,
    )
    assert _count(database, Submission) == 1


def test_the_same_key_with_another_name_is_refused(database: Database, ring: KeyRing) -> None:
    scene, token, key = make.scene(database), new_token(), new_token()
    _fill_basket(database, scene, token)
    first = _submit(database, ring, scene, token, key)
    other = Contact(kind="individual", name="赵一苇", reach="0999-5550177")
    with pytest.raises(IdempotencyError) as refused:
        _submit(database, ring, scene, token, key, other)
    assert refused.value.details["number"] == first.number
    assert _count(database, Submission) == 1


def test_the_same_key_with_further_opinions_is_refused_and_they_stay_in_the_basket(
    database: Database, ring: KeyRing
) -> None:
    scene, token, key = make.scene(database), new_token(), new_token()
    _fill_basket(database, scene, token)
    _submit(database, ring, scene, token, key)
    _fill_basket(database, scene, token, count=1)
    with pytest.raises(IdempotencyError):
        _submit(database, ring, scene, token, key)
    assert (_count(database, Comment), _count(database, BasketOpinion)) == (5, 1)


def test_two_keys_at_once_on_one_basket_submit_it_once(database: Database, ring: KeyRing) -> None:
    """Two tabs each have a form of their own: the second finds an empty basket, never a copy."""
    scene, token = make.scene(database), new_token()
    _fill_basket(database, scene, token)
    barrier = threading.Barrier(2)

    def click(key: str) -> str:
        barrier.wait()
        try:
            return _submit(database, ring, scene, token, key).number
        except Exception as error:
            return type(error).__name__

    with ThreadPoolExecutor(2) as threads:
        outcomes = list(threads.map(click, [new_token(), new_token()]))
    assert outcomes.count("IncompleteError") == 1
    assert (_count(database, Submission), _count(database, Comment)) == (1, 5)


@pytest.mark.usefixtures("real_clock")
def test_eight_clicks_at_once_on_the_page_lead_to_one_receipt(
    settings: Settings, database: Database
) -> None:
    scene, key = make.scene(database), fresh_key()
    barrier = threading.Barrier(CLICK_COUNT)
    with web_server(settings, threads=CLICK_COUNT) as (_running, url):
        with closing(Visitor(url)) as first:
            first.put_opinion(scene.reference, scene.clause_ids[0], "建议增设雨棚。")

        def click(_number: int) -> tuple[int, str, list[str]]:
            with closing(Visitor(url)) as window:
                window.cookies, window.token = dict(first.cookies), first.token
                barrier.wait()
                status = window.submit(scene.reference, key).status
                receipt = window.get("/receipt").text
                number = window.receipt_number()
            return status, number, sorted(set(_CODE.findall(_TAG.sub("", receipt))))

        with ThreadPoolExecutor(CLICK_COUNT) as threads:
            seen = list(threads.map(click, range(CLICK_COUNT)))
    _status, number, codes = seen[0]
    assert seen == [(303, number, codes)] * CLICK_COUNT
    assert number
    assert len(codes) == 1
    assert (_count(database, Submission), _count(database, Comment)) == (1, 1)
