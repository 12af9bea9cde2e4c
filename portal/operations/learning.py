"""What officers' corrections teach the machine about the other comments of the same consultation.

The learned judgements stand in a table of their own and are replaced as a whole: nothing a person said
is touched, and nothing passes from one consultation to another.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from portal.analysis.labels import Kind, Stance
from portal.analysis.types import Finding, Opinion
from portal.analysis.version import ANALYSER_VERSION
from portal.db import Database
from portal.models.analyses import AnalysisResult, Judgement, LearnedJudgement
from portal.models.submissions import Comment
from portal.operations.tallies import shifted

MOST = 20_000
"""Comments that are judged anew at once: of more, the corrected ones and the newest."""
AT_ONCE = 1_000


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
    """The analysed comments with what officers said of them: the corrected first, then the newest."""
    corrected = Judgement.comment_id.is_not(None)
    return session.execute(
        select(
            Comment.id,
            Comment.body,
            Comment.clause_label,
            Comment.clause_quote,
            AnalysisResult,
            Judgement.stance.label("said_stance"),
            Judgement.kind.label("said_kind"),
        )
        .join(
            AnalysisResult,
            (AnalysisResult.comment_id == Comment.id)
            & (AnalysisResult.analyser_version == ANALYSER_VERSION),
        )
        .outerjoin(Judgement, Judgement.comment_id == Comment.id)
        .where(Comment.consultation_id == consultation_id)
        .order_by(corrected.desc(), Comment.id.desc())
        .limit(MOST)
    ).all()


def _learned(rows: Sequence[Any]) -> dict[int, dict[str, Any]]:
    """The rows of the uncorrected comments on which the corrections changed anything, by id."""
    from portal.analysis.corrections import Correction, learned

    corrections = {
        str(row.id): Correction(
            cast("Stance | None", row.said_stance), cast("Kind | None", row.said_kind)
        )
        for row in rows
        if row.said_stance or row.said_kind
    }
    if not corrections:
        return {}
    before = [_finding(row) for row in rows]
    after = learned([_opinion(row) for row in rows], before, corrections)
    return {
        int(new.id): _values(new, len(corrections))
        for old, new in zip(before, after, strict=True)
        if new.id not in corrections and new != old
    }


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
