"""Who is in the topics of the newest run, when opinions take another's place or count no more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from portal.models.accounts import User
from portal.models.analyses import Topic, TopicMember, TopicRun
from portal.models.submissions import Comment
from portal.models.topic_edits import TopicPin
from portal.operations.audit import record_event
from portal.queries.topics import newest_run

EXCERPT_LENGTH = 200
"""How much of a comment's text stands for its topic. Unit: characters."""
FEWEST_IN_CAMPAIGN = 2


def lock_run(session: Session, run_id: int) -> None:
    """Nobody else changes the topics of the run in this transaction's time."""
    session.execute(select(TopicRun.id).where(TopicRun.id == run_id).with_for_update())


def topics_of(session: Session, run_id: int, comment_ids: Sequence[int]) -> Sequence[Topic]:
    """The topics of a run, campaigns apart, that the comments are in."""
    return [one for one in _groups_of(session, run_id, comment_ids) if one.purpose != "campaign"]


def _groups_of(session: Session, run_id: int, comment_ids: Sequence[int]) -> Sequence[Topic]:
    of_comments = select(TopicMember.topic_id).where(TopicMember.comment_id.in_(comment_ids))
    return session.scalars(
        select(Topic).where(Topic.run_id == run_id, Topic.id.in_(of_comments))
    ).all()


def hand_over(
    session: Session,
    consultation_id: int,
    old: Sequence[int],
    new: Sequence[int],
    *,
    actor: User,
    now: datetime,
) -> None:
    """In the newest run the new comments are in the topic where the old ones were; pins go.

    Campaigns stay: what was sent alike was sent alike, however it is cut afterwards.
    """
    session.execute(delete(TopicPin).where(TopicPin.comment_id.in_(old)))
    run = newest_run(session, consultation_id)
    groups = topics_of(session, run.id, old) if run else []
    if run is None or not groups:
        return
    lock_run(session, run.id)
    home = min(groups, key=lambda topic: topic.position)
    _remove(session, groups, old)
    session.execute(
        insert(TopicMember), [{"topic_id": home.id, "comment_id": id_} for id_ in new]
    )
    count_again(session, consultation_id, groups, actor=actor, now=now)


def take_out(
    session: Session, consultation_id: int, comment_ids: Sequence[int], *, now: datetime
) -> None:
    """The comments are in no group of the newest run, and no group is introduced by their words.

    A topic without comments is gone, and so is a campaign of one. Older runs stay: they are history.
    """
    session.execute(delete(TopicPin).where(TopicPin.comment_id.in_(comment_ids)))
    run = newest_run(session, consultation_id)
    if run is None:
        return
    lock_run(session, run.id)
    groups = _groups_of(session, run.id, comment_ids)
    bodies = select(Comment.body).where(Comment.id.in_(comment_ids))
    begins = {body[:EXCERPT_LENGTH] for body in session.scalars(bodies)}
    _remove(session, groups, comment_ids)
    for topic in count_again(session, consultation_id, groups, actor=None, now=now):
        if topic.purpose != "campaign" and topic.excerpt in begins:
            topic.excerpt = _oldest_text(session, topic)[:EXCERPT_LENGTH]


def _remove(session: Session, groups: Iterable[Topic], comment_ids: Sequence[int]) -> None:
    session.execute(
        delete(TopicMember).where(
            TopicMember.comment_id.in_(comment_ids),
            TopicMember.topic_id.in_([topic.id for topic in groups]),
        )
    )


def count_again(
    session: Session,
    consultation_id: int,
    topics: Iterable[Topic],
    *,
    actor: User | None,
    now: datetime,
) -> list[Topic]:
    """Each topic has its own number of comments; one without any is gone, which is on record.

    Returns those that stay.
    """
    stay = []
    for topic in topics:
        count = session.scalar(
            select(func.count()).select_from(TopicMember).where(TopicMember.topic_id == topic.id)
        )
        if count and (topic.purpose != "campaign" or count >= FEWEST_IN_CAMPAIGN):
            topic.comment_count = count
            stay.append(topic)
            continue
        record_event(
            session,
            "topic_emptied",
            at=now,
            subject="topic",
            subject_id=topic.id,
            consultation_id=consultation_id,
            actor=actor,
            facts={"key": topic.key},
        )
        session.delete(topic)
    session.flush()
    return stay


def _oldest_text(session: Session, topic: Topic) -> str:
    return session.scalars(
        select(Comment.body)
        .join(TopicMember, TopicMember.comment_id == Comment.id)
        .where(TopicMember.topic_id == topic.id)
        .order_by(Comment.id)
        .limit(1)
    ).one()
