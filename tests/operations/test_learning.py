"""The machine learns from officers' corrections within a consultation, and overrules nobody."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import func, select

from portal.db import Database
from portal.models.analyses import AnalysisResult, Judgement, LearnedJudgement
from portal.models.analysis_jobs import AnalysisJob
from portal.models.submissions import ClauseTally, Comment
from portal.operations import analyses, analysis_jobs
from portal.operations.tallies import derived_tally
from portal.secrets import KeyRing
from portal.worker import Worker
from tests import make
from tests.conftest import START
from tests.make import Scene
from tests.operations.test_analyses import count, officer, send

PLACES = [f"{side}{what}" for side in "东西南北" for what in ("门", "站", "街", "市场", "桥头")]
FINE = "{}那边的摩拜柱子就照这样弄吧。"
BAD = "{}那边的铁栏杆谁爱要谁要去。"
"""Sayings without any word of approval or refusal: only an officer can tell what they mean."""


@pytest.fixture
def taught(database: Database, ring: KeyRing, scene: Scene) -> Iterator[Scene]:
    """Twenty of each saying, analysed; an officer has read sixteen of each."""
    send(database, ring, scene, [text.format(place) for place in PLACES for text in (FINE, BAD)])
    analyses.analyse_pending(database, START)
    with database.transaction() as session:
        rows = session.execute(select(Comment.id, Comment.body).order_by(Comment.id)).all()
        for id_, body in rows[:32]:
            analyses.judge_comment(
                session, comment_id=id_, actor=officer(session), now=START,
                stance="support" if "照这样" in body else "oppose",
            )  # fmt: skip
    worker = Worker(database.settings, "one")
    while worker.work():
        pass
    yield scene
    worker.close()


def learned(database: Database) -> dict[str, str]:
    with database.reading() as session:
        rows = session.execute(
            select(Comment.body, LearnedJudgement.stance)
            .join(LearnedJudgement, LearnedJudgement.comment_id == Comment.id)
            .where(LearnedJudgement.stance_confident)
        ).all()
    return {row[0]: row[1] for row in rows}


def test_what_officers_said_of_some_is_believed_of_the_like(
    database: Database, taught: Scene
) -> None:
    found = learned(database)
    assert found[FINE.format("北桥头")] == "support"
    assert found[BAD.format("北桥头")] == "oppose"


def test_many_corrections_at_once_are_one_job(database: Database, taught: Scene) -> None:
    assert count(database, AnalysisJob) == 1


def test_a_corrected_comment_has_the_officers_value_and_no_learned_one(
    database: Database, taught: Scene
) -> None:
    with database.reading() as session:
        both = select(func.count()).select_from(Judgement).join(
            LearnedJudgement, LearnedJudgement.comment_id == Judgement.comment_id
        )  # fmt: skip
        assert session.scalar(both) == 0


def test_the_tallies_count_what_was_learned(database: Database, taught: Scene) -> None:
    with database.reading() as session:
        rows = session.scalars(select(ClauseTally)).all()
        assert sum(row.support_count for row in rows) == 20
        for row in rows:
            derived = derived_tally(session, taught.consultation_id, row.clause_key)
            assert {name: getattr(row, name) for name in derived} == pytest.approx(derived)


def test_a_comment_that_comes_later_is_judged_by_earlier_corrections(
    database: Database, ring: KeyRing, taught: Scene
) -> None:
    with database.transaction() as session:
        analysis_jobs.plan_jobs(session, START)
    worker = Worker(database.settings, "two")
    while worker.work():
        pass
    send(database, ring, taught, [FINE.format(f"{n}号院") for n in range(3)])
    for _round in range(2):
        with database.transaction() as session:
            analysis_jobs.plan_jobs(session, START + analysis_jobs.REGROUP_AFTER)
        while worker.work():
            pass
    worker.close()
    assert learned(database)[FINE.format("1号院")] == "support"


def test_another_analysers_counts_and_lessons_end_when_a_new_one_begins(
    database: Database, ring: KeyRing, taught: Scene
) -> None:
    with database.transaction() as session:
        for row in session.scalars(select(AnalysisResult)):
            row.analyser_version = "older"
        analysis_jobs.plan_jobs(session, START)
    assert count(database, LearnedJudgement) == 0
    with database.reading() as session:
        for row in session.scalars(select(ClauseTally)):
            derived = derived_tally(session, taught.consultation_id, row.clause_key)
            assert {name: getattr(row, name) for name in derived} == pytest.approx(derived)


def test_nothing_is_learned_from_another_consultations_corrections(
    database: Database, ring: KeyRing, taught: Scene
) -> None:
    before = learned(database)
    with database.transaction() as session:
        made = make.published(session, make.officer(session, "second"))
        keys = [clause.identity for clause in make.clauses(session, made)]
    other = Scene(made.id, made.reference, taught.closes_at, keys)
    send(database, ring, other, [FINE.format(place) for place in PLACES])
    analyses.analyse_pending(database, START)
    worker = Worker(database.settings, "two")
    with database.transaction() as session:
        first = session.scalars(
            select(Comment.id).where(Comment.consultation_id == other.consultation_id)
        ).first()
        assert first is not None
        analyses.judge_comment(
            session, comment_id=first, actor=officer(session), now=START, stance="oppose"
        )
    while worker.work():
        pass
    worker.close()
    assert learned(database) == before
