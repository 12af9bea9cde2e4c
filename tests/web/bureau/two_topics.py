"""A consultation whose comments stand in two topics."""

from __future__ import annotations

from sqlalchemy import select

from portal import clock
from portal.db import Database
from portal.models.analyses import TopicMember
from portal.operations import topic_runs
from portal.queries.topic_edits import Asked
from portal.queries.topics import newest_run
from portal.secrets import KeyRing
from tests import make
from tests.lint import LintClient
from tests.operations.test_analyses import send
from tests.operations.test_topic_edits import LIGHTS, PARKING


def two_topics(client: LintClient, database: Database, ring: KeyRing) -> make.Scene:
    """Two subjects with nine comments each in two topics; the officer is signed in."""
    made = make.scene(database)
    texts = [text.format(n) for n in range(9) for text in (PARKING, LIGHTS)]
    send(database, ring, made, texts)
    topic_runs.group_topics(database, made.consultation_id, clock.now(), Asked(2))
    client.sign_in("officer", make.PASSWORD)
    return made


def members_by_topic(database: Database, scene: make.Scene) -> dict[int, list[int]]:
    """Shape: {topic id: ids of its comments}."""
    with database.reading() as session:
        run = newest_run(session, scene.consultation_id)
        assert run is not None
        members = select(TopicMember.comment_id).order_by(TopicMember.comment_id)
        return {
            topic.id: list(session.scalars(members.where(TopicMember.topic_id == topic.id)))
            for topic in run.topics
            if topic.purpose == "topic"
        }
