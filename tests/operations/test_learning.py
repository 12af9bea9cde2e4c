"""The machine learns from officers' corrections within a consultation, and overrules nobody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from portal.db import Database
from portal.models.analyses import AnalysisResult, Judgement, LearnedJudgement
from portal.models.analysis_jobs import AnalysisJob
from portal.models.submissions import ClauseTally, Comment
from portal.operations import analyses, analysis_jobs, learning, submissions_later
from portal.operations.baskets import Opinion
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


def _chosen(database: Database, ring: KeyRing, scene: Scene, fine: str, bad: str) -> None:
    """Sixteen of each saying with a stance their authors chose, four without; all analysed."""
    for place, name in enumerate(PLACES):
        for text, stance in ((FINE, fine), (BAD, bad)):
            chosen = stance if place < 16 else None
            opinion = Opinion(scene.clause_ids[0], "remark", chosen, text.format(name))
            contact = replace(make.PERSON, reach=f"199000000{place:02d}")
            make.submission(database, ring, scene, [opinion], contact=contact)
    analyses.analyse_pending(database, START)


def _work(database: Database) -> None:
    worker = Worker(database.settings, "three")
    while worker.work():
        pass
    worker.close()


def _plan(database: Database) -> None:
    with database.transaction() as session:
        analysis_jobs.plan_jobs(session, START)


def test_what_commenters_chose_themselves_taught_nothing(
    database: Database, ring: KeyRing, scene: Scene
) -> None:
    _chosen(database, ring, scene, "support", "oppose")
    _plan(database)
    _work(database)
    found = learned(database)
    assert found[FINE.format("北桥头")] == "support"
    assert found[BAD.format("北桥头")] == "oppose"


def test_a_stance_its_author_chose_is_never_learned_anew(
    database: Database, ring: KeyRing, scene: Scene
) -> None:
    _chosen(database, ring, scene, "support", "oppose")
    _plan(database)
    _work(database)
    with database.reading() as session:
        rows = session.execute(
            select(AnalysisResult.stance, LearnedJudgement)
            .join(LearnedJudgement, LearnedJudgement.comment_id == AnalysisResult.comment_id)
            .join(Comment, Comment.id == AnalysisResult.comment_id)
            .where(Comment.stance.is_not(None))
        ).all()
        assert all(row.stance == row.LearnedJudgement.stance for row in rows)
        assert not any("stance_corrected" in row.LearnedJudgement.why for row in rows)


def test_where_author_and_officer_differ_the_officer_teaches(
    database: Database, ring: KeyRing, scene: Scene
) -> None:
    _chosen(database, ring, scene, "oppose", "support")
    with database.transaction() as session:
        for id_, body in session.execute(select(Comment.id, Comment.body).order_by(Comment.id).limit(32)):
            analyses.judge_comment(
                session, comment_id=id_, actor=officer(session), now=START,
                stance="support" if "照这样" in body else "oppose",
            )  # fmt: skip
    _work(database)
    found = learned(database)
    assert found[FINE.format("北桥头")] == "support"
    assert found[BAD.format("北桥头")] == "oppose"


def _label_counts(database: Database) -> set[int]:
    """From how many labels each comment was judged, once the machine has learned."""
    _plan(database)
    _work(database)
    with database.reading() as session:
        return set(session.scalars(select(LearnedJudgement.label_count)))


def test_of_very_many_own_choices_only_the_newest_teach(
    database: Database, ring: KeyRing, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    _chosen(database, ring, scene, "support", "oppose")
    monkeypatch.setattr(learning, "OWN_MOST", 9)
    assert _label_counts(database) == {9}


def test_the_stances_of_withdrawn_submissions_still_taught(
    database: Database, ring: KeyRing, scene: Scene
) -> None:
    _chosen(database, ring, scene, "support", "oppose")
    with database.transaction() as session:
        opposed = select(Comment.submission_id).where(Comment.stance == "oppose").limit(4)
        for id_ in session.scalars(opposed).all():
            submissions_later.withdraw_submission(session, id_, now=START)
    assert _label_counts(database) == {28}


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


def test_a_learning_was_said_to_judge_more_comments_than_it_looks_at(
    database: Database, taught: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(analysis_jobs, "MOST", 5)
    with database.transaction() as session:
        analysis_jobs.plan_learning(session, taught.consultation_id, START)
        newest = session.scalars(select(AnalysisJob.comment_count).order_by(AnalysisJob.id.desc()))
        assert newest.first() == 5
