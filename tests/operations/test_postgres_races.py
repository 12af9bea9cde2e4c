"""Interleavings SQLite's one writer cannot have: two open transactions on PostgreSQL."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from portal.analysis.version import ANALYSER_VERSION
from portal.db import Database
from portal.errors import ConflictError, NotFoundError
from portal.models.accounts import User
from portal.models.analyses import TopicRun
from portal.models.submissions import ClauseTally, Comment
from portal.operations import (
    baskets,
    consultations,
    letter_parts,
    responses,
    submissions,
    submissions_later,
)
from portal.operations.baskets import Opinion
from portal.operations.reports import ReportText, publish_report
from portal.operations.responses import Decision
from portal.operations.setup import prepare
from portal.operations.tallies import recount
from portal.secrets import KeyRing, load_key_ring
from tests import make
from tests.conftest import START
from tests.make import PERSON, Scene
from tests.migrations.servers import postgres_installation
from tests.operations.test_analyses import to_group
from tests.operations.test_letter_parts import LETTER

pytestmark = pytest.mark.postgres
TOKEN, OTHER = "t" * 43, "u" * 43


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A prepared installation on PostgreSQL."""
    with postgres_installation(tmp_path / "server") as settings:
        prepare(settings)
        value = Database(settings)
        yield value
        value.dispose()


@pytest.fixture
def ring(database: Database) -> KeyRing:
    return load_key_ring(database.settings.key_file)


def put(
    session: Session, scene: Scene, token: str = TOKEN, body: str = "甲", place: int = 0
) -> int:
    row = baskets.put_opinion(
        session, token=token, consultation_id=scene.consultation_id, now=START,
        opinion=Opinion(scene.clause_ids[place], "remark", "support", body),
    )  # fmt: skip
    return row.id


def submit(session: Session, ring: KeyRing, scene: Scene, token: str = TOKEN) -> int:
    receipt = submissions.submit_basket(
        session, ring, token=token, consultation_id=scene.consultation_id, contact=PERSON,
        idempotency_key="k" * 43, now=START,
    )  # fmt: skip
    return receipt.submission_id


def while_open(
    database: Database, first: Callable[[Session], object], second: Callable[[Session], object]
) -> tuple[Exception | None, bool]:
    """`second` runs while the transaction of `first` is open: its error, and whether it waited."""
    errors: list[Exception | None] = []

    def run() -> None:
        try:
            with database.transaction() as session:
                second(session)
            errors.append(None)
        except Exception as error:
            errors.append(error)

    thread = threading.Thread(target=run)
    with database.transaction() as session:
        first(session)
        session.flush()
        thread.start()
        end = time.monotonic() + 10
        while thread.is_alive() and not _waits(session) and time.monotonic() < end:
            time.sleep(0.02)
        waited = thread.is_alive()
    thread.join()
    return errors[0], waited


def _waits(session: Session) -> bool:
    query = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pid <> pg_backend_pid()"
    return bool(session.scalar(text(query)))


def officer(session: Session) -> User:
    return session.scalars(select(User).where(User.username == "officer")).one()


def test_an_edit_while_the_basket_is_submitted_is_not_lost_silently(
    database: Database, ring: KeyRing
) -> None:
    scene = make.scene(database)
    with database.transaction() as session:
        opinion_id = put(session, scene)

    def edit(session: Session) -> None:
        baskets.edit_opinion(
            session, token=TOKEN, consultation_id=scene.consultation_id, opinion_id=opinion_id,
            opinion=Opinion(None, "remark", None, "改后"), now=START,
        )  # fmt: skip

    error, waited = while_open(database, lambda s: submit(s, ring, scene), edit)
    assert waited
    assert isinstance(error, NotFoundError)


def test_an_opinion_added_while_the_basket_is_submitted_begins_a_new_basket(
    database: Database, ring: KeyRing
) -> None:
    scene = make.scene(database)
    with database.transaction() as session:
        put(session, scene)
    error, waited = while_open(
        database, lambda s: submit(s, ring, scene), lambda s: put(s, scene, body="乙")
    )
    assert (error, waited) == (None, True)
    with database.reading() as session:
        assert session.scalars(select(Comment.body)).all() == ["甲"]
        basket = baskets.find_basket(session, TOKEN, scene.consultation_id)
        assert basket is not None
        assert [opinion.body for opinion in basket.opinions] == ["乙"]


