"""What officers' corrections and commenters' own choices teach the machine about the other comments
of the same consultation.

The learned judgements stand in a table of their own and are replaced as a whole: nothing a person said
is touched, and nothing passes from one consultation to another.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from portal.analysis.labels import Kind, Stance
from portal.analysis.types import Finding, Opinion
from portal.analysis.version import ANALYSER_VERSION
from portal.db import Database
from portal.models.analyses import AnalysisResult, Judgement, LearnedJudgement
from portal.models.submissions import Comment
from portal.operations.tallies import shifted
from portal.queries.letter_parts import opinion_counts

if TYPE_CHECKING:
    from portal.analysis.corrections import Correction

MOST = 20_000
"""Comments that are judged anew at once: of more, the corrected ones and the newest."""
AT_ONCE = 1_000
OWN_MOST = 2_000
"""Own choices that are learned from; of more, the newest: corrections must stay audible among them."""


def relearned(database: Database, consultation_id: int) -> Callable[[Session, datetime], int]:
    """The learned judgements, computed outside any transaction: what is returned writes them."""
    with database.reading() as session:
        rows = _rows(session, consultation_id)
    found = _learned(rows)

    def save(session: Session, now: datetime) -> int:
        ids = [row.id for row in rows]
        for start in range(0, len(ids), AT_ONCE):
            part = ids[start : start + AT_ONCE]
            with shifted(session, consultation_id, part):
                session.execute(
                    delete(LearnedJudgement).where(LearnedJudgement.comment_id.in_(part))
                )
                values = [found[id_] | {"learned_at": now} for id_ in part if id_ in found]
                if values:
                    session.execute(insert(LearnedJudgement), values)
        return len(found)

    return save


def _rows(session: Session, consultation_id: int) -> Sequence[Any]:
    """The analysed comments that count, with what officers said: the corrected first, then the newest."""
    corrected = Judgement.comment_id.is_not(None)
    return session.execute(
        select(
            Comment.id,
            Comment.body,
            Comment.clause_label,
            Comment.clause_quote,
            AnalysisResult,
            Comment.stance.label("own_stance"),
            Judgement.stance.label("said_stance"),
            Judgement.kind.label("said_kind"),
        )
        .join(
            AnalysisResult,
            (AnalysisResult.comment_id == Comment.id)
            & (AnalysisResult.analyser_version == ANALYSER_VERSION),
        )
        .outerjoin(Judgement, Judgement.comment_id == Comment.id)
        .where(Comment.consultation_id == consultation_id, opinion_counts())
        .order_by(corrected.desc(), Comment.id.desc())
        .limit(MOST)
    ).all()


def _learned(rows: Sequence[Any]) -> dict[int, dict[str, Any]]:
    """The rows of the uncorrected comments on which what people said changed anything, by id.

    A comment whose author chose the stance keeps it; only its kind can be learned.
    """
    from portal.analysis.corrections import learned

    labels = _labels(rows)
    if not labels:
        return {}
    before = [_finding(row) for row in rows]
    after = learned([_opinion(row) for row in rows], before, labels)
    return {
        row.id: _values(new, len(labels))
        for row, old, new in (
            (row, old, _with_old_stance(old, new) if row.own_stance else new)
            for row, old, new in zip(rows, before, after, strict=True)
        )
        if not (row.said_stance or row.said_kind) and new != old
    }


def _labels(rows: Sequence[Any]) -> dict[str, Correction]:
    """What the officer said of each comment; of those none corrected, the stance its author chose."""
    from portal.analysis.corrections import Correction

    own = [row.id for row in rows if row.own_stance and not row.said_stance][:OWN_MOST]
    chosen = set(own)
    return {
        str(row.id): Correction(
            cast("Stance | None", row.own_stance if row.id in chosen else row.said_stance),
            cast("Kind | None", row.said_kind),
        )
        for row in rows
        if row.said_stance or row.said_kind or row.id in chosen
    }


def _with_old_stance(old: Finding, new: Finding) -> Finding:
    why = {"kind_learned": new.why["kind_learned"]} if "kind_learned" in new.why else {}
    return replace(old, kind=new.kind, why=old.why | why)


def _opinion(row: Any) -> Opinion:
    return Opinion(
        id=str(row.id),
        text=row.body,
        clause=row.clause_label or None,
        clause_text=row.clause_quote or None,
    )


def _finding(row: Any) -> Finding:
    found = row.AnalysisResult
    return Finding(
        id=str(row.id),
        sentiment=found.sentiment_score,
        sentiment_clear=found.sentiment_clear,
        stance=found.stance,
        stance_score=found.stance_score,
        stance_confident=found.stance_confident,
        kind=found.kind,
        why=found.why,
    )


def _values(finding: Finding, label_count: int) -> dict[str, Any]:
    return {
        "comment_id": int(finding.id),
        "stance": finding.stance,
        "stance_score": finding.stance_score,
        "stance_confident": finding.stance_confident,
        "kind": finding.kind,
        "why": finding.why,
        "label_count": label_count,
    }
