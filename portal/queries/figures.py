"""The counts every list shows of its comments, written once: as columns and the joins they need."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Label, case, func

from portal.analysis.version import ANALYSER_VERSION
from portal.models.analyses import AnalysisResult, Judgement, LearnedJudgement
from portal.models.responses import Response
from portal.models.submissions import Comment, Stance

JUDGED = (Stance.SUPPORT, Stance.OPPOSE, Stance.SUGGEST, Stance.QUESTION)
EVEN_MOOD = 0.5
"""A clear mood from here on is positive, below it is negative."""


def stance_expression() -> ColumnElement[str]:
    """The stance shown for a comment: officer's, else commenter's, else a confident guess.

    What was learned from the officers' corrections of the consultation comes before the first guess.
    """
    learned = case((LearnedJudgement.stance_confident, LearnedJudgement.stance), else_=None)
    guess = case((AnalysisResult.stance_confident, AnalysisResult.stance), else_="none")
    return func.coalesce(Judgement.stance, Comment.stance, learned, guess, "none")


def said_by_expression() -> ColumnElement[str]:
    """Whose the shown stance is: officer, commenter, or machine, which also stands for nobody's."""
    return case(
        (Judgement.stance.is_not(None), "officer"),
        (Comment.stance.is_not(None), "commenter"),
        else_="machine",
    )


def figure_columns() -> list[Label[Any]]:
    """Shape: comment_count, decided_count, one count a stance, clear_mood_count,
    positive_mood_count, mood_sum.

    Unit: mood_sum adds the sentiment scores (0-1) of the findings with a clear mood.
    """
    stance = stance_expression()
    clear = func.coalesce(AnalysisResult.sentiment_clear, False)
    positive = clear & (AnalysisResult.sentiment_score >= EVEN_MOOD)
    return [
        func.count(Comment.id).label("comment_count"),
        func.count(Response.comment_id).label("decided_count"),
        *(
            func.sum(case((stance == s.value, 1), else_=0)).label(f"{s.value}_count")
            for s in JUDGED
        ),
        func.sum(case((clear, 1), else_=0)).label("clear_mood_count"),
        func.sum(case((positive, 1), else_=0)).label("positive_mood_count"),
        func.sum(case((clear, AnalysisResult.sentiment_score), else_=0.0)).label("mood_sum"),
    ]


def with_judgements(query: Any) -> Any:
    """The query over Comment with finding, judgement and response outer-joined."""
    return (
        query.outerjoin(
            AnalysisResult,
            (AnalysisResult.comment_id == Comment.id)
            & (AnalysisResult.analyser_version == ANALYSER_VERSION),
        )
        .outerjoin(LearnedJudgement, LearnedJudgement.comment_id == Comment.id)
        .outerjoin(Judgement, Judgement.comment_id == Comment.id)
        .outerjoin(Response, Response.comment_id == Comment.id)
    )
