"""Grouping the comments of a consultation into topics and campaigns: a new run beside the old ones.

The heavy engine is imported inside the functions: only workers and the commands call them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from portal.analysis.types import Campaign, Opinion, TopicGroup
from portal.analysis.version import ANALYSER_VERSION
from portal.db import Database
from portal.errors import ConflictError
from portal.models.analyses import Topic, TopicMember, TopicRun
from portal.models.submissions import Comment
from portal.queries.analysis_jobs import unseen_by_topics
from portal.queries.topic_edits import AS_BEFORE, Asked, read_earlier, read_edits

EXCERPT_LENGTH = 200
AT_ONCE = 10_000


def consultations_to_group(session: Session) -> list[int]:
    """Consultations with comments that the newest topic run has not seen."""
    return [key for key, _count, _run in unseen_by_topics(session)]


def group_topics(
    database: Database, consultation_id: int, now: datetime, asked: Asked = AS_BEFORE
) -> int:
    """The consultation has a new topic run over all its comments; returns the number of groups."""
    save = grouped(database, consultation_id, asked)
    if save is None:
        return 0
    with database.transaction() as session:
        return save(session, now)


def grouped(
    database: Database, consultation_id: int, asked: Asked = AS_BEFORE
) -> Callable[[Session, datetime], int] | None:
    """The groups, computed outside any transaction: what is returned writes them as a new run.

    None when the consultation has no comments. What is returned raises ConflictError when an officer
    has edited the topics meanwhile: the groups would not show it.
    """
    with database.reading() as session:
        opinions = _opinions(session, consultation_id)
        earlier = read_earlier(session, consultation_id)
    if not opinions:
        return None
    from portal.analysis import duplicates
    from portal.operations.topic_models import groups_of

    groups, model = groups_of(opinions, earlier, asked)
    campaigns = duplicates.campaigns(opinions)

    def save(session: Session, now: datetime) -> int:
        if read_edits(session, consultation_id) != earlier.edits:
            raise ConflictError(rule="topics_changed")
        run = TopicRun(
            consultation_id=consultation_id,
            analyser_version=ANALYSER_VERSION,
            comment_count=len(opinions),
            last_comment_id=int(opinions[-1].id),
            fitted_count=model.fitted_count if model else None,
            model=model.to_bytes() if model else None,
            made_at=now,
        )
        session.add(run)
        session.flush()
        _save_groups(session, run.id, opinions, groups, campaigns)
        return len(groups) + len(campaigns)

    return save


def _opinions(session: Session, consultation_id: int) -> list[Opinion]:
    """Every comment of the consultation as the analysis sees it; columns only, for there are many."""
    rows = session.execute(
        select(Comment.id, Comment.body, Comment.clause_label, Comment.clause_quote)
        .where(Comment.consultation_id == consultation_id)
        .order_by(Comment.id)
    )
    return [
        Opinion(id=str(id_), text=body, clause=label or None, clause_text=quote or None)
        for id_, body, label, quote in rows
    ]


def _save_groups(
    session: Session,
    run_id: int,
    opinions: Sequence[Opinion],
    groups: Sequence[TopicGroup],
    campaigns: Sequence[Campaign],
) -> None:
    bodies = {opinion.id: opinion.text for opinion in opinions}
    for group in groups:
        excerpt = bodies[group.representative_ids[0]] if group.representative_ids else ""
        topic = Topic(
            run_id=run_id,
            purpose="rest" if "rest" in group.warnings else "topic",
            position=group.index,
            key=group.key,
            words=group.words,
            warnings=list(group.warnings),
            excerpt=excerpt[:EXCERPT_LENGTH],
            comment_count=len(group.member_ids),
        )
        _save_members(session, topic, group.member_ids)
    for campaign in campaigns:
        topic = Topic(
            run_id=run_id,
            purpose="campaign",
            position=campaign.index,
            words=[],
            warnings=[],
            excerpt=campaign.common_core[:EXCERPT_LENGTH],
            comment_count=len(campaign.member_ids),
        )
        _save_members(session, topic, campaign.member_ids)


def _save_members(session: Session, topic: Topic, member_ids: Sequence[str]) -> None:
    session.add(topic)
    session.flush()
    for start in range(0, len(member_ids), AT_ONCE):
        session.execute(
            insert(TopicMember),
            [
                {"topic_id": topic.id, "comment_id": int(member)}
                for member in member_ids[start : start + AT_ONCE]
            ],
        )
