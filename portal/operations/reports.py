"""Publishing the adoption report: one act, from an allow-list, after two checks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from portal import secrets
from portal.analysis.personal_data import mask, scan
from portal.errors import ConflictError, IncompleteError, InvalidInputError
from portal.models.accounts import User
from portal.models.consultations import Consultation
from portal.models.responses import SUBSTANTIVE_OUTCOMES, Outcome, Report, ReportRow, Response
from portal.models.submissions import Comment, Submission
from portal.models.submissions_later import Supplement
from portal.operations import contacts
from portal.operations.audit import record_event
from portal.operations.consultations import lock_consultation
from portal.operations.report_topics import report_topics
from portal.operations.responses import require_no_report
from portal.operations.windows import lock_window
from portal.queries.comments import decided_comments
from portal.queries.letter_parts import is_whole, opinion_counts
from portal.queries.submissions_later import (
    is_overtaken,
    points_at_withdrawn,
    still_counts,
    supplements_of,
)
from portal.sanitize import NOTE_LIMIT, clean_line, clean_text

OFFICER_TEXT_LEAST = 3
"""Somebody called 采纳 must not blacken the bureau's own words."""


@dataclass(frozen=True, slots=True)
class ReportText:
    """The words an officer writes around the table."""

    title: str
    process: str
    collection: str
    thanks: str = ""


def report_figures(session: Session, consultation_id: int) -> dict[str, Any]:
    """What the report counts.

    Shape: people_count, submission_count, no_comment_count (organisations that answered 无意见: people,
    but no opinions), comment_count, undecided_count, outcomes {code: count},
    channels {code: {people, comments}}, substantive_count, adopted_count.
    Source: domain.md section 2: people and opinions are counted apart; the rate's denominator is
    the substantive opinions only.
    """
    people, submissions = session.execute(
        select(func.count(func.distinct(Submission.person_hash)), func.count()).where(
            Submission.consultation_id == consultation_id, still_counts(Submission.id)
        )
    ).one()
    comment_count = (
        session.scalar(
            select(func.count())
            .select_from(Comment)
            .where(
                Comment.consultation_id == consultation_id, opinion_counts()
            )
        )
        or 0
    )
    outcomes = _outcome_counts(session, consultation_id)
    adopted = outcomes.get(Outcome.ADOPTED, 0) + outcomes.get(Outcome.PARTLY_ADOPTED, 0)
    return {
        "people_count": people,
        "submission_count": submissions,
        "no_comment_count": _no_comment_count(session, consultation_id),
        "comment_count": comment_count,
        "undecided_count": comment_count - sum(outcomes.values()),
        "outcomes": outcomes,
        "channels": _channel_counts(session, consultation_id),
        "substantive_count": sum(outcomes.get(item, 0) for item in SUBSTANTIVE_OUTCOMES),
        "adopted_count": adopted,
    }


def _no_comment_count(session: Session, consultation_id: int) -> int:
    query = select(func.count(func.distinct(Submission.person_hash))).where(
        Submission.consultation_id == consultation_id,
        Submission.comment_count == 0,
        still_counts(Submission.id),
    )
    return session.scalar(query) or 0


def _outcome_counts(session: Session, consultation_id: int) -> dict[str, int]:
    rows = session.execute(
        select(Response.outcome, func.count())
        .join(Comment, Comment.id == Response.comment_id)
        .where(
            Response.consultation_id == consultation_id, opinion_counts()
        )
        .group_by(Response.outcome)
    ).all()
    return {str(outcome): int(count) for outcome, count in rows}


def _channel_counts(session: Session, consultation_id: int) -> dict[str, dict[str, int]]:
    rows = session.execute(
        select(
            Submission.channel,
            func.count(func.distinct(Submission.person_hash)),
            func.count(Comment.id),
        )
        .outerjoin(Comment, (Comment.submission_id == Submission.id) & is_whole(Comment.id))
        .where(Submission.consultation_id == consultation_id, still_counts(Submission.id))
        .group_by(Submission.channel)
    ).all()
    return {channel: {"people": people, "comments": count} for channel, people, count in rows}


def report_rows(
    session: Session, ring: secrets.KeyRing, consultation_id: int
) -> list[dict[str, Any]]:
    """The lines of the 意见采纳情况表 in clause order, masked for the public.

    Who did not agree to publication is counted and answered, but neither named nor quoted: body
    and commenter are empty.

    Shape: the columns of ReportRow but report_id, and `hits`: how many pieces of personal data
    were masked in body, reason and changed text together.
    Source: 个人信息保护法 第二十五条 (separate consent to publication).
    """
    rows = decided_comments(session, consultation_id)
    people = contacts.public_commenters(session, ring, {row.submission_id for row in rows})
    sequences = {row.comment_id: index for index, row in enumerate(rows, start=1)}
    more = _supplements(session, rows)
    return [
        _row_values(row, sequences, people[row.submission_id], more.get(row.comment_id, []))
        for row in rows
    ]


def _supplements(session: Session, rows: Sequence[Any]) -> dict[int, list[Supplement]]:
    """What was added to the comment of each row; to a letter that was split: with its first part."""
    parts = sorted((row for row in rows if row.letter_id), key=lambda row: -row.cut_start)
    first = {row.letter_id: row.comment_id for row in parts}
    added = supplements_of(session, [*first, *(row.comment_id for row in rows)])
    return {first.get(comment_id, comment_id): found for comment_id, found in added.items()}