def test_an_opinion_added_before_the_submission_reads_the_basket_is_in_it(
    database: Database, ring: KeyRing
) -> None:
    scene = make.scene(database)
    with database.transaction() as session:
        put(session, scene)
    error, waited = while_open(
        database, lambda s: put(s, scene, body="乙"), lambda s: submit(s, ring, scene)
    )
    assert (error, waited) == (None, True)
    with database.reading() as session:
        bodies = session.scalars(select(Comment.body).order_by(Comment.position)).all()
    assert bodies == ["甲", "乙"]


def test_a_recount_during_a_submission_does_not_lose_it(database: Database, ring: KeyRing) -> None:
    scene = make.scene(database)
    with database.transaction() as session:
        put(session, scene, OTHER)
        submit(session, ring, scene, OTHER)
        put(session, scene)

    def count(session: Session) -> None:
        recount(session, scene.consultation_id, {scene.clause_ids[0]})

    error, waited = while_open(database, lambda s: submit(s, ring, scene), count)
    assert (error, waited) == (None, True)
    with database.reading() as session:
        tally = session.scalars(select(ClauseTally)).one()
        assert (tally.comment_count, tally.support_count) == (2, 2)


def test_a_comment_committed_after_a_later_one_is_still_grouped(
    database: Database, ring: KeyRing
) -> None:
    scene = make.scene(database)
    with database.transaction() as session:
        put(session, scene)
        put(session, scene, OTHER, place=1)
    with database.transaction() as slow:
        submit(slow, ring, scene)
        with database.transaction() as quick:
            submit(quick, ring, scene, OTHER)
            later_id = quick.scalars(select(Comment.id)).one()
        with database.transaction() as session:
            session.add(
                TopicRun(
                    consultation_id=scene.consultation_id, made_at=START, comment_count=1,
                    analyser_version=ANALYSER_VERSION, last_comment_id=later_id,
                )
            )  # fmt: skip
    with database.reading() as session:
        assert session.scalars(select(Comment.id).order_by(Comment.id)).all()[-1] == later_id
        assert to_group(session) == [scene.consultation_id]


def test_a_letter_was_split_although_it_was_withdrawn_meanwhile(
    database: Database, ring: KeyRing
) -> None:
    scene = make.scene(database)
    with database.transaction() as session:
        put(session, scene, body=LETTER, place=3)
        submission_id = submit(session, ring, scene)
        letter = session.scalars(select(Comment)).one()
        cuts = letter_parts.proposals(session, letter)
        chosen, letter_id = [one.clause.id if one.clause else None for one in cuts], letter.id

    def split(session: Session) -> None:
        letter_parts.split_letter(
            session, scene.consultation_id, letter_id, chosen, actor=officer(session), now=START
        )

    error, waited = while_open(
        database, lambda s: submissions_later.withdraw_submission(s, submission_id, now=START), split
    )
    assert waited
    assert isinstance(error, ConflictError)
    assert error.details == {"rule": "opinion_withdrawn"}
    with database.reading() as session:
        assert set(session.scalars(select(ClauseTally.comment_count))) == {0}


def test_a_decision_while_the_report_is_published_is_refused(
    database: Database, ring: KeyRing
) -> None:
    scene = make.scene(database)
    with database.transaction() as session:
        put(session, scene)
        submit(session, ring, scene)
        comment_id = session.scalars(select(Comment.id)).one()
        decide(session, scene, comment_id, Decision("adopted"))

    def publish(session: Session) -> None:
        made = consultations.lock_consultation(session, scene.consultation_id)
        publish_report(
            session, ring, made, ReportText("反馈", "经过", "收集"), masking_confirmed=True,
            actor=officer(session), now=scene.closes_at,
        )  # fmt: skip

    error, waited = while_open(
        database,
        publish,
        lambda s: decide(s, scene, comment_id, Decision("not_adopted", reason="不可行")),
    )
    assert waited
    assert isinstance(error, ConflictError)
    assert error.details == {"rule": "report_published"}


def decide(session: Session, scene: Scene, comment_id: int, decision: Decision) -> None:
    responses.decide_comments(
        session, scene.consultation_id, [comment_id], decision, actor=officer(session), now=START
    )
