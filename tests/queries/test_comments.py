"""Officers read comments by keyset pages; authors see answers once the report is public."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.db import Database
from portal.errors import NotFoundError
from portal.models.accounts import User
from portal.models.submissions import Comment, Submission
from portal.operations import analyses, consultations, responses, topic_runs
from portal.operations.baskets import Opinion
from portal.operations.reports import ReportText, publish_report
from portal.operations.responses import Decision
from portal.queries import comments, decisions, topics
from portal.queries import submissions as own
from portal.secrets import KeyRing, grouped_query_code
from tests import make
from tests.conftest import START
from tests.make import Scene
from tests.queries.conftest import Counting

Page = Callable[[Session, int], Sequence[Any]]


def send(database: Database, ring: KeyRing, scene: Scene, count: int, place: int = 0) -> None:
    for first in range(0, count, 50):
        bodies = [f"第{number}条意见：点位太少" for number in range(first, min(first + 50, count))]
        opinions = [Opinion(scene.clause_ids[place], "remark", None, body) for body in bodies]
        make.submission(database, ring, scene, opinions)


def read_all(session: Session, page: Page) -> list[int]:
    """The ids found by following the pages, each PAGE long, by the last id seen."""
    seen: list[int] = []
    while rows := page(session, seen[-1] if seen else 0):
        assert len(rows) <= comments.PAGE + 1
        seen += [row.Comment.id for row in rows[: comments.PAGE]]
        if len(rows) <= comments.PAGE:
            break
    return seen


def test_pages_of_a_clause_and_of_all_follow_by_keyset_without_gap_or_repeat(
    database: Database, ring: KeyRing, scene: Scene
) -> None:
    send(database, ring, scene, comments.PAGE + 7)
    send(database, ring, scene, 3, place=1)
    send(database, ring, scene, 1)
    cid, clause = scene.consultation_id, scene.clause_ids[0]
    with database.reading() as session:
        everything = list(session.scalars(select(Comment.id).order_by(Comment.id)))
        mine = list(session.scalars(
            select(Comment.id).where(Comment.clause_key == clause).order_by(Comment.id)
        ))  # fmt: skip
        assert (
            read_all(session, lambda s, after: comments.comments_of_clause(s, cid, clause, after))
            == mine
        )
        assert (
            read_all(session, lambda s, after: comments.comments_of_consultation(s, cid, after))
            == everything
        )
        assert len(comments.comments_of_clause(session, cid, clause)) == comments.PAGE + 1
        assert comments.comments_of_clause(session, cid + 1, clause) == []
        assert comments.comments_of_clause(session, cid, "unknown") == []


def test_a_page_costs_one_statement_and_one_for_files_however_many_cards_it_holds(
    database: Database, ring: KeyRing, scene: Scene, counting: Counting
) -> None:
    send(database, ring, scene, 60)
    analyses.analyse_pending(database, START)
    with database.reading() as session, counting() as statements:
        for row in comments.comments_of_consultation(session, scene.consultation_id):
            assert row.submission_number
            assert row.AnalysisResult.stance
            assert row.Response is None
    assert len(statements) == 2


def test_a_card_carries_finding_judgement_and_response_together(
    database: Database, ring: KeyRing, scene: Scene
) -> None:
    send(database, ring, scene, 1)
    with database.reading() as session:
        comment_id = session.scalars(select(Comment.id)).one()
        bare = comments.get_card(session, scene.consultation_id, comment_id)
        assert (bare.AnalysisResult, bare.Judgement, bare.Response) == (None, None, None)
    analyses.analyse_pending(database, START)
    with database.transaction() as session:
        actor = session.scalars(select(User).where(User.username == "officer")).one()
        analyses.judge_comment(
            session, comment_id=comment_id, stance="suggest", actor=actor, now=START
        )
        decide(session, scene, [comment_id])
        card = comments.get_card(session, scene.consultation_id, comment_id)
        assert card.Judgement.stance == "suggest"
        assert card.Response.outcome == "adopted"
        assert card.commenter_kind == "individual"


def decide(session: Session, scene: Scene, ids: Sequence[int]) -> None:
    actor = session.scalars(select(User).where(User.username == "officer")).one()
    responses.decide_comments(
        session, scene.consultation_id, ids, Decision("adopted", reason="有道理"), actor=actor,
        now=START,
    )  # fmt: skip


def test_a_card_of_another_consultation_is_not_found(
    database: Database, ring: KeyRing, scene: Scene
) -> None:
    send(database, ring, scene, 1)
    with database.reading() as session:
        comment_id = session.scalars(select(Comment.id)).one()
        for consultation_id, wanted in ((scene.consultation_id + 1, comment_id),
                                        (scene.consultation_id, comment_id + 1)):  # fmt: skip
            with pytest.raises(NotFoundError):
                comments.get_card(session, consultation_id, wanted)


def test_topics_have_figures_and_are_found_only_in_their_consultation(
    database: Database, ring: KeyRing, scene: Scene, counting: Counting
) -> None:
    send(database, ring, scene, 20)
    topic_runs.group_topics(database, scene.consultation_id, START)
    with database.reading() as session:
        run = topics.newest_run(session, scene.consultation_id)
        assert run is not None
        ids = [topic.id for topic in run.topics]
        with counting() as statements:
            figures = topics.topic_figures(session, ids)
        assert len(statements) == 1
        assert {t.id: t.comment_count for t in run.topics} == {
            topic_id: row.comment_count for topic_id, row in figures.items()
        }
        topic = run.topics[0]
        assert topics.get_topic(session, scene.consultation_id, topic.id) is topic
        found = comments.comments_of_topic(session, scene.consultation_id, topic.id)
        assert len(found) == topic.comment_count
        assert comments.comments_of_topic(session, scene.consultation_id + 1, topic.id) == []
        for consultation_id, topic_id in ((scene.consultation_id + 1, topic.id),
                                          (scene.consultation_id, 999)):  # fmt: skip
            with pytest.raises(NotFoundError):
                topics.get_topic(session, consultation_id, topic_id)
        assert topics.newest_run(session, scene.consultation_id + 1) is None


def test_the_next_undecided_comment_is_of_the_same_clause_then_in_clause_order(
    database: Database, ring: KeyRing, scene: Scene
) -> None:
    for count, place in ((1, 2), (1, 1), (2, 0)):
        send(database, ring, scene, count, place)
    with database.transaction() as session:
        third, other, first, second = session.scalars(select(Comment).order_by(Comment.id)).all()

        def following(after: Comment) -> int | None:
            return decisions.next_undecided(session, scene.consultation_id, after)

        assert [following(c) for c in (first, second)] == [second.id, other.id]
        decide(session, scene, [other.id])
        assert [following(c) for c in (second, third)] == [third.id, first.id]
        decide(session, scene, [third.id, first.id])
        assert following(second) is None
        assert following(first) == second.id
        decide(session, scene, [second.id])
        assert following(first) is None


def test_an_answer_is_hidden_from_its_author_until_the_report_is_public(
    database: Database, ring: KeyRing, scene: Scene
) -> None:
    opinions = [Opinion(clause, "remark", None, "好") for clause in scene.clause_ids[:2]]
    receipt = make.submission(database, ring, scene, opinions)
    with database.transaction() as session:
        decide(session, scene, session.scalars(select(Comment.id)).all())
    with database.transaction() as session:
        rows = own.answered_comments(session, receipt.submission_id)
        assert [response for _comment, response in rows] == [None, None]
        made = consultations.lock_consultation(session, scene.consultation_id)
        actor = session.scalars(select(User).where(User.username == "officer")).one()
        publish_report(
            session, ring, made, ReportText("反馈", "经过", "收集"), masking_confirmed=True,
            actor=actor, now=scene.closes_at,
        )  # fmt: skip
        session.flush()
        rows = own.answered_comments(session, receipt.submission_id)
        assert [comment.position for comment, _response in rows] == [1, 2]
        assert [response.reason for _comment, response in rows] == ["有道理"] * 2


@pytest.mark.parametrize("typed", ["", "0", "0" * 25, "0" * 26, "0" * 27, "' OR 1=1 --", "甲\0乙"])
def test_an_unknown_or_malformed_query_code_finds_nothing(
    database: Database, ring: KeyRing, scene: Scene, typed: str
) -> None:
    receipt = make.submission(database, ring, scene, [Opinion(None, "remark", None, "好")])
    with database.reading() as session:
        assert own.find_by_query_code(session, typed) is None
        found = own.find_by_query_code(session, grouped_query_code(receipt.query_code))
        assert isinstance(found, Submission)
