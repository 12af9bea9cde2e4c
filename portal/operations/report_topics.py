"""What the report says by topic: only groups large enough, only words that name nobody."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.analysis.personal_data import scan
from portal.models.analyses import Topic, TopicMember
from portal.models.responses import Outcome, Response
from portal.models.submissions import Comment
from portal.queries.letter_parts import opinion_counts
from portal.queries.topic_edits import topic_names
from portal.queries.topics import newest_run

LEAST = 3
"""A group of fewer opinions would tell what single people wrote."""
WORD_COUNT = 5


def report_topics(
    session: Session, consultation_id: int, private: Collection[str]
) -> list[dict[str, Any]]:
    """The topic groups with their counts, the largest first.

    Shape: topic_id, label, comment_count, adopted_count. The label is the officer's name, else the
    machine's words. Words that hold or are held by a value of `private` (names and addresses of those
    who submitted) are left out, and so are whole personal data; such a name gives way to the words.
    """
    run = newest_run(session, consultation_id)
    if run is None:
        return []
    adopted = Response.outcome.in_((Outcome.ADOPTED, Outcome.PARTLY_ADOPTED))
    rows = session.execute(
        select(Topic, func.count(), func.count().filter(adopted))
        .join(TopicMember, TopicMember.topic_id == Topic.id)
        .join(Comment, Comment.id == TopicMember.comment_id)
        .join(Response, Response.comment_id == Comment.id)
        .where(
            Topic.run_id == run.id,
            Topic.purpose == "topic",
            opinion_counts(),
        )
        .group_by(Topic.id)
        .order_by(func.count().desc(), Topic.position)
    ).all()
    names = topic_names(session, consultation_id)
    found = []
    for topic, comment_count, adopted_count in rows:
        given = [names[topic.key]] if topic.key in names else []
        label = "、".join(_harmless(given, private) or _harmless(topic.words, private))
        if comment_count >= LEAST and label:
            found.append(
                {
                    "topic_id": topic.id,
                    "label": label,
                    "comment_count": comment_count,
                    "adopted_count": adopted_count,
                }
            )
    return found


def _harmless(words: Collection[str], private: Collection[str]) -> list[str]:
    shown = [
        word
        for word in words
        if not any(word in value or value in word for value in private) and not scan(word)
    ]
    return shown[:WORD_COUNT]
