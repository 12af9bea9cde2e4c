"""The bureau's decisions: each with the evidence it needs, none after the report."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.db import Database
from portal.errors import ConflictError, InvalidInputError, NotFoundError
from portal.models.accounts import User
from portal.models.analyses import Topic, TopicMember, TopicRun
from portal.models.audit import AuditEvent
from portal.models.responses import Outcome, Response
from portal.models.submissions import Comment
from portal.operations import consultations, responses
from portal.operations.baskets import Opinion
from portal.operations.reports import ReportText, publish_report
from portal.operations.responses import Decision
from portal.queries.comments import clause_tallies
from portal.secrets import KeyRing
from tests import make
from tests.conftest import START
from tests.make import Scene

REASON = "现有规定已经覆盖。"


@pytest.fixture
def ids(database: Database, ring: KeyRing, scene: Scene) -> list[int]:
    """Three comments on the first clause."""
    clause = scene.clause_ids[0]
    make.submission(
        database, ring, scene, [Opinion(clause, "remark", None, text) for text in "甲乙丙"]
    )
    with database.reading() as session:
        return list(session.scalars(select(Comment.id).order_by(Comment.id)))


def decide(session: Session, scene: Scene, ids: Sequence[int], decision: Decision) -> int:
    actor = session.scalars(select(User).where(User.username == "officer")).one()
    return responses.decide_comments(
        session, scene.consultation_id, ids, decision, actor=actor, now=START
    )


def outcomes(session: Session) -> dict[int, str]:
    rows = session.execute(select(Response.comment_id, Response.outcome))
    return {row.comment_id: row.outcome for row in rows}


@pytest.mark.parametrize("outcome", [o for o in Outcome if o is not Outcome.DUPLICATE])
def test_every_outcome_is_kept_with_its_evidence(
    database: Database, scene: Scene, ids: list[int], outcome: Outcome
) -> None:
    with database.transaction() as session:
        decision = Decision(outcome, reason=f" {REASON} ", changed_text="改为二小时。")
        assert decide(session, scene, ids[:2], decision) == 2
        rows = session.scalars(select(Response).order_by(Response.comment_id)).all()
        assert [(r.comment_id, r.outcome, r.reason) for r in rows] == [
            (i, outcome, REASON) for i in ids[:2]
        ]
        tally = clause_tallies(session, scene.consultation_id)[scene.clause_ids[0]]
        assert (tally.comment_count, tally.decided_count) == (3, 2)


@pytest.mark.parametrize(
    ("decision", "field", "rule"),
    [
        (Decision("maybe"), "outcome", "required"),
        (Decision("", reason=REASON), "outcome", "required"),
        (Decision("not_adopted"), "reason", "required"),
        (Decision("transferred", reason="  "), "reason", "required"),
        (Decision("partly_adopted", reason=REASON), "changed_text", "required"),
        (Decision("adopted", reason="字" * 5001), "reason", "too_long"),
        (Decision("adopted", reason="甲\0"), "reason", "control_character"),
        (Decision("duplicate", reason=REASON), "duplicate_of", "required"),
        (Decision("duplicate", reason=REASON, duplicate_of=999), "duplicate_of", "unknown"),
    ],
)
def test_a_decision_without_its_evidence_is_refused_by_field(
    database: Database, scene: Scene, ids: list[int], decision: Decision, field: str, rule: str
) -> None:
    with database.transaction() as session:
        with pytest.raises(InvalidInputError) as caught:
            decide(session, scene, ids[:1], decision)
        details = caught.value.details
        assert (details["field"], details["rule"]) == (field, rule)
        assert outcomes(session) == {}


def test_a_duplicate_names_another_comment_and_never_itself(
    database: Database, scene: Scene, ids: list[int]
) -> None:
    with database.transaction() as session:
        same = Decision("duplicate", reason=REASON, duplicate_of=ids[0])
        assert decide(session, scene, ids[1:], same) == 2
        with pytest.raises(InvalidInputError, match="itself"):
            decide(session, scene, ids, same)
        assert outcomes(session) == {ids[1]: "duplicate", ids[2]: "duplicate"}


def test_a_decision_drops_what_belongs_to_another_outcome(
    database: Database, scene: Scene, ids: list[int]
) -> None:
    with database.transaction() as session:
        decide(session, scene, ids[:1], Decision("explained", reason=REASON, duplicate_of=ids[1]))
        assert session.scalars(select(Response.duplicate_of_id)).all() == [None]


def test_a_new_decision_replaces_the_old_one_and_both_are_on_record(
    database: Database, scene: Scene, ids: list[int]
) -> None:
    with database.transaction() as session:
        decide(session, scene, ids[:1], Decision("adopted"))
        decide(session, scene, ids[:2], Decision("not_adopted", reason=REASON))
        session.flush()
        facts = session.scalars(
            select(AuditEvent.facts)
            .where(AuditEvent.action == "comments_decided")
            .order_by(AuditEvent.id)
        ).all()
    assert facts[1] == {
        "outcome": "not_adopted",
        "comment_ids": ids[:2],
        "before": {str(ids[0]): "adopted"},
    }
    assert REASON not in str(facts)


def test_no_comment_or_a_foreign_one_is_refused_and_nothing_is_decided(
    database: Database, scene: Scene, ids: list[int]
) -> None:
    with database.transaction() as session:
        other = make.published(session, make.officer(session, "second"))
        with pytest.raises(InvalidInputError):
            decide(session, scene, [], Decision("adopted"))
        with pytest.raises(NotFoundError):
            decide(session, scene, [*ids, 999], Decision("adopted"))
        foreign = Scene(other.id, other.reference, scene.closes_at, [])
        with pytest.raises(NotFoundError):
            decide(session, foreign, ids[:1], Decision("adopted"))
        assert outcomes(session) == {}


def test_after_the_report_no_decision_changes(
    database: Database, ring: KeyRing, scene: Scene, ids: list[int]
) -> None:
    with database.transaction() as session:
        decide(session, scene, ids, Decision("adopted"))
        made = consultations.lock_consultation(session, scene.consultation_id)
        actor = session.scalars(select(User).where(User.username == "officer")).one()
        publish_report(
            session, ring, made, ReportText("反馈", "经过", "收集"), masking_confirmed=True,
            actor=actor, now=scene.closes_at,
        )  # fmt: skip
        with pytest.raises(ConflictError, match="report_published"):
            decide(session, scene, ids[:1], Decision("not_adopted", reason=REASON))
        assert set(outcomes(session).values()) == {"adopted"}


def test_the_comments_of_a_topic_are_listed_all_or_undecided_only(
    database: Database, scene: Scene, ids: list[int]
) -> None:
    with database.transaction() as session:
        run = TopicRun(
            consultation_id=scene.consultation_id, analyser_version="1", comment_count=3,
            last_comment_id=ids[-1], made_at=START,
        )  # fmt: skip
        topic = Topic(purpose="topic", position=1, comment_count=2)
        run.topics.append(topic)
        session.add(run)
        session.flush()
        session.add_all([TopicMember(topic_id=topic.id, comment_id=i) for i in ids[:2]])
        decide(session, scene, ids[:1], Decision("adopted"))

        def members(consultation_id: int, *, undecided_only: bool) -> list[int]:
            return responses.topic_comment_ids(
                session, consultation_id, topic.id, undecided_only=undecided_only
            )

        assert members(scene.consultation_id, undecided_only=False) == ids[:2]
        assert members(scene.consultation_id, undecided_only=True) == ids[1:2]
        assert members(scene.consultation_id + 1, undecided_only=False) == []
        assert session.scalar(select(func.count()).select_from(Response)) == 1


def test_duplicates_never_point_in_a_circle(database: Database, ring: KeyRing) -> None:
    scene = make.scene(database)
    make.submission(
        database, ring, scene, [Opinion(None, "remark", None, str(n)) for n in range(3)]
    )
    with database.transaction() as session:
        first, second, third = session.scalars(select(Comment.id).order_by(Comment.id))
        actor = session.scalars(select(User).where(User.username == "officer")).one()

        def point(comment_id: int, target: int) -> None:
            decision = Decision("duplicate", "重复", duplicate_of=target)
            responses.decide_comments(
                session, scene.consultation_id, [comment_id], decision, actor=actor, now=START
            )

        point(second, first)
        for comment_id, target in ((first, second), (third, second), (first, third)):
            with pytest.raises(InvalidInputError) as caught:
                point(comment_id, target)
            assert caught.value.details["rule"] == "duplicate_chain"
