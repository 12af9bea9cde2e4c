"""Topic groups of the newest run."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.errors import NotFoundError
from portal.models.analyses import Topic, TopicMember, TopicRun
from portal.models.audit import AuditEvent
from portal.models.submissions import Comment
from portal.queries.figures import figure_columns, said_by_expression, with_judgements
from portal.queries.letter_parts import opinion_counts

PAGE = 20
"""Campaigns on a page."""


def newest_run(session: Session, consultation_id: int) -> TopicRun | None:
    """The newest topic run of a consultation."""
    return session.scalar(
        select(TopicRun)
        .where(TopicRun.consultation_id == consultation_id)
        .order_by(TopicRun.id.desc())
        .limit(1)
    )


def find_topic(session: Session, consultation_id: int, topic_id: int) -> Topic | None:
    """The topic, if it belongs to the consultation."""
    return session.scalar(
        select(Topic)
        .join(TopicRun)
        .where(Topic.id == topic_id, TopicRun.consultation_id == consultation_id)
    )


def get_topic(session: Session, consultation_id: int, topic_id: int) -> Topic:
    """The topic, if it belongs to the consultation. Raises: NotFoundError."""
    topic = find_topic(session, consultation_id, topic_id)
    if topic is None:
        raise NotFoundError(subject="topic")
    return topic


def why_gone(session: Session, consultation_id: int, topic_id: int) -> str | None:
    """What ended a topic of the consultation: topics_merged or topic_emptied; None while it stands."""
    if find_topic(session, consultation_id, topic_id) is not None:
        return None
    return session.scalar(
        select(AuditEvent.action)
        .where(
            AuditEvent.consultation_id == consultation_id,
            AuditEvent.subject == "topic",
            AuditEvent.subject_id == topic_id,
            AuditEvent.action.in_(("topics_merged", "topic_emptied")),
        )
        .order_by(AuditEvent.id.desc())
        .limit(1)
    )


def is_newest(session: Session, topic: Topic, consultation_id: int) -> bool:
    """False for a topic of an older run: it is history, and can be read but not edited."""
    newest = newest_run(session, consultation_id)
    return newest is not None and newest.id == topic.run_id


def groups_of_run(session: Session, run_id: int) -> Sequence[Topic]:
    """The topics of a run in their order, the rest last; its campaigns are apart."""
    query = select(Topic).where(Topic.run_id == run_id, Topic.purpose != "campaign")
    return session.scalars(query.order_by(Topic.position)).all()


def campaign_count(session: Session, run_id: int) -> int:
    """How many campaigns a run found."""
    query = select(func.count()).where(Topic.run_id == run_id, Topic.purpose == "campaign")
    return session.scalar(query.select_from(Topic)) or 0


def campaigns_of_run(session: Session, run_id: int, page: int) -> Sequence[Topic]:
    """One page of the campaigns of a run, the largest first; pages count from 1."""
    query = select(Topic).where(Topic.run_id == run_id, Topic.purpose == "campaign")
    return session.scalars(
        query.order_by(Topic.position).limit(PAGE).offset((page - 1) * PAGE)
    ).all()


def topic_figures(session: Session, topic_ids: Collection[int]) -> dict[int, Any]:
    """Counts of each of the topics. Shape: {topic id: row as `figure_columns`}."""
    query = select(TopicMember.topic_id, *figure_columns()).join(
        Comment, Comment.id == TopicMember.comment_id
    )
    rows: Sequence[Any] = session.execute(
        with_judgements(query)
        .where(TopicMember.topic_id.in_(topic_ids), opinion_counts())
        .group_by(TopicMember.topic_id)
    ).all()
    return {row.topic_id: row for row in rows}


def stance_mix(session: Session, topic_id: int) -> dict[str, Any]:
    """Counts of one topic by whose the stance is. Shape: {said_by: row as `figure_columns`}."""
    said_by = said_by_expression().label("said_by")
    query = select(said_by, *figure_columns()).join(
        TopicMember, TopicMember.comment_id == Comment.id
    )
    rows: Sequence[Any] = session.execute(
        with_judgements(query)
        .where(TopicMember.topic_id == topic_id, opinion_counts())
        .group_by(said_by)
    ).all()
    return {row.said_by: row for row in rows}
