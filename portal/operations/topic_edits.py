"""What officers do to topics: name, merge, move comments, confirm. It shows at once and lasts.

The newest run is changed in place, and the act is kept apart by the topic's key, so that every later
run keeps to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, exists, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from portal.db import Base
from portal.errors import ConflictError, InvalidInputError, NotFoundError
from portal.models.accounts import User
from portal.models.analyses import Topic, TopicMember
from portal.models.submissions import Comment
from portal.models.topic_edits import NAME_LENGTH, TopicMerger, TopicName, TopicPin
from portal.operations.audit import record_event
from portal.operations.consultations import lock_consultation
from portal.operations.topic_members import count_again, lock_run, topics_of
from portal.queries.letter_parts import opinion_counts
from portal.queries.topic_edits import next_key, topic_names
from portal.queries.topics import get_topic, newest_run
from portal.sanitize import clean_line

WORDS_IN_NAME = 5
"""A topic without a name of its own is called by so many of its words."""
AT_ONCE = 5_000
"""Comments named in one statement: databases bound how many."""


def rename_topic(
    session: Session, consultation_id: int, topic_id: int, name: str, *, actor: User, now: datetime
) -> None:
    """The topic is called so from now on; an empty name gives it back the machine's words.

    Raises: InvalidInputError, NotFoundError, ConflictError, also when another topic is called so.
    """
    topic = _own_topic(session, consultation_id, topic_id)
    name = clean_line(name, field="name", limit=NAME_LENGTH, required=False)
    _require_free_name(session, consultation_id, topic, name)
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

    A name an officer gave lasts: the other's own, else that of the one.
    Raises: NotFoundError, ConflictError, InvalidInputError when both are the same.
    """
    topic, into = (_own_topic(session, consultation_id, id_) for id_ in (topic_id, into_id))
    if topic.id == into.id:
        raise InvalidInputError(field="into", rule="same_topic")
    place = {"consultation_id": consultation_id, "key": topic.key}
    _put(session, TopicMerger, place, into_key=into.key, set_by_id=actor.id, set_at=now)
    session.execute(delete(TopicMerger).filter_by(consultation_id=consultation_id, key=into.key))
    _hand_name_over(session, consultation_id, topic, into)
    session.execute(
        update(TopicMember).where(TopicMember.topic_id == topic.id).values(topic_id=into.id)
    )
    into.comment_count += topic.comment_count
    _pin(session, into, consultation_id, _members(session, into), actor, now)
    _record(session, "topics_merged", topic, consultation_id, actor, now, into=into.key)
    session.delete(topic)
    session.flush()


def _hand_name_over(session: Session, consultation_id: int, topic: Topic, into: Topic) -> None:
    """The other topic has the name of the one if it had none itself; the one has none any more."""
    own = select(TopicName).filter_by(consultation_id=consultation_id)
    name = session.scalar(own.filter_by(key=topic.key))
    if name is None:
        return
    if session.scalar(own.filter_by(key=into.key)) is None and into.key is not None:
        name.key = into.key
    else:
        session.delete(name)
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

    Raises: NotFoundError for a comment or topic of another consultation, ConflictError, also for what
    is no opinion any more: withdrawn, split, or merged back.
    """
    into = _own_topic(session, consultation_id, into_id, purposes=("topic", "rest"))
    known = _require_opinions(session, consultation_id, comment_ids)
    groups = topics_of(session, into.run_id, known)
    session.execute(
        delete(TopicMember).where(
            TopicMember.comment_id.in_(known), TopicMember.topic_id.in_({t.id for t in groups})
        )
    )
    session.execute(
        insert(TopicMember), [{"topic_id": into.id, "comment_id": id_} for id_ in known]
    )
    _pin(session, into, consultation_id, known, actor, now)
    count_again(session, consultation_id, {into, *groups}, actor=actor, now=now)
    facts = {"comment_count": len(known)}
    _record(session, "comments_moved", into, consultation_id, actor, now, **facts)


def _require_opinions(
    session: Session, consultation_id: int, comment_ids: Sequence[int]
) -> Sequence[int]:
    named = (Comment.consultation_id == consultation_id, Comment.id.in_(comment_ids))
    known = session.scalars(select(Comment.id).where(*named)).all()
    if not known or len(known) != len(set(comment_ids)):
        raise NotFoundError(subject="comment")
    if session.scalar(select(exists().where(*named, ~opinion_counts()))):
        raise ConflictError(rule="counts_no_more")
    return known


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
    lock_consultation(session, consultation_id)
    run = newest_run(session, consultation_id)
    if run is None or all(topic.purpose != "topic" for topic in run.topics):
        raise ConflictError(rule="topics_changed")
    lock_run(session, run.id)
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


def _require_free_name(session: Session, consultation_id: int, topic: Topic, name: str) -> None:
    names = topic_names(session, consultation_id)
    others = [one for one in topic.run.topics if one.purpose == "topic" and one.id != topic.id]
    taken = {names.get(one.key or 0) or "、".join(one.words[:WORDS_IN_NAME]) for one in others}
    if name and name in taken:
        raise ConflictError(field="name", rule="topic_name_taken")


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
    lock_consultation(session, consultation_id)  # first, as a split does
    topic = get_topic(session, consultation_id, topic_id)
    lock_run(session, topic.run_id)
    newest = newest_run(session, consultation_id)
    if newest is None or newest.id != topic.run_id or topic.purpose not in purposes:
        raise ConflictError(rule="topics_changed")
    session.refresh(topic)
    return topic


def _pin(
    session: Session,
    topic: Topic,
    consultation_id: int,
    comment_ids: Sequence[int],
    actor: User,
    now: datetime,
) -> None:
    for start in range(0, len(comment_ids), AT_ONCE):
        part = comment_ids[start : start + AT_ONCE]
        session.execute(delete(TopicPin).where(TopicPin.comment_id.in_(part)))
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
