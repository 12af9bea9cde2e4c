"""What officers made of a consultation's topics, as the next run must keep to it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

from portal.analysis.version import ANALYSER_VERSION
from portal.models.analyses import Topic, TopicMember, TopicRun
from portal.models.submissions import Comment
from portal.models.topic_edits import TopicMerger, TopicName, TopicPin
from portal.queries.letter_parts import opinion_counts


@dataclass(frozen=True, slots=True)
class Asked:
    """How many topics an officer asked for; with either value they are found from nothing."""

    count: int | None = None
    scale: str | None = None

    @property
    def is_fresh(self) -> bool:
        """True when the earlier topics are not to be started from."""
        return self.count is not None or self.scale is not None


AS_BEFORE = Asked()
"""The topics there are, with what came since."""


@dataclass(frozen=True, slots=True)
class Edits:
    """Shape: pins {comment id: key}, mergers {key: key it went into}."""

    pins: dict[int, int]
    mergers: dict[int, int]


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a new run starts from; `next_key` is the first number no topic of it has had."""

    model: bytes | None
    edits: Edits
    next_key: int


def read_edits(session: Session, consultation_id: int) -> Edits:
    """The officers' edits as they stand."""
    pins = session.execute(
        select(TopicPin.comment_id, TopicPin.key).where(TopicPin.consultation_id == consultation_id)
    ).all()
    mergers = session.execute(
        select(TopicMerger.key, TopicMerger.into_key).where(
            TopicMerger.consultation_id == consultation_id
        )
    ).all()
    return Edits({row[0]: row[1] for row in pins}, {row[0]: row[1] for row in mergers})


def read_earlier(session: Session, consultation_id: int) -> Earlier:
    """The newest model of this analyser version, if there is one, with the edits."""
    model = session.scalar(
        select(TopicRun)
        .where(
            TopicRun.consultation_id == consultation_id,
            TopicRun.analyser_version == ANALYSER_VERSION,
        )
        .order_by(TopicRun.id.desc())
        .limit(1)
        .options(undefer(TopicRun.model))
    )
    return Earlier(
        model.model if model else None,
        read_edits(session, consultation_id),
        next_key(session, consultation_id),
    )


def next_key(session: Session, consultation_id: int) -> int:
    """The first number that no topic of the consultation has had."""
    of_runs = select(func.max(Topic.key)).join(TopicRun)
    highest = [
        session.scalar(of_runs.where(TopicRun.consultation_id == consultation_id)),
        *(
            session.scalar(select(func.max(edit.key)).filter_by(consultation_id=consultation_id))
            for edit in (TopicPin, TopicMerger, TopicName)
        ),
    ]
    return max((key for key in highest if key is not None), default=-1) + 1


def topic_names(session: Session, consultation_id: int) -> dict[int, str]:
    """The names officers gave. Shape: {topic key: name}."""
    rows = session.execute(
        select(TopicName.key, TopicName.name).where(TopicName.consultation_id == consultation_id)
    ).all()
    return {row[0]: row[1] for row in rows}


def pinned_count(session: Session, topic: Topic) -> int:
    """How many comments of the topic that count no run moves: put in it, confirmed or merged into it."""
    query = (
        select(func.count())
        .select_from(TopicMember)
        .join(TopicPin, TopicPin.comment_id == TopicMember.comment_id)
        .join(Comment, Comment.id == TopicMember.comment_id)
        .where(TopicMember.topic_id == topic.id, TopicPin.key == topic.key, opinion_counts())
    )
    return session.scalar(query) or 0
