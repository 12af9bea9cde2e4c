"""Running the analysis on what has no result yet, and officers' corrections of it.

The heavy engine is imported inside the functions: only the scheduler process and the commands
call them, never a web process.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from portal.analysis.types import Campaign, Finding, Opinion, TopicGroup
from portal.analysis.version import ANALYSER_VERSION, input_hash
from portal.db import Database
from portal.errors import InvalidInputError, NotFoundError
from portal.models.accounts import User
from portal.models.analyses import AnalysisResult, Judgement, Topic, TopicMember, TopicRun
from portal.models.submissions import Comment, Stance
from portal.operations.audit import record_event
from portal.operations.tallies import recount

BATCH = 500
EXCERPT_LENGTH = 200


def analyse_pending(database: Database, now: datetime, batch: int = BATCH) -> int:
    """Up to `batch` comments without a result of this analyser version have one; returns how many.

    Computed outside the transaction, written in one; running it again changes nothing.
    """
    with database.reading() as session:
        rows = _pending(session, batch)
    if not rows:
        return 0
    from portal.analysis.engine import analyse_one

    findings = [(row, analyse_one(opinion_of(row))) for row in rows]
    with database.transaction() as session:
        _save_findings(session, findings, now)
    return len(findings)


def _pending(session: Session, batch: int) -> Sequence[Comment]:
    done = (
        select(AnalysisResult.comment_id)
        .where(
            AnalysisResult.comment_id == Comment.id,
            AnalysisResult.analyser_version == ANALYSER_VERSION,
        )
        .exists()
    )
    return session.scalars(select(Comment).where(~done).order_by(Comment.id).limit(batch)).all()


def opinion_of(comment: Comment) -> Opinion:
    """The comment as the analysis sees it."""
    return Opinion(
        id=str(comment.id),
        text=comment.body,
        clause=comment.clause_label or None,
        clause_text=comment.clause_quote or None,
    )


def _save_findings(
    session: Session, findings: Sequence[tuple[Comment, Finding]], now: datetime
) -> None:
    known = set(
        session.scalars(
            select(AnalysisResult.comment_id).where(
                AnalysisResult.comment_id.in_([row.id for row, _ in findings]),
                AnalysisResult.analyser_version == ANALYSER_VERSION,
            )
        )
    )
    fresh = [(row, finding) for row, finding in findings if row.id not in known]
    if not fresh:
        return
    session.execute(insert(AnalysisResult), [_values(row, f, now) for row, f in fresh])
    keys: dict[int, set[str]] = {}
    for row, _finding in fresh:
        keys.setdefault(row.consultation_id, set()).add(row.clause_key)
    for consultation_id, clause_keys in keys.items():
        recount(session, consultation_id, clause_keys)


def _values(comment: Comment, finding: Finding, now: datetime) -> dict[str, Any]:
    return {
        "comment_id": comment.id,
        "analyser_version": ANALYSER_VERSION,
        "input_hash": input_hash(opinion_of(comment)),
        "sentiment_score": finding.sentiment,
        "sentiment_clear": finding.sentiment_clear,
        "stance": finding.stance,
        "stance_score": finding.stance_score,
        "stance_confident": finding.stance_confident,
        "kind": finding.kind,
        "personal_data": [asdict(datum) for datum in finding.personal_data],
        "why": finding.why,
        "analysed_at": now,
    }


def consultations_to_group(session: Session) -> list[int]:
    """Consultations with comments that the newest topic run has not seen.

    Counts decide, not ids: of two submissions at once the lower id may be committed later.
    """
    newest = (
        select(TopicRun.consultation_id, func.max(TopicRun.comment_count).label("seen_count"))
        .where(TopicRun.analyser_version == ANALYSER_VERSION)
        .group_by(TopicRun.consultation_id)
        .subquery()
    )
    query = (
        select(Comment.consultation_id)
        .outerjoin(newest, newest.c.consultation_id == Comment.consultation_id)
        .group_by(Comment.consultation_id, newest.c.seen_count)
        .having(func.count() > func.coalesce(newest.c.seen_count, 0))
        .order_by(Comment.consultation_id)
    )
    return list(session.scalars(query))


def group_topics(database: Database, consultation_id: int, now: datetime) -> int:
    """The consultation has a new topic run over all its comments; returns the number of groups."""
    with database.reading() as session:
        comments = session.scalars(
            select(Comment).where(Comment.consultation_id == consultation_id).order_by(Comment.id)
        ).all()
    if not comments:
        return 0
    from portal.analysis import duplicates, topics

    opinions = [opinion_of(comment) for comment in comments]
    groups, campaigns = topics.group(opinions), duplicates.campaigns(opinions)
    with database.transaction() as session:
        return _save_run(session, consultation_id, comments, groups, campaigns, now)


def _save_run(
    session: Session,
    consultation_id: int,
    comments: Sequence[Comment],
    groups: Sequence[TopicGroup],
    campaigns: Sequence[Campaign],
    now: datetime,
) -> int:
    run = TopicRun(
        consultation_id=consultation_id,
        analyser_version=ANALYSER_VERSION,
        comment_count=len(comments),
        last_comment_id=comments[-1].id,
        made_at=now,
    )
    session.add(run)
    session.flush()
    bodies = {str(comment.id): comment.body for comment in comments}
    for group in groups:
        excerpt = bodies[group.representative_ids[0]] if group.representative_ids else ""
        purpose = "rest" if "rest" in group.warnings else "topic"
        _save_topic(session, run.id, purpose, group.index, group.words, excerpt, group.member_ids)
    for campaign in campaigns:
        core = campaign.common_core
        _save_topic(session, run.id, "campaign", campaign.index, [], core, campaign.member_ids)
    return len(groups) + len(campaigns)


def _save_topic(
    session: Session,
    run_id: int,
    purpose: str,
    position: int,
    words: list[str],
    excerpt: str,
    member_ids: Sequence[str],
) -> None:
    topic = Topic(
        run_id=run_id,
        purpose=purpose,
        position=position,
        words=words,
        excerpt=excerpt[:EXCERPT_LENGTH],
        comment_count=len(member_ids),
    )
    session.add(topic)
    session.flush()
    session.execute(
        insert(TopicMember),
        [{"topic_id": topic.id, "comment_id": int(member)} for member in member_ids],
    )


def correct_stance(
    session: Session, *, comment_id: int, stance: str, actor: User, now: datetime
) -> None:
    """The officer's stance is shown from now on; no machine overwrites it.

    Raises: InvalidInputError, NotFoundError.
    """
    if stance not in {*Stance, "none"}:
        raise InvalidInputError(field="stance", rule="unknown")
    comment = session.get(Comment, comment_id)
    if comment is None:
        raise NotFoundError(subject="comment")
    row = session.get(Judgement, comment_id)
    before = row.stance if row else None
    if row is None:
        session.add(Judgement(comment_id=comment_id, stance=stance, set_by_id=actor.id, set_at=now))
    else:
        row.stance, row.set_by_id, row.set_at = stance, actor.id, now
    session.flush()
    recount(session, comment.consultation_id, {comment.clause_key})
    record_event(
        session,
        "stance_corrected",
        at=now,
        subject="comment",
        subject_id=comment_id,
        consultation_id=comment.consultation_id,
        actor=actor,
        facts={"before": before, "after": stance},
    )
