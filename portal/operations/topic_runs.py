"""Grouping the comments of a consultation into topics and campaigns: a new run beside the old ones.

The heavy engine is imported inside the functions: only workers and the commands call them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from portal.analysis.types import Campaign, Opinion, TopicGroup
from portal.analysis.version import ANALYSER_VERSION
from portal.db import Database
from portal.errors import ConflictError
from portal.models.analyses import Topic, TopicMember, TopicRun
from portal.models.submissions import Comment
from portal.operations.consultations import lock_consultation
from portal.operations.topic_members import EXCERPT_LENGTH, FEWEST_IN_CAMPAIGN
from portal.queries.letter_parts import opinion_counts
from portal.queries.topic_edits import AS_BEFORE, Asked, read_earlier, read_edits

AT_ONCE = 10_000


def group_topics(
    database: Database, consultation_id: int, now: datetime, asked: Asked = AS_BEFORE
) -> int:
    """The consultation has a new topic run over all its opinions; returns the number of groups."""
    save = grouped(database, consultation_id, asked)
    if save is None:
        return 0
    with database.transaction() as session:
        return save(session, now)


def grouped(
    database: Database, consultation_id: int, asked: Asked = AS_BEFORE
) -> Callable[[Session, datetime], int] | None:
    """The groups, computed outside any transaction: what is returned writes them as a new run.

    None when the consultation has no opinions. What is returned raises ConflictError when an officer
    has edited the topics meanwhile: the groups would not show it. Opinions that count no more by then,
    withdrawn or split, are left out.
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
        lock_consultation(session, consultation_id)
        if read_edits(session, consultation_id) != earlier.edits:
            raise ConflictError(rule="topics_changed")
        gone = _gone(session, consultation_id)
        current = [opinion for opinion in opinions if opinion.id not in gone]
        run = TopicRun(
            consultation_id=consultation_id,
            analyser_version=ANALYSER_VERSION,
            comment_count=len(current),
            last_comment_id=int(opinions[-1].id),
            fitted_count=model.fitted_count if model else None,
            model=model.to_bytes() if model else None,
            made_at=now,
        )
        session.add(run)
        session.flush()
        return _save_groups(session, run.id, current, groups, campaigns)

    return save


def _opinions(session: Session, consultation_id: int) -> list[Opinion]:
    """Every opinion that counts, as the analysis sees it; columns only, for there are many."""
    rows = session.execute(
        select(Comment.id, Comment.body, Comment.clause_label, Comment.clause_quote)
        .where(Comment.consultation_id == consultation_id, opinion_counts())
        .order_by(Comment.id)
    )
    return [
        Opinion(id=str(id_), text=body, clause=label or None, clause_text=quote or None)
        for id_, body, label, quote in rows
    ]


def _gone(session: Session, consultation_id: int) -> set[str]:
    """The comments of the consultation that count as no opinion: withdrawn, split, or merged back."""
    ids = session.scalars(
        select(Comment.id).where(Comment.consultation_id == consultation_id, ~opinion_counts())
    )
    return {str(id_) for id_ in ids}


def _save_groups(
    session: Session,
    run_id: int,
    opinions: Sequence[Opinion],
    groups: Sequence[TopicGroup],
    campaigns: Sequence[Campaign],
) -> int:
    """The groups with those of their members that are among the opinions, the largest campaigns first.

    Returns how many groups.
    """
    bodies = {opinion.id: opinion.text for opinion in opinions}
    found = [(_topic(group, bodies), group.member_ids, 1) for group in groups]
    largest = sorted(campaigns, key=lambda one: one.count, reverse=True)
    found += [
        (_fold(place, one), one.member_ids, FEWEST_IN_CAMPAIGN) for place, one in enumerate(largest)
    ]
    saved = 0
    for topic, ids, fewest in found:
        members = [id_ for id_ in ids if id_ in bodies]
        if len(members) >= fewest:
            topic.run_id, topic.comment_count = run_id, len(members)
            _save_members(session, topic, members)
            saved += 1
    return saved


def _topic(group: TopicGroup, bodies: Mapping[str, str]) -> Topic:
    shown = [bodies[id_] for id_ in group.representative_ids if id_ in bodies]
    return Topic(
        purpose="rest" if "rest" in group.warnings else "topic",
        position=group.index,
        key=group.key,
        words=group.words,
        warnings=list(group.warnings),
        excerpt=shown[0][:EXCERPT_LENGTH] if shown else "",
    )


def _fold(place: int, campaign: Campaign) -> Topic:
    return Topic(
        purpose="campaign",
        position=place,
        words=[],
        warnings=[],
        excerpt=campaign.common_core[:EXCERPT_LENGTH],
    )


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
