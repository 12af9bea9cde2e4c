"""Grouping the comments of a consultation into topics and campaigns: a new run beside the old ones.

The heavy engine is imported inside the functions: only workers and the commands call them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from portal.analysis.types import Campaign, TopicGroup
from portal.analysis.version import ANALYSER_VERSION
from portal.db import Database
from portal.models.analyses import Topic, TopicMember, TopicRun
from portal.models.submissions import Comment
from portal.operations.analyses import opinion_of
from portal.queries.analysis_jobs import unseen_by_topics

EXCERPT_LENGTH = 200


def consultations_to_group(session: Session) -> list[int]:
    """Consultations with comments that the newest topic run has not seen."""
    return [key for key, _count, _run in unseen_by_topics(session)]


def group_topics(
    database: Database, consultation_id: int, now: datetime, topic_count: int | None = None
) -> int:
    """The consultation has a new topic run over all its comments; returns the number of groups."""
    save = grouped(database, consultation_id, topic_count)
    if save is None:
        return 0
    with database.transaction() as session:
        return save(session, now)


def grouped(
    database: Database, consultation_id: int, topic_count: int | None = None
) -> Callable[[Session, datetime], int] | None:
    """The groups, computed outside any transaction: what is returned writes them as a new run.

    None when the consultation has no comments.
    """
    with database.reading() as session:
        comments = session.scalars(
            select(Comment).where(Comment.consultation_id == consultation_id).order_by(Comment.id)
        ).all()
    if not comments:
        return None
    from portal.analysis import duplicates, topics

    opinions = [opinion_of(comment) for comment in comments]
    groups, campaigns = topics.group(opinions, topic_count), duplicates.campaigns(opinions)

    def save(session: Session, now: datetime) -> int:
        return _save_run(session, consultation_id, comments, groups, campaigns, now)

    return save


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