def _row_values(
    row: Any,
    sequences: dict[int, int],
    person: contacts.PublicCommenter,
    supplements: Sequence[Supplement],
) -> dict[str, Any]:
    words = "\n".join([row.body, *(f"（补充）{supplement.body}" for supplement in supplements)])
    body = words if row.allows_publication else ""
    texts = {"body": body, "reason": row.reason, "changed_text": row.changed_text}
    masked = {
        name: _masked(text, person, 2 if name == "body" else OFFICER_TEXT_LEAST)
        for name, text in texts.items()
    }
    return {
        "sequence": sequences[row.comment_id],
        "comment_id": row.comment_id,
        "clause_label": row.clause_label,
        "commenter": person.name if row.allows_publication else "",
        "outcome": row.outcome,
        "duplicate_of_sequence": sequences.get(row.duplicate_of_id),
        "channel": row.channel,
        "hits": sum(count for _text, count in masked.values()),
        **{name: text for name, (text, _count) in masked.items()},
    }


def _masked(text: str, person: contacts.PublicCommenter, least: int) -> tuple[str, int]:
    found = scan(text)
    hidden, own_count = person.hide(mask(text, found), least)
    return hidden, len(found) + own_count


def missing_for_report(session: Session, consultation: Consultation, now: datetime) -> list[str]:
    """Codes of what still stands in the way of the report."""
    missing = []
    window = consultation.window
    if consultation.published_at is None or window is None:
        return ["publication"]
    if not window.value().has_closed(now):
        missing.append("window_open")
    if consultation.withdrawn_at is not None:
        missing.append("withdrawn")
    if _has_undecided(session, consultation.id):
        missing.append("undecided")
    if is_overtaken(session, consultation.id):
        missing.append("supplemented")
    if points_at_withdrawn(session, consultation.id):
        missing.append("original_withdrawn")
    return missing


def _has_undecided(session: Session, consultation_id: int) -> bool:
    decided = select(Response.comment_id).where(Response.comment_id == Comment.id).exists()
    query = select(Comment.id).where(
        Comment.consultation_id == consultation_id, ~decided, opinion_counts()
    )
    return session.scalar(query.limit(1)) is not None


def publish_report(
    session: Session,
    ring: secrets.KeyRing,
    consultation: Consultation,
    words: ReportText,
    *,
    masking_confirmed: bool,
    actor: User,
    now: datetime,
) -> Report:
    """The report is public: a snapshot of figures and rows that no later act changes.

    Raises: IncompleteError (comments undecided, window open), ConflictError when already
    published, InvalidInputError when masked personal data was not looked at.
    """
    lock_consultation(session, consultation.id)  # no decision changes between reading and printing
    require_no_report(session, consultation.id)
    lock_window(session, consultation.id)  # no submission is being accepted from here on
    missing = missing_for_report(session, consultation, now)
    if missing:
        raise IncompleteError(missing=missing)
    rows = report_rows(session, ring, consultation.id)
    hits = sum(row.pop("hits") for row in rows)
    if hits and not masking_confirmed:
        raise InvalidInputError(field="masking_confirmed", rule="required", count=hits)
    topics = public_topics(session, ring, consultation.id)
    for topic in topics:
        topic.pop("topic_id")
    figures = {**report_figures(session, consultation.id), "topics": topics}
    report = _insert_report(session, consultation, words, figures, actor, now)
    if rows:
        session.execute(insert(ReportRow), [{"report_id": report.id, **row} for row in rows])
    record_event(
        session,
        "report_published",
        at=now,
        subject="report",
        subject_id=report.id,
        consultation_id=consultation.id,
        actor=actor,
        facts={"row_count": len(rows), "masked_count": hits},
    )
    return report


def public_topics(
    session: Session, ring: secrets.KeyRing, consultation_id: int
) -> list[dict[str, Any]]:
    """The topics as the report will list them, without words that name who submitted.

    Shape: as `report_topics`.
    """
    query = select(Submission.id).where(Submission.consultation_id == consultation_id)
    people = contacts.public_commenters(session, ring, session.scalars(query).all())
    private = {value for person in people.values() for value in person.private}
    return report_topics(session, consultation_id, private)


def _insert_report(
    session: Session,
    consultation: Consultation,
    words: ReportText,
    figures: dict[str, Any],
    actor: User,
    now: datetime,
) -> Report:
    report = Report(
        consultation_id=consultation.id,
        title=clean_line(words.title, field="title", limit=300),
        process=clean_text(words.process, field="process", limit=NOTE_LIMIT),
        collection=clean_text(words.collection, field="collection", limit=NOTE_LIMIT),
        thanks=clean_text(words.thanks, field="thanks", limit=NOTE_LIMIT, required=False),
        figures=figures,
        published_at=now,
        published_by_id=actor.id,
    )
    _refuse_personal_data(report)
    session.add(report)
    session.flush()
    return report


def _refuse_personal_data(report: Report) -> None:
    """The officer's own words must not carry citizens' data: here the gate refuses."""
    fields: Sequence[tuple[str, str]] = (
        ("title", report.title),
        ("process", report.process),
        ("collection", report.collection),
        ("thanks", report.thanks),
    )
    for name, text in fields:
        kinds = {datum.kind for datum in scan(text)} & {"mobile", "id_number", "bank_card"}
        if kinds:
            raise InvalidInputError(field=name, rule="personal_data", kinds=sorted(kinds))


def get_report(session: Session, consultation_id: int) -> Report:
    """The published report. Raises: ConflictError when there is none."""
    report = session.scalar(select(Report).where(Report.consultation_id == consultation_id))
    if report is None:
        raise ConflictError(rule="no_report")
    return report
