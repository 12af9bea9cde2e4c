"""Which opinions the newest topic run of a consultation has in its groups, and how many it has not."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.analysis.version import ANALYSER_VERSION
from portal.models.analyses import Topic, TopicMember, TopicRun
from portal.models.submissions import ClauseTally, Comment
from portal.queries.letter_parts import opinion_counts


def unseen_by_topics(
    session: Session, *, exactly: bool = False
) -> list[tuple[int, int, TopicRun | None]]:
    """Consultations with opinions that the newest topic run has not in its groups.

    Members are counted, not compared by id: of two submissions at once the lower id may be committed later.
    The kept counts will do, for who counts no more is taken out of the newest run at once; `exactly` looks at
    every member, which at a million takes a second: earlier versions left withdrawn ones in.
    Shape: (consultation id, number of its opinions without a topic, its newest run or None).
    """
    newest = (
        select(func.max(TopicRun.id))
        .where(TopicRun.analyser_version == ANALYSER_VERSION)
        .group_by(TopicRun.consultation_id)
    )
    runs = {
        run.consultation_id: run
        for run in session.scalars(select(TopicRun).where(TopicRun.id.in_(newest)))
    }
    seen = _seen_counts(session, runs.values(), exactly)
    totals = session.execute(
        select(ClauseTally.consultation_id, func.sum(ClauseTally.comment_count))
        .group_by(ClauseTally.consultation_id)
        .order_by(ClauseTally.consultation_id)
    ).all()
    unseen = [
        (key, int(total) - (seen[runs[key].id] if key in runs else 0), runs.get(key))
        for key, total in totals
    ]
    return [row for row in unseen if row[1] > 0]


def unseen_count(session: Session, run: TopicRun, total: int, in_topics: int) -> int:
    """How many of the `total` opinions of its consultation the run has not in its groups.

    `in_topics` is how many opinions that count its groups have, campaigns apart.
    """
    return max(0, total - (in_topics or _seen_without_groups(session, run)))


def _seen_counts(
    session: Session, runs: Collection[TopicRun], exactly: bool
) -> dict[int, int]:
    """How many opinions that still count each run has seen. Shape: {run id: count}."""
    of_runs = (Topic.run_id.in_([run.id for run in runs]), Topic.purpose != "campaign")
    kept = select(Topic.run_id, func.sum(Topic.comment_count)).where(*of_runs)
    counted = (
        select(Topic.run_id, func.count())
        .join(TopicMember, TopicMember.topic_id == Topic.id)
        .join(Comment, Comment.id == TopicMember.comment_id)
        .where(*of_runs, opinion_counts())
    )
    rows = session.execute((counted if exactly else kept).group_by(Topic.run_id)).all()
    grouped = {row[0]: int(row[1]) for row in rows}
    return {run.id: grouped.get(run.id) or _seen_without_groups(session, run) for run in runs}


def _seen_without_groups(session: Session, run: TopicRun) -> int:
    """Of a run over too few opinions for topics: those that came before its end and still count."""
    count = session.scalar(
        select(func.count())
        .select_from(Comment)
        .where(
            Comment.consultation_id == run.consultation_id,
            Comment.id <= run.last_comment_id,
            opinion_counts(),
        )
    )
    return min(run.comment_count, count or 0)
