"""What officers do to topics: name, merge, move comments, confirm. It shows at once and lasts.

The newest run is changed in place, and the act is kept apart by the topic's key, so that every later
run keeps to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from portal.db import Base
from portal.errors import ConflictError, InvalidInputError, NotFoundError
from portal.models.accounts import User
from portal.models.analyses import Topic, TopicMember, TopicRun
from portal.models.submissions import Comment
from portal.models.topic_edits import NAME_LENGTH, TopicMerger, TopicName, TopicPin
from portal.operations.audit import record_event
from portal.queries.topic_edits import next_key
from portal.queries.topics import get_topic, newest_run
from portal.sanitize import clean_line


def rename_topic(
    session: Session, consultation_id: int, topic_id: int, name: str, *, actor: User, now: datetime
) -> None:
    """The topic is called so from now on; an empty name gives it back the machine's words.

    Raises: InvalidInputError, NotFoundError, ConflictError.
    """
    topic = _own_topic(session, consultation_id, topic_id)
    name = clean_line(name, field="name", limit=NAME_LENGTH, required=False)
    place = {"consultation_id": consultation_id, "key": topic.key}
    if name:
        _put(session, TopicName, place, name=name, set_by_id=actor.id, set_at=now)
    else:
        session.execute(delete(TopicName).filter_by(**place))
    _record(session, "topic_renamed", topic, consultation_id, actor, now)


def merge_topics(
    session: Session, consultation_id: int, topic_id: int, into_id: int, *, actor: User, now: datetime
) -> None:
    """The comments of the one are the other's, and those of both stay there in later runs.

    Raises: NotFoundError, ConflictError, InvalidInputError when both are the same.
    """
    topic, into = (_own_topic(session, consultation_id, id_) for id_ in (topic_id, into_id))
    if topic.id == into.id:
        raise InvalidInputError(field="into", rule="same_topic")
    place = {"consultation_id": consultation_id, "key": topic.key}
    _put(session, TopicMerger, place, into_key=into.key, set_by_id=actor.id, set_at=now)
    session.execute(delete(TopicMerger).filter_by(consultation_id=consultation_id, key=into.key))
    session.execute(delete(TopicName).filter_by(**place))
    session.execute(
        update(TopicMember).where(TopicMember.topic_id == topic.id).values(topic_id=into.id)
    )
    into.comment_count += topic.comment_count
    _pin(session, into, consultation_id, _members(session, into), actor, now)
    _record(session, "topics_merged", topic, consultation_id, actor, now, into=into.key)
    session.delete(topic)
    session.flush()


def move_comments(
    session: Session,
    consultation_id: int,
    comment_ids: Sequence[int],
    into_id: int,
    *,
    actor: User,
    now: datetime,
) -> None:
    """The comments belong to the other topic, and no run moves them away.

    Raises: NotFoundError for a comment or topic of another consultation, ConflictError.
    """
    into = _own_topic(session, consultation_id, into_id, purposes=("topic", "rest"))
    known = session.scalars(
        select(Comment.id).where(
            Comment.consultation_id == consultation_id, Comment.id.in_(comment_ids)
        )
    ).all()
    if not known or len(known) != len(set(comment_ids)):
        raise NotFoundError(subject="comment")
    groups = _topics_of(session, into.run_id, known)
    session.execute(
        delete(TopicMember).where(
            TopicMember.comment_id.in_(known), TopicMember.topic_id.in_({t.id for t in groups})
        )
    )
    session.execute(
        insert(TopicMember), [{"topic_id": into.id, "comment_id": id_} for id_ in known]
    )
    _pin(session, into, consultation_id, known, actor, now)
    _count_again(session, {into, *groups})
    facts = {"comment_count": len(known)}
    _record(session, "comments_moved", into, consultation_id, actor, now, **facts)


def begin_topic(
    session: Session,
    consultation_id: int,
    comment_ids: Sequence[int],
    name: str,
    *,
    actor: User,
    now: datetime,
) -> int:
    """The comments are a topic of their own with that name; returns its id.

    Raises: InvalidInputError, NotFoundError, ConflictError when nothing has been grouped yet.
    """
    clean_line(name, field="name", limit=NAME_LENGTH)
    run = newest_run(session, consultation_id)
    if run is None or all(topic.purpose != "topic" for topic in run.topics):
        raise ConflictError(rule="topics_changed")
    _lock(session, run.id)
    last = max(topic.position for topic in run.topics if topic.purpose != "campaign")
    topic = Topic(
        run_id=run.id,
        purpose="topic",
        position=last + 1,
        key=next_key(session, consultation_id),
        words=[],
        excerpt="",
        comment_count=1,
    )
    session.add(topic)
    session.flush()
    move_comments(session, consultation_id, comment_ids, topic.id, actor=actor, now=now)
    rename_topic(session, consultation_id, topic.id, name, actor=actor, now=now)
    return topic.id


def confirm_topic(
    session: Session, consultation_id: int, topic_id: int, *, actor: User, now: datetime
) -> None:
    """Every comment of the topic stays in it, whatever later runs find. Raises: as `rename_topic`."""
    topic = _own_topic(session, consultation_id, topic_id)
    members = _members(session, topic)
    _pin(session, topic, consultation_id, members, actor, now)
    _record(
        session, "topic_confirmed", topic, consultation_id, actor, now, comment_count=len(members)
    )


def _members(session: Session, topic: Topic) -> Sequence[int]:
    return session.scalars(
        select(TopicMember.comment_id).where(TopicMember.topic_id == topic.id)
    ).all()


def _own_topic(
    session: Session,
    consultation_id: int,
    topic_id: int,
    purposes: tuple[str, ...] = ("topic",),
) -> Topic:
    """A topic of the newest run, which is locked.

    Raises: NotFoundError, ConflictError when the topics have been made anew since the page was drawn.
    """
    topic = get_topic(session, consultation_id, topic_id)
    _lock(session, topic.run_id)
    newest = newest_run(session, consultation_id)
    if newest is None or newest.id != topic.run_id or topic.purpose not in purposes:
        raise ConflictError(rule="topics_changed")
    session.refresh(topic)
    return topic


def _lock(session: Session, run_id: int) -> None:
    session.execute(select(TopicRun.id).where(TopicRun.id == run_id).with_for_update())


def _topics_of(session: Session, run_id: int, comment_ids: Sequence[int]) -> Sequence[Topic]:
    """The topics of a run, campaigns apart, that the comments are in."""
    of_comments = select(TopicMember.topic_id).where(TopicMember.comment_id.in_(comment_ids))
    return session.scalars(
        select(Topic).where(
            Topic.run_id == run_id, Topic.purpose != "campaign", Topic.id.in_(of_comments)
        )
    ).all()


def _count_again(session: Session, topics: set[Topic]) -> None:
    """Each topic has its own number of comments; one without any is gone."""
    for topic in topics:
        count = session.scalar(
            select(func.count()).select_from(TopicMember).where(TopicMember.topic_id == topic.id)
        )
        if count:
            topic.comment_count = count
        else:
            session.delete(topic)
    session.flush()


def _pin(
    session: Session,
    topic: Topic,
    consultation_id: int,
    comment_ids: Sequence[int],
    actor: User,
    now: datetime,
) -> None:
    session.execute(delete(TopicPin).where(TopicPin.comment_id.in_(comment_ids)))
    row = {"consultation_id": consultation_id, "key": topic.key, "set_by_id": actor.id, "set_at": now}
    session.execute(insert(TopicPin), [{"comment_id": id_, **row} for id_ in comment_ids])


def _put(session: Session, model: type[Base], place: Mapping[str, object], **values: object) -> None:
    """The row of that place has these values, whether it stood before or not."""
    make = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    session.execute(
        make(model)
        .values(**place, **values)
        .on_conflict_do_update(index_elements=list(place), set_=values)
    )


def _record(
    session: Session,
    action: str,
    topic: Topic,
    consultation_id: int,
    actor: User,
    now: datetime,
    **facts: object,
) -> None:
    record_event(
        session,
        action,
        at=now,
        subject="topic",
        subject_id=topic.id,
        consultation_id=consultation_id,
        actor=actor,
        facts={"key": topic.key, **facts},
    )
