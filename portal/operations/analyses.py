"""Running the analysis on what has no result yet, and officers' corrections of it.

The heavy engine is imported inside the functions: only the scheduler process and the commands
call them, never a web process.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Select, insert, select
from sqlalchemy.orm import Session

from portal.analysis.labels import KINDS
from portal.analysis.types import Finding, Opinion
from portal.analysis.version import ANALYSER_VERSION, input_hash
from portal.db import Database
from portal.errors import InvalidInputError, NotFoundError
from portal.logs import log_event
from portal.models.accounts import User
from portal.models.analyses import AnalysisResult, Judgement
from portal.models.submissions import Comment, Stance
from portal.operations.analysis_jobs import plan_learning
from portal.operations.audit import record_event
from portal.operations.tallies import recount, shifted
from portal.queries.analysis_jobs import is_pending

BATCH = 500


def analyse_pending(database: Database, now: datetime, batch: int = BATCH) -> int:
    """Up to `batch` comments without a result of this analyser version have one; returns how many.

    Computed outside the transaction, written in one; running it again changes nothing.
    """
    with database.reading() as session:
        rows = session.scalars(_pending().limit(batch)).all()
    if not rows:
        return 0
    findings = judge_each(rows)
    with database.transaction() as session:
        save_findings(session, findings, now)
    return len(findings)


def _pending() -> Select[Comment]:
    return select(Comment).where(is_pending()).order_by(Comment.id)


def pending_between(
    session: Session, consultation_id: int, first_id: int, last_id: int
) -> Sequence[Comment]:
    """Comments of the consultation from first to last id that wait for a finding."""
    return session.scalars(
        _pending().where(
            Comment.consultation_id == consultation_id, Comment.id.between(first_id, last_id)
        )
    ).all()


def judge_each(rows: Sequence[Comment]) -> list[tuple[Comment, Finding]]:
    """Each comment with its finding; one the engine stumbles over is unclear in everything.

    A stumble is logged by the comment's id: it must not keep the others, or itself, waiting for ever.
    """
    from portal.analysis.engine import analyse_one

    findings = []
    for row in rows:
        try:
            findings.append((row, analyse_one(opinion_of(row))))
        except Exception:
            log_event("comment_not_analysed", level=logging.ERROR, exc=True, comment_id=row.id)
            findings.append((row, _nothing_said(row)))
    return findings


def _nothing_said(row: Comment) -> Finding:
    return Finding(
        id=str(row.id),
        sentiment=0.5,
        sentiment_clear=False,
        stance="none",
        stance_score=0.0,
        stance_confident=False,
        kind="other",
    )


def opinion_of(comment: Comment) -> Opinion:
    """The comment as the analysis sees it."""
    return Opinion(
        id=str(comment.id),
        text=comment.body,
        clause=comment.clause_label or None,
        clause_text=comment.clause_quote or None,
    )


def save_findings(
    session: Session, findings: Sequence[tuple[Comment, Finding]], now: datetime
) -> None:
    """The findings stand beside those of other versions, and the tallies have followed."""
    known = set(
        session.scalars(
            select(AnalysisResult.comment_id).where(
                AnalysisResult.comment_id.in_([row.id for row, _ in findings]),
                AnalysisResult.analyser_version == ANALYSER_VERSION,
            )
        )
    )
    fresh = [(row, finding) for row, finding in findings if row.id not in known]
    if not fresh:
        return
    by_consultation: dict[int, list[tuple[Comment, Finding]]] = {}
    for pair in fresh:
        by_consultation.setdefault(pair[0].consultation_id, []).append(pair)
    for consultation_id, pairs in by_consultation.items():
        with shifted(session, consultation_id, [row.id for row, _finding in pairs]):
            session.execute(insert(AnalysisResult), [_values(row, f, now) for row, f in pairs])


def _values(comment: Comment, finding: Finding, now: datetime) -> dict[str, Any]:
    return {
        "comment_id": comment.id,
        "analyser_version": ANALYSER_VERSION,
        "input_hash": input_hash(opinion_of(comment)),
        "sentiment_score": finding.sentiment,
        "sentiment_clear": finding.sentiment_clear,
        "stance": finding.stance,
        "stance_score": finding.stance_score,
        "stance_confident": finding.stance_confident,
        "kind": finding.kind,
        "personal_data": [asdict(datum) for datum in finding.personal_data],
        "why": finding.why,
        "analysed_at": now,
    }


def judge_comment(
    session: Session,
    *,
    comment_id: int,
    actor: User,
    now: datetime,
    stance: str | None = None,
    kind: str | None = None,
) -> None:
    """The officer's stance and kind are shown from now on; what is None stays as it was.

    No machine overwrites them, and the other comments of the consultation are judged anew with what
    they teach.
    Raises: InvalidInputError, NotFoundError.
    """
    if stance not in {*Stance, "none", None}:
        raise InvalidInputError(field="stance", rule="unknown")
    if kind not in {*KINDS, None}:
        raise InvalidInputError(field="kind", rule="unknown")
    comment = session.get(Comment, comment_id)
    if comment is None:
        raise NotFoundError(subject="comment")
    row = session.get(Judgement, comment_id) or Judgement(comment_id=comment_id)
    changes = {
        name: (getattr(row, name), value)
        for name, value in (("stance", stance), ("kind", kind))
        if value is not None
    }
    for name, (_before, after) in changes.items():
        setattr(row, name, after)
    row.set_by_id, row.set_at = actor.id, now
    session.add(row)
    session.flush()
    recount(session, comment.consultation_id, {comment.clause_key})
    for name, (before, after) in changes.items():
        record_event(
            session,
            f"{name}_corrected",
            at=now,
            subject="comment",
            subject_id=comment_id,
            consultation_id=comment.consultation_id,
            actor=actor,
            facts={"before": before, "after": after},
        )
    plan_learning(session, comment.consultation_id, now)
